"""Documents: what they tell people to do can be done."""

import re
from pathlib import Path

import pytest

from tests.house.source import name, tracked
from tests.support.tools import ROOT

LINK = re.compile(r"\]\((?!https?:|mailto:|#|/)([^)\s#{]+)")
MAKE = re.compile(r"\bmake ([a-z][a-z-]*)\b(?=[^a-z]|$)")
TARGET = re.compile(r"^([a-z][a-z-]*):", re.MULTILINE)
LOCKED = re.compile(r"^([a-z0-9][a-z0-9._-]*)", re.MULTILINE | re.IGNORECASE)
README = ROOT / "README.md"
# The portal's own pages, and the licences of others, are not documents of ours.
ELSEWHERE = ("portal/content/", "portal/static/", "portal/templates/")


def documents() -> list[Path]:
    """Every Markdown file about the project."""
    return [
        file for file in tracked() if file.suffix == ".md" and not name(file).startswith(ELSEWHERE)
    ]


def text(*parts: str) -> str:
    return ROOT.joinpath(*parts).read_text(encoding="utf-8")


def test_the_readme_says_how_to_run_and_how_to_test() -> None:
    assert {"run", "test", "check"} <= set(MAKE.findall(README.read_text(encoding="utf-8")))


def test_every_task_a_document_names_is_in_the_makefile() -> None:
    targets = set(TARGET.findall(text("Makefile")))
    coded = re.compile(r"`(make [^`]*)`|^((?:    |\t)?make .*)$", re.MULTILINE)
    for document in documents():
        for code in coded.findall(document.read_text(encoding="utf-8")):
            assert set(MAKE.findall("".join(code))) <= targets, name(document)


def test_every_link_between_documents_leads_somewhere() -> None:
    broken = [
        f"{name(document)}: {link}"
        for document in documents()
        for link in LINK.findall(document.read_text(encoding="utf-8"))
        if not (document.parent / link).exists()
    ]
    assert not broken


def test_ci_runs_what_the_readme_says() -> None:
    told = set(MAKE.findall(README.read_text(encoding="utf-8")))
    assert set(MAKE.findall(text(".ci", "run"))) <= told | {"setup"}


@pytest.mark.parametrize("kind", ["requirements", "requirements-dev"])
def test_everything_asked_for_is_locked(kind: str) -> None:
    locked = {each.lower() for each in LOCKED.findall(text(f"{kind}.txt"))}
    asked = [line for line in text(f"{kind}.in").splitlines() if line[:1].isalnum()]
    names = {re.split(r"[\[<>=;\s]", line)[0].lower() for line in asked}
    assert names - locked == set(), "run make lock"


def test_what_runs_and_what_tests_are_locked_to_the_same_versions() -> None:
    pins = re.compile(r"^(\S+==\S+)", re.MULTILINE)
    assert set(pins.findall(text("requirements.txt"))) <= set(
        pins.findall(text("requirements-dev.txt"))
    )
