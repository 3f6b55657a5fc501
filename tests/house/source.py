"""The portal's own source, read as trees: what the house tests look at."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.support.tools import ROOT, lack, need

PORTAL = ROOT / "portal"
NOT_FEATURES = {"config", "core", "register", "outbox", "static", "templates", "content"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def python_files(*folders: str) -> list[Path]:
    """Every Python file under these folders of the project."""
    return sorted(file for folder in folders for file in (ROOT / folder).rglob("*.py"))


def features() -> list[Path]:
    """The folder of each feature."""
    return sorted(
        folder
        for folder in PORTAL.iterdir()
        if (folder / "__init__.py").exists() and folder.name not in NOT_FEATURES
    )


@cache
def tree(file: Path) -> ast.Module:
    """A file as a syntax tree."""
    return ast.parse(file.read_text(encoding="utf-8"), str(file))


def name(file: Path) -> str:
    """A file as people name it."""
    return file.relative_to(ROOT).as_posix() if file.is_relative_to(ROOT) else str(file)


def functions(file: Path) -> Iterator[Function]:
    """Every function of a file, nested ones too."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(function: Function) -> int:
    """Lines from `def` to the end; decorators are not counted."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def dotted(node: ast.AST) -> str:
    """`a.b.c` of an expression, as far as it is made of names."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def uses(file: Path) -> Iterator[tuple[int, str]]:
    """Every dotted name of a file, with its line."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Attribute):
            yield node.lineno, dotted(node)


def tracked() -> list[Path]:
    """Every text file that git keeps."""
    if not (ROOT / ".git").exists():
        lack("a git checkout")
    need("git")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    files = [ROOT / each for each in listed.split("\0") if each]
    return [file for file in files if file.is_file() and b"\0" not in file.read_bytes()[:1024]]
