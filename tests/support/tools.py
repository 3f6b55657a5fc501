"""Tools a machine may lack: a test that needs one says so, and under CI fails instead."""

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest

ROOT = Path(__file__).parents[2]
NODE_MODULES = ROOT / "node_modules"

missing: set[str] = set()


def lack(what: str) -> NoReturn:
    """Skip a test for want of a tool, to be told again at the end; where CI is set, fail it."""
    missing.add(what)
    if os.environ.get("CI") == "true":
        pytest.fail(f"missing here: {what} (scripts/test-tools installs it)")
    pytest.skip(f"missing here: {what}")


def need(*names: str) -> str:
    """The path of the first of these programs that there is."""
    for name in names:
        path = shutil.which(name)
        if path:
            return path
    lack(names[0])


def need_package(path: str) -> Path:
    """The path of a file that `npm ci` installs."""
    file = NODE_MODULES / path
    if not file.exists():
        lack(f"npm package {path.split('/')[0]}")
    return file


def said() -> list[str]:
    """What was missing in this process, for the end of the run."""
    return sorted(missing)
