"""The trail at the desk: for admins, newest first, filtered, as a file, and whether it is whole."""

from flask import Flask

from portal.extensions import db
from portal.staff.service import audit
from tests.staff.trail import ACTION, behind, rows, write
from tests.support import staff
from tests.support.client import PortalClient

HERE = "/staff/audit"
LOOKED = '<td data-label="What">Looked at the audit trail'


def test_only_admins_see_the_trail(app: Flask, client: PortalClient) -> None:
    assert client.get(HERE).status_code == 303
    staff.sign_in(client, "moderator", "investigator", "editor")
    assert client.get(HERE).status_code == 403
    assert client.get(f"{HERE}/trail.csv").status_code == 403


def test_the_newest_comes_first_and_the_page_says_that_all_is_whole(
    app: Flask, client: PortalClient
) -> None:
    write(3)
    person = staff.sign_in(client, "admin", name="Ada Admin")
    text = client.get(HERE).get_data(as_text=True)
    assert "The newest entries are as they were written" in text
    assert text.index(LOOKED) < text.index("record-2") < text.index("record-0")
    assert "Somebody at the server" in text
    assert person.name in text


def test_a_look_at_the_trail_is_in_the_trail(app: Flask, client: PortalClient) -> None:
    person = staff.sign_in(client, "admin")
    client.get(HERE)
    client.get(f"{HERE}/trail.csv")
    newest = [(row["action"], row["actor"]) for row in rows()[-2:]]
    assert newest == [("audit.viewed", person.public_id), ("audit.exported", person.public_id)]


def test_an_altered_entry_is_said_in_words(app: Flask, client: PortalClient) -> None:
    write(3)
    staff.sign_in(client, "admin")
    behind("UPDATE audit_entries SET detail = 'other' WHERE id = 2")
    text = client.get(HERE).get_data(as_text=True)
    assert "What is wrong first: entry 2 was altered." in text


def test_filters_find_an_act_a_person_and_a_record(app: Flask, client: PortalClient) -> None:
    write(3)
    person = staff.sign_in(client, "admin")
    for query, there, gone in (
        (f"did={ACTION}", "record-1", LOOKED),
        (f"by={person.public_id}", LOOKED, "record-1"),
        ("record=record-1", "record-1", "record-2"),
    ):
        text = client.get(f"{HERE}?{query}").get_data(as_text=True)
        assert there in text
        assert gone not in text


def test_pages_follow_each_other_and_keep_the_filters(app: Flask, client: PortalClient) -> None:
    for _ in range(120):
        audit.write(ACTION, "often")
    db.session.commit()
    staff.sign_in(client, "admin")
    text = client.get(f"{HERE}?record=often&page=2").get_data(as_text=True)
    assert "Page 2 of 3" in text
    assert "record=often&amp;page=3" in text
    assert "Page 3 of 3" in client.get(f"{HERE}?record=often&page=99").get_data(as_text=True)


def test_the_file_has_every_entry_and_no_formula(app: Flask, client: PortalClient) -> None:
    write(60)
    audit.write(ACTION, "-2-3", "-cmd")
    db.session.commit()
    staff.sign_in(client, "admin")
    answer = client.get(f"{HERE}/trail.csv")
    lines = answer.get_data(as_text=True).splitlines()
    assert answer.headers["Content-Disposition"] == 'attachment; filename="audit-trail.csv"'
    assert len(lines) > 61
    assert any('"\'-2-3","\'-cmd"' in line for line in lines)
