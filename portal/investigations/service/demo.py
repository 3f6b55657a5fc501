"""Invented complaints in every state, for a portal that somebody wants to try: each through the
services that real ones go through, each at its own time.
"""

import tomllib
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import portal.staff as staff
from portal.complaints.models import Complaint
from portal.complaints.service import (
    answering,
    ending,
    filing,
    people,
    ready,
    sharing,
    taking,
    talking,
    working,
    writing,
)
from portal.complaints.service.answering import Draft
from portal.complaints.service.taking import Answers
from portal.core import clock
from portal.core.clock import now, today
from portal.investigations.service import keying
from portal.investigations.service.opening import VIEWED
from portal.staff.service import acting

FILE = Path(__file__).parent.parent.parent / "content" / "demo-complaints.toml"
SIGNED: dict[str, Any] = {
    "signed_by": "Grace Osei",
    "signed_as": "Chief Executive",
    "approved_how": "She read it, and signed the letter on paper.",
}


def fill(by: str) -> list[str]:
    """Fill the portal with complaints, worked on by this investigator; returns the cases.

    Filling twice changes nothing.
    """
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))["complaints"]
    with acting.as_person(by):
        return [_complaint(place, each, by) for place, each in enumerate(told)]


def _complaint(place: int, told: dict[str, Any], by: str) -> str:
    came = now() - timedelta(days=told["days"], hours=place % 5)
    with clock.freeze(came):
        case = _take(place, told, came, by)
    row = filing.find(case)
    if row is None or row.version > 1:
        return case  # filled before
    for number, step in enumerate(told.get("then", [])):
        at = min(came + timedelta(days=step["after"], minutes=number + 20), now())
        with clock.freeze(at):
            _do(case, {**step}, f"demo-{place}-{number}", by)
    return case


def _take(place: int, told: dict[str, Any], came: datetime, by: str) -> str:
    answers, stamp = Answers(**told["told"]), f"demo-{place}"
    if "channel" not in told:
        return taking.take(answers, stamp=stamp, address=f"10.2.{place}.1").public_id
    return keying.key_in(
        answers,
        stamp=stamp,
        channel=told["channel"],
        received_at=came,
        place=told.get("place", ""),
        by=by,
    )


def _do(public_id: str, step: dict[str, Any], stamp: str, by: str) -> None:
    """One thing that was done, at the time of the frozen clock."""
    name = step.pop("step")
    del step["after"]
    if "in_days" in step:
        step["on"] = today() + timedelta(days=step.pop("in_days"))
    if name == "message":
        writing.say(public_id, step["text"], stamp)
        return
    staff.view(VIEWED, public_id)
    for verb, given in VERBS[name](_row(public_id), step):
        verb(public_id, **given, by=by, seen_version=_row(public_id).version)


def _row(public_id: str) -> Complaint:
    case = filing.find(public_id)
    if case is None:
        raise filing.UnknownError
    return case


Acts = list[tuple[Callable[..., None], dict[str, Any]]]


def _acknowledge(case: Complaint, _given: dict[str, Any]) -> Acts:
    words = {"text": ready.acknowledgement(case), "tells_nothing": True}
    acts: Acts = [(working.acknowledge, words)]
    if answering.by_post(case):
        acts.append((working.acknowledged, {"on": today(), "how": "Posted, or said by phone."}))
    return acts


def _answer(case: Complaint, given: dict[str, Any]) -> Acts:
    return [
        (answering.draft, {"written": Draft(**given, **SIGNED, approved_on=today())}),
        (answering.sign, {}),
        (answering.send, {"posted": answering.by_post(case), "despite": True}),
    ]


def _just(verb: Callable[..., None], **renamed: str) -> Callable[[Complaint, dict[str, Any]], Acts]:
    """One verb with what the file gives, some of it under another name."""
    return lambda _case, given: [
        (verb, {renamed.get(name, name): value for name, value in given.items()})
    ]


def _today(verb: Callable[..., None], name: str) -> Callable[[Complaint, dict[str, Any]], Acts]:
    return lambda _case, given: [(verb, {**given, name: today()})]


def _extend(_case: Complaint, given: dict[str, Any]) -> Acts:
    return [
        (working.extend, {"until": given["on"], "agreed_on": today(), "how": given["how"]}),
    ]


VERBS: dict[str, Callable[[Complaint, dict[str, Any]], Acts]] = {
    "take": _just(working.take),
    "acknowledge": _acknowledge,
    "talk": _just(working.talked, on="planned_for"),
    "extend": _extend,
    "pause": _just(working.pause),
    "file": _just(working.file_under),
    "learn": _just(working.learn),
    "ombudsman": _today(working.to_ombudsman, "on"),
    "call": _just(talking.call),
    "note": _just(talking.note),
    "other": _just(talking.other),
    "task": _just(talking.add_task, on="due_on"),
    "agree": _today(sharing.agree, "on"),
    "share": _just(sharing.share),
    "restrict": _just(people.restrict),
    "answer": _answer,
    "close": lambda _case, given: [(ending.close, {**given, "despite": True})],
}
