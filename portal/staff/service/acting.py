"""Who is acting now: a signed-in member of staff, or the operator at the command line.

Services know no request, yet the audit trail needs a name for every act.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# What stands in the trail when nobody is signed in: a command, or a job.
OPERATOR = "operator"

_actor: ContextVar[str] = ContextVar("staff_actor", default="")


def who() -> str:
    """The public id of the member of staff who is acting, or "operator"."""
    return _actor.get() or OPERATOR


def begin(public_id: str) -> None:
    """From now on this person acts, until `end`."""
    _actor.set(public_id)


def end() -> None:
    """Nobody acts any more: the thread goes on to serve somebody else."""
    _actor.set("")


@contextmanager
def as_person(public_id: str) -> Iterator[None]:
    """Somebody acts for a while, such as who is just signing in."""
    token = _actor.set(public_id)
    try:
        yield
    finally:
        _actor.reset(token)
