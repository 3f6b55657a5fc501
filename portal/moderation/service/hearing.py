"""Hearing appeals: somebody else than the one who decided looks again, and puts right what was
wrong."""

from dataclasses import dataclass

import portal.staff as staff
from portal.core.panels import Subject
from portal.feedback.service import appeals, deciding, reading
from portal.feedback.service.appeals import MESSAGE, Opened
from portal.feedback.service.deciding import DecideError
from portal.feedback.service.reading import Details
from portal.moderation.service import blocks, opening
from portal.moderation.service.blocks import BlockError, Placed
from portal.staff import Person

LISTED, VIEWED = "appeal.listed", "appeal.viewed"
SAME_PERSON = "You decided this yourself: somebody else has to hear the appeal"


@dataclass(frozen=True)
class Hearing:
    """An appeal beside what it is against."""

    appeal: Opened
    subject: Subject | None
    message: Details | None
    block: Placed | None
    decided_by: str
    is_mine: bool


def waiting() -> list[Opened]:
    """Every appeal without an answer, the most urgent first; who looks is saved."""
    staff.view(LISTED)
    return appeals.waiting()


def open_appeal(public_id: str, person: Person) -> Hearing | None:
    """An appeal, opened; that it was is saved first."""
    if appeals.find(public_id) is None:
        return None
    staff.view(VIEWED, public_id)
    return hearing(public_id, person)


def hearing(public_id: str, person: Person) -> Hearing | None:
    """The same while it is open."""
    appeal = appeals.find(public_id)
    if appeal is None:
        return None
    by = opening.decided_by(appeal.subject)
    is_message = appeal.kind == MESSAGE
    return Hearing(
        appeal=appeal,
        subject=appeals.subject_of(appeal.kind, appeal.subject),
        message=reading.find(appeal.subject) if is_message else None,
        block=None if is_message else blocks.find(appeal.subject),
        decided_by=staff.names().get(by, ""),
        is_mine=by == person.public_id,
    )


def decide(heard: Hearing, *, changed: bool, words: str, by: str, seen_version: int) -> None:
    """Answer it; a decision that was wrong is taken back first. Raises DecideError."""
    if heard.is_mine:
        raise DecideError(SAME_PERSON)
    if changed:
        _put_right(heard, by)
    appeals.decide(
        heard.appeal.public_id, changed=changed, words=words, by=by, seen_version=seen_version
    )


def _put_right(heard: Hearing, by: str) -> None:
    """Take back the decision that the appeal is against, if it stands."""
    if heard.subject is None or heard.subject.number != heard.appeal.number:
        return
    if heard.message is not None:
        version = heard.message.version
        # The answer to the appeal says what is different now: one mail, not two.
        deciding.restore(heard.message.public_id, by=by, seen_version=version, tell_author=False)
    if heard.block is not None:
        try:
            blocks.lift(heard.block.public_id, by=by, seen_version=heard.block.version)
        except BlockError as error:
            raise DecideError(str(error)) from error
