"""Staff: they sign in with a password and a second factor, and what they do is written down.

Keeps, encrypted, names and addresses of people who work here, and hashes of what opens the desk.
The rest of the portal calls what is listed below; each feature registers its own pages and numbers.
"""

from datetime import datetime, time

from flask import Flask

from portal.core import checks, panels
from portal.core import jobs as schedule
from portal.core.clock import now
from portal.outbox import register as register_mail
from portal.outbox.service.standing import to_decide
from portal.records import offer, on_act
from portal.records.service import paper
from portal.records.service.holds import to_look_at
from portal.staff import cli, jobs, mails, views
from portal.staff.models import ROLES
from portal.staff.service import cutting, mail, verifying
from portal.staff.service.audit import ACTIONS, audit, register_action, view
from portal.staff.service.navigation import (
    Question,
    Queue,
    queue_of,
    register_count,
    register_page,
    register_queue,
)
from portal.staff.service.people import anybody, names
from portal.staff.service.sessions import Person
from portal.staff.views import gate
from portal.staff.views.gate import allowed, csrf_field, current, fresh, signed_in

__all__ = [
    "ACTIONS",
    "Person",
    "Question",
    "Queue",
    "allowed",
    "anybody",
    "audit",
    "csrf_field",
    "current",
    "fresh",
    "names",
    "register",
    "queue_of",
    "register_action",
    "register_count",
    "register_page",
    "register_queue",
    "signed_in",
    "view",
]

# Before the people come, and after the night's backup.
ANCHOR_AT = time(5, 0)

MAIL = "/staff/mail"
HOLDS, PAPER = "/staff/records/holds", "/staff/records/paper"
WORDS = {
    ("mailed_links", "purpose"): {"staff.welcome": "To join the staff desk"},
    ("outbox", "kind"): {"staff.invitation": "Your invitation to the staff desk"},
}


def register(app: Flask) -> None:
    """Join the application: the gate before every page of the desk, its routes, and commands."""
    gate.init_app(app)
    for blueprint in views.BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.cli.add_command(cli.staff_group)
    app.cli.add_command(cli.audit_group)
    offer("audit.cut", cutting.cut)
    on_act(audit)
    checks.register("audit", verifying.check)
    schedule.at_start(app, jobs.begin)
    schedule.daily(app, "staff.audit_anchor", ANCHOR_AT, jobs.anchor)
    register_mail("staff.invitation", mails.invitation)
    for name, label in mail.ACTIONS.items():
        register_action(name, label)
    register_page("Mail", MAIL, ("admin",), order=65)
    register_count(("mail to decide about", "mails to decide about"), MAIL, ("admin",), to_decide)
    register_page("Records", "/staff/records", ("admin",), order=80)
    register_count(
        ("hold to look at again", "holds to look at again"), HOLDS, ("admin",), to_look_at
    )
    register_count(("paper to shred now", "papers to shred now"), PAPER, ("admin",), _to_shred)
    register_page("Audit trail", "/staff/audit", ("admin",), order=85)
    register_queue("audit", "Show the audit trail", "/staff/audit", ("admin",))
    register_queue("retention", "Show what was removed", "/staff/records", ("admin",))
    register_page("People", "/staff/people", ("admin",), order=90)
    panels.register("records.words", _words)


def _to_shred() -> tuple[int, datetime | None]:
    """How much paper is to be shredded by now."""
    return len(paper.due(now())), None


def _words(table: str, column: str, value: str) -> str | None:
    """What a code of ours means."""
    if (table, column) == ("audit_entries", "action"):
        return ACTIONS.get(value)
    if (table, column) == ("staff_people", "roles"):
        return "; ".join(ROLES[role] for role in value.split() if role in ROLES) or None
    return WORDS.get((table, column), {}).get(value)
