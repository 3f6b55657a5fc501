"""What a promise names is there: its code, tests and live check, and a date that still holds."""

import ast
from pathlib import Path

import pytest
from flask import Flask

from portal.core import checks
from portal.core.clock import today
from portal.notice.service import document
from portal.register import Promise, promises
from tests.house.source import functions
from tests.support.tools import ROOT

DOCUMENT = ROOT / "docs" / "promises.md"
ENTRIES = promises().entries


def names_in(file: Path) -> set[str]:
    """The names of the tests of a file; none when there is no such file."""
    if not file.exists():
        return set()
    return {each.name for each in functions(file) if isinstance(each, ast.FunctionDef)}


def test_every_test_that_a_promise_names_is_there() -> None:
    missing = [
        f"{entry.id}: {test}"
        for entry in ENTRIES
        for test in entry.tests
        if test.partition("::")[2] not in names_in(ROOT / test.partition("::")[0])
    ]
    assert not missing


def test_every_file_that_a_promise_names_is_there() -> None:
    missing = [f"{e.id}: {file}" for e in ENTRIES for file in e.code if not (ROOT / file).exists()]
    assert not missing


def test_every_live_check_that_a_promise_names_is_there_and_no_other_is_idle(app: Flask) -> None:
    named = {entry.check for entry in ENTRIES} - {""}
    assert named - set(checks.names()) == set(), "no feature offers these checks"
    assert set(checks.names()) - named == set(), "these checks belong to no promise"


@pytest.mark.parametrize("entry", promises().of("attested"), ids=lambda entry: entry.id)
def test_somebody_vouched_for_it_within_the_year(entry: Promise) -> None:
    assert not entry.is_overdue(today()), (
        f"{entry.owner}: is {entry.id} in promises.toml still true? Look, then write the new dates"
    )


def test_the_document_says_what_the_register_says() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert document.BEGIN in text
    assert text == document.renewed(text), "run: portal promises --markdown docs/promises.md"
