"""What comes next when words suggest danger, or one of us feared for somebody."""

from portal.complaints.models import codes
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
OVER = "Is the danger over? Say why it is not urgent any more"
NOT_REACHED = "If nobody was reached: ring again, or see that somebody goes there."
NO_PHONE = "We have no phone number. If a life is in danger, ring 999 yourself."


def urgent(now: Turn) -> Todo | None:
    """It stands first until somebody says why it is not urgent any more: no acknowledgement, and
    no call that nobody answered, ends a danger.
    """
    if not is_urgent(now):
        return None
    if now.is_heard:
        return Todo(OVER, "#part-calm", more=NOT_REACHED)
    if now.case.phone_sealed:
        return Todo(FEARED if now.is_alarmed else READ, DANGER)
    return Todo(WRITE if now.is_alarmed else READ_AND_WRITE, DANGER, more=NO_PHONE)


def rang(now: Turn) -> Todo | None:
    """What is noted of it."""
    if not is_urgent(now) or now.is_heard:
        return None
    if now.case.phone_sealed:
        return Todo("When you rang, note what was said", "#part-call", more=ELSE)
    return Todo("Write to them", "#part-reply", more=ELSE)


def says(todo: Todo) -> bool:
    """Whether one of us feared for somebody."""
    return todo.words in {FEARED, WRITE}


def is_urgent(now: Turn) -> bool:
    """Whether somebody may be in danger: in a closed case, when they wrote since."""
    return now.case.urgent and (now.case.state != codes.CLOSED or bool(now.unread))
