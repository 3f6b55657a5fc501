"""The desk over feedback: a queue, one page for each message, blocks, and appeals.

Keeps, for an hour or two, which member of staff has which message open; and blocks, as keyed
fingerprints with an encrypted reason, until 30 days after their end. What is decided about a
message is kept with it, and every look and every act is in the audit trail.
"""

from datetime import datetime

from flask import Flask

import portal.staff as staff
from portal.core import panels
from portal.feedback.service import appeals, deciding, reading
from portal.moderation import cli, links, views
from portal.moderation.models import BLOCK_CATEGORIES
from portal.moderation.service import blocks

MODERATOR = ("moderator",)
SECOND = ("moderator", "admin")
# What the numbers at the desk count: of one, and of any other number.
LATE = ("answer overdue", "answers overdue")
URGENT = ("urgent message", "urgent messages")
TO_READ = ("message to read", "messages to read")
APPEALS = ("appeal to hear", "appeals to hear")
BLOCKS = ("block to look at again", "blocks to look at again")
ACTIONS = {
    "feedback.viewed": "Read a message",
    "feedback.listed": "Looked at the queue of messages",
    "feedback.author_blocked": "Blocked the author of a message",
    "block.listed": "Looked at the blocks",
    "block.viewed": "Looked at a block",
    "block.placed": "Placed a block",
    "block.reviewed": "Let a block stand",
    "block.lifted": "Lifted a block",
    "appeal.listed": "Looked at the appeals",
    "appeal.viewed": "Read an appeal",
    **deciding.ACTIONS,
}


def register(app: Flask) -> None:
    """Join the application: routes, the trail, blocks, and what the desk shows of it."""
    for blueprint in views.BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.cli.add_command(cli.command)
    for name, label in ACTIONS.items():
        staff.register_action(name, label)
    deciding.on_decision(_note)
    panels.register("feedback.blocked", links.blocked)
    panels.register("appeals.subject", blocks.subject_of)
    panels.register("records.words", _words)
    _stand_at_the_desk()


def _stand_at_the_desk() -> None:
    """Pages in the bar, and numbers on the desk's first page."""
    here = "/staff/feedback"
    staff.register_page("Feedback", here, views.EVERYBODY)
    staff.register_page("Appeals", "/staff/appeals", SECOND)
    staff.register_page("Blocks", "/staff/blocks", SECOND)
    staff.register_page("Pictures", views.pictures.HERE, views.pictures.SEEN_BY, order=69)
    late = f"{here}?only=overdue"
    staff.register_queue("feedback.in_time", "Show the answers overdue", late, MODERATOR)
    staff.register_count(LATE, late, MODERATOR, _overdue, urgent=True)
    staff.register_count(URGENT, f"{here}?only=urgent", MODERATOR, _urgent, urgent=True)
    staff.register_count(TO_READ, here, MODERATOR, reading.waiting)
    staff.register_count(APPEALS, "/staff/appeals", SECOND, _appeals)
    staff.register_count(BLOCKS, "/staff/blocks", SECOND, blocks.to_review)


def _note(action: str, about: str, detail: str, by: str) -> None:
    """What was decided, in the trail, by whoever decided it."""
    staff.audit(action, about, detail, by)


def _overdue() -> tuple[int, datetime | None]:
    return reading.overdue(), None


def _urgent() -> tuple[int, datetime | None]:
    return reading.by_priority()[2], None


def _appeals() -> tuple[int, datetime | None]:
    return appeals.count_waiting()


def _words(table: str, column: str, value: str) -> str | None:
    """What a kind of reason means to whoever is blocked."""
    return BLOCK_CATEGORIES.get(value) if (table, column) == ("blocks", "category") else None
