"""The trail at the desk: for admins, newest first, filtered, as a file, and whether it is whole."""

from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import select

from portal.core.clock import freeze
from portal.core.references import spaced
from portal.extensions import db
from portal.feedback.models import Feedback
from portal.staff.service import audit
from tests.staff.trail import ACTION, behind, rows, write
from tests.support import cases, staff
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
    assert "The newest 1,000 entries are as they were written" in text
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
    assert "What was done about the record record-1</h2>" in text
    # Nothing says what was typed when nothing is known by it.
    assert "What was done about" not in client.get(f"{HERE}?record=Doris").get_data(as_text=True)


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


def test_a_record_is_found_by_the_reference_that_people_have(
    app: Flask, client: PortalClient
) -> None:
    case = cases.made()
    client.post("/feedback", data={"message": "The print on the page about sleep is small."})
    sent = db.session.scalars(select(Feedback)).one()
    audit.write("feedback.viewed", sent.public_id)
    db.session.commit()
    staff.sign_in(client, "admin")
    for reference, number in ((case.reference, case.public_id), (sent.reference, sent.public_id)):
        shown = spaced(reference).lower()
        text = client.get(f"{HERE}?record=+{shown}+").get_data(as_text=True)
        assert "Looked up a record in the audit trail" in text
        assert "Nothing in the trail fits" not in text
        # What was asked for is what is shown; its number stands once, for whoever has the file.
        assert f"What was done about {spaced(reference)}</h2>" in text
        whole = spaced(reference).replace("-", "\u2011")
        assert f'record={spaced(reference)}"><code>{whole}</code></a>' in text
        assert text.count(number) == 1
    searched = [row["about"] for row in rows() if row["action"] == "audit.searched"]
    assert searched == [case.public_id, sent.public_id]


def test_what_is_not_found_is_told_how_to_ask_and_is_not_written_down(
    app: Flask, client: PortalClient
) -> None:
    staff.sign_in(client, "admin")
    for typed in ("KD4-WM7-RT9", "Doris Canary"):
        text = client.get(f"{HERE}?record={typed}").get_data(as_text=True)
        assert "Nothing in the trail fits. For a record, enter the reference" in text
    newest = [row for row in rows() if row["action"] == "audit.searched"]
    assert [(row["about"], row["detail"]) for row in newest] == [("", "not found")] * 2


def test_days_bound_what_is_shown_both_of_them_included(app: Flask, client: PortalClient) -> None:
    with freeze(datetime(2026, 6, 1, 22, 30, tzinfo=UTC)):  # half past eleven in the evening here
        write(1)
    staff.sign_in(client, "admin")
    for query, is_there in (
        ("from=2026-06-01&to=2026-06-01", True),
        ("from=2026-06-02", False),
        ("to=2026-05-31", False),
        ("from=soon&to=", True),
    ):
        text = client.get(f"{HERE}?{query}").get_data(as_text=True)
        assert ("record-0" in text) is is_there, query
