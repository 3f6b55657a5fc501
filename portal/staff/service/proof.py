"""One record for an auditor: when what was done, who opened it, with whom it was shared, why it is
kept and when it goes. Days, roles and laws: nothing that its person wrote.
"""

from collections.abc import Iterator

from sqlalchemy import func, select

from portal.core import panels
from portal.core.clock import in_words
from portal.core.panels import Place
from portal.extensions import db
from portal.records.models import Disclosure
from portal.records.service import holds, reasons
from portal.records.service.reasons import Reasons
from portal.records.service.sharing import CONSENT, allows
from portal.register import retention
from portal.staff.models import AuditEntry
from portal.staff.service import holders, people, trail
from portal.staff.service.audit import ACTIONS

# An act of this kind opened the page with what is in the record.
LOOKS = (".viewed", ".others_viewed", ".copy_opened")


# A line that leads somewhere is a place.
Line = str | Place


def of(record: str) -> list[tuple[str, list[Line]]]:
    """What can be shown of a record that is still there: a heading, and a line for each thing."""
    found = reasons.of(record) if record else None
    if found is None:
        return []
    days = [(what, _lines(words)) for what, words in panels.gather("audit.days", found.number)]
    return [
        ("What", [f"“{found.title}” in the list of what we hold"]),
        *days,
        ("Who opened it", [*(_opened(found.number) or ["Nobody yet"]), *_cut()]),
        ("Shared with", list(_shared(found)) or ["Nobody"]),
        ("Why all records of this list are kept", [found.why, found.law]),
        ("How long", [found.rule]),
        ("On hold", list(_held(found.number)) or ["No hold"]),
        ("When it goes", [_goes(found)]),
    ]


def _lines(words: Line) -> list[Line]:
    return list(words.split("\n")) if isinstance(words, str) else [words]


def _cut() -> list[str]:
    """That the trail does not go back for ever: a record may be kept longer than its entries."""
    gone = f"Entries older than {retention().period('audit')} are gone"
    return [gone] if trail.is_cut() else []


def _opened(number: str) -> list[str]:
    """Who looked at it, how often, and when last."""
    looks = [name for name in ACTIONS if name.endswith(LOOKS)]
    question = (
        select(AuditEntry.actor, func.count(), func.max(AuditEntry.at))
        .where(AuditEntry.about == number, AuditEntry.action.in_(looks))
        .group_by(AuditEntry.actor)
        .order_by(func.max(AuditEntry.at).desc())
    )
    names = people.names()
    return [
        f"{names.get(actor, 'Somebody who left')}: {count} {'time' if count == 1 else 'times'}, "
        f"last on {in_words(last)}"
        for actor, count, last in db.session.execute(question)
    ]


def _shared(found: Reasons) -> Iterator[str]:
    for each in found.shared:
        day = in_words(each.shared_at)
        yield f"{each.recipient}, decided on {day}: {each.what}. {allows(each)}{_stands(each)}"


def _stands(each: Disclosure) -> str:
    """Whether the consent stands that it went by, where the record says that."""
    if each.ground != CONSENT:
        return ""
    told = panels.first("share.consent", each.record, each.recipient)
    return f". {told}" if told else ""


def _held(number: str) -> Iterator[str]:
    for each in holders.told(holds.holds_of(number)):
        owner, again = f"The {each.hold.owner}", in_words(each.hold.review_on)
        since = f"{in_words(each.hold.placed_at)}, by {each.placed_by}"
        if each.hold.released_at:
            until = f"{in_words(each.hold.released_at)}, by {each.released_by}"
            yield f"Ended on {until}. It began on {since}: {each.why}"
            yield f"{owner} answered for it, and was to look at it again on {again}"
        else:
            yield f"Since {since}: {each.why}"
            yield f"{owner} answers for it, and looks at it again on {again}"


def _goes(found: Reasons) -> str:
    held = "It is on hold, and stays until somebody lets it go. " if found.is_held else ""
    if found.goes_on is None:
        return f"{held}Its time has not begun, so no day is set."
    return f"{held}{'Otherwise on' if held else 'On'} {in_words(found.goes_on)}"
