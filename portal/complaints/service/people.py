"""Which staff may see a case: everybody who looks into complaints, but for what is noted here."""

from sqlalchemy import delete, select, update

from portal.complaints.models import Complaint, ComplaintAccess, ComplaintTask
from portal.complaints.models.codes import CONFLICT, NAMED
from portal.complaints.service.filing import claim, done, undone
from portal.core.clock import now
from portal.extensions import db
from portal.staff.service import people

INVESTIGATOR = "investigator"
LEAD_ONLY = "Only who is responsible for the case decides who may see it."
LAST = "Nobody else may see this case. Name somebody who takes it first, then say this again."


def investigators() -> dict[str, str]:
    """Who looks into complaints: the name of each public id."""
    return {
        each.public_id: each.name
        for each in people.everybody()
        if INVESTIGATOR in each.roles and each.joined_at and not each.disabled_at
    }


def access(case: Complaint, kind: str) -> list[str]:
    """The public ids of those who are named for a case, or have a conflict of interest."""
    listed = select(ComplaintAccess.person).where(
        ComplaintAccess.complaint_id == case.id, ComplaintAccess.kind == kind
    )
    return list(db.session.scalars(listed.order_by(ComplaintAccess.id)))


def may_lead(case: Complaint, person: str) -> bool:
    """Whether somebody looks into complaints and may see this one."""
    if person not in investigators() or person in access(case, CONFLICT):
        return False
    # A restricted case is not lost with those who were named: anybody may take it up then.
    left = set(access(case, NAMED)) & set(investigators())
    return not case.restricted or person in left or not left


def restrict(public_id: str, *, by: str, seen_version: int) -> None:
    """Let only named people see a case: at first its lead. The open tasks of all others are
    nobody's then. Raises CaseError for anybody else.
    """
    case = _led(public_id, by, seen_version)
    if case.restricted:
        raise undone("It is restricted already.")
    case.restricted = True
    _name(case, by)
    for person in _owners(case) - {by}:
        _free(case, person)
    done(case, "restricted", by=by)


def unrestrict(public_id: str, *, by: str, seen_version: int) -> None:
    """Let everybody who looks into complaints see it again. Raises CaseError."""
    case = _led(public_id, by, seen_version)
    case.restricted = False
    _forget(case, kind=NAMED)
    done(case, "unrestricted", by=by)


def name(public_id: str, person: str, *, by: str, seen_version: int) -> None:
    """Let somebody see a restricted case. Raises CaseError when they may not."""
    case = _led(public_id, by, seen_version)
    if not case.restricted:
        raise undone("It is not restricted: everybody who looks into complaints may see it.")
    if person not in investigators() or person in access(case, CONFLICT):
        raise undone("This person cannot see it: they do not look into it, or have a conflict.")
    if person in access(case, NAMED):
        raise undone("This person may see it already.")
    _name(case, person)
    done(case, "named", person, by)


def unname(public_id: str, person: str, *, by: str, seen_version: int) -> None:
    """Let somebody no longer see a restricted case: their open tasks in it are nobody's.

    Raises CaseError for its lead.
    """
    case = _led(public_id, by, seen_version)
    if person == case.lead:
        raise undone("Make somebody else responsible first.")
    _forget(case, person=person, kind=NAMED)
    _free(case, person)
    done(case, "unnamed", person, by)


def declare_conflict(public_id: str, *, by: str, seen_version: int) -> None:
    """Note one's own conflict of interest: from now on one does not see the case, and one's open
    tasks in it are nobody's.

    Raises CaseError when nobody else could see it then.
    """
    case = claim(public_id, seen_version)
    others = set(access(case, NAMED) if case.restricted else investigators()) - {by}
    if not others & set(investigators()) - set(access(case, CONFLICT)):
        raise undone(LAST)
    _forget(case, person=by, kind=NAMED)
    db.session.add(ComplaintAccess(complaint_id=case.id, person=by, kind=CONFLICT, since=now()))
    if case.lead == by:
        case.lead = ""
    _free(case, by)
    done(case, "conflict", by=by)


def let_see(case: Complaint, person: str) -> None:
    """Whoever is responsible for a restricted case is named for it; the caller commits."""
    if case.restricted and person and person not in access(case, NAMED):
        _name(case, person)


def _led(public_id: str, by: str, seen_version: int) -> Complaint:
    case = claim(public_id, seen_version)
    if case.lead != by:
        raise undone(LEAD_ONLY)
    return case


def _owners(case: Complaint) -> set[str]:
    """Whose open tasks there are in a case."""
    mine = ComplaintTask.complaint_id == case.id
    return set(db.session.scalars(select(ComplaintTask.owner).where(mine)))


def _free(case: Complaint, person: str) -> None:
    """Whoever sees a case no more does no task in it."""
    db.session.execute(
        update(ComplaintTask)
        .where(ComplaintTask.complaint_id == case.id, ComplaintTask.owner == person)
        .where(ComplaintTask.done_at.is_(None))
        .values(owner="")
        .execution_options(synchronize_session=False)
    )


def _name(case: Complaint, person: str) -> None:
    db.session.add(ComplaintAccess(complaint_id=case.id, person=person, kind=NAMED, since=now()))


def _forget(case: Complaint, *, kind: str, person: str = "") -> None:
    theirs = delete(ComplaintAccess).where(
        ComplaintAccess.complaint_id == case.id, ComplaintAccess.kind == kind
    )
    if person:
        theirs = theirs.where(ComplaintAccess.person == person)
    db.session.execute(theirs.execution_options(synchronize_session=False))
