"""Reads a register file entry by entry, and says what to mend when something is wrong."""

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from portal.config import SettingsError

FOLDER = Path(__file__).parent


class RegisterError(SettingsError):
    """A register file is wrong; the message names the file, the entry and the remedy."""

    def __init__(self, file: str, entry: str, remedy: str) -> None:
        super().__init__(f"{file}, entry {entry!r}: {remedy}.")


def read(file: str, folder: Path = FOLDER) -> dict[str, Any]:
    """The whole file. Raises RegisterError when it is not TOML."""
    try:
        return tomllib.loads((folder / file).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RegisterError(file, "(whole file)", f"it cannot be read: {error}") from error


class Entry:
    """One entry: every key is fetched by type, and at the end none may be left over."""

    def __init__(self, file: str, values: Mapping[str, Any], name_key: str = "name") -> None:
        self.file = file
        self.values = dict(values)
        self.name = str(values.get(name_key, "(no name)"))

    def wrong(self, remedy: str) -> RegisterError:
        """The error to raise about this entry."""
        return RegisterError(self.file, self.name, remedy)

    def text(self, key: str, default: str | None = None) -> str:
        value = self._take(key, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self.wrong(f"{key} must be a text, and not empty")
        return value

    def one_of(self, key: str, choices: tuple[str, ...], default: str | None = None) -> str:
        value = self.text(key, default)
        if value not in choices:
            raise self.wrong(f"{key} = {value!r}: write one of {', '.join(choices)}")
        return value

    def flag(self, key: str) -> bool:
        value = self._take(key, False)
        if not isinstance(value, bool):
            raise self.wrong(f"{key} must be true or false")
        return value

    def number(self, key: str, default: int | None = None) -> int:
        value = self._take(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self.wrong(f"{key} must be a whole number")
        return value

    def day(self, key: str) -> date:
        value = self._take(key, None)
        if not isinstance(value, date):
            raise self.wrong(f"{key} must be a date like 2026-11-22, without quotes")
        return value

    def words(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        value = self._take(key, None if default is None else list(default))
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            raise self.wrong(f'{key} must be a list of texts, like ["one", "two"]')
        return tuple(value)

    def tables(self, key: str) -> list[dict[str, Any]]:
        value = self._take(key, [])
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            raise self.wrong(f"{key} must be written as [[…{key}]] blocks")
        return value

    def has(self, key: str) -> bool:
        return key in self.values

    def end(self) -> None:
        """Refuse what is left: a mistyped key would otherwise be silently ignored."""
        if self.values:
            raise self.wrong(f"unknown key {min(self.values)!r}: remove it or correct its name")

    def _take(self, key: str, default: object) -> Any:
        if key not in self.values:
            if default is None:
                raise self.wrong(f"{key} is missing: add it")
            return default
        return self.values.pop(key)
