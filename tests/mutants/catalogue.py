"""The list of mutants, read from the TOML files beside this one."""

import tomllib
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[1]
KEYS = {"id", "breaks", "promises", "file", "find", "replace", "tests"}
EDITS = ("find", "replace")


class MutantError(ValueError):
    """An entry cannot be used; the message names it and says what to mend."""


@dataclass(frozen=True)
class Mutant:
    """One enforcement, and how to break it. `tests` must turn red, or those of its promises."""

    id: str
    breaks: str
    promises: tuple[str, ...]
    file: str
    find: tuple[str, ...]
    replace: tuple[str, ...]
    tests: tuple[str, ...] = ()

    def is_called(self, patterns: tuple[str, ...]) -> bool:
        """Whether a pattern is its id, its file or one of its promises; no pattern means all."""
        names = (self.id, self.file, *self.promises)
        return not patterns or any(fnmatch(name, each) for name in names for each in patterns)

    def broken(self, text: str) -> str:
        """The file with the enforcement broken. Raises MutantError when a place is not clear."""
        for old, new in zip(self.find, self.replace, strict=True):
            places = text.count(old)
            if places != 1:
                raise MutantError(f"{self.id}: {old!r} is {places} times in {self.file}, not once")
            text = text.replace(old, new)
        return text


def load() -> list[Mutant]:
    """Every mutant, in the order of the files. Raises MutantError."""
    return [
        _mutant(row)
        for file in sorted(FOLDER.glob("*.toml"))
        for row in tomllib.loads(file.read_text(encoding="utf-8"))["mutants"]
    ]


def _mutant(row: dict[str, Any]) -> Mutant:
    name = row.get("id", "(no id)")
    missing = KEYS - {"tests"} - set(row)
    if missing or set(row) - KEYS:
        raise MutantError(f"{name}: missing {sorted(missing)}, unknown {sorted(set(row) - KEYS)}")
    lists = {key: tuple(row.get(key, ())) for key in ("promises", "tests")}
    # One place, or as many as it takes to break a thing that is done in two.
    texts = {key: (row[key],) if isinstance(row[key], str) else row[key] for key in EDITS}
    return Mutant(**{**row, **lists, **texts})
