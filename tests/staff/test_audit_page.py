"""The trail at the desk: for admins, newest first, filtered, as a file, and whether it is whole."""

import re
from datetime import UTC, datetime
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select, text

from portal.core.clock import freeze
from portal.core.references import spaced
from portal.extensions import db
from portal.feedback.models import Feedback
from portal.staff.models import AuditEntry
from portal.staff.service import audit, trail
from portal.staff.service.trail import Filters
from tests.staff.trail import ACTION, behind, rows, write
from tests.support import cases, staff
from tests.support.client import PortalClient

HERE = "/staff/audit"
LOOKED = '<td data-label="What">Looked at the audit trail'


def follow(client: PortalClient, html: str, label: str) -> str:
    """The page that a link leads to."""
    found = re.search(rf'<a href="([^"]+)"[^>]*>{label}</a>', html)
    assert found, label
    return client.get(unescape(found[1])).get_data(as_text=True)


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
    assert "looked at the newest 1,000: they are as they were written" in text
    assert text.index(LOOKED) < text.index("record-2") < text.index("record-0")
    # What is shared is one entry, of the log: nobody looks for another.
    offered = ('<option value="records.disclosed">', '<option value="complaint.passed">')
    assert all(each in text for each in offered)
    assert 'value="complaint.shared"' not in text
    assert "Somebody at the server" in text
    assert person.name in text


def test_a_look_at_the_trail_is_in_the_trail(app: Flask, client: PortalClient) -> None:
    person = staff.sign_in(client, "admin")
    client.get(HERE)
    client.get(f"{HERE}/trail.csv")
    newest = [(row["action"], row["actor"]) for row in rows()[-2:]]
    assert newest == [("audit.viewed", person.public_id), ("audit.exported", person.public_id)]


@pytest.mark.one_database
def test_a_code_and_a_day_in_a_detail_are_read_in_words(app: Flask, client: PortalClient) -> None:
    codes = {
        "complaint.paused": "other-body",
        "records.paper_listed": "complaint-files",
        "records.disclosed": "duty",
        "records.held": "court 2027-03-01",
        "records.hold_kept": "2027-03-01",
        "complaint.escalated": "2027-03-01",
        "complaint.ombudsman": "2027-03-01",
        "complaint.closed": "2027-99-99",
        "data_requests.extended": "complex",
    }
    for action, code in codes.items():
        audit.write(action, "record-1", code)
    db.session.commit()
    staff.sign_in(client, "admin")
    text = client.get(HERE).get_data(as_text=True)
    for words in (
        "(We are waiting for another organisation)",
        "(Complaints on paper)",
        "(Another duty by law)",
        "(A court needs it, to be looked at again on Monday 1 March 2027)",
        "(to be looked at again on Monday 1 March 2027)",
        'is due or late <span class="muted">(last day Monday 1 March 2027)',
        "(on Monday 1 March 2027)",
        "(2027-99-99)",
        "(The request is a difficult one)",
    ):
        assert words in text
    assert "2027-03-01" not in text
    assert not [code for code in codes.values() if code.isalpha() and f"({code})" in text]


def test_staff_are_named_wherever_their_number_stands(app: Flask, client: PortalClient) -> None:
    ivy = staff.make("investigator", name="Ivy Oak")
    audit.write("staff.roles", ivy.public_id)
    audit.write(ACTION, "record-7", f"with {ivy.public_id}")
    db.session.commit()
    staff.sign_in(client, "admin")
    text = client.get(f"{HERE}?by=operator").get_data(as_text=True)
    assert f'<a href="/staff/audit?record={ivy.public_id}">Ivy Oak</a>' in text
    assert "(with Ivy Oak)" in text
    # A file is matched with other files: there it is the number.
    assert ivy.public_id in client.get(f"{HERE}/trail.csv").get_data(as_text=True)


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


def test_pages_follow_each_other_and_keep_the_filters(app: Flask, client: PortalClient) -> None:
    for _ in range(120):
        audit.write(ACTION, "often")
    db.session.commit()
    staff.sign_in(client, "admin")
    chosen = f"did={ACTION}&record=often&to=2999-12-31"
    text = client.get(f"{HERE}?{chosen}").get_data(as_text=True)
    newest, rest = "none newer and 20 older", "100 newer and none older"
    assert f"100 of 120 entries are on this page, {newest}" in text
    assert 'rel="prev"' not in text
    assert "on this page, 20 newer and none older" in follow(client, text, "Oldest")
    text = follow(client, text, "Older entries")
    assert f"20 of 120 entries are on this page, {rest}" in text
    assert 'rel="next"' not in text
    assert 'value="2999-12-31"' in text
    assert newest in follow(client, text, "Newer entries")
    assert newest in follow(client, text, "Newest")


def test_every_entry_is_met_once_on_the_way_to_the_oldest(
    app: Flask, client: PortalClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trail, "PAGE", 7)
    write(30)
    found = trail.page(Filters())
    met = [each.number for each in found.entries]
    while found.older:
        found = trail.page(Filters(), before=found.older)
        met += [each.number for each in found.entries]
    assert met == list(range(30, 0, -1))
    assert (found.first, found.last, found.total) == (29, 30, 30)
    # And back: new entries in between push nothing away.
    write(1)
    back = trail.page(Filters(), after=found.newer)
    assert [each.number for each in back.entries] == list(range(9, 2, -1))


@pytest.mark.one_database
def test_a_page_is_found_by_an_index(app: Flask) -> None:
    """However many entries there are: no page walks through those before it."""
    write(2)
    statement = str(
        trail._chosen(Filters(record="record-1"))
        .where(AuditEntry.id < 9)
        .order_by(AuditEntry.id.desc())
        .limit(5)
        .compile(db.engine, compile_kwargs={"literal_binds": True})
    )
    if db.engine.dialect.name == "sqlite":
        plan = db.session.execute(text(f"EXPLAIN QUERY PLAN {statement}")).all()
        assert all("SEARCH" in row[3] for row in plan if "audit_entries" in row[3]), plan


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
    every = client.get(HERE).get_data(as_text=True)
    assert f'href="{HERE}?record={spaced(sent.reference)}"' in every
    assert sent.public_id not in every
    searched = [row["about"] for row in rows() if row["action"] == "audit.searched"]
    assert searched == [case.public_id, sent.public_id]


def test_what_is_not_found_is_told_how_to_ask_and_is_not_written_down(
    app: Flask, client: PortalClient
) -> None:
    staff.sign_in(client, "admin")
    text = client.get(f"{HERE}?record=KD4-WM7-RT9").get_data(as_text=True)
    assert "No record has the reference KD4-WM7-RT9, and no entry is about it." in text
    assert "Nothing in the trail fits. For a record, enter the reference" in text
    newest = [row for row in rows() if row["action"] == "audit.searched"]
    assert [(row["about"], row["detail"]) for row in newest] == [("", "not found")]


def test_only_what_is_shaped_like_a_reference_comes_into_an_address(
    app: Flask, client: PortalClient
) -> None:
    write(1)
    staff.come_in(client, "admin")
    asked = {"did": ACTION, "by": "", "from": "2026-01-01", "to": ""}
    for typed, written in (("kd4 wm7rt9", "KD4-WM7-RT9"), ("record-0", "record-0"), ("", "")):
        answer = staff.post(client, HERE, record=typed, **asked)
        assert answer.status_code == 303
        record = f"&record={written}" if written else ""
        assert answer.headers["Location"] == f"{HERE}?did={ACTION}{record}&from=2026-01-01"
    for refused in (
        staff.post(client, HERE, record="Doris Canary", **asked),
        client.get(f"{HERE}?record=Doris+Canary&did={ACTION}&from=2026-01-01"),
    ):
        text = refused.get_data(as_text=True)
        assert refused.status_code == 422
        assert "Enter a reference like KD4-WM7-RT3, or a number that stands in the trail" in text
        assert "Canary" not in text
        assert 'value="2026-01-01"' in text, "what else was chosen is kept"
    assert client.get(f"{HERE}/trail.csv?record=Doris+Canary").status_code == 404


def test_days_bound_what_is_shown_both_of_them_included(app: Flask, client: PortalClient) -> None:
    with freeze(datetime(2026, 6, 1, 22, 30, tzinfo=UTC)):  # half past eleven in the evening here
        write(1)
    staff.sign_in(client, "admin")
    for query, is_there in (
        ("from=2026-06-01&to=2026-06-01", True),
        ("from=2026-06-02", False),
        ("to=2026-05-31", False),
        ("from=soon&to=", True),
        ("from=2026-06-02&to=2026-06-01", False),
    ):
        text = client.get(f"{HERE}?{query}").get_data(as_text=True)
        is_swapped = query.count("2026") == 2 and not is_there
        assert ("comes after the last one" in text) is is_swapped
        assert ("record-0" in text) is is_there, query
