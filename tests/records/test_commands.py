"""The commands: what an operator and a data protection officer type, and what they read."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from portal.core import clock
from portal.extensions import db
from portal.records.service import paper, sharing, tables
from portal.register import personal_data, purposes, retention
from tests.records import person, rows

START = datetime(2026, 3, 20, 9, 30, tzinfo=UTC)
EMAIL = "ask.me@example.org"


def run(app: Flask, command: str, *more: str, fine: bool = True) -> str:
    """What a command prints; ``more`` are words with spaces in them."""
    result = app.test_cli_runner().invoke(args=[*command.split(), *more])
    assert (result.exit_code == 0) is fine, result.output
    return result.output


def test_a_dry_run_counts_and_a_run_removes(app: Flask) -> None:
    rule = retention().find("not-me")
    rows.under(rule, "marked_at", START)
    with clock.freeze(START + timedelta(days=31)):
        assert "      1        1     0  not-me" in run(app, "retention run --dry-run")
        assert rows.how_many("bulletin_not_me") == 1
        assert "      1        1     0  not-me" in run(app, "retention run")
        assert "      1        1     0  not-me" in run(app, "retention runs --last 1")
    assert rows.how_many("bulletin_not_me") == 0


def test_every_rule_is_listed(app: Flask) -> None:
    written = run(app, "retention list")
    assert [rule.key for rule in retention().rules if rule.key not in written] == []


def test_a_record_is_held_and_released(app: Flask) -> None:
    # Random: one of 64 begins with a dash, and is no option for that.
    record = "-60hQ3Vc9mT0xk2bJp5hWm"
    made = rows.under(retention().find("feedback"), "last_contact_at", START)["public_id"]
    feedback = tables.table("feedback")
    db.session.execute(
        update(feedback).where(feedback.c.public_id == made).values(public_id=record)
    )
    db.session.commit()
    reference = tables.references_of([record])[record]
    review = clock.today() + timedelta(days=30)
    hold = f"retention hold {record} --ground court --owner lead --review {review}"
    assert "is held" in run(app, hold)
    assert "held already" in run(app, hold, fine=False)
    assert f"{reference}  {record}" in run(app, "retention holds")
    assert "On hold now, due or not: 1." in run(app, "retention run")
    next_look = review + timedelta(days=30)
    assert "stays held" in run(app, f"retention keep {record} --review {next_look}")
    assert "within a year" in run(
        app, f"retention keep {record} --review {next_look + timedelta(days=400)}", fine=False
    )
    with clock.freeze(clock.now() + timedelta(days=61)):
        assert "look at it now" in run(app, "retention holds")
    assert "held no more" in run(app, f"retention release {record}")
    assert "nothing holds" in run(app, f"retention release {record}", fine=False)


def test_the_paper_list_says_what_to_shred_and_where(app: Flask) -> None:
    add = "retention paper-add letters --from 2020-01-31 --place"
    reference = run(app, add, "Cabinet 2").strip()
    later = run(app, f"retention paper-add letters --from {clock.today()} --place", "Box 9").strip()
    written = run(app, "retention paper")
    assert f"{reference}  Cabinet 2" in written
    assert later not in written
    assert later in run(app, "retention paper --all")
    assert "Noted" in run(app, f"retention paper-done {reference.lower()}")
    assert "No paper has to be shredded" in run(app, "retention paper")
    run(app, f"retention paper-done {reference}", fine=False)
    assert "Its day has not come" in run(app, f"retention paper-done {later}", fine=False)
    assert "Noted" in run(app, f"retention paper-done {later} --early lost")


def test_paper_of_an_unknown_kind_is_refused(app: Flask) -> None:
    with pytest.raises(paper.PaperError, match="letters"):
        paper.add("shoes", "Cabinet 2", START)


def test_an_export_is_json_with_every_mark(app: Flask) -> None:
    made = person.make(EMAIL, START)
    held = json.loads(run(app, f"data export {EMAIL}"))
    assert [mark for mark in made.shown_marks() if mark not in json.dumps(held)] == []
    assert {section["table"] for section in held["sections"]} == set(made.records)


def test_an_erasure_says_what_went_and_what_stays(app: Flask) -> None:
    person.make(EMAIL, START)
    before = run(app, f"data erase {EMAIL} --dry-run")
    assert "Would be erased: Your bulletins (1)" in before
    after = run(app, f"data erase {EMAIL}")
    assert "Erased: Your bulletins (1)" in after
    assert "Kept: Record that you agreed to bulletins" in after
    assert "nothing is held that could be" in run(app, f"data erase {EMAIL}")


@pytest.mark.parametrize("command", ["data export nonsense", "data erase nonsense"])
def test_what_is_no_address_gets_an_answer_in_words(command: str, app: Flask) -> None:
    assert "like name@example.org" in run(app, command, fine=False)


def test_the_record_of_processing_has_every_purpose_and_every_category(app: Flask) -> None:
    written = run(app, "records processing --csv")
    lines = list(csv.reader(io.StringIO(written)))
    titles = [each.title for each in purposes().entries]
    assert [line[0] for line in lines[1 : len(titles) + 1]] == titles
    assert len(lines) == len(titles) + 3
    people = [entry for entry in personal_data().tables if entry.is_about_people]
    missing = [c.label for entry in people for c in entry.columns if c.label not in written]
    assert missing == []
    assert "Data protection officer: data.protection@example.org" in run(app, "records processing")


def test_what_is_shared_is_logged_with_its_ground(app: Flask) -> None:
    share = ["--to", "=Ombudsman", "--what", "A complaint file", "--by", "Complaints lead"]
    run(app, "records disclose --ground ombudsman", *share)
    assert "A complaint file  The Ombudsman asked for it  Complaints lead" in run(
        app, "records disclosures"
    )
    lines = list(csv.reader(io.StringIO(run(app, "records disclosures --csv"))))
    assert lines[0] == list(sharing.COLUMNS)
    assert lines[1][1] == "'=Ombudsman"


def test_a_disclosure_without_a_ground_or_with_a_persons_address_is_refused(app: Flask) -> None:
    words = ["--what", "A file", "--by", "Lead", "--to"]
    run(app, "records disclose --ground whim", *words, "Court", fine=False)
    said = run(app, "records disclose --ground court", *words, "jo@example.org", fine=False)
    assert "never a person" in said
    run(app, "records disclose --ground court", *words, " ", fine=False)
