"""Forms: whatever any page asks for is in the register, and whatever the register says is asked.

The walk reads pages as they are sent, so a field that only a template knows is met as well.
"""

import importlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse
from wtforms.fields.core import UnboundField

from portal.core import clock
from portal.core.forms import PublicForm
from portal.feedback.service import appeals
from portal.pages.service import writing
from portal.pages.service.library import EXTENSION
from portal.records.service import paper
from portal.register import personal_data
from portal.staff.models import ROLES
from portal.staff.service import people
from tests.bulletins.post import EMAIL, Reader, later, unsubscribe_of
from tests.complaints.teller import Teller
from tests.feedback.writer import Writer, message
from tests.house.source import features
from tests.house.test_routes import readable
from tests.support import cases, staff
from tests.support.client import PortalClient
from tests.support.databases import MakeApp
from tests.support.pages import Node, elements, parse
from tests.support.smtp import Sink
from tests.your_data.asker import Asker, request

pytestmark = pytest.mark.one_database

NAMED = {"input", "select", "textarea", "button"}
# Pages that show a form only when they are asked in this way.
MORE = (
    "/search?q=sleep",
    "/moving-more",
    "/cookies?next=/about",
    "/accessibility/settings?language=cy",
    "/bulletins/welcome",
)
REMEDY = (
    "of {form}, on {page}, is not in portal/register/personal_data.toml. Is it kept? Then write "
    'form_field = "{name}" at its column. If not, add [[controls]] with name and why.'
)


@dataclass(frozen=True, order=True)
class Asked:
    """A control that somebody was shown: its name, the form it is in, and the page."""

    name: str
    form: str
    page: str

    def __str__(self) -> str:
        remedy = REMEDY.format(name=self.name, form=self.form, page=self.page)
        return f"{self.name!r} {remedy}"


def controls(html: str, page: str) -> Iterator[Asked]:
    """Every named control of every form of a page."""
    root, _ = parse(html, fragment="<html" not in html)
    for form in elements(root):
        if form.tag == "form":
            where = f"the form to {form.get('action') or page}"
            for node in owned(root, form):
                # One page has many forms of one case: call.message is the message of a call.
                yield Asked(str(node.get("name")).rpartition(".")[2], where, page)


def owned(root: Node, form: Node) -> Iterator[Node]:
    """The controls that a form sends: those in it, and those that name it from elsewhere."""
    inside = set(elements(form))
    for node in elements(root):
        named = node.get("form")
        if node.tag in NAMED and node.get("name"):
            yield from [node] * (named == form.get("id") if named else node in inside)


def known() -> set[str]:
    """Names that the register gives a reason for."""
    kept = {column.form_field for table in personal_data().tables for column in table.columns}
    return (kept | {control.name for control in personal_data().controls}) - {""}


def unexplained(found: Iterable[Asked]) -> list[str]:
    """What is wrong: each name once, with the first form that has it."""
    unknown = sorted(control for control in found if control.name not in known())
    return list({control.name: str(control) for control in reversed(unknown)}.values())


@pytest.fixture
def app(make_app: MakeApp, smtp_sink: Sink) -> Iterator[Flask]:
    """An app that sends to the sink, in a context."""
    made = make_app(**smtp_sink.settings)
    with made.app_context():
        yield made


@pytest.fixture
def asked(app: Flask, client: PortalClient, smtp_sink: Sink) -> set[Asked]:
    """Every control of every form that anybody can be shown."""
    found: set[Asked] = set()

    def look(path: str, **data: object) -> None:
        answer = client.post(path, data=data) if data else client.get(path)
        if answer.mimetype == "text/html":
            found.update(controls(answer.get_data(as_text=True), path))
        answer.close()

    for path in (*readable(app), *MORE):
        look(path)
    look("/bulletins/sign-up", email="nobody")
    look("/feedback", message="I want to die. My NHS number is 943 476 5919.", seen="")
    look("/feedback", message="My NHS number is 943 476 5919.")
    found.update(complaining(client))
    appeal = Writer(client, smtp_sink).decided_against()
    look(appeal)
    client.post(appeal, data={"words": "Look again."})
    case = cases.made()
    look("/complaints/case", reference=case.reference, code=case.secret)
    for path in behind_links(Reader(client, smtp_sink)):
        look(path)
    asker = Asker(client, smtp_sink, EMAIL)
    asker.ask_person()
    seen = asker.link()
    for path in (seen, f"{seen}/correct", f"{seen}/delete"):
        look(path)
    look(unsubscribe_of(Reader(client, smtp_sink)), action="leave")
    client.post("/cookies/choice", data={"choice": "allow", "next": "/"})
    client.post("/accessibility/settings", data={"language": "cy", "remember": "yes", "next": "/"})
    for path in ("/", "/moving-more", "/cookies/yours", "/accessibility/settings"):
        look(path)
    for answer in at_the_desk(app):
        found.update(controls(answer.get_data(as_text=True), answer.request.path))
    return found


def complaining(client: PortalClient) -> Iterator[Asked]:
    """What the steps of a complaint ask."""
    for page in Teller(client).see_all():
        yield from controls(page, "/complaints/new")


def at_the_desk(app: Flask) -> Iterator[TestResponse]:
    """What staff are shown: joining, signing in, and every page of the desk."""
    browser = app.test_client()
    assert isinstance(browser, PortalClient)
    row = staff.make(*ROLES)
    yield browser.get("/staff/sign-in")
    yield staff.give_password(browser, row.email or "")
    welcome = staff.welcome_path(people.invite("Jo", "jo@staff.example.org", ["editor"]).public_id)
    yield browser.get(welcome)
    yield browser.post(welcome, data={"new_password": staff.PASSWORD})
    staff.sign_in_as(browser, row)
    other = staff.make("editor")
    yield browser.get(f"/staff/people/{other.public_id}")
    yield browser.get(f"/staff/data-requests/{request().reference}")
    yield browser.get("/staff/feedback?status=all")
    yield browser.get(f"/staff/feedback/{message().reference}")
    yield browser.get(f"/staff/feedback/{message().reference}/block")
    yield browser.get(f"/staff/appeals/{appeals.waiting()[0].public_id}")
    for case in cases.at_every_turn():
        for page in ("", "/answer", "/others"):
            yield browser.get(f"/staff/complaints/{case}{page}")
    paper.add(next(iter(paper.kinds())), "Cabinet 2", clock.now())
    shelf = app.extensions[EXTENSION]
    begun = writing.stamp(None, shelf.files.mark("about"))
    writing.restore("about", 0, by=other.public_id, seen=begun, shelf=shelf)
    for path in readable(app):
        if path.startswith("/staff"):
            yield browser.get(path)
    staff.sign_in_as(app.test_client(), row)  # type: ignore[arg-type]  # a PortalClient, as above
    yield browser.get("/staff/account")


def behind_links(reader: Reader) -> Iterator[str]:
    """What the mails of one reader lead to, each at the moment it can be used."""
    reader.sign_up()
    confirm = reader.link("confirm")
    yield confirm
    yield reader.link("not-me")
    with later(days=8):
        yield confirm
    assert reader.client.post(confirm).status_code == 303
    reader.client.post("/bulletins/manage", data={"email": reader.email})
    yield reader.link("preferences")
    yield unsubscribe_of(reader)


def test_every_control_has_a_reason_in_the_register(asked: set[Asked]) -> None:
    faults = unexplained(asked)
    assert not faults, "\n".join(faults)


def test_a_control_that_nobody_explained_is_noticed() -> None:
    html = '<form action="/a"><input name="q"></form><input form="f" name="shoe-size"><form id="f">'
    faults = unexplained(controls(html, "/page"))
    assert len(faults) == 1
    assert "'shoe-size' of the form to /page" in faults[0]


def test_every_name_in_the_register_is_asked_for_somewhere(asked: set[Asked]) -> None:
    met = {control.name for control in asked}
    assert known() - met == set(), "no form asks for these: take them out of personal_data.toml"


def test_no_form_takes_more_than_it_shows() -> None:
    for feature in features():
        if (feature / "forms.py").exists():
            importlib.import_module(f"portal.{feature.name}.forms")
    taken = {
        f"{form.__module__}.{form.__name__}.{field.name or name}"
        for form in every_form(PublicForm)
        for name, field in vars(form).items()
        if isinstance(field, UnboundField)
        and (field.name or name).rpartition(".")[2] not in known()
    }
    assert not taken, "fields that nobody is shown, or that the register does not know"


def every_form(kind: Any) -> Iterator[Any]:
    """All kinds of form, down to the last."""
    for form in kind.__subclasses__():
        yield form
        yield from every_form(form)
