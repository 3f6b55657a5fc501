"""One thing that is ahead in a case: what it is, and where it is done."""

from dataclasses import dataclass
from datetime import date

from portal.core.clock import in_words, today

ANSWER, CLOSE, REOPEN = "/answer", "/answer?show=close", "/answer?show=reopen"
# What we wrote and noted, to be printed: it opens beside the page.
COPY = "/copy"
TASKS, GIVE = "#tasks", "#part-give"
# So many missing parts or tasks are named at once; their own place names all.
FEW = 2


@dataclass(frozen=True)
class Todo:
    """One thing to do. `where` is a place on the page of the case (#…) or the page of the answer
    (/…); `press` is the step that one press of a button does, `label` what stands on it, and
    `value` what it waits for. With neither, there is nothing to do.
    """

    words: str
    where: str = ""
    press: str = ""
    label: str = ""
    value: str = ""
    more: str = ""

    @property
    def part(self) -> str:
        """The part of the page that it is done in."""
        return self.where.removeprefix("#part-") if self.where.startswith("#part-") else ""


def by(words: str, due: date) -> str:
    """What is to be done by a day, or now when that day is over."""
    late = " now: it was due" if due < today() else ""
    return f"{words}{late} by {in_words(due)}"
