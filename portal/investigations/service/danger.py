"""What comes next when words suggest danger, or one of us feared for somebody."""

from portal.complaints.models import Complaint
from portal.investigations.service.todos import Todo
from portal.investigations.service.turns import Turn

# Where what suggests danger stands.
DANGER = "#told"
READ = "Read it now, and decide whether to ring: its words suggest danger"
FEARED = "Ring now, or see that somebody does: one of us noted that somebody may be in danger"
# Nobody can be rung.
READ_AND_WRITE = "Read it now, and write to them at once: its words suggest danger"
WRITE = "Write to them now: one of us noted that somebody may be in danger"
ELSE = "Or say why it is not urgent: “It is not urgent, or not any more”."
NO_PHONE = "We have no phone number. If a life is in danger, ring 999 yourself."


def urgent(now: Turn) -> Todo | None:
    """It stands first until somebody rang, or said why it is not urgent; our acknowledgement in
    the words that are ready ends no danger.
    """
    if not _is_feared(now):
        return None
    if now.case.phone_sealed:
        return Todo(FEARED if now.is_alarmed else READ, DANGER)
    return Todo(WRITE if now.is_alarmed else READ_AND_WRITE, DANGER, more=NO_PHONE)


def rang(now: Turn) -> Todo | None:
    """What ends it."""
    if not _is_feared(now):
        return None
    if now.case.phone_sealed:
        return Todo("When you rang, note what was said", "#part-call", more=ELSE)
    return Todo("Write to them", "#part-reply", more=ELSE)


def calm(now: Turn) -> Todo | None:
    """After that it stays marked until somebody says otherwise."""
    if not now.case.urgent or not now.is_heard or not now.is_open:
        return None
    return Todo("Say when it is not urgent any more", "#part-calm")


def says(todo: Todo) -> bool:
    """Whether one of us feared for somebody."""
    return todo.words in {FEARED, WRITE}


def _is_feared(now: Turn) -> bool:
    case: Complaint = now.case
    return case.urgent and not now.is_heard and now.is_open
