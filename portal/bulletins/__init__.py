"""Bulletins by email: sign-up with double opt-in, issues from Markdown, leaving in one step.

Keeps, encrypted, the address and name of each subscriber until they leave, and the address of
somebody who has not confirmed for 14 days. What proves consent is kept as a keyed hash.
"""

from datetime import timedelta

from flask import Flask
from sqlalchemy import Select

import portal.staff as staff
from portal.bulletins import cli, jobs, mails, views
from portal.bulletins.service import (
    announcing,
    confirming,
    issues,
    pausing,
    steering,
    subscriptions,
    suppressing,
    words,
)
from portal.core import jobs as schedule
from portal.core import panels
from portal.core.panels import Document, Latest, Place
from portal.outbox import on_leave, on_return
from portal.outbox import register as register_mail
from portal.records import on_erase

OFTEN = timedelta(minutes=1)
HOURLY = timedelta(hours=1)
STOPPED = ("bulletin that stopped by itself", "bulletins that stopped by themselves")
HELD = (
    "bulletin held back, since many came back",
    "bulletins held back, since many came back",
)


def register(app: Flask) -> None:
    """Join the application: routes, commands, mails, sweeps, and what other pages show of it."""
    for blueprint in views.BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.cli.add_command(cli.group)
    register_mail("bulletins.confirm", mails.confirm)
    register_mail("bulletins.manage", mails.manage)
    register_mail("bulletins.address_new", mails.address_new)
    register_mail("bulletins.address_old", mails.address_old)
    register_mail("bulletins.issue", mails.issue)
    register_mail("bulletins.digest", mails.digest)
    register_mail("bulletins.notice_change", mails.notice_change)
    schedule.every(app, "bulletins.journal", OFTEN, jobs.apply_journal, shared=False)
    schedule.every(app, "bulletins.remind", HOURLY, jobs.remind)
    schedule.every(app, "bulletins.digests", HOURLY, jobs.send_digests)
    schedule.every(app, "bulletins.returns", OFTEN, jobs.look_at_returns)
    schedule.every(app, "bulletins.end_unreached", HOURLY, jobs.end_unreached)
    on_return(confirming.hear)
    on_return(suppressing.hear)
    on_return(pausing.hear)
    on_leave(suppressing.leave_by_mail)
    _join_the_desk()
    on_erase(subscriptions.end_for_good)
    panels.register("home.latest", _latest)
    panels.register("records.words", words.words)
    panels.register("notice.readers", _notice_readers)
    panels.register("search.documents", _documents)
    panels.register("sitemap.urls", _places)


def _join_the_desk() -> None:
    """Pages, numbers and words at the desk."""
    for actions in (steering.ACTIONS, pausing.ACTIONS, suppressing.ACTIONS):
        for name, label in actions.items():
            staff.register_action(name, label)
    staff.register_page("Bulletins", views.DESK, ("editor",), order=55)
    stopped = pausing.stopped_by_themselves
    staff.register_count(STOPPED, views.DESK, ("editor",), stopped, urgent=True)
    staff.register_count(HELD, views.MAIL, ("admin",), stopped, urgent=True)
    panels.register("mail.more", _more_about_mail)


def _more_about_mail() -> list[Place]:
    """What the page about mail leads on to."""
    return [Place(views.NOT_WRITTEN_TO, "Addresses that get no bulletins", "Mail")]


def _latest() -> Latest | None:
    """The newest bulletin, for the home page."""
    for issue in issues.published():
        return {
            "title": issue.title,
            "summary": issue.summary,
            "href": issue.href,
            "date": issue.date,
        }
    return None


def _notice_readers(number: int) -> list[tuple[str, Select[str]]]:
    """Who is told of a version of the privacy notice."""
    return [("bulletins.notice_change", announcing.readers(number))]


def _documents() -> list[Document]:
    """What the search finds."""
    return [(i.href, i.title, i.summary, i.words()) for i in issues.published()]


def _places() -> list[Place]:
    """What the site map lists."""
    return [Place(i.href, i.title, "Bulletins", i.changed) for i in issues.published()]
