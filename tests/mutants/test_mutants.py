"""The list of mutants is sound: each breaks one place, leaves a file that can be read, is named."""

import ast
import tomllib
from collections import Counter

import pytest

from portal.register import promises
from tests.mutants.catalogue import ROOT, Mutant, load
from tests.mutants.promised import judges_of, kept_by_code

MUTANTS = load()


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.id)
def test_a_mutant_breaks_one_place_and_leaves_a_file_that_can_be_read(mutant: Mutant) -> None:
    broken = mutant.broken((ROOT / mutant.file).read_text(encoding="utf-8"))
    if mutant.file.endswith(".py"):
        ast.parse(broken)
    if mutant.file.endswith(".toml"):
        tomllib.loads(broken)
    assert not set(mutant.find) & set(mutant.replace)


def test_no_two_mutants_have_one_name() -> None:
    names = Counter(mutant.id for mutant in MUTANTS)
    assert [name for name, count in names.items() if count > 1] == []


def named_by(promise: str) -> tuple[str, ...]:
    """The tests that a promise names."""
    found = promises().find(promise)
    return found.tests if found else ()


def is_there(test: str) -> bool:
    """Whether a test, or a file of tests, can be run."""
    file, _, name = test.partition("::")
    path = ROOT / file
    return path.exists() and (not name or f"def {name}(" in path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.id)
def test_a_mutant_names_promises_and_tests_that_are_there(mutant: Mutant) -> None:
    assert mutant.promises
    assert [name for name in mutant.promises if promises().find(name) is None] == []
    assert judges_of(mutant), "no test would notice it"
    assert [test for test in judges_of(mutant) if not is_there(test)] == []
    named = [test for name in mutant.promises for test in named_by(name)]
    assert [test for test in named for judge in judges_of(mutant) if test.startswith(judge)], (
        "none of its tests is named by a promise that it breaks"
    )


def test_every_promise_that_code_keeps_has_a_mutant() -> None:
    broken = {name for mutant in MUTANTS for name in mutant.promises}
    kept = {promise.id for promise in kept_by_code()}
    assert kept - broken == set(), "break each of these in tests/mutants/*.toml"
