"""The whole life of a page by staff, through pages alone and without scripts, as two live it."""

import pytest
from sqlalchemy import select

from portal.extensions import db
from portal.staff.models import AuditEntry
from tests.pages.editors import Editor
from tests.support.client import PortalClient

pytestmark = pytest.mark.database

WORDS = "Ventilate the room for ten minutes before bed."


def public(client: PortalClient, path: str = "/sleep") -> str:
    """A page as readers get it."""
    return client.get(path).get_data(as_text=True)


def test_written_looked_at_published_compared_restored_and_given_back_to_its_file(
    ann: Editor, ben: Editor, client: PortalClient
) -> None:
    before = public(client)
    typed = ann.form()
    typed["body"] += f"\n\n## Fresh air\n\n{WORDS}"
    seen = ann.send("/sleep/preview", **typed)
    html = seen.get_data(as_text=True)
    assert f"<p>{WORDS}</p>" in html
    assert "Nothing to mend." in html
    assert ann.send("/sleep", **typed, action="save").status_code == 303
    assert public(client) == before
    assert "Draft" in ann.read("/sleep")
    assert ann.write(action="hand-over").status_code == 303
    assert "1</strong> page for a second person" in ben.client.get("/staff/").get_data(True)
    assert f"</span>{WORDS}" in ben.read("/sleep/versions/1") or WORDS in ben.read(
        "/sleep/versions/1"
    )
    assert ben.step("publish", 1).status_code == 303
    assert WORDS in public(client)
    assert 'href="/sleep"' in public(client, "/search?q=ventilate")
    ben.write(title="Better sleep", action="hand-over")
    assert ann.step("publish", 2).status_code == 303
    assert "<h1>Better sleep</h1>" in public(client)
    differs = ann.read("/sleep/versions", old="1", new="2")
    assert "Better" in differs[differs.index("desk-changes") :]
    assert ann.step("restore", 1).status_code == 303
    assert "<h1>Better sleep</h1>" in public(client)
    ann.write(action="hand-over")
    ben.step("publish", 3)
    assert "<h1>Sleep</h1>" in public(client)
    ann.step("give-way", 0)
    assert WORDS in public(client)
    assert ben.step("publish", 4).status_code == 303
    assert public(client) == before
    assert 'href="/sleep"' not in public(client, "/search?q=ventilate")


def test_a_new_page_is_found_everywhere_and_can_be_taken_away(
    ann: Editor, ben: Editor, client: PortalClient
) -> None:
    given = {
        **ann.form("new"),
        "slug": "moving-house",
        "title": "Moving house",
        "summary": "Tell your GP, your bank and your council.",
        "section": "support",
        "reviewed": "2026-11-20",
        "ways_on": "sleep, stress",
        "body": "Make a list.\n\n## Before you go\n\nRead [about stress](/stress).",
    }
    assert ann.send("/new", **given, action="hand-over").status_code == 303
    assert client.get("/moving-house").status_code == 404
    ben.step("publish", 1, "moving-house")
    for path in ("/support", "/sitemap", "/search?q=moving+house"):
        assert 'href="/moving-house"' in public(client, path)
    assert "2026-11-20" in public(client, "/sitemap.xml")
    html = public(client, "/moving-house")
    assert "Friday 20 November 2026" in html
    assert "What you could do next" in html
    ben.step("give-way", 0, "moving-house")
    ann.step("publish", 2, "moving-house")
    assert client.get("/moving-house").status_code == 404
    assert 'href="/moving-house"' not in public(client, "/sitemap")


def test_every_look_and_act_is_in_the_trail(ann: Editor, ben: Editor) -> None:
    ann.write(action="hand-over", title="Other")
    ben.step("send-back", 1, reason="Say more.")
    ann.client.get("/staff/pages/sleep/versions/1/page.md")
    ann.read("")
    db.session.rollback()
    rows = db.session.scalars(select(AuditEntry).where(AuditEntry.action.like("pages.%")))
    found = {(row.action, row.actor, row.about, row.detail) for row in rows}
    a, b = ann.person.public_id, ben.person.public_id
    assert found >= {
        ("pages.viewed", a, "sleep", ""),
        ("pages.saved", a, "sleep", "version 1"),
        ("pages.handed_over", a, "sleep", "version 1"),
        ("pages.compared", b, "sleep", "version 1"),
        ("pages.sent_back", b, "sleep", "version 1"),
        ("pages.downloaded", a, "sleep", "version 1"),
        ("pages.listed", a, "", ""),
    }
