"""People: invited by an admin, changed by another, disabled at once, and never the last."""

import re
from datetime import timedelta

import pytest
from flask import Flask

import portal.records as records
from portal.core.clock import freeze, in_words, now, today
from portal.extensions import db
from portal.staff.models import AuditMark
from portal.staff.service import holding, people
from portal.staff.service.audit import audit
from portal.staff.service.chain import CUT
from portal.staff.service.people import Member
from tests.support import staff
from tests.support.client import PortalClient

pytestmark = pytest.mark.one_database

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>'


def member(email: str) -> Member:
    return next(each for each in people.everybody() if each.email == email)


def plain(page: str) -> str:
    return re.sub("<[^>]+>", "", page)


def act(client: PortalClient, public_id: str, action: str) -> int:
    return staff.post(client, f"/staff/people/{public_id}/access", action=action).status_code


def test_an_admin_invites_somebody(app: Flask, client: PortalClient) -> None:
    staff.come_in(client, "admin")
    data = {"name": "Jo Lee", "email": "Jo@Example.ORG", "roles": ["moderator", "editor"]}
    assert staff.post(client, "/staff/people/invite", **data).status_code == 303
    found = member("Jo@example.org")
    assert (found.name, found.roles, found.state) == ("Jo Lee", ("moderator", "editor"), "Invited")
    page = staff.html_of(client.get("/staff/people?done=invited"))
    assert "An invitation is on its way" in page
    assert "Jo Lee" in page
    one = f"/staff/people/{found.public_id}"
    assert "Has not joined yet" in staff.html_of(client.get(one))
    assert act(client, found.public_id, "disable") == 303
    assert "Never: they were invited, and did not join" in staff.html_of(client.get(one))
    db.session.add(AuditMark(name=CUT, number=1, hash="", at=now(), seal=""))
    db.session.commit()
    assert "Longer ago than the trail goes back, or never" in staff.html_of(client.get(one))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "Enter a name"),
        ({"email": "nobody"}, "name@example.org"),
        ({"roles": []}, "Choose at least one role"),
        ({"roles": ["owner"]}, "Choose from the list"),
        ({"email": "admin@STAFF.example.org"}, "on the list already"),
    ],
)
def test_a_mistake_is_said_and_the_rest_is_kept(
    wrong: dict[str, object], words: str, client: PortalClient
) -> None:
    staff.come_in(client, "admin")
    data: dict[str, object] = {"name": "Jo Lee", "email": "jo@example.org", "roles": ["editor"]}
    answer = staff.post(client, "/staff/people/invite", **data | wrong)
    assert answer.status_code == 422
    assert words in staff.html_of(answer)
    assert len(people.everybody()) == 1


def test_hostile_names_are_shown_as_they_were_written(client: PortalClient) -> None:
    staff.come_in(client, "admin")
    data = {"name": HOSTILE, "email": "jo@example.org", "roles": ["editor"]}
    staff.post(client, "/staff/people/invite", **data)
    public_id = member("jo@example.org").public_id
    welcome = staff.welcome_path(public_id)
    for path in ("/staff/people", f"/staff/people/{public_id}", welcome):
        html = staff.html_of(client.get(path))
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_roles_are_changed_by_another_admin(client: PortalClient) -> None:
    staff.come_in(client, "admin")
    other = staff.make("editor")
    where = f"/staff/people/{other.public_id}/roles"
    assert staff.post(client, where, roles=["investigator"]).status_code == 303
    assert member("editor@staff.example.org").roles == ("investigator",)


def test_the_list_says_since_when_somebody_holds_each_role(client: PortalClient) -> None:
    with freeze(now() - timedelta(days=9)):
        public_id = people.invite("Jo", "jo@example.org", ["editor", "moderator"]).public_id
    people.set_roles(public_id, ["editor", "investigator"])
    # Invited longer ago than the trail goes back.
    unknown = "long-ago"
    audit("staff.roles", unknown, "editor > moderator editor")
    db.session.commit()
    found = holding.since([public_id, unknown])
    held = {role: in_words(at) for role, at in found[public_id].items()}
    first, today_ = in_words(today() - timedelta(days=9)), in_words(today())
    assert held == {"editor": first, "investigator": today_}
    assert list(found[unknown]) == ["moderator"]
    staff.come_in(client, "admin")
    page = plain(staff.html_of(client.get("/staff/people")))
    assert f"editor since {first}" in page
    assert f"investigator since {today_}" in page


def test_nobody_changes_resets_or_disables_themselves(client: PortalClient) -> None:
    me = staff.come_in(client, "admin")
    staff.make("admin", name="Other", email="other@staff.example.org")
    page = staff.html_of(client.get(f"/staff/people/{me.public_id}"))
    assert "This is you" in page
    assert act(client, me.public_id, "disable") == 422
    assert act(client, me.public_id, "reset") == 422
    where = f"/staff/people/{me.public_id}/roles"
    assert staff.post(client, where, roles=["editor"]).status_code == 422
    assert member("admin@staff.example.org").state == "Active"


def test_the_last_admin_stays(app: Flask) -> None:
    with app.app_context():
        only = staff.make("admin").public_id
        people.invite("New", "new@staff.example.org", ["admin"])
        with pytest.raises(people.StaffError, match="only admin"):
            people.disable(only)
        with pytest.raises(people.StaffError, match="only admin"):
            people.set_roles(only, ["editor"])
        staff.make("admin", name="Other", email="other@staff.example.org")
        people.disable(only)


def test_who_is_disabled_keeps_nothing_that_opens_the_desk(client: PortalClient) -> None:
    staff.come_in(client, "admin")
    other = staff.make("editor")
    public_id = other.public_id
    audit("staff.joined", public_id, actor=public_id)
    db.session.commit()
    assert staff.html_of(client.get("/staff/people")).count("Authenticator set up") == 2
    assert act(client, public_id, "disable") == 303
    row = people.find_row(public_id)
    assert row is not None
    assert (row.password_hash, row.secret, row.joined_at) == ("", None, None)
    everybody = staff.html_of(client.get("/staff/people"))
    assert f"Disabled since {in_words(today())}" in plain(everybody)
    assert "No authenticator" in everybody
    page = staff.html_of(client.get(f"/staff/people/{public_id}"))
    assert ", by Sam Admin" in page.partition(">Disabled</dt>")[2]
    assert in_words(today()) in page.partition(">Joined</dt>")[2].partition("</dd>")[0]
    for asked in ("by", "record"):
        assert f'href="/staff/audit?{asked}={public_id}"' in page


def test_a_reset_lets_somebody_in_again(client: PortalClient) -> None:
    staff.come_in(client, "admin")
    public_id = staff.make("editor").public_id
    old = people.find_row(public_id)
    assert old
    act(client, public_id, "disable")
    assert act(client, public_id, "reset") == 303
    assert member("editor@staff.example.org").state == "Invited"
    assert staff.give_password(client, "editor@staff.example.org").status_code == 422
    assert client.get(staff.welcome_path(public_id)).status_code == 200


def test_an_unknown_action_is_no_action(client: PortalClient) -> None:
    staff.come_in(client, "admin")
    assert act(client, staff.make("editor").public_id, "promote") == 422
    assert act(client, "no-such-person", "disable") == 404


def test_a_password_is_changed_by_who_knows_the_old_one(client: PortalClient) -> None:
    staff.come_in(client, "editor")
    new = "quiet lamps over water"
    where = "/staff/account/password"
    wrong = staff.post(client, where, password="not it", new_password=new)
    assert wrong.status_code == 422
    short = staff.post(client, where, password=staff.PASSWORD, new_password="short")
    assert short.status_code == 422
    done = staff.post(client, where, password=staff.PASSWORD, new_password=new)
    assert done.status_code == 303
    assert client.get("/staff/").status_code == 200
    assert staff.give_password(client, "editor@staff.example.org", new).status_code == 200
    assert staff.give_password(client, "editor@staff.example.org").status_code == 422


def test_an_invitation_sent_twice_at_once_is_one(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    people.invite("Jo", "jo@example.org", ["editor"])
    monkeypatch.setattr(people, "by_email", lambda _email: None)  # the other one was faster
    with pytest.raises(people.StaffError, match="already"):
        people.invite("Jo", "jo@example.org", ["editor"])
    assert len(people.everybody()) == 1


def test_erasing_a_member_of_staff_keeps_who_acted_for_us(client: PortalClient) -> None:
    row = staff.make("editor")
    outcome = records.erase("editor@staff.example.org")
    assert "Your account at the staff desk" in {kept.title for kept in outcome.kept}
    staff.sign_in_as(client, row)
    assert client.get("/staff/").status_code == 200


def test_an_export_never_holds_what_opens_the_desk(client: PortalClient) -> None:
    row = staff.sign_in(client, "editor")
    kept = people.find_row(row.public_id)
    assert kept is not None
    written = str(records.export("editor@staff.example.org").as_dict())
    assert "Sam Editor" in written
    assert "Held, and never shown" in written
    for secret in (kept.secret or "", kept.password_hash):
        assert secret not in written
