"""Live checks of promises: each feature registers its own, and anybody may run them all.

A check looks at what is, from outside the register: at rows, answers, dates. It says in a sentence
what it looked at, how many there were and how many are not as they should be; numbers only, never
a name or a reference, because everybody reads it. It changes nothing: whatever it leaves in the
session is taken back.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from portal.core.database import only_reading

# A key of the environment of a request that a check makes. No header can set it from outside.
CHECKING = "portal.checking"
# A finding that begins so says nothing of how a promise stands.
UNSEEN = "Not asked here"
# How many are wrong, and what is said of one and of several: (2, "has no …", "have no …").
Fault = tuple[int, str, str]


@dataclass(frozen=True)
class Finding:
    """What a check found. `words` are for everybody; `detail` is for whoever mends it, and holds
    nothing about a person either. `wrong` is how many faults there are: none is good news.
    """

    words: str
    wrong: int = 0
    detail: str = ""

    def __add__(self, other: "Finding") -> "Finding":
        """Both, one after the other."""
        details = "; ".join(each for each in (self.detail, other.detail) if each)
        return Finding(f"{self.words} {other.words}", self.wrong + other.wrong, details)

    @property
    def problem(self) -> str:
        """What is wrong, for whoever mends it; "" when all is well."""
        return (self.detail or self.words) if self.wrong else ""


Check = Callable[[], Finding]

_checks: dict[str, Check] = {}
logger = logging.getLogger(__name__)


def register(name: str, check: Check) -> None:
    """Offer a check. One registered again (a second app in one process) replaces the first."""
    _checks[name] = check


def names() -> list[str]:
    """Every check there is."""
    return sorted(_checks)


def looked_at(
    count: int, one: str, many: str, *faults: Fault, detail: str = "", before: str = ""
) -> Finding:
    """A finding in a sentence: how many things were looked at (`one` and `many` name them), and
    how many of them have each fault. `before` says what was wrong of them and is over: nobody can
    mend it, and it is not called well either.
    """
    wrong = [(number, words) for number, *words in faults if number]
    things = f"We looked at {count:,} {one if count == 1 else many}."
    if not count and not wrong:
        return Finding(f"We looked for {many}. There are none now.")
    if not wrong:
        well = "It is as it should be." if count == 1 else "All are as they should be."
        return Finding(f"{things} {f'Nothing is overdue now. {before}' if before else well}")
    if count == 1:
        said = f"It {' and '.join(words[0] for _, words in wrong)}."
    else:
        said = f"{', and '.join(f'{number:,} {words[number > 1]}' for number, words in wrong)}."
    said = f"{said} {before}".rstrip()
    return Finding(f"{things} {said}", sum(number for number, _ in wrong), detail)


def run(name: str) -> Finding:
    """What one check finds; a check that fails itself is a finding, and stops no other."""
    try:
        with only_reading():
            return _checks[name]()
    except Exception as fault:  # noqa: BLE001 - whatever is wrong with one, the others are run
        logger.error("check failed %s: %s", name, type(fault).__name__)
        kind = f"the check itself failed ({type(fault).__name__})"
        return Finding("We could not look: the check itself failed.", 1, kind)
