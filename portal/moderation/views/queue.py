"""The queue: what waits, the urgent first."""

import re
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

import portal.staff as staff
from portal.core import htmx
from portal.core.clock import ago_in_words, today
from portal.core.references import spaced
from portal.feedback.models import FLAGS, ROLES, STATES, TOPICS, WAITING
from portal.feedback.service import reading
from portal.feedback.service.reading import NO_FLAG, Filters
from portal.moderation.service import opening
from portal.staff import allowed

bp = Blueprint("moderation_queue", __name__, url_prefix="/staff/feedback")

EVERYBODY = ("moderator", "investigator", "editor", "admin")
HERE = "/staff/feedback"
ALL = "all"
URGENT, FLAGGED, OVERDUE = "urgent", "flagged", "overdue"
STATUSES = {**STATES, ALL: "All"}
LONGEST_ID = 22
PAGE = re.compile(r"[a-z0-9/-]{0,80}\Z")


@bp.get("")
@allowed(*EVERYBODY)
def show() -> ResponseReturnValue:
    """A page of the queue, filtered."""
    person, chosen = staff.signed_in(), _chosen()
    filters = opening.visible(_filters(chosen), person)
    queue = opening.queue(filters, person, request.args.get("after", "")[:LONGEST_ID])
    return htmx.render(
        "moderation/queue.html",
        "moderation/_queue.html",
        queue=queue,
        chosen=chosen,
        tabs=_tabs(chosen, filters),
        waiting=opening.numbers(person),
        more=link(chosen, after=queue.after) if queue.after else "",
        first=link(chosen) if request.args.get("after") else "",
        statuses=STATUSES,
        flagged=_flagged(filters),
        **words(),
        may_choose=person.has(opening.MODERATOR),
        passed_to=" or ".join(ROLES[role] for role in filters.roles if role in ROLES),
        today=today(),
    )


def link(chosen: dict[str, str], **changes: str) -> str:
    """The queue with these filters."""
    query = {name: value for name, value in {**chosen, **changes}.items() if value}
    if query.get("status") == WAITING:
        del query["status"]
    return f"{HERE}?{urlencode(query)}" if query else HERE


def words() -> dict[str, Any]:
    """What every page of the desk over feedback says its codes, references and moments with."""
    return {
        "states": STATES,
        "topics": TOPICS,
        "roles": ROLES,
        "flags": FLAGS,
        "spaced": spaced,
        "ago": ago_in_words,
    }


def _chosen() -> dict[str, str]:
    """The filters as they were sent; what nobody offered means nothing."""
    sent = request.args
    names = ("status", "topic", "flag", "only")
    status, topic, flag, only = (sent.get(name, "") for name in names)
    return {
        "status": status if status in STATUSES else WAITING,
        "topic": topic if topic in TOPICS else "",
        "flag": flag if flag in {*FLAGS, NO_FLAG} else "",
        "only": only if only in {URGENT, FLAGGED, OVERDUE} else "",
        "page": sent.get("page", "") if PAGE.match(sent.get("page", "")) else "",
        "q": sent.get("q", "").strip()[:40],
    }


def _filters(chosen: dict[str, str]) -> Filters:
    return Filters(
        # Whoever waits too long is found wherever the message is.
        state="" if chosen["status"] == ALL or chosen["only"] == OVERDUE else chosen["status"],
        overdue=chosen["only"] == OVERDUE,
        topic=chosen["topic"],
        flag=chosen["flag"],
        page=chosen["page"],
        urgent=True if chosen["only"] == URGENT else None,
        flagged=True if chosen["only"] == FLAGGED else None,
        reference=chosen["q"],
    )


def _flagged(filters: Filters) -> list[tuple[str, str]]:
    """What can be chosen of flags: a code, and its words with how many there are."""
    found = reading.by_flag(filters)
    first = [("", "With or without"), (NO_FLAG, "Leave out what has a flag")]
    return first + [(flag, f"{label} ({found[flag]})") for flag, label in FLAGS.items()]


def _tabs(chosen: dict[str, str], filters: Filters) -> list[tuple[str, str, int, bool]]:
    """What is shown: its name, where it is, how many there are, and whether it is this one."""
    state = "" if chosen["status"] == ALL else chosen["status"]
    flagged, ordinary, urgent = reading.by_priority(replace(filters, state=state, overdue=False))
    late = reading.count(replace(filters, state="", overdue=True, urgent=None, flagged=None))
    named = (
        ("", "All", flagged + ordinary + urgent),
        (URGENT, "Urgent", urgent),
        (OVERDUE, "Overdue", late),
        (FLAGGED, "Flagged", flagged),
    )
    return [
        (label, link(chosen, only=only), count, chosen["only"] == only)
        for only, label, count in named
    ]
