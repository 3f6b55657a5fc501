"""A version is announced before it counts: on every page, and by mail to those who are told."""

import pytest
from flask import Flask
from sqlalchemy import select

from portal.bulletins.models import Subscriber
from portal.core import clock
from portal.extensions import db
from portal.notice.service import announcing
from portal.register import versions
from tests.bulletins.post import Reader, app, link_in, reader, run_job
from tests.notice.post import NEWEST, on_day
from tests.support.client import PortalClient

__all__ = ["app", "reader"]
pytestmark = pytest.mark.database

LINE = "Our privacy notice changes on"
WANTED = {"topics": ["privacy-notice"]}


@pytest.fixture(autouse=True)
def one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest version is the next to come, also when it followed another within a month."""
    first, *_ = versions().all
    monkeypatch.setitem(vars(versions()), "all", (first, NEWEST))


def subjects(reader: Reader) -> list[str]:
    """What came about the notice."""
    headings = [str(mail.message["Subject"]) for mail in reader.mails]
    return [words for words in headings if words.startswith("Our privacy notice")]


def test_every_page_says_what_is_coming_until_it_counts(client: PortalClient) -> None:
    with on_day(-20):
        for path in ("/", "/sleep", "/cookies", "/your-information", "/no-such-page"):
            html = client.get(path).get_data(as_text=True)
            assert LINE in html, path
            assert f'href="/your-information/changes/{NEWEST.number}"' in html
    with on_day(0):
        assert LINE not in client.get("/").get_data(as_text=True)


def test_a_page_with_one_thing_to_do_says_nothing_else(client: PortalClient) -> None:
    with on_day(-20):
        assert LINE not in client.get("/bulletins/confirm/x").get_data(as_text=True)


def test_who_asked_is_told_once_before_it_counts(app: Flask, reader: Reader) -> None:
    with on_day(-20):
        reader.subscribe(**WANTED)
        assert run_job(app, "notice.announce") == 1
        assert run_job(app, "notice.announce") == 0
        assert subjects(reader) == [
            f"Our privacy notice changes on {clock.in_words(NEWEST.effective)}"
        ]
    with on_day(10):
        assert run_job(app, "notice.announce") == 0


def test_the_mail_says_what_changes_and_leads_out_in_one_click(app: Flask, reader: Reader) -> None:
    with on_day(-20):
        reader.subscribe(**WANTED, name="Éva")
        run_job(app, "notice.announce")
        mail = reader.mails[-1]
        assert NEWEST.summary.split(".")[0] in " ".join(mail.text.split())
        assert f"http://localhost/your-information/changes/{NEWEST.number}" in mail.text
        assert mail.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert mail.message["List-Id"] == "<privacy-notice.portal.example.org>"
        leave = link_in(mail, "unsubscribe")
        reader.client.post(leave, data={"List-Unsubscribe": "One-Click"})
        assert db.session.scalar(select(Subscriber)) is None


def test_who_chose_other_topics_or_left_meanwhile_is_not_written_to(
    app: Flask, reader: Reader
) -> None:
    with on_day(-20):
        reader.subscribe(topics=["mind"])
        leaver = Reader(reader.client, reader.sink, "leaver@example.org")
        leaver.subscribe(**WANTED, frequency="monthly")
        assert run_job(app, "notice.announce") == 1
        db.session.delete(db.session.scalars(select(Subscriber)).all()[-1])
        db.session.commit()
        assert subjects(reader) == subjects(leaver) == []


def test_nobody_is_told_so_early_that_it_would_come_twice(app: Flask, reader: Reader) -> None:
    with on_day(-29):
        reader.subscribe(**WANTED)
        assert run_job(app, "notice.announce") == 0
    with on_day(-28):
        assert run_job(app, "notice.announce") == 1


def test_what_nobody_announced_in_time_is_announced_late(app: Flask, reader: Reader) -> None:
    with on_day(-1):
        reader.subscribe(**WANTED)
    with on_day(3):
        assert run_job(app, "notice.announce") == 1
        assert subjects(reader) == [
            f"Our privacy notice changed on {clock.in_words(NEWEST.effective)}"
        ]
        late = Reader(reader.client, reader.sink, "late@example.org")
        late.subscribe(**WANTED)  # under the new notice: it is no news
        assert run_job(app, "notice.announce") == 0


def test_a_month_later_it_is_no_news(app: Flask) -> None:
    with on_day(30):
        assert announcing.to_announce() == NEWEST
    with on_day(31):
        assert announcing.to_announce() is None
