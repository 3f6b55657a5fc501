"""Budgets: what is small can be read, and what can be read can be trusted."""

import ast
from pathlib import Path

from tests.house.source import PORTAL, Function, functions, length, name, python_files
from tests.support.tools import ROOT

FILE, FUNCTION, VIEW, TEMPLATE, README, CONFTEST, ADR = 300, 40, 25, 150, 120, 150, 60
HTTP = {"get", "post", "route"}
CODE = ("portal", "tests", "bench", "scripts")


def lines(file: Path) -> int:
    return len(file.read_text(encoding="utf-8").splitlines())


def is_view(function: Function) -> bool:
    calls = (each.func for each in function.decorator_list if isinstance(each, ast.Call))
    return any(isinstance(call, ast.Attribute) and call.attr in HTTP for call in calls)


def too_long(limit: int, *files: Path) -> list[str]:
    return [f"{name(file)}: {lines(file)} lines" for file in files if lines(file) > limit]


def test_no_file_is_longer_than_300_lines() -> None:
    scripts = [file for file in (ROOT / "scripts").iterdir() if file.is_file()]
    styles = [*PORTAL.glob("static/js/*.js"), *(ROOT / "assets").glob("*.mjs")]
    assert not too_long(FILE, *python_files(*CODE), *scripts, *styles)


def test_no_function_is_longer_than_40_lines() -> None:
    long = [
        f"{name(file)}:{function.lineno} {function.name}: {length(function)} lines"
        for file in python_files(*CODE)
        for function in functions(file)
        if length(function) > FUNCTION
    ]
    assert not long


def test_no_view_is_longer_than_25_lines() -> None:
    long = [
        f"{name(file)}:{function.lineno} {function.name}: {length(function)} lines"
        for file in python_files("portal")
        for function in functions(file)
        if is_view(function) and length(function) > VIEW
    ]
    assert not long


def test_no_template_is_longer_than_150_lines() -> None:
    templates = [file for file in (PORTAL / "templates").rglob("*") if file.is_file()]
    assert not too_long(TEMPLATE, *templates)


def test_what_everybody_reads_first_is_short() -> None:
    decisions = (ROOT / "docs" / "adr").glob("*.md")
    assert not too_long(README, ROOT / "README.md")
    assert not too_long(CONFTEST, *(ROOT / "tests").rglob("conftest.py"))
    assert not too_long(ADR, *decisions)
