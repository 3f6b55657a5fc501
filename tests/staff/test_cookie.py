"""The one cookie that tells people apart: for staff, under the desk's path, and nowhere else."""

from urllib.parse import urlsplit

import pytest
from flask import Flask, Response, make_response

from portal.core import cookie_jar
from portal.core.cookie_gate import CookieGate, UndeclaredCookieError
from portal.register import RegisterError, cookies
from portal.register.cookies import load
from portal.register.reading import FOLDER
from tests.house.test_routes import PRODUCTION, readable
from tests.support import staff
from tests.support.client import PortalClient
from tests.support.databases import MakeApp

pytestmark = pytest.mark.one_database

TOKEN = "A" * 43
NAME = 'name = "portal_staff"'


def setting(app: Flask, path: str, name: str = "portal_staff") -> PortalClient:
    """A browser of a portal that sets the cookie at a path."""

    @app.get(path, endpoint="throw_away")
    def give() -> Response:
        response = make_response("<p>Hello</p>")
        cookie_jar.set_cookie(response, name, TOKEN)
        return response

    client = app.test_client()
    assert isinstance(client, PortalClient)
    return client


@pytest.mark.parametrize("path", ["/throw-away", "/staffing", "/bulletins/staff/x", "/staff-x/"])
def test_it_is_never_set_outside_the_desk(path: str, make_app: MakeApp) -> None:
    with pytest.raises(UndeclaredCookieError, match="for staff"):
        setting(make_app(), path).get(path, check=False)


def test_in_production_it_is_stripped_outside_the_desk(make_app: MakeApp) -> None:
    app = make_app(**PRODUCTION)
    client = setting(app, "/throw-away", "__Secure-portal_staff")
    answer = client.get("/throw-away", base_url="https://portal.example.org", check=False)
    assert "Set-Cookie" not in answer.headers
    assert isinstance(app.wsgi_app, CookieGate)
    assert app.wsgi_app.refused == {"__Secure-portal_staff": 1}


@pytest.mark.parametrize("value", ["short", "A" * 44, "sam@example.org", "A" * 42 + " "])
def test_it_holds_a_random_number_and_nothing_else(value: str, app: Flask) -> None:
    with app.test_request_context("/staff/"), pytest.raises(cookie_jar.CookieJarError):
        cookie_jar.set_cookie(Response(), "portal_staff", value)


def test_over_https_it_has_the_name_that_browsers_guard(make_app: MakeApp) -> None:
    app = make_app(**PRODUCTION)
    client = app.test_client()
    assert isinstance(client, PortalClient)
    base = "https://portal.example.org"
    with app.app_context():
        row = staff.make("editor")
        data = {"email": row.email or "", "password": staff.PASSWORD}
        asked = client.post("/staff/sign-in", data=data, base_url=base)
        form = {"state": staff.found(staff.STATE, asked), "code": staff.code_for(row)}
        answer = client.post("/staff/sign-in/code", data=form, base_url=base)
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Secure-portal_staff=")
    assert {part.strip() for part in cookie.split(";")[1:]} == {
        "HttpOnly",
        "Path=/staff",
        "SameSite=Strict",
        "Secure",
    }


def test_a_member_of_staff_reads_public_pages_as_a_stranger(
    app: Flask, client: PortalClient
) -> None:
    staff.sign_in(client, "admin")
    for path in readable(app):
        answer = client.get(path)
        if not urlsplit(path).path.startswith("/staff"):
            assert "Cookie" not in answer.request.headers, path
            assert "Sam Admin" not in answer.get_data(as_text=True), path
        assert "Set-Cookie" not in answer.headers, path
        answer.close()


def test_it_is_explained_on_the_cookies_page(client: PortalClient) -> None:
    html = client.get("/cookies").get_data(as_text=True)
    assert "For people who work here" in html
    for entry in cookies().in_use("staff"):
        assert entry.name in html


@pytest.mark.parametrize(
    ("line", "other"),
    [
        ('path = "/staff"', 'path = "/"'),
        ('same_site = "Strict"', 'same_site = "Lax"'),
        ("identifier = true", "max_age = 31536000\nidentifier = true"),
        ("identifier = true", "readable_by_scripts = true\nidentifier = true"),
        ('set_by = "portal"', 'set_by = "youtube"'),
    ],
)
def test_the_register_takes_no_other_kind_of_staff_cookie(
    line: str, other: str, tmp_path: object
) -> None:
    text = (FOLDER / "cookies.toml").read_text(encoding="utf-8")
    before, after = text.split(NAME, 1)
    folder = FOLDER.__class__(str(tmp_path))
    (folder / "cookies.toml").write_text(before + NAME + after.replace(line, other, 1), "utf-8")
    with pytest.raises(RegisterError, match="staff cookie"):
        load(folder)
