"""Consent, and what is passed on: only what somebody agreed to, or what a law asks for, is."""

from datetime import date

from sqlalchemy import select

from portal.complaints.models import Complaint, ComplaintConsent, ComplaintOther, codes
from portal.complaints.service import consent as consents
from portal.complaints.service import papers
from portal.complaints.service.filing import claim, done, note, undone
from portal.complaints.service.talking import write
from portal.complaints.service.working import go_on
from portal.core.clock import now, today
from portal.extensions import db
from portal.records.models import Disclosure
from portal.records.service import sharing
from portal.records.service.sharing import DisclosureError

CONSENT = "consent"
ON_PAPER = "It is on paper, which lies with the other paper of this case."
FORBIDDEN = "The person it is about does not want this told:"
# Who decided, in the log, which names no person: the trail knows who it was.
DECIDED_BY = "complaints investigator"
NOT_AGREED = (
    "Nobody noted that they agree to pass anything to {}. First use “{}”, with "
    "the same name; or choose the law that asks for it."
)
NOT_A_DAY = "Write the day on which they said so, up to today."


def settle_consent(
    public_id: str,
    outcome: str,
    on: date,
    how: str,
    *,
    forbids: str = "",
    place: str = "",
    by: str,
    seen_version: int,
) -> None:
    """Note whether the person it is about agrees, or the law lets somebody speak for them, on
    which day, and how we know (RULES R14).

    `forbids` is what they do not want told, which stands apart, since it is theirs. `place` is
    where a paper lies: the list of paper has it then. Raises CaseError when it is about
    nobody else, or for a day to come.
    """
    case = claim(public_id, seen_version)
    if case.consent == codes.NOT_NEEDED:
        raise undone("They complain for themselves: no consent is needed.")
    if outcome not in {codes.RECORDED, codes.LAWFUL, codes.REFUSED}:
        raise undone("Choose what we know of their consent.")
    _refuse_day(on)
    case.consent = outcome
    # Where that is, the list of paper says alone: paper moves.
    known = f"{how.rstrip('. ')}. {ON_PAPER}" if place else how
    if outcome != codes.REFUSED:
        _keep(case, "", on, known, by)
    else:
        write(case, codes.NOTE, known, by)
    if forbids:
        _forbid(case, forbids, by)
    if case.paused == "consent":
        go_on(case)
        note(case, "resumed", by=by)
    if place:
        papers.lies_also(case, place, by)
    done(case, "consent", outcome, by)


def _forbid(case: Complaint, words: str, by: str) -> None:
    """Keep what the person it is about does not want told: nobody's copy shows it."""
    text = f"{FORBIDDEN} {words}"
    db.session.add(ComplaintOther(complaint_id=case.id, text=text, author=by, written_at=now()))
    note(case, "other", consents.FORBIDS, by)


def agree(
    public_id: str, recipient: str, on: date, how: str, *, by: str, seen_version: int
) -> None:
    """Note that somebody agreed to pass something to an organisation (RULES R18).

    Raises CaseError for a day to come, or when an address stands for an organisation.
    """
    case = claim(public_id, seen_version)
    _refuse_day(on)
    if "@" in recipient:
        raise undone("Name an organisation, never a person or an address.", "recipient")
    _keep(case, recipient, on, how, by)
    done(case, "agreed", by=by)


def withdraw(public_id: str, consent: str, *, by: str, seen_version: int) -> None:
    """Note that somebody no longer agrees, from today on. Raises CaseError.

    `consent` is its public id. When it was about who speaks for whom, nothing is told any more.
    """
    case = claim(public_id, seen_version)
    found = next((each for each in given(case) if each.public_id == consent), None)
    if found is None or found.withdrawn_on:
        raise undone("This consent is withdrawn already, or was never given.")
    found.withdrawn_on = today()
    if found.recipient_sealed is None:
        case.consent = codes.REFUSED
    done(case, "withdrawn-consent", by=by)


def share(
    public_id: str,
    recipient: str,
    what: str,
    ground: str,
    law: str = "",
    *,
    by: str,
    seen_version: int,
) -> None:
    """Log the decision to share something with another organisation, and what allows it.

    Raises CaseError when the ground is consent and none that names the organisation is recorded,
    and when a part is missing, such as which law it is (RULES R18).
    """
    case = claim(public_id, seen_version)
    if ground == CONSENT and agreed_to(case, recipient) is None:
        raise undone(not_agreed(case, recipient), "recipient")
    note(case, "shared", ground, by)
    try:
        # The log commits: what is noted here is kept with it, or not at all.
        sharing.log(recipient, what, ground, DECIDED_BY, case.public_id, law)
    except DisclosureError as error:
        raise undone(f"{str(error).capitalize()}.") from error


def given(case: Complaint) -> list[ComplaintConsent]:
    """What was agreed to in a case, the oldest first."""
    listed = select(ComplaintConsent).where(ComplaintConsent.complaint_id == case.id)
    return list(db.session.scalars(listed.order_by(ComplaintConsent.id)))


def _keep(case: Complaint, recipient: str, on: date, how: str, by: str) -> None:
    db.session.add(
        ComplaintConsent(
            complaint_id=case.id,
            recipient=recipient or None,
            how=how,
            given_on=on,
            author=by,
            written_at=now(),
        )
    )


def passed(case: Complaint) -> list[Disclosure]:
    """What was passed on, the oldest first."""
    listed = select(Disclosure).where(Disclosure.record == case.public_id)
    return list(db.session.scalars(listed.order_by(Disclosure.id)))


def agreed_to(case: Complaint, recipient: str) -> ComplaintConsent | None:
    """The newest consent that stands and names this organisation, however spaced and spelt."""
    named = folded(recipient)
    standing = [each for each in given(case) if not each.withdrawn_on and each.recipient]
    return next((each for each in standing[::-1] if folded(each.recipient or "") == named), None)


def not_agreed(case: Complaint, recipient: str) -> str:
    """Why nothing goes to them, and what to do first."""
    return NOT_AGREED.format(recipient or "them", consents.to_pass_on(case))


def folded(name: str) -> str:
    """The name of an organisation as it is compared."""
    return " ".join(name.casefold().split())


def _refuse_day(on: date) -> None:
    if on > today():
        raise undone(NOT_A_DAY, "on")
