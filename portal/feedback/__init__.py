"""What people think of the portal: whether a page is useful, and feedback in their own words.

Keeps, encrypted, what people write, with a name and an address if they give them, for 2 years from
the last contact; appeals likewise; and a keyed fingerprint of part of the network for 30 days.
Votes on pages, and how much came and how fast it was answered, are counts about nobody.
"""

from datetime import date

from flask import Flask
from sqlalchemy import Select

from portal.core import checks, panels
from portal.core.checks import Finding, looked_at
from portal.core.panels import OwnPage
from portal.feedback import cli, mails, views
from portal.feedback.models import (
    APPEAL_STATES,
    CATEGORIES,
    DECISIONS,
    FLAGS,
    ROLES,
    STATES,
    TOPICS,
)
from portal.feedback.service import reading
from portal.outbox import register as register_mail

NOTICE_MAIL = "feedback.notice_change"
REVIEWED = date(2026, 11, 22)

# What the codes that are kept mean to the person they are about.
WORDS = {
    ("feedback", "state"): STATES,
    ("feedback", "flags"): FLAGS,
    ("feedback", "topic"): TOPICS,
    ("feedback", "forwarded_to"): ROLES,
    ("feedback", "decision"): DECISIONS,
    ("feedback", "category"): CATEGORIES,
    ("appeals", "state"): APPEAL_STATES,
    ("appeals", "kind"): {"message": "Your feedback", "block": "A block"},
    ("outbox", "kind"): {
        "feedback.received": "That we have your feedback",
        "feedback.answered": "Our answer to your feedback",
        "feedback.decided": "What we decided about your feedback",
        "feedback.restored": "That we took a decision about your feedback back",
        "feedback.appealed": "That we have your appeal",
        "feedback.appeal_decided": "Our answer to your appeal",
        NOTICE_MAIL: "That our privacy notice changes",
    },
}


def register(app: Flask) -> None:
    """Join the application: routes, a command, mails, and what other pages show of it."""
    for blueprint in views.BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.cli.add_command(cli.group)
    register_mail("feedback.received", mails.received)
    register_mail("feedback.answered", mails.answered)
    register_mail("feedback.decided", mails.decided)
    register_mail("feedback.restored", mails.restored)
    register_mail("feedback.appealed", mails.appealed)
    register_mail("feedback.appeal_decided", mails.appeal_decided)
    register_mail(NOTICE_MAIL, mails.notice_change)
    checks.register("feedback.in_time", _in_time)
    panels.register("page.useful", views.question)
    panels.register("pages.elsewhere", _pages)
    panels.register("notice.readers", _notice_readers)
    panels.register("records.words", _words)


def _pages() -> list[OwnPage]:
    """The pages that others may name as theirs."""
    return [
        OwnPage(
            "feedback",
            "Tell us what you think",
            "Tell us what works, what does not, and what you would like to see, with or without "
            "your name.",
            views.writing.words,
            REVIEWED,
            order=21,
        ),
        OwnPage(
            "you-said",
            "You said: what people told us, and our answers",
            "Feedback about this portal and local services, in their own words, with our answers.",
            views.said.words,
            REVIEWED,
            order=22,
        ),
    ]


def _notice_readers(number: int) -> list[tuple[str, Select[str]]]:
    """Who is told of a version of the privacy notice: those who wait for our answer."""
    return [(NOTICE_MAIL, reading.who_waits(number))]


def _in_time() -> Finding:
    """Whether everybody who asked for an answer got it in time."""
    return looked_at(
        reading.unanswered(),
        *("message that waits for our answer", "messages that wait for our answer"),
        (reading.overdue(), "had no answer in time", "had no answer in time"),
    )


def _words(table: str, column: str, value: str) -> str | None:
    """What codes of ours mean: one, or several with spaces between."""
    known = WORDS.get((table, column), {})
    found = [known[code] for code in value.split() if code in known]
    return "; ".join(found) or None
