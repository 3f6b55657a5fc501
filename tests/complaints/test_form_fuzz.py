"""Somebody who presses everything, and somebody who cheats: no text is lost, no forgery is taken.

`make fuzz` plays 2,000 games; each run of the tests plays a few.
"""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from markupsafe import escape
from sqlalchemy import select

from portal.complaints.forms import sealing
from portal.complaints.models import Complaint
from portal.complaints.models.codes import CONTACT, KINDS, RELATIONS, WHO
from portal.complaints.service.steps import CHECK, FIELDS, REACHED_BY, STEPS
from portal.complaints.service.taking import is_about_another
from portal.complaints.views import receipt
from portal.core import clock
from portal.core.forms import printable, tidy
from portal.core.references import unspaced
from portal.core.sealed import open_sealed, seal
from portal.extensions import db
from tests.complaints.teller import CARE, DRAFT, FOR_OTHERS, PHONE, POST, STEP, found
from tests.support.client import PortalClient

pytestmark = [pytest.mark.database, pytest.mark.slow]

CODES = {"kind": KINDS, "who": WHO, "relation": RELATIONS, "contact": CONTACT}
WARNINGS = ("<title>You can talk to someone now", "<title>Check what you wrote")
ODD = st.text(max_size=40) | st.sampled_from(
    ["", " ", "I want to die", "943 476 5919", "March 2019", "x" * 1001, "x" * 20_001, "<b>&amp;"]
)
GOOD = {**CARE, **FOR_OTHERS, "late": {"late_reason": "Ill"}}
REACH = {"email": CARE["reach"], "phone": PHONE["reach"], "post": POST["reach"]}


@dataclass(frozen=True)
class Page:
    """What is open: its step, its draft, and what whoever got here has told, by our own count."""

    html: str = field(repr=False)
    step: str
    draft: str = field(repr=False)
    told: dict[str, str] = field(default_factory=dict)


def values(step: str) -> st.SearchStrategy[dict[str, str]]:
    """What may be sent from a step: right, wrong, in part, or nothing."""
    one = {
        name: st.sampled_from([*CODES.get(name, ()), "forged"]) if name in CODES else ODD
        for name in FIELDS.get(step, ())
    }
    return st.fixed_dictionaries({}, optional=one) | st.just(GOOD.get(step, {}))


def cleaned(fields: dict[str, str]) -> dict[str, str]:
    """As the form takes them, or no choice when there is no such."""
    return {
        name: printable(text) if name == "happened" else tidy(text)
        for name, text in fields.items()
        if name not in CODES or text in CODES[name]
    }


class Game(RuleBasedStateMachine):
    """One person, their open page, and the pages they came by."""

    client: ClassVar[PortalClient]
    games: ClassVar[int] = 0

    @initialize()
    def begin(self) -> None:
        """Open the form, each time from another network."""
        Game.games += 1
        number = Game.games
        # Each /24 has a limit of its own.
        self.client.environ_base["REMOTE_ADDR"] = f"10.{number // 256 % 256}.{number % 256}.1"
        html = self.client.get("/complaints/new/kind", check=False).get_data(as_text=True)
        self.page = Page(html, found(STEP, html), found(DRAFT, html))
        self.older = [self.page]
        self.time = clock.now()
        self.last: tuple[Page, dict[str, str]] | None = None

    def post(self, page: Page, data: dict[str, str]) -> Any:
        """Press a button."""
        data = {"draft": page.draft, **data}
        with clock.freeze(self.time):
            return self.client.post(f"/complaints/new/{page.step}", data=data, check=False)

    def follow(self, page: Page, data: dict[str, str]) -> None:
        """Press a button of a page, and look whether everything that was told is still there."""
        answer = self.post(page, data)
        html = answer.get_data(as_text=True)
        assert answer.status_code in (200, 422), html[-2000:]
        typed = {name: data[name] for name in FIELDS.get(page.step, ()) if name in data}
        typed = {name: text for name, text in typed.items() if self.asks(page, name)}
        draft = found(DRAFT, html)
        step = found(STEP, html)
        is_kept = answer.status_code == 200 and not any(each in html for each in WARNINGS)
        told = merged(page.told, cleaned(typed)) if is_kept else page.told
        if not is_kept:
            assert step == page.step
            self.shows(html, typed)
        kept = sealing.opened(step, {"draft": draft})
        assert not kept.trouble
        assert filled(kept.draft.told) == filled(told), "what was told is not what travels on"
        self.last = (page, data)
        self.page = Page(html, step, draft, told)
        self.older.append(self.page)

    def asks(self, page: Page, name: str) -> bool:
        """Whether the page asks for it: what it does not ask for, it does not take."""
        return f'name="{name}"' in page.html

    def shows(self, html: str, typed: dict[str, str]) -> None:
        """What was typed stands in its field, to be mended."""
        for name, text in cleaned(typed).items():
            if name in CODES:
                assert f'value="{text}" checked' in html
            else:
                assert str(escape(text)) in html, f"{name} is gone"

    @precondition(lambda self: self.page.step != CHECK)
    @rule(data=st.data())
    def answer(self, data: st.DataObject) -> None:
        """Continue, with whatever."""
        self.follow(self.page, data.draw(values(self.page.step)))

    @rule(data=st.data())
    def go_back(self, data: st.DataObject) -> None:
        """The Back button of the page."""
        self.follow(self.page, {**data.draw(values(self.page.step)), "back": "yes"})

    @rule(contact=st.sampled_from(list(CONTACT)))
    def hurry(self, contact: str) -> None:
        """Answer well until all is answered."""
        for _ in range(30):
            step = self.page.step
            if step == CHECK:
                return
            fields = {**GOOD[step], **({"contact": contact} if step == "contact" else {})}
            if step == "reach":
                fields = REACH[self.page.told["contact"]] if "contact" in self.page.told else {}
            self.follow(self.page, fields)
        raise AssertionError("it has no end")

    @precondition(lambda self: self.page.step == CHECK)
    @rule(step=st.sampled_from(STEPS))
    def change(self, step: str) -> None:
        """Change an answer, also one that is not asked."""
        self.follow(self.page, {"change": step, "back": "yes"})

    @precondition(lambda self: self.last is not None)
    @rule()
    def refresh(self) -> None:
        """Load the page again: the same is sent, and the same comes."""
        assert self.last is not None
        before = self.page
        self.follow(*self.last)
        assert (self.page.step, self.page.told) == (before.step, before.told)

    @rule(data=st.data())
    def browse_back(self, data: st.DataObject) -> None:
        """The Back button of the browser, to any page before."""
        self.page = data.draw(st.sampled_from(self.older))
        self.last = None

    @rule(data=st.data(), hours=st.integers(25, 2000))
    def leave_open(self, data: st.DataObject, hours: int) -> None:
        """Come back after a day or more."""
        self.time += timedelta(hours=hours)
        fields = data.draw(values(self.page.step))
        self.follow(self.page, fields)
        html = self.page.html
        is_asked_again = "Error:" in html or any(each in html for each in WARNINGS)
        assert is_asked_again or "open for a long time" in html

    @rule(data=st.data())
    def cheat(self, data: st.DataObject) -> None:
        """A draft that is cut, changed, of another page or another form, or made up."""
        page = self.page
        other = data.draw(st.sampled_from(self.older))
        # How long a draft is depends on its key, which is random: a place in it must not.
        place = data.draw(st.integers(0, 100_000)) % len(page.draft)
        swapped = "A" if page.draft[place] != "A" else "B"
        forgeries = (
            page.draft[:place],
            page.draft[:place] + swapped + page.draft[place + 1 :],
            seal("complaints.new", {"key": "k", "told": {"kind": "care"}, "done": ["kind"]}),
            other.draft if other.step != page.step else "",
        )
        forged = forgeries[data.draw(st.integers(0, len(forgeries) - 1))]
        fields = data.draw(values(page.step))
        fields = {name: text for name, text in fields.items() if self.asks(page, name)}
        answer = self.post(replace(page, draft=forged), {**fields, "send": "yes"})
        html = answer.get_data(as_text=True)
        assert answer.status_code == 422
        assert "We could not read your" in html
        step = found(STEP, html)
        draft = sealing.opened(step, {"draft": found(DRAFT, html)}).draft
        assert draft.done == []
        assert set(draft.told) <= {"contact"}
        if page.step != CHECK:
            self.shows(html, fields)

    @precondition(lambda self: self.page.step == CHECK)
    @rule(times=st.integers(1, 3))
    def send(self, times: int) -> None:
        """Send it, once or more: one case, with every word. A page that is too old asks first."""
        self.follow(self.page, {})
        references = set()
        for _ in range(times):
            answer = self.post(self.page, {"send": "yes"})
            assert answer.status_code == 303, answer.get_data(as_text=True)[-2000:]
            sealed = answer.headers["Location"].rpartition("/")[2]
            with clock.freeze(self.time):
                told = open_sealed(receipt.FORM, sealed, receipt.SHOWN_FOR)
            references.add(unspaced(told["reference"]))
        assert len(references) == 1
        db.session.rollback()
        case = db.session.scalars(
            select(Complaint).where(Complaint.reference.in_(references))
        ).one()
        told = self.page.told
        for name in ("kind", "who", "happened", "happened_when", "wanted", "name", "needs"):
            assert (getattr(case, name) or "") == told.get(name, ""), name
        way = REACHED_BY[case.contact]
        assert getattr(case, way) == told[way]
        assert (case.happened or "").strip()
        is_guarded = is_about_another(case.who, case.kind)
        assert (case.consent == "awaited") == bool(case.relation) == is_guarded
        assert (case.other_name is not None) or case.who != "representative"
        assert (case.gp_sealed is None and case.birth_sealed is None) or case.kind == "care"


def merged(told: dict[str, str], typed: dict[str, str]) -> dict[str, str]:
    """What was told before and now: a date of birth never becomes another person's."""
    both = {**told, **typed}
    if (told.get("who") == "self") != (both.get("who") == "self"):
        return {name: text for name, text in both.items() if not name.startswith("birth_")}
    return both


def filled(told: dict[str, str]) -> dict[str, str]:
    """Only what says something."""
    return {name: text for name, text in told.items() if text}


def test_nothing_is_lost_and_nothing_forged_is_taken(
    app: Flask, client: PortalClient, pytestconfig: pytest.Config
) -> None:
    Game.client = client
    run_state_machine_as_test(
        Game,
        settings=settings(
            max_examples=int(pytestconfig.getoption("--games")),
            stateful_step_count=14,
            deadline=None,
            # What it would explain is every line of the portal, at ten times the cost.
            phases=[Phase.reuse, Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
    assert Game.games >= int(pytestconfig.getoption("--games")) // 2
