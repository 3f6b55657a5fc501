"""Somebody who complains: one step after the other, by what the pages say."""

import re
from html import unescape

from werkzeug.test import TestResponse

from tests.support.client import PortalClient

DRAFT = re.compile(r'name="draft" type="hidden" value="([^"]*)"')
STEP = re.compile(r'action="/complaints/new/(\w+)"')
TITLE = re.compile(r"<title>([^<]*) – ")
HEARD = "The nurse was rough, and nobody said sorry."
CARE = {
    "kind": {"kind": "care"},
    "who": {"who": "self"},
    "happened": {"happened": HEARD},
    "when": {"happened_when": "last week"},
    "service": {"service": "Ward 4", "gp": "High Street Surgery", "treatment": "A knee"},
    "wanted": {"wanted": "An apology"},
    "contact": {"name": "Ann Lee", "contact": "email"},
    "reach": {"email": "ann@example.org", "safely": "Not at work"},
    "needs": {"needs": "Large print"},
    "birth": {"birth_day": "27", "birth_month": "3", "birth_year": "1984"},
}
FOR_OTHERS = {
    "who": {"who": "representative"},
    "other": {"other_name": "Bo Lee", "relation": "asked"},
}
PHONE = {
    "contact": {"name": "Ann Lee", "contact": "phone"},
    "reach": {"phone": "0161 496 0000, evenings"},
}
POST = {
    "contact": {"name": "Ann Lee", "contact": "post"},
    "reach": {"address": "1 High Street\nAnytown"},
}


class Teller:
    """One person with a browser: the page that is open, and what they do on it."""

    def __init__(self, client: PortalClient) -> None:
        self.client = client
        self.page = ""
        self.status = 0
        self.checks = True
        self.pages: list[str] = []

    def read(self, path: str) -> str:
        """Open a page."""
        return self._shows(self.client.get(path))

    def start(self) -> str:
        """Open the first question."""
        return self.read("/complaints/new/kind")

    @property
    def step(self) -> str:
        """The step that the open page asks."""
        return found(STEP, self.page)

    @property
    def draft(self) -> str:
        """The sealed answers in the open page."""
        return found(DRAFT, self.page)

    @property
    def title(self) -> str:
        """The title of the open page."""
        return unescape(found(TITLE, self.page))

    def post(self, step: str = "", **fields: str) -> str:
        """Press a button of the open page, which leads where the page says."""
        step = step or self.step
        data = {"draft": self.draft, **fields}
        path = f"/complaints/new/{step}"
        return self._shows(self.client.post(path, data=data, check=self.checks))

    def walk(self, told: dict[str, dict[str, str]], until: str = "check") -> str:
        """Answer each question with what is given for it, or with nothing, until a step."""
        self.start()
        while self.step != until:
            before = self.step
            self.post(**told.get(before, {}))
            assert self.step != before, f"{before} is asked again:\n{self.page[-6000:]}"
        return self.page

    def see_all(self) -> list[str]:
        """Every page that there is: a late complaint for somebody else, by each way."""
        late = CARE | FOR_OTHERS | {"when": {"happened_when": "2019"}}
        for way in ({}, PHONE, POST):
            self.walk(late | way)
        return self.pages

    def send(self) -> str:
        """Send it, and read what happens next."""
        answer = self.client.post("/complaints/new/check", data={"draft": self.draft, "send": "y"})
        assert answer.status_code == 303, answer.get_data(as_text=True)[-4000:]
        return self.read(answer.headers["Location"])

    def _shows(self, answer: TestResponse) -> str:
        self.page, self.status = answer.get_data(as_text=True), answer.status_code
        self.pages.append(self.page)
        return self.page


def found(pattern: re.Pattern[str], page: str) -> str:
    """What a page holds."""
    match = pattern.search(page)
    assert match, f"{pattern.pattern} is not on the page:\n{page[-4000:]}"
    return unescape(match[1])


def without(told: dict[str, dict[str, str]], *steps: str) -> dict[str, dict[str, str]]:
    """The same answers without those of some steps."""
    return {step: fields for step, fields in told.items() if step not in steps}
