"""Live checks of promises that no feature owns: they look at the running portal from outside.

``pages`` asks for pages as a stranger's browser does, ``stores`` reads the databases as a thief
would, ``contacts`` reads what people are told to write to. Features add their own.
"""

from flask import Flask

from portal.core import checks
from portal.core.live_checks import contacts, pages, stores


def init_app(_app: Flask) -> None:
    """Offer the checks."""
    checks.register("first-visit", pages.first_visit)
    checks.register("notice-linked", pages.notice_linked)
    checks.register("headers", pages.headers)
    checks.register("schema", stores.schema)
    checks.register("encryption", stores.encryption)
    checks.register("contacts", contacts.contacts)
