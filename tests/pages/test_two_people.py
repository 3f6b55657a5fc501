"""A second person publishes, and two who write at once lose nothing."""

import pytest
from flask import Flask

from portal.pages.service import writing
from portal.pages.service.library import EXTENSION
from portal.pages.service.writing import PageError, newest_of, stamp
from tests.pages.editors import Editor, sent_by
from tests.support.client import PortalClient

pytestmark = pytest.mark.database

OWN = "You wrote part of this"


def test_nobody_publishes_what_they_had_a_hand_in(
    ann: Editor, ben: Editor, app: Flask, client: PortalClient
) -> None:
    ann.write(title="By Ann")
    assert "You had a hand in this" not in ben.read("/sleep/versions/1")
    ben.write(action="hand-over", summary="By Ben too.")
    for each in (ann, ben):
        assert "Publish it" not in each.read("/sleep/versions/2")
        answer = each.step("publish", 2)
        assert answer.status_code == 409
        assert OWN in answer.get_data(as_text=True)
    assert "By Ann" not in client.get("/sleep").get_data(as_text=True)
    third = Editor(app, "Cy")
    assert third.step("publish", 2).status_code == 303
    assert "<h1>By Ann</h1>" in client.get("/sleep").get_data(as_text=True)


def test_the_role_of_an_admin_is_no_way_round(ann: Editor, app: Flask) -> None:
    both = Editor(app, "Dee", "editor", "admin")
    both.write(action="hand-over", title="Mine")
    assert both.step("publish", 1).status_code == 409
    admin = Editor(app, "Eve", "admin")
    assert admin.client.get("/staff/pages/sleep/versions/1").status_code == 403
    assert ann.step("publish", 1).status_code == 303


def test_a_draft_that_was_not_handed_over_is_not_published(ann: Editor, ben: Editor) -> None:
    ann.write(title="Not yet")
    answer = ben.step("publish", 1)
    assert answer.status_code == 409
    assert "does not wait for a second person" in answer.get_data(as_text=True)


def test_a_page_comes_back_with_a_reason_and_goes_again(ann: Editor, ben: Editor) -> None:
    ann.write(action="hand-over", title="Better sleep")
    empty = ben.step("send-back", 1, reason=" ")
    assert empty.status_code == 422
    assert "Write what should change" in empty.get_data(as_text=True)
    assert ben.step("send-back", 1, reason="Say <b>who</b> says so.").status_code == 303
    html = ann.read("/sleep")
    assert "Sent back by Ben:</strong> Say &lt;b&gt;who&lt;/b&gt; says so." in html
    assert ann.form()["title"] == "Better sleep"
    ann.write(action="hand-over", summary="The NHS says so.")
    assert ben.step("publish", 2).status_code == 303


def test_the_second_of_two_is_told_and_loses_nothing(ann: Editor, ben: Editor) -> None:
    slow = {**ben.form(), "title": "Ben’s title", "body": "Ben’s words."}
    ann.write(title="Ann’s title")
    told = ben.send("/sleep", **slow, action="save")
    html = told.get_data(as_text=True)
    assert told.status_code == 409
    assert "What you typed is still here" in html
    assert "Version 1 is by Ann" in html
    assert "Ann’s title" in html[html.index("desk-changes") :]
    kept = sent_by(html)
    assert (kept["title"], kept["body"]) == ("Ben’s title", "Ben’s words.")
    assert ben.send("/sleep", **kept, action="save").status_code == 303
    assert ann.form()["title"] == "Ben’s title"
    assert "Ann’s title" in ann.read("/sleep/versions/1")


def test_what_changed_since_it_was_read_is_not_published(
    ann: Editor, ben: Editor, app: Flask
) -> None:
    ann.write(action="hand-over", title="Read this")
    shelf = app.extensions[EXTENSION]
    seen = stamp(newest_of("sleep"), shelf.files.mark("sleep"))
    ann.write(action="hand-over", title="Not this")
    with pytest.raises(PageError, match="Somebody else changed this page"):
        writing.publish("sleep", by=ben.person.public_id, seen=seen, shelf=shelf)


def test_a_draft_that_is_put_aside_can_be_taken_up_again(ann: Editor, ben: Editor) -> None:
    ann.write(title="Later")
    assert ben.step("drop", 1).status_code == 303
    assert ann.form()["title"] == "Sleep"
    ann.step("restore", 1)
    assert ann.form()["title"] == "Later"


def test_a_mistake_keeps_what_was_typed(ann: Editor) -> None:
    typed = {**ann.form(), "title": "", "reviewed": "soon", "order": "first", "body": "Kept."}
    answer = ann.send("/sleep", **typed, action="save")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    for words in ("Write a title", "like 2026-11-16", "Write a whole number"):
        assert words in html
    assert sent_by(html) == typed
    looked = ann.send("/sleep/preview", **typed)
    assert looked.status_code == 200
    assert sent_by(looked.get_data(as_text=True)) == typed
    assert "no title yet" in looked.get_data(as_text=True)


def test_a_page_that_is_too_long_comes_back(ann: Editor) -> None:
    typed = {**ann.form(), "body": "Ä long page. " * 10_000}
    for path in ("/sleep", "/sleep/preview", "/new", "/new/preview"):
        answer = ann.send(path, **typed, action="save")
        assert answer.status_code in {200, 422}
        assert sent_by(answer.get_data(as_text=True))["body"] == typed["body"].strip()


def test_htmx_gets_the_preview_alone(ann: Editor) -> None:
    typed = {**ann.form(), "body": "## New\n\n[Stress](/stress) and [more](https://example.org)."}
    headers = {"HX-Request": "true", "Sec-Fetch-Site": "same-origin"}
    answer = ann.client.post("/staff/pages/sleep/preview", data=typed, headers=headers)
    html = answer.get_data(as_text=True)
    assert html.startswith('<div id="page_seen">')
    assert '<h3 id="new">New</h3>' in html
    assert html.count('target="_blank"') == 2


def test_what_is_no_content_page_is_not_edited_here(ann: Editor) -> None:
    sent = {**ann.form(), "action": "save"}
    for slug in ("your-information", "your-data", "search", "mind", "no-such"):
        for path in (f"/{slug}", f"/{slug}/versions", f"/{slug}/versions/0"):
            assert ann.client.get(f"/staff/pages{path}").status_code == 404, path
        assert ann.send(f"/{slug}", **sent).status_code == 404, slug


def test_a_new_page_takes_no_name_that_is_taken(ann: Editor) -> None:
    taken = ("sleep", "mind", "search", "your-information", "staff", "new", "Big Name", "a/b", "")
    given = {**ann.form("new"), "title": "T", "summary": "S.", "body": "B."}
    for slug in taken:
        answer = ann.send("/new", **given | {"slug": slug}, action="save")
        assert answer.status_code == 422, slug
        assert sent_by(answer.get_data(as_text=True))["slug"] == slug


def test_a_page_that_others_lead_to_stays(ann: Editor, ben: Editor) -> None:
    sent = {**ann.form("new"), "title": "T", "summary": "S.", "body": "B.", "slug": "my-page"}
    ann.send("/new", **sent, action="hand-over")
    ben.step("publish", 1, "my-page")
    ann.write(action="hand-over", ways_on="my-page")
    ben.step("publish", 1)
    answer = ann.step("give-way", 0, "my-page")
    assert answer.status_code == 409
    assert "The page “Sleep” leads here" in answer.get_data(as_text=True)
