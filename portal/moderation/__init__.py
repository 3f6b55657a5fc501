"""The desk over feedback: a queue, one page for each message, and what staff decide.

Keeps, for an hour at most, which member of staff has which message open. What is decided is kept
by the feature that it is about, and every look and every act is in the audit trail.
"""

from datetime import datetime

from flask import Flask

import portal.staff as staff
from portal.feedback.service import deciding, reading
from portal.moderation import views

ROLES = ("moderator",)


def register(app: Flask) -> None:
    """Join the application: routes, the trail, and what the desk shows of it."""
    for blueprint in views.BLUEPRINTS:
        app.register_blueprint(blueprint)
    staff.register_action("feedback.viewed", "Read a message")
    staff.register_action("feedback.listed", "Looked at the queue of messages")
    for name, label in deciding.ACTIONS.items():
        staff.register_action(name, label)
    deciding.on_decision(_note)
    staff.register_page("Feedback", "/staff/feedback", views.EVERYBODY)
    staff.register_count("answers overdue", "/staff/feedback", ROLES, _overdue, urgent=True)
    staff.register_count(
        "urgent messages", "/staff/feedback?only=urgent", ROLES, _urgent, urgent=True
    )
    staff.register_count("messages to read", "/staff/feedback", ROLES, reading.waiting)


def _note(action: str, about: str, detail: str, by: str) -> None:
    """What was decided, in the trail, by whoever decided it."""
    staff.audit(action, about, detail, by)


def _overdue() -> tuple[int, datetime | None]:
    return reading.overdue(), None


def _urgent() -> tuple[int, datetime | None]:
    return reading.by_priority()[2], None
