"""Your data: everybody can see, correct and delete what is held about them, or ask a person to.

Keeps, encrypted, the address, name and words of each request: a wish for a link for 2 days, a
request to a person for 3 years after the answer.
"""

from datetime import date, timedelta

from flask import Flask
from sqlalchemy import Select

from portal.core import checks, panels
from portal.core import jobs as schedule
from portal.core.checks import Finding, looked_at
from portal.core.panels import OwnPage
from portal.outbox import register as register_mail
from portal.staff import register_action, register_count, register_page, register_queue
from portal.your_data import cli, jobs, mails, views
from portal.your_data.models import KINDS, OUTCOMES, WAYS
from portal.your_data.service import answering, opening, shown

HOURLY = timedelta(hours=1)
REVIEWED = date(2026, 11, 22)
TITLE = "See what we hold about you"
SUMMARY = (
    "See, correct or delete what we hold about you: by email, phone or post. It is free, and we "
    "answer within one month."
)

# What the codes that are kept mean to the person they are about.
WORDS = {
    ("data_requests", "kind"): KINDS,
    ("data_requests", "way"): WAYS,
    ("data_requests", "outcome"): OUTCOMES,
    ("data_requests", "longer"): answering.LONGER,
    ("mailed_links", "purpose"): {"your_data.see": "To see what we hold about you"},
    ("outbox", "kind"): {
        "your_data.link": "Your link to what we hold about you",
        "your_data.received": "That we have your request",
        "your_data.for_staff": "To our own staff: that a request came, without your name",
        "your_data.reminder": "To our own staff: that an answer is due, without your name",
        "your_data.notice_change": "That our privacy notice changes",
    },
}


def register(app: Flask) -> None:
    """Join the application: routes, commands, mails, a sweep, and what other pages show of it."""
    for blueprint in views.BLUEPRINTS:
        app.register_blueprint(blueprint)
    cli.join()
    register_mail("your_data.link", mails.link)
    register_mail("your_data.received", mails.received)
    register_mail("your_data.for_staff", mails.for_staff, to_staff=True)
    register_mail("your_data.reminder", mails.reminder, to_staff=True)
    register_mail("your_data.notice_change", mails.notice_change)
    schedule.every(app, "your_data.remind", HOURLY, jobs.remind)
    checks.register("your_data.in_time", _in_time)
    _join_desk()
    panels.register("pages.elsewhere", _pages)
    panels.register("notice.readers", _readers)
    panels.register("records.words", _words)
    panels.register("audit.days", shown.days_of)


def _join_desk() -> None:
    """What staff see of it, and what the audit trail calls what they do."""
    register_action("data_requests.viewed", "Read a request about information")
    register_action("data_requests.answered", "Answered a request about information")
    for act, label in opening.ACTS.items():
        register_action(act, label)
    register_action(answering.EXTENDED_ACT, "Took longer for a request about information")
    register_page("Data requests", views.DESK, ("admin",), order=60)
    register_queue("your_data.in_time", "Show the open requests", views.DESK, ("admin",))
    requests = ("request about information", "requests about information")
    register_count(requests, views.DESK, ("admin",), answering.count_waiting)


def _pages() -> list[OwnPage]:
    """The page that others may name as one of theirs."""
    return [OwnPage("your-data", TITLE, SUMMARY, views.words, REVIEWED, order=23)]


def _readers(number: int) -> list[tuple[str, Select[str]]]:
    """Who is told of a version of the privacy notice: open requests made under an earlier one."""
    return [("your_data.notice_change", answering.still_open(number))]


def _in_time() -> Finding:
    """Whether every request was answered within its month."""
    return looked_at(
        answering.count_waiting()[0],
        *("open request about information", "open requests about information"),
        (answering.overdue(), "had no answer in time", "had no answer in time"),
    )


def _words(table: str, column: str, value: str) -> str | None:
    """What a code of ours means."""
    return WORDS.get((table, column), {}).get(value)
