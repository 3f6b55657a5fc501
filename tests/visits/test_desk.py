"""Visits at the desk: a picture with its table beside it, and no number that is too small."""

import re
from datetime import UTC, datetime, timedelta

from flask import Flask

from portal.core import clock
from portal.visits import service
from tests.support import staff
from tests.support.client import PortalClient

HERE = "/staff/visits"
SUNDAY = datetime(2026, 11, 22, 12, tzinfo=UTC)
MONDAY = SUNDAY.date() - timedelta(days=6)


def page(client: PortalClient, *roles: str) -> str:
    with clock.freeze(SUNDAY + timedelta(days=1)):
        staff.sign_in(client, *roles)
        return client.get(HERE).get_data(as_text=True)


def save(views: dict[int, int], path: str = "/about") -> None:
    """Views by how many weeks before the last whole one."""
    service.save({(path, MONDAY - timedelta(weeks=week)): count for week, count in views.items()})


def test_editors_and_admins_see_the_counts(app: Flask, client: PortalClient) -> None:
    assert client.get(HERE).status_code == 303
    assert "No whole week has been counted yet" in page(client, "editor")
    other = staff.staff_client(client, "moderator", "investigator")
    assert other.get(HERE).status_code == 403


def test_the_picture_says_its_first_and_last_number_and_the_table_all(
    app: Flask, client: PortalClient
) -> None:
    save({11: 40, 5: 120, 0: 80})
    text = page(client, "admin")
    assert re.findall(r"<text [^>]*>([^<]+)</text>", text) == ["40", "80"]
    assert len(re.findall(r"<rect ", text)) == 13
    assert text.count('data-label="Views">') == 13
    assert "from 40 to 80. The table has every number." in text


def test_the_highest_bar_fills_the_picture_and_no_bar_leaves_it(
    app: Flask, client: PortalClient
) -> None:
    save({11: 1, 3: 50, 0: 100})
    found = re.findall(
        r'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"', page(client, "admin")
    )
    tops, ends = [float(y) for _, y, _, _ in found], [float(x) + float(w) for x, _, w, _ in found]
    assert min(tops) == 24
    assert max(ends) <= 264


def test_a_small_number_is_not_told_and_has_no_bar(app: Flask, client: PortalClient) -> None:
    save({0: 3, 1: 9})
    text = page(client, "admin")
    assert "fewer than 5" in text
    assert '">3<' not in text


def test_views_of_this_week_wait_for_its_end(app: Flask) -> None:
    with clock.freeze(SUNDAY):
        service.save({("/about", SUNDAY.date()): 50})
        assert all(not week.views for week in service.by_week())
    with clock.freeze(SUNDAY + timedelta(days=1)):
        assert service.by_week()[-1].views == 50
