"""Complaints that are investigated: a form of small steps, a case with the law's clocks, an answer.

Keeps, encrypted, what people tell us, health details among it, apart from everything else, for 10
years from the day a case is closed; then counts about nobody. Only investigators read it
(portal.investigations), and each look is in the audit trail.
"""

from datetime import date, timedelta

from flask import Flask
from sqlalchemy import Select

import portal.staff as staff
from portal.complaints import jobs, mails, views
from portal.complaints.models import codes
from portal.complaints.service import (
    agreed,
    destroying,
    mailing,
    opening,
    papers,
    proof,
    reminding,
    shown,
    trail,
)
from portal.complaints.service.filing import IN_THE_LOG, TRAIL
from portal.core import checks, panels, working_days
from portal.core import jobs as schedule
from portal.core.checks import Finding, looked_at
from portal.core.clock import in_words
from portal.core.panels import Place
from portal.outbox import register as register_mail
from portal.records import offer, on_act
from portal.records.service.paper import EARLY
from portal.records.service.sharing import GROUNDS

HOURLY = timedelta(hours=1)
NOTICE_MAIL = "complaints.notice_change"
TO_STAFF = "To our own staff: "
LATE_ONE = "1 was acknowledged or answered after its day."
LATE_MANY = "{} were acknowledged or answered after their day."
# Each mail: who builds it, and what it is called to the person it is about.
MAILS = {
    "complaints.received": (mails.received, "That we have your complaint"),
    "complaints.news": (mails.news, "That there is something new in your complaint"),
    "complaints.code": (mails.code, "What opens your complaint, again"),
    NOTICE_MAIL: (mails.notice_change, "That our privacy notice changes"),
    "complaints.reminder": (mails.reminder, f"{TO_STAFF}that a day is near"),
    "complaints.escalated": (mails.escalated, f"{TO_STAFF}that a day is over"),
    "complaints.urgent": (mails.urgent, f"{TO_STAFF}to read it now"),
    "complaints.day": (mails.day, f"{TO_STAFF}what waits for them"),
}

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
    ("complaint_events", "detail"): {
        **codes.OFFERS,
        **codes.PAUSES,
        "forbids": "What may be told",
        **codes.CONSENTS,
        **codes.OUTCOMES,
        **codes.ENDINGS,
        **codes.CHANNELS,
        **GROUNDS,
        **EARLY,
        # It is waited for, and it is a ground to share: here it is only named.
        "consent": "Consent",
    },
    ("outbox", "kind"): {kind: words for kind, (_, words) in MAILS.items()},
}


def register(app: Flask) -> None:
    """Join the application: routes, mails, a sweep, its words, and how a case ends."""
    for blueprint in views.BLUEPRINTS:
        app.register_blueprint(blueprint)
    for kind, (builder, words) in MAILS.items():
        register_mail(kind, builder, to_staff=words.startswith(TO_STAFF))
    schedule.every(app, "complaints.remind", HOURLY, jobs.remind)
    schedule.every(app, "complaints.tell_staff", HOURLY, jobs.tell_staff)
    checks.register("complaints.care_in_time", _care_in_time)
    checks.register("complaints.data_in_time", _data_in_time)
    checks.register("complaints.others_in_time", _others_in_time)
    panels.register("notice.readers", _readers)
    for event, label in trail.ACTS.items():
        staff.register_action(TRAIL + event, label, is_past=event == IN_THE_LOG)
    staff.register_action(opening.OPENED, "The person who complained opened their case")
    staff.register_action(opening.REFUSED, "A wrong reference or code for a complaint was entered")
    offer("complaints.destroy", destroying.destroy)
    panels.register("page.start", views.start)
    panels.register("records.words", _words)
    panels.register("sitemap.urls", _places)
    panels.register("audit.days", shown.days_of)
    panels.register("audit.days", proof.rows_of)
    panels.register("audit.days", papers.shown)
    panels.register("paper.of", papers.of)
    panels.register("share.refused", agreed.refused)
    panels.register("share.consent", agreed.stands)
    on_act(papers.told)


def _care_in_time() -> Finding:
    """Whether the promise about care is kept, and whether the days it counts can be known."""
    found, days = _in_time("about care", codes.CARE), working_days.check()
    return found + days if days.wrong else found


def _data_in_time() -> Finding:
    """Whether the promise about how we use information is kept."""
    return _in_time("about how we use information", codes.INFORMATION)


def _others_in_time() -> Finding:
    """Whether every other complaint has its answer by its day."""
    return _in_time("about this website or a decision of ours", codes.WEBSITE, codes.DECISION)


def _in_time(about: str, *kinds: str) -> Finding:
    """Whether every case of these kinds was acknowledged and answered by its day."""
    silent, unanswered = reminding.late(*kinds)
    return looked_at(
        reminding.open_cases(*kinds),
        *(f"open complaint {about}", f"open complaints {about}"),
        (silent, "has no acknowledgement in time", "have no acknowledgement in time"),
        (unanswered, "has no answer in time", "have no answer in time"),
        before=_done_late(*kinds),
    )


def _done_late(*kinds: str) -> str:
    """What was done after its day, of cases that are open: it was a promise that was not kept."""
    count = reminding.done_late(*kinds)
    return "" if not count else LATE_ONE if count == 1 else LATE_MANY.format(f"{count:,}")


def _readers(number: int) -> list[tuple[str, Select[str]]]:
    """Who is told of a version of the privacy notice: open cases made under an earlier one."""
    return [(NOTICE_MAIL, mailing.who_waits(number))]


def _places() -> list[Place]:
    """What the site map lists besides the page about complaining."""
    return [
        Place("/complaints/form", "Complaint form to print", "About this portal"),
        Place("/complaints/consent-form", "Consent form to print", "About this portal"),
        Place("/complaints/figures", "Complaints in figures", "About this portal"),
    ]


def _words(table: str, column: str, value: str) -> str | None:
    """What a code of ours means, and the day on which somebody was born."""
    if (table, column) == ("complaints", "birth_sealed"):
        return _day(value)
    return WORDS.get((table, column), {}).get(value)


def _day(written: str) -> str | None:
    try:
        return in_words(date.fromisoformat(written))
    except ValueError:
        return None
