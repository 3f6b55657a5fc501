"""Lets an outside service into one response, and only if this visitor allowed it (RULES R5)."""

from flask import Flask, g

from portal.core.security import add_csp
from portal.core.site import current_settings
from portal.core.visitor import visitor
from portal.register import third_parties


def admit(key: str) -> bool:
    """Whether a page may load this service; if so, its hosts join the page's policy.

    Never on a page behind a mailed link, nor on an error page.
    """
    offered = third_parties().asked_for(current_settings())
    party = next((party for party in offered if party.key == key), None)
    if party is None or not visitor().allows or g.get("private_page", False):
        return False
    for directive, sources in party.csp.items():
        add_csp(directive, *sources)
    return True


def init_app(app: Flask) -> None:
    """Let templates ask."""
    app.jinja_env.globals["admit"] = admit
