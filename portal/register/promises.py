"""The register of promises: each sentence of the earlier notice, our words, and what keeps it."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from portal.register.reading import FOLDER, Entry, RegisterError, read

FILE = "promises.toml"
# The earlier notice had this many sentences, numbered S001, S002 …
SENTENCES = tuple(f"S{number:03d}" for number in range(1, 102))
KINDS = ("enforced", "attested", "rewritten", "descriptive")
# What promises are about, and the headings, in the order of the page.
ABOUT = {
    "information": "What we hold about you",
    "keeping": "How long we keep it",
    "rights": "Your rights, and reaching us",
    "complaints": "Complaints",
    "feedback": "Feedback",
    "bulletins": "Bulletins",
    "cookies": "Cookies and your device",
    "others": "Other websites and companies",
    "security": "Security",
    "notice": "This website and its privacy notice",
}
STANDS = ("kept", "in part", "not yet")
IDENTIFIER = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
TEST = re.compile(r"tests/[\w/]+\.py::test_\w+")
LONGEST_WORD_OF_HONOUR = timedelta(days=366)


@dataclass(frozen=True)
class Promise:
    """One promise. ``stands`` says how much of it is built; ``missing`` says what is not."""

    id: str
    about: str
    sentences: tuple[str, ...]
    earlier: str
    words: str
    kind: str
    stands: str
    missing: str
    why: str
    code: tuple[str, ...]
    tests: tuple[str, ...]
    check: str
    owner: str
    reviewed: date | None
    review_by: date | None
    note: str
    home: str

    @property
    def numbers(self) -> str:
        """Its sentences as people write them: S001–S003, or nothing."""
        if not self.sentences:
            return ""
        first, last = self.sentences[0], self.sentences[-1]
        return first if first == last else f"{first}–{last}"

    def is_overdue(self, day: date) -> bool:
        """Whether the day is past on which somebody had to vouch for it again."""
        return self.review_by is not None and day > self.review_by


@dataclass(frozen=True)
class Promises:
    """All of them, in the order of the earlier notice."""

    entries: tuple[Promise, ...]

    def find(self, identifier: str) -> Promise | None:
        """The promise with this id."""
        return next((entry for entry in self.entries if entry.id == identifier), None)

    def of(self, kind: str) -> tuple[Promise, ...]:
        """Those of one kind."""
        return tuple(entry for entry in self.entries if entry.kind == kind)

    def overdue(self, day: date) -> tuple[Promise, ...]:
        """Those that nobody has vouched for in time."""
        return tuple(entry for entry in self.entries if entry.is_overdue(day))


@lru_cache(maxsize=1)
def promises() -> Promises:
    """The register of this release."""
    return load(FOLDER)


def load(folder: Path) -> Promises:
    """Read and check promises.toml. Raises RegisterError."""
    data = Entry(FILE, read(FILE, folder))
    entries = tuple(_promise(row) for row in data.tables("promises"))
    data.end()
    _check_sentences(entries)
    for place, entry in enumerate(entries):
        if any(entry.id == earlier.id for earlier in entries[:place]):
            raise RegisterError(FILE, entry.id, "it is listed twice: keep one")
    return Promises(entries)


def _promise(row: dict[str, Any]) -> Promise:
    entry = Entry(FILE, row, "id")
    promise = Promise(
        id=entry.text("id"),
        about=entry.one_of("about", tuple(ABOUT)),
        sentences=entry.words("sentences", ()),
        earlier=entry.text("earlier"),
        words=entry.text("words"),
        kind=entry.one_of("kind", KINDS),
        stands=entry.one_of("stands", STANDS, "kept"),
        missing=entry.text("missing", ""),
        why=entry.text("why", ""),
        code=entry.words("code", ()),
        tests=entry.words("tests", ()),
        check=entry.text("check", ""),
        owner=entry.text("owner", ""),
        reviewed=entry.day("reviewed") if entry.has("reviewed") else None,
        review_by=entry.day("review_by") if entry.has("review_by") else None,
        note=entry.text("note", ""),
        home=entry.text("home", ""),
    )
    entry.end()
    _check_form(promise, entry)
    _check_kind(promise, entry)
    _check_review(promise, entry)
    return promise


def _check_form(promise: Promise, entry: Entry) -> None:
    if not IDENTIFIER.fullmatch(promise.id):
        raise entry.wrong("id has small letters, digits and hyphens only: it stands in links")
    for test in promise.tests:
        if not TEST.fullmatch(test):
            raise entry.wrong(f"test {test!r}: write it like tests/cookies/test_choice.py::test_…")
    if (promise.stands == "kept") == bool(promise.missing):
        raise entry.wrong('stands = "kept" has nothing missing; anything less says what is missing')
    if promise.home and not promise.check:
        raise entry.wrong("home is for a promise with a live check: add check, or remove home")


def _check_kind(promise: Promise, entry: Entry) -> None:
    """Each kind says what stands behind it."""
    built = promise.stands != "not yet"
    if promise.kind == "enforced" and built and not (promise.code and promise.tests):
        raise entry.wrong("an enforced promise names its code and its tests")
    if promise.kind == "rewritten" and not promise.why:
        raise entry.wrong("why is missing: say what was wrong with the earlier sentence")
    if not built and (promise.tests or promise.check):
        raise entry.wrong('nothing tests what is not built: remove tests, or write "in part"')
    if promise.kind == "descriptive" and (promise.tests or promise.check or promise.owner):
        raise entry.wrong("a descriptive sentence promises nothing: give it another kind")


def _check_review(promise: Promise, entry: Entry) -> None:
    dated = promise.reviewed is not None and promise.review_by is not None
    if promise.kind == "attested" and not (promise.owner and dated):
        raise entry.wrong("an attested promise names its owner, reviewed and review_by")
    if promise.kind != "attested" and (promise.owner or promise.reviewed or promise.review_by):
        raise entry.wrong('owner and dates are for kind = "attested"')
    if promise.reviewed is None or promise.review_by is None:
        return
    if not promise.reviewed < promise.review_by <= promise.reviewed + LONGEST_WORD_OF_HONOUR:
        raise entry.wrong("review_by comes after reviewed, and within a year of it")


def _check_sentences(entries: tuple[Promise, ...]) -> None:
    """Each sentence of the earlier notice stands in one entry, and all stand in order."""
    told = [(number, entry.id) for entry in entries for number in entry.sentences]
    numbers = [number for number, _ in told]
    for number, identifier in told:
        if number not in SENTENCES:
            raise RegisterError(FILE, identifier, f"there is no sentence {number}")
        if numbers.count(number) > 1:
            raise RegisterError(FILE, identifier, f"sentence {number} is told twice: keep one")
    left = [number for number in SENTENCES if number not in numbers]
    if left:
        raise RegisterError(FILE, "promises", f"sentence {left[0]} is missing: add an entry")
    if numbers != sorted(numbers):
        late = next(a for a, b in zip(numbers, numbers[1:], strict=False) if a > b)
        raise RegisterError(FILE, dict(told)[late], f"sentence {late} is not in its order")
