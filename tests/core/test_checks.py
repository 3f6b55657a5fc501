"""What a live check says: in a sentence, how many it looked at and how many are wrong."""

import pytest

from portal.core.checks import Fault, Finding, looked_at

pytestmark = pytest.mark.one_database

LATE = "has no answer", "have no answer"
LOST = "is lost", "are lost"


@pytest.mark.parametrize(
    ("count", "faults", "words"),
    [
        (0, [(0, *LATE)], "We looked for cases. There are none now."),
        (1, [(0, *LATE)], "We looked at 1 case. It is as it should be."),
        (1234, [(0, *LATE)], "We looked at 1,234 cases. All are as they should be."),
        (1, [(1, *LATE), (1, *LOST)], "We looked at 1 case. It has no answer and is lost."),
        (14, [(1, *LATE)], "We looked at 14 cases. 1 has no answer."),
        (14, [(2, *LATE), (1, *LOST)], "We looked at 14 cases. 2 have no answer, and 1 is lost."),
    ],
)
def test_a_finding_is_a_sentence_with_both_numbers(
    count: int, faults: list[Fault], words: str
) -> None:
    found = looked_at(count, "case", "cases", *faults, detail="somewhere")
    assert found.words == words
    assert found.wrong == sum(number for number, *_ in faults)
    assert bool(found.problem) == bool(found.wrong)


def test_two_looks_are_told_one_after_the_other() -> None:
    both = looked_at(1, "case", "cases", (1, *LATE)) + Finding("And 2 years.", 1, "of 9000")
    assert both.words == "We looked at 1 case. It has no answer. And 2 years."
    assert (both.wrong, both.problem) == (2, "of 9000")
