"""The steps of the form, a machine without a memory: a draft goes in, the next step comes out.

The draft travels sealed in the page (portal.core.sealed). Nothing here reads a request.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

from portal.complaints.models.codes import CARE, INFORMATION, REPRESENTATIVE, SELF
from portal.complaints.service.taking import Answers, is_about_another
from portal.complaints.service.when import is_late
from portal.core.clock import today

KIND, WHO, OTHER, HAPPENED, WHEN, LATE = "kind", "who", "other", "happened", "when", "late"
SERVICE, WANTED, CONTACT, REACH = "service", "wanted", "contact", "reach"
NEEDS, BIRTH, CHECK = "needs", "birth", "check"
BIRTH_PARTS = ("birth_day", "birth_month", "birth_year")
# The answers that each step asks for. Whether a step stands on somebody's path says `path`.
FIELDS = {
    KIND: ("kind",),
    WHO: ("who",),
    OTHER: ("other_name", "relation"),
    HAPPENED: ("happened",),
    WHEN: ("happened_when",),
    LATE: ("late_reason",),
    SERVICE: ("service", "gp", "treatment"),
    WANTED: ("wanted",),
    CONTACT: ("name", "contact"),
    REACH: ("email", "phone", "address", "safely"),
    NEEDS: ("needs",),
    BIRTH: BIRTH_PARTS,
}
STEPS = (*FIELDS, CHECK)
# Where each way of contact is asked for.
REACHED_BY = {"email": "email", "phone": "phone", "post": "address"}


@dataclass
class Draft:
    """What was answered so far. `key` is one for the whole form, so that sending it twice is once.

    `done` are the steps that stand; `seen` the warnings that were shown; `is_checking` whether
    somebody came from the page that shows all answers, and goes back there.
    """

    key: str
    told: dict[str, str] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    is_checking: bool = False

    @classmethod
    def read(cls, data: dict[str, Any]) -> Self:
        """A draft as it was sealed."""
        return cls(**data)

    def __getitem__(self, name: str) -> str:
        """One answer; empty when there is none."""
        return self.told.get(name, "")

    def keep(self, step: str, values: dict[str, str], *, stands: bool) -> None:
        """Put the answers of a step in; `stands` says whether they are good as they are.

        A date of birth that would become another person's is dropped, and asked again.
        """
        if (self["who"] == SELF) != (values.get("who", self["who"]) == SELF):
            self.told = {name: text for name, text in self.told.items() if name not in BIRTH_PARTS}
            self.done = [each for each in self.done if each != BIRTH]
        self.told.update(values)
        self.done = [each for each in self.done if each != step]
        if stands:
            self.done.append(step)


def path(draft: Draft, day: date | None = None) -> tuple[str, ...]:
    """The steps that are asked of this person, in their order. Until the kind is known: of care."""
    kind = draft["kind"] or CARE
    asked = {
        OTHER: is_about_another(draft["who"], kind),
        LATE: is_late(draft["happened_when"], day or today()),
        SERVICE: kind in (CARE, INFORMATION),
        BIRTH: kind == CARE,
    }
    return tuple(step for step in FIELDS if asked.get(step, True))


def first_open(draft: Draft) -> str:
    """The first step that is not answered yet; the check when there is none."""
    return next((step for step in path(draft) if not _stands(draft, step)), CHECK)


def after(draft: Draft, step: str) -> str:
    """Where to go on from a step that was just answered: never past one that is open."""
    steps = (*path(draft), CHECK)
    waiting = first_open(draft)
    if draft.is_checking or step not in steps:
        return waiting
    onward = steps[min(steps.index(step) + 1, len(steps) - 1)]
    return min(onward, waiting, key=steps.index)


def before(draft: Draft, step: str) -> str:
    """Where to go back to from a step; empty when it is the first."""
    if draft.is_checking and step != CHECK and first_open(draft) == CHECK:
        return CHECK
    steps = (*path(draft), CHECK)
    if step not in steps:
        return first_open(draft)
    return steps[steps.index(step) - 1] if steps.index(step) else ""


def place(draft: Draft, step: str) -> tuple[int, int]:
    """Which question it is, and of how many as far as is known."""
    steps = path(draft)
    return (steps.index(step) + 1 if step in steps else 1), len(steps)


def asked(draft: Draft, step: str) -> tuple[str, ...]:
    """The answers that a step asks this person for."""
    if step == REACH:
        way = REACHED_BY.get(draft["contact"], "email")
        # A call is no answer in writing (RULES R16): it may be said where that goes.
        return (way, "address", "safely") if way == "phone" else (way, "safely")
    if step == SERVICE and draft["kind"] not in ("", CARE):
        return ("service",)
    return FIELDS[step]


def answers(draft: Draft) -> Answers:
    """What is sent: the answers to what this person was asked, and nothing of other paths."""
    told = {name: draft[name] for step in path(draft) for name in asked(draft, step)}
    parts = [told.pop(name, "") for name in BIRTH_PARTS]
    return Answers(**told, birth=born_on(*parts) if all(parts) else "")


def born_on(day: str, month: str, year: str) -> str:
    """A date of birth as it is kept: 1984-03-27. Raises ValueError when there is no such day."""
    return date(int(year), int(month), int(day)).isoformat()


def _stands(draft: Draft, step: str) -> bool:
    if step not in draft.done:
        return False
    # Who speaks for somebody knows the name; who was affected may not.
    if step == OTHER and draft["who"] == REPRESENTATIVE and not draft["other_name"]:
        return False
    # A change of how to be reached opens the question where.
    return step != REACH or bool(draft[asked(draft, REACH)[0]])
