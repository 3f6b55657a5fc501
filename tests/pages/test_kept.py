"""How long versions of pages are kept, and what a member of staff is shown of theirs."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import records
from portal.core import clock
from portal.extensions import db
from portal.pages.models import PageVersion
from tests.pages.editors import Editor

pytestmark = pytest.mark.database


def left(**spans: float) -> list[tuple[int, str]]:
    """What is kept of a page after some time."""
    db.session.rollback()
    with clock.freeze(clock.now() + timedelta(**spans)):
        records.run_retention()
    rows = db.session.scalars(select(PageVersion).order_by(PageVersion.number))
    return [(row.number, row.state) for row in rows]


def test_what_was_published_is_kept_for_years_and_what_was_not_for_weeks(
    ann: Editor, ben: Editor
) -> None:
    ann.write(action="hand-over", title="First")
    ben.step("publish", 1)
    ann.write(title="Second, never shown")
    ann.write(action="hand-over", title="Third")
    ben.step("publish", 3)
    ann.write(title="Fourth, still a draft")
    kept = [(1, "past"), (3, "live"), (4, "draft")]
    assert left(days=89) == [kept[0], (2, "replaced"), *kept[1:]]
    assert left(days=91) == kept
    assert left(days=365 * 5) == kept
    assert left(days=366 * 6) == kept[1:]


def test_an_editor_sees_which_pages_they_wrote(ann: Editor, ben: Editor) -> None:
    ann.write(title="Mine")
    [section] = [
        each
        for each in records.export(ann.row.email or "").sections
        if each.table == "page_versions"
    ]
    assert {item.label: item.value for item in section.rows[0].items}["Which page"] == "sleep"
    tables = [each.table for each in records.export(ben.row.email or "").sections]
    assert "page_versions" not in tables
