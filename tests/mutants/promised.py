"""Which tests must notice a mutant: its own, or those that its promises name."""

from portal.register import Promise, promises
from tests.mutants.catalogue import Mutant

# They start a browser: too slow to be asked by each mutant, and never the only judge.
SLOW = "tests/browser/"


def judges_of(mutant: Mutant) -> tuple[str, ...]:
    """The tests that must notice a mutant, without those that drive a browser."""
    named = (promises().find(name) for name in mutant.promises)
    tests = mutant.tests or [test for promise in named if promise for test in promise.tests]
    return tuple(dict.fromkeys(test for test in tests if not test.startswith(SLOW)))


def kept_by_code() -> tuple[Promise, ...]:
    """The promises that code keeps, at least in part, and that name tests."""
    return tuple(each for each in promises().entries if each.tests and each.stands != "not yet")
