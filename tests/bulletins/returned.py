"""Mail of bulletins that comes back: what a mail server brings us about the mails of a reader."""

from sqlalchemy import select

from portal.core.site import current_settings
from portal.extensions import db
from portal.outbox import tags
from portal.outbox.incoming import handling
from portal.outbox.models import OutboxRow
from tests.bulletins.post import Reader
from tests.outbox.samples import SAMPLES

BOUNCES = "b@bounces.example.org"
SHAPES = {sample.name: sample for sample in SAMPLES}
GONE = "postfix, no such user"
FULL = "sendmail, mailbox full"
UNWANTED = "a complaint"


def last_row(kind: str = "bulletins.issue") -> OutboxRow:
    """The last mail of a kind."""
    db.session.rollback()
    chosen = select(OutboxRow).where(OutboxRow.kind == kind).order_by(OutboxRow.id.desc())
    return db.session.scalars(chosen).first() or OutboxRow()


def comes_back(shape: str, row: OutboxRow | None = None) -> str:
    """A report about a mail, the last issue if none is named; returns what it was taken for."""
    name = tags.name_of(row or last_row())
    return handling.receive(SHAPES[shape].filled(name, tags.sender(name, current_settings())))


def state_of(batch: str) -> tuple[str, str]:
    """What became of the only mail of a batch, and why."""
    db.session.rollback()
    row = db.session.scalars(select(OutboxRow).where(OutboxRow.batch == batch)).one()
    return row.state, row.reason


def issues_to(reader: Reader) -> int:
    """How many bulletins came, without the mails that somebody asks for."""
    return sum("List-Id" in mail.message for mail in reader.mails)
