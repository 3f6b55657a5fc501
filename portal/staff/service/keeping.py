"""What the desk does with records: each act of the engine, with its entry in the audit trail."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from portal.core.clock import now
from portal.core.references import new_reference, unspaced
from portal.extensions import db
from portal.records.service import holds, paper, sharing
from portal.staff.service import audit


@contextmanager
def _noted(action: str, about: str, detail: str = "") -> Iterator[None]:
    """An entry that is kept with what is done, or not at all."""
    try:
        audit.write(action, about, detail)
        yield
        # What was done is committed by now, and the entry with it.
    except ValueError:
        db.session.rollback()
        raise


def place_hold(record: str, ground: str, owner: str, review_on: date) -> None:
    """Keep a record beyond its period. Raises HoldError."""
    if ground not in holds.GROUNDS:
        raise holds.HoldError("choose why it is needed")
    with _noted("records.held", record, ground):
        holds.place(record, ground, owner, review_on)


def release_hold(record: str) -> None:
    """Let a record go when its period is over. Raises HoldError."""
    with _noted("records.released", record):
        holds.release(record)


def list_paper(kind: str, place: str, counts_from: datetime, email: str = "") -> str:
    """Put paper on the list; returns the reference to write on it. Raises PaperError."""
    if kind not in paper.kinds():
        raise paper.PaperError("choose what kind of paper it is")
    reference = new_reference()
    with _noted("records.paper_listed", reference, kind):
        return paper.add(kind, place, counts_from, email, reference=reference)


def paper_destroyed(reference: str) -> bool:
    """Note that paper was shredded; false when no such paper waits."""
    known = {item.reference for item in all_paper()}
    if unspaced(reference) not in known:
        return False
    with _noted("records.paper_shredded", unspaced(reference)):
        return paper.destroyed(reference)


def all_paper() -> list[paper.PaperItem]:
    """Everything on the list, the oldest first."""
    return paper.due(datetime.max.replace(tzinfo=now().tzinfo))


def disclose(recipient: str, what: str, ground: str, decided_by: str, record: str = "") -> None:
    """Write down that something was shared. Raises DisclosureError."""
    if ground not in sharing.GROUNDS:
        raise sharing.DisclosureError("choose which law allows it")
    with _noted("records.disclosed", record, ground):
        sharing.log(recipient, what, ground, decided_by, record)
