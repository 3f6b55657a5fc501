"""Which tests must notice a mutant: those that its promises name."""

from tests.mutants.catalogue import Mutant


def judges_of(mutant: Mutant) -> tuple[str, ...]:
    """The tests of a mutant: its own, or those of its promises."""
    return mutant.tests
