"""The jar: sets what the register lists, exactly, and removes a cookie wherever it can live."""

import pytest
from flask import Response

from portal.core import cookie_jar
from portal.core.cookie_jar import CookieJarError
from tests.support.databases import MakeApp

pytestmark = pytest.mark.one_database


def removed_from(make_app: MakeApp, base_url: str) -> list[str]:
    app = make_app(base_url=base_url)
    with app.test_request_context("/", base_url=base_url):
        response = Response()
        cookie_jar.expire(response, "googtrans")
    lines = response.headers.getlist("Set-Cookie")
    assert all(line.startswith("googtrans=;") and "Max-Age=0" in line for line in lines)
    return [line.partition("Domain=")[2].partition(";")[0] for line in lines]


@pytest.mark.parametrize(
    ("base_url", "domains"),
    [
        ("http://localhost:8000", ["", "localhost"]),
        ("http://127.0.0.1:8000", [""]),
        ("http://portal.org", ["", "portal.org"]),
        ("https://a.b.portal.org", ["", "a.b.portal.org", "b.portal.org", "portal.org"]),
    ],
)
def test_a_cookie_is_removed_here_at_the_host_and_at_every_parent(
    base_url: str, domains: list[str], make_app: MakeApp
) -> None:
    assert removed_from(make_app, base_url) == domains


@pytest.mark.parametrize(
    ("name", "value"),
    [("contrast-mode", "pink"), ("contrast-mode", ""), ("session", "1"), ("_ga", "GA1.1.1")],
)
def test_what_is_not_listed_cannot_be_set(name: str, value: str, make_app: MakeApp) -> None:
    with make_app().test_request_context("/"), pytest.raises(CookieJarError, match=name):
        cookie_jar.set_cookie(Response(), name, value)


def test_a_cookie_has_exactly_the_listed_attributes(make_app: MakeApp) -> None:
    app = make_app(base_url="https://portal.example.org")
    with app.test_request_context("/", base_url="https://portal.example.org"):
        response = Response()
        cookie_jar.set_cookie(response, "saveFontSize", "150")
    line = "saveFontSize=150; Secure; HttpOnly; Max-Age=31536000; Path=/; SameSite=Lax"
    assert set(response.headers["Set-Cookie"].split("; ")) == set(line.split("; "))
