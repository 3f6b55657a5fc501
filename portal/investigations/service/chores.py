"""What comes next of the tasks of a case: your own first, and of others who has them."""

from portal.investigations.service.tasks import NOBODY, Task
from portal.investigations.service.todos import FEW, GIVE, TASKS, Todo
from portal.investigations.service.turns import Turn


def theirs_alone(now: Turn) -> Todo | None:
    """Whoever has a task in a case of somebody else came for it."""
    own = _own(now)
    return _to_do(own) if own and not now.is_mine else None


def late(now: Turn) -> Todo | None:
    """What is overdue in a case of one's own; or else what others should have done for it."""
    if _is_late(_own(now)) and now.is_mine:
        return _to_do(_own(now))
    overdue = _overdue(now)
    return _to_do(overdue) if overdue else None


def soon(now: Turn) -> Todo | None:
    """What is due in a case of one's own before its answer is."""
    own = _own(now)
    return _to_do(own) if now.is_mine and not _is_late(own) and _is_soon(now, own) else None


def own(now: Turn) -> Todo | None:
    """What the rules before did not name of one's own."""
    mine = _own(now)
    is_named = _is_late(mine) or _is_soon(now, mine)
    return _to_do(mine) if mine and now.is_mine and not is_named else None


def others(now: Turn) -> Todo | None:
    """What others have: after all that is one's own to do."""
    rest = _rest(now)
    is_named = _overdue(now) and not (now.is_mine and _is_late(_own(now)))
    return _to_do(rest) if rest and not is_named else None


def _overdue(now: Turn) -> list[Task]:
    """What others should have done: while the answer is to come, it may wait for that."""
    return [each for each in _rest(now) if each.is_late and now.is_open]


def _own(now: Turn) -> list[Task]:
    return [each for each in now.tasks if each.is_mine]


def _rest(now: Turn) -> list[Task]:
    return [each for each in now.tasks if not each.is_mine]


def _is_late(tasks: list[Task]) -> bool:
    return bool(tasks) and tasks[0].is_late


def _is_soon(now: Turn, own: list[Task]) -> bool:
    day = own[0].due_on if own else None
    return day is not None and now.is_open and day <= now.answer.due


def _to_do(tasks: list[Task]) -> Todo:
    """Tasks of whoever looks, or of others: then it is said who has them."""
    who = {each.who for each in tasks}
    late = " that is overdue" if tasks[0].is_late else ""
    if tasks[0].is_mine:
        words = f"Do your task{late}" if len(tasks) == 1 else f"Do your {len(tasks)} tasks"
    elif who == {NOBODY}:
        words = "Say who does the open task" if len(tasks) == 1 else "Say who does the open tasks"
    elif len(who) == 1:
        has = f"a task{late}" if len(tasks) == 1 else f"{len(tasks)} open tasks"
        words = f"{who.pop()} has {has}"
    else:
        words = f"{len(tasks)} open tasks are not yours"
    if NOBODY in who and len(who) > 1:
        words = f"{words}: say who does what nobody has yet"
    return Todo(words, GIVE if NOBODY in who else TASKS, more=_named(tasks))


def _named(tasks: list[Task]) -> str:
    """The first few tasks: what, and by when; and whose it is, when it is not said before."""
    is_said = len({each.who for each in tasks}) == 1
    return " ".join(
        f"{each.line[:1].upper()}{each.line[1:]}." if is_said else f"{each.who}: {each.line}."
        for each in tasks[:FEW]
    )
