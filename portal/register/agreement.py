"""The registers agree with each other: what one names, another one has."""

from portal.register import cookies as cookie_register
from portal.register import personal_data as data_register
from portal.register import retention as retention_register
from portal.register import third_parties as party_register
from portal.register.cookies import cookies
from portal.register.notice import versions
from portal.register.personal_data import Table, personal_data
from portal.register.purposes import purposes
from portal.register.reading import RegisterError
from portal.register.retention import Rule, retention
from portal.register.third_parties import third_parties


def check() -> None:
    """Read everything once, at start. Raises RegisterError: file, entry and how to mend it."""
    versions()
    _check_parties()
    _check_cookies()
    for table in personal_data().tables:
        _check_table(table)
    for rule in retention().rules:
        _check_rule(rule)


def _check_parties() -> None:
    asked = cookies().revisions[-1]
    for party in third_parties().of("consent"):
        if party.key not in asked.covers:
            raise RegisterError(
                party_register.FILE,
                party.key,
                f"revision {asked.number} of the question in cookies.toml does not cover it: "
                "add a [[revisions]] block that does",
            )


def _check_cookies() -> None:
    for cookie in cookies().entries:
        for key in {cookie.service, cookie.set_by} - {"", "portal"}:
            if third_parties().find(key) is None:
                raise RegisterError(
                    cookie_register.FILE,
                    cookie.name,
                    f"{key!r} is not in third_parties.toml: add it there, or correct the name",
                )


def _check_table(table: Table) -> None:
    if purposes().find(table.purpose) is None:
        raise RegisterError(
            data_register.FILE,
            table.name,
            f"purpose {table.purpose!r} is not in purposes.toml: add it there, or correct the key",
        )
    if not retention().of(table.name):
        raise RegisterError(
            data_register.FILE,
            table.name,
            "nothing says how long it is kept: add a [[rules]] block for it to retention.toml",
        )


def _check_rule(rule: Rule) -> None:
    table = personal_data().find(rule.table)
    if rule.by_people:
        return
    if table is None:
        raise RegisterError(
            retention_register.FILE,
            rule.key,
            f"table {rule.table!r} is not in personal_data.toml: add it there, or correct the name",
        )
    if rule.legal_hold and not table.declares("public_id"):
        raise RegisterError(
            retention_register.FILE,
            rule.key,
            f"legal_hold: {rule.table} has no public_id, so no record of it can be named",
        )
    for column in (*rule.anchor, *rule.only):
        if not table.declares(column):
            raise RegisterError(
                retention_register.FILE, rule.key, f"{rule.table} has no column {column!r}"
            )
