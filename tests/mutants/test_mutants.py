"""The list of mutants is sound: each breaks one place, leaves a file that can be read, is named."""

import ast
import tomllib
from collections import Counter

import pytest

from tests.mutants.catalogue import ROOT, Mutant, load
from tests.mutants.promised import judges_of

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


def test_every_mutant_has_tests_that_are_there() -> None:
    gone = [
        f"{mutant.id}: {test or 'no test'}"
        for mutant in MUTANTS
        for test in judges_of(mutant) or ("",)
        if not test or not (ROOT / test.partition("::")[0]).is_file()
    ]
    assert not gone
