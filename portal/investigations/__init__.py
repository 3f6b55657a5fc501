"""The investigators' desk: a list of complaints by what is due, one page for each, and keying in.

Keeps nothing of its own: what is done to a case is kept with it (portal.complaints), and every
look and every act is in the audit trail. Only investigators come in; admins see nothing of cases.
"""

from datetime import datetime

from flask import Flask

import portal.staff as staff
from portal.complaints.service import papers
from portal.complaints.service.filing import TRAIL
from portal.complaints.service.reminding import ESCALATED
from portal.core import panels
from portal.core.panels import Place
from portal.investigations import views
from portal.investigations.service import demo, listing, opening, reports
from portal.investigations.service.seeing import may_see

INVESTIGATOR = ("investigator",)
# The act of the trail that names what is late, for who may not see the cases.
TOLD_LATE = f"{TRAIL}{ESCALATED}"
# With a place to break it on a phone.
TODAY = ("to acknow\u00adledge today", "to acknow\u00adledge today")
URGENT = ("urgent complaint", "urgent complaints")
LATE = ("complaint overdue", "complaints overdue")
NEW = ("new complaint", "new complaints")
TASKS = ("complaint with a task for you", "complaints with a task for you")
MESSAGES = ("message about a complaint", "messages about complaints")
ACTIONS = {
    opening.LISTED: "Looked at the list of complaints",
    opening.FOUND: "Looked for a complaint",
    opening.VIEWED: "Read a complaint",
    opening.OTHERS_VIEWED: "Read what is known of other people in a complaint",
    reports.REPORTED: "Opened the counts of complaints of a year",
    opening.PRINTED: "Opened the copy of a complaint for the person",
}


def register(app: Flask) -> None:
    """Join the application: routes, the trail, and what the desk shows of it."""
    for blueprint in views.BLUEPRINTS:
        app.register_blueprint(blueprint)
    for name, label in ACTIONS.items():
        staff.register_action(name, label)
    panels.register("demo.fill", demo.fill)
    panels.register("record.way", _way)
    here = "/staff/complaints"
    staff.register_page("Complaints", here, INVESTIGATOR, order=40)
    _count(URGENT, "urgent", _urgent, urgent=True)
    _count(LATE, "overdue", _overdue, urgent=True)
    _count(TODAY, "acknowledge", _acknowledge, urgent=True)
    _count(NEW, "new", _new)
    _count(TASKS, "tasks", _tasks)
    _lead_from_promises(here)
    _count(MESSAGES, "unread", _unread)


def _count(
    labels: tuple[str, str], only: str, question: staff.Question, *, urgent: bool = False
) -> None:
    """A number at the desk that leads to those very cases in the list."""
    href = f"/staff/complaints?only={only}"
    staff.register_count(labels, href, INVESTIGATOR, question, urgent=urgent)


def _lead_from_promises(here: str) -> None:
    """From what a live check finds late, to those very cases."""
    for check, (only, _) in listing.LATE.items():
        href = f"{here}?only={only}"
        staff.register_queue(check, "Show these complaints", href, INVESTIGATOR, act=TOLD_LATE)


def _way(number: str) -> Place | None:
    """A case by its number or by that of its paper, for who is signed in, if they may see it."""
    person = staff.current()
    if person is None or not person.has(*INVESTIGATOR):
        return None
    found = next(iter(papers.of([number])), None)
    case = found.record if found else number
    if not may_see(case, person.public_id):
        return None
    return Place(f"/staff/complaints/{case}{'#paper' if found else ''}", "A complaint", "")


def _urgent() -> tuple[int, datetime | None]:
    return listing.waiting(listing.URGENT)


def _tasks() -> tuple[int, datetime | None]:
    return listing.waiting(listing.TASKS)


def _overdue() -> tuple[int, datetime | None]:
    return listing.waiting(listing.OVERDUE)


def _acknowledge() -> tuple[int, datetime | None]:
    return listing.waiting(listing.ACKNOWLEDGE)


def _new() -> tuple[int, datetime | None]:
    return listing.waiting(listing.NEW)


def _unread() -> tuple[int, datetime | None]:
    return listing.waiting(listing.UNREAD)
