"""What the portal may keep, set, load and pass on: data in TOML, and its typed loader.

The notice, the cookies page, the cookie gate, retention, erasure and export all read it here.
"""

from portal.register.cookies import (
    Cookie,
    CookieRegister,
    Language,
    Revision,
    cookies,
)
from portal.register.personal_data import Column, PersonalData, Table, personal_data
from portal.register.reading import RegisterError
from portal.register.third_parties import ThirdParties, ThirdParty, third_parties

__all__ = [
    "Column",
    "Cookie",
    "CookieRegister",
    "Language",
    "PersonalData",
    "RegisterError",
    "Revision",
    "Table",
    "ThirdParties",
    "ThirdParty",
    "check",
    "cookies",
    "personal_data",
    "third_parties",
]


def check() -> None:
    """Read everything once, at start. Raises RegisterError: file, entry and how to mend it."""
    known = third_parties()
    personal_data()
    asked = cookies().revisions[-1]
    for party in known.of("consent"):
        if party.key not in asked.covers:
            raise RegisterError(
                "third_parties.toml",
                party.key,
                f"revision {asked.number} of the question in cookies.toml does not cover it: "
                "add a [[revisions]] block that does",
            )
    for cookie in cookies().entries:
        for key in {cookie.service, cookie.set_by} - {"", "portal"}:
            if known.find(key) is None:
                raise RegisterError(
                    "cookies.toml",
                    cookie.name,
                    f"{key!r} is not in third_parties.toml: add it there, or correct the name",
                )
