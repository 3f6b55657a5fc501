"""Complaints for tests: taken through the service, and moved on through its verbs."""

from datetime import date, datetime, timedelta
from typing import Any

from portal.app import create_app
from portal.complaints.models import Complaint, codes
from portal.complaints.service import answering, ending, filing, writing
from portal.complaints.service.answering import Draft
from portal.complaints.service.taking import Answers, take
from portal.config import load
from portal.core.clock import now, today
from portal.extensions import db
from tests.support.servers import LiveServer

TOLD = {
    "kind": "care",
    "who": "self",
    "happened": "Nobody came when I rang the bell.",
    "name": "Ada Bloom",
    "contact": "email",
    "email": "ada@example.org",
}
WHOLE: dict[str, Any] = {
    "considered": "We read your notes and asked the ward.",
    "found": "The bell was broken for two days.",
    "conclusion": "You should not have waited.",
    "action": "The bell is mended, and bells are tested each week.",
    "apology": "We are sorry that you were left alone.",
    "outcome": "upheld",
    "signed_by": "Grace Osei",
    "signed_as": "Chief Executive",
    "approved_on": date(2026, 1, 5),
    "approved_how": "She signed the draft.",
}

IN_PART = "Upheld: the wait\nNot upheld: the treatment\n\n"


def made(
    *, channel: str = "form", received_at: datetime | None = None, **changes: str
) -> Complaint:
    """A case that came just now; keyword arguments are answers of the form."""
    told = Answers(**{**TOLD, **changes})
    return found(take(told, channel=channel, received_at=received_at).public_id)


def found(public_id: str) -> Complaint:
    """A case as it stands now."""
    db.session.expire_all()
    case = filing.find(public_id)
    assert case is not None
    return case


def link_on(server: LiveServer) -> str:
    """The path that the mail about an answered complaint holds, on a running portal."""
    with create_app(load(server.environment)).app_context():
        case = answered(made(happened="Nobody came. שלום 👩‍⚕️ " + "long" * 40))
        return f"/complaints/case/{case.reference}-{case.secret}"


def filed(case: Complaint, area: str = "hospital", subject: str = "treatment") -> Complaint:
    """The case, filed for the counts."""
    case.area, case.subject = area, subject
    db.session.commit()
    return found(case.public_id)


def act(verb: Any, case: Complaint, *args: Any, **more: Any) -> Complaint:
    """Do something with a case as somebody who sees what is there; returns the case after it."""
    number, version = case.public_id, found(case.public_id).version
    verb(number, *args, by="", seen_version=version, **more)
    return found(number)


def drafted(case: Complaint, **changes: Any) -> Complaint:
    """The case with a whole answer, or all but what is changed."""
    if case.reopened_at:
        changes = {"approved_on": today(), **changes}
    if changes.get("outcome") == codes.PARTLY:
        changes = {"conclusion": f"{IN_PART}{WHOLE['conclusion']}", **changes}
    return act(answering.draft, case, Draft(**{**WHOLE, **changes}))


def answered(case: Complaint, **changes: Any) -> Complaint:
    """The case with a whole answer that was signed and sent."""
    case = act(answering.sign, drafted(case, **changes))
    return act(answering.send, case, posted=answering.by_post(case))


def closed(case: Complaint, how: str = "answered", **changes: Any) -> Complaint:
    """The case, filed and ended."""
    if how == "answered":
        case = answered(case, **changes)
    return act(ending.close, filed(case) if not case.subject else case, how)


def reopened(case: Complaint) -> Complaint:
    """The case, opened again."""
    return act(ending.reopen, case, "We look again.")


def at_every_turn() -> list[str]:
    """Public ids of cases that show, together, every form the desk has for one."""
    late = made(who="representative", relation="asked", received_at=now() - timedelta(days=300))
    ready = act(answering.sign, drafted(made(contact="post", address="1 Mill Lane")))
    writing.say(ready.public_id, "I found another letter.", "turn")
    ends = filed(answered(made()))
    return [late.public_id, ready.public_id, ends.public_id, closed(made()).public_id]
