"""Complaints that are investigated: a form of small steps, a case with the law's clocks, an answer.

Keeps, encrypted, what people tell us, health details among it, apart from everything else, for 10
years from the day a case is closed; then counts about nobody. Only investigators read it
(portal.investigations), and each look is in the audit trail.
"""

from flask import Flask

import portal.staff as staff
from portal.complaints import views
from portal.complaints.models import codes
from portal.complaints.service import destroying, opening
from portal.complaints.service.filing import TRAIL
from portal.core import panels
from portal.records import offer

# What the codes that are kept mean to the person they are about.
WORDS = {
    ("complaints", "kind"): codes.KINDS,
    ("complaints", "who"): codes.WHO,
    ("complaints", "relation"): codes.RELATIONS,
    ("complaints", "contact"): codes.CONTACT,
    ("complaints", "channel"): codes.CHANNELS,
    ("complaints", "state"): codes.STATES,
    ("complaints", "consent"): codes.CONSENTS,
    ("complaints", "offer"): codes.OFFERS,
    ("complaints", "paused"): codes.PAUSES,
    ("complaints", "area"): codes.AREAS,
    ("complaints", "subject"): codes.SUBJECTS,
    ("complaints", "outcome"): codes.OUTCOMES,
    ("complaints", "ending"): codes.ENDINGS,
    ("complaint_entries", "kind"): codes.ENTRIES,
    ("complaint_answers", "outcome"): codes.OUTCOMES,
    ("complaint_events", "event"): codes.EVENTS,
}


def register(app: Flask) -> None:
    """Join the application: routes, the words of its codes, and how a case ends."""
    for blueprint in views.BLUEPRINTS:
        app.register_blueprint(blueprint)
    for event, label in codes.EVENTS.items():
        staff.register_action(TRAIL + event, label)
    staff.register_action(opening.OPENED, "The person who complained opened their case")
    staff.register_action(opening.REFUSED, "A wrong reference or code for a complaint was entered")
    offer("complaints.destroy", destroying.destroy)
    panels.register("records.words", _words)


def _words(table: str, column: str, value: str) -> str | None:
    """What a code of ours means."""
    return WORDS.get((table, column), {}).get(value)
