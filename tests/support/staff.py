"""Staff for tests: they join and sign in through the real forms, with a password and a code."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from html import unescape

import pyotp
from werkzeug.test import TestResponse

from portal.core import clock
from portal.extensions import db
from portal.staff.models import StaffPerson
from portal.staff.service import letters, passwords, people, sessions
from portal.staff.service.sessions import Person
from tests.support.client import PortalClient

PASSWORD = "brown kettle rides north"
STATE = re.compile(r'name="state" type="hidden" value="([^"]+)"')
TOKEN = re.compile(r'name="csrf" value="([^"]+)"')
KEY = re.compile(r'<code class="secret">([^<]+)</code>')
CODES = re.compile(r"<li><code>([^<]+)</code></li>")
COOKIE = re.compile(r"portal_staff=([A-Za-z0-9_-]+);")


def html_of(answer: TestResponse) -> str:
    """A page, as HTML."""
    return answer.get_data(as_text=True)


def found(pattern: re.Pattern[str], answer: TestResponse) -> str:
    """What a page holds, such as its sealed state."""
    match = pattern.search(html_of(answer))
    assert match, f"{pattern.pattern} is not on the page:\n{html_of(answer)[:3000]}"
    return unescape(match[1])


def make(*roles: str, name: str = "", email: str = "") -> StaffPerson:
    """Somebody who has joined, without the forms: quick, for tests of something else."""
    name = name or f"Sam {roles[0].title() if roles else 'Admin'}"
    email = email or f"{'.'.join(roles) or 'admin'}@staff.example.org"
    row = people.by_email(email)
    if row is None:
        invited = people.invite(name, email, list(roles) or ["admin"])
        row = people.find_row(invited.public_id)
    assert row is not None
    if not row.joined_at:
        row.password_hash = passwords.make_hash(PASSWORD)
        row.secret = pyotp.random_base32()
        row.joined_at = clock.now()
        db.session.commit()
    return row


def code_for(row: StaffPerson) -> str:
    """The code that this person's app shows now."""
    return pyotp.TOTP(row.secret or "").at(int(clock.now().timestamp()))


def next_code(row: StaffPerson) -> str:
    """A code that was not used yet: of now, or of the next half minute."""
    step = max(int(clock.now().timestamp()) // 30, row.code_step + 1)
    return pyotp.TOTP(row.secret or "").generate_otp(step)


def give_password(
    client: PortalClient, email: str, password: str = PASSWORD, onward: str = ""
) -> TestResponse:
    """The first step."""
    data = {"email": email, "password": password, "next": onward}
    return client.post("/staff/sign-in", data=data)


def give_code(client: PortalClient, asked: TestResponse, code: str) -> TestResponse:
    """The second step, with what the first one answered."""
    return client.post("/staff/sign-in/code", data={"state": found(STATE, asked), "code": code})


def sign_in_as(client: PortalClient, row: StaffPerson) -> Person:
    """Sign somebody in who has joined, through both forms."""
    asked = give_password(client, row.email or "")
    assert asked.status_code == 200, html_of(asked)
    answer = give_code(client, asked, next_code(row))
    assert answer.status_code == 303, html_of(answer)
    db.session.expire_all()
    roles = frozenset(row.roles.split())
    return Person(row.public_id, row.name or "", roles, "", clock.now())


def sign_in(client: PortalClient, *roles: str, name: str = "", email: str = "") -> Person:
    """Make somebody with these roles, if need be, and sign them in."""
    return sign_in_as(client, make(*roles, name=name, email=email))


def come_in(client: PortalClient, *roles: str) -> StaffPerson:
    """A session without the forms: quick, for a walk over many pages."""
    row = make(*roles)
    token = sessions.begin(row.public_id)
    db.session.commit()
    client.set_cookie("portal_staff", token, domain="localhost", path="/staff")
    return row


def staff_client(client: PortalClient, *roles: str) -> PortalClient:
    """Another browser of the same portal, in which somebody with these roles is signed in."""
    made = client.application.test_client()
    assert isinstance(made, PortalClient)
    sign_in(made, *roles)
    return made


def csrf(client: PortalClient, page: str = "/staff/account") -> str:
    """The token that a form of the desk carries in this session."""
    return found(TOKEN, client.get(page))


def post(client: PortalClient, path: str, **data: object) -> TestResponse:
    """Send a form of the desk, token and all."""
    return client.post(path, data={"csrf": csrf(client), **data})


def welcome_path(public_id: str) -> str:
    """The path of an invitation, as its mail would lead to."""
    letter = letters.invitation(public_id)
    assert letter is not None
    return f"/staff/welcome/{letter.token}"


@contextmanager
def later(**spans: float) -> Iterator[None]:
    """Some time from now."""
    with clock.freeze(clock.now() + timedelta(**spans)):
        yield
