"""What the portal may keep, set, load and pass on: data in TOML, and its typed loader.

The notice, the cookies page, the cookie gate, retention, erasure and export all read it here.
"""

from portal.register.agreement import check
from portal.register.cookies import (
    Cookie,
    CookieRegister,
    Language,
    Revision,
    cookies,
)
from portal.register.notice import Version, Versions, versions
from portal.register.personal_data import Column, Control, PersonalData, Table, personal_data
from portal.register.promises import Promise, Promises, promises
from portal.register.purposes import Purpose, Purposes, purposes
from portal.register.reading import RegisterError
from portal.register.retention import Period, Retention, Rule, retention
from portal.register.third_parties import ThirdParties, ThirdParty, third_parties

__all__ = [
    "Column",
    "Control",
    "Cookie",
    "CookieRegister",
    "Language",
    "Period",
    "PersonalData",
    "Promise",
    "Promises",
    "Purpose",
    "Purposes",
    "RegisterError",
    "Retention",
    "Revision",
    "Rule",
    "Table",
    "ThirdParties",
    "ThirdParty",
    "Version",
    "Versions",
    "check",
    "cookies",
    "personal_data",
    "promises",
    "purposes",
    "retention",
    "third_parties",
    "versions",
]
