"""Reads one setting at a time from the environment, or from the file that it names."""

import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from portal.config.settings import PREFIX, SettingsError

MISSING = {
    "SECRET_KEYS": "Write one or more long random texts, newest first, separated by commas: "
    "`portal keys make` prints a set.",
    "DATA_KEYS": "Write ID:KEY pairs, newest first, where KEY is 32 random bytes in base64: "
    "`portal keys make` prints a set.",
    "INDEX_KEY": "Write 32 random bytes in base64: `portal keys make` prints a set.",
    "BASE_URL": "Write the address visitors use, such as https://portal.example.org.",
    "TRUSTED_HOSTS": "Write the host names visitors use, separated by commas.",
    "CONTACT_EMAIL": "Write the address the privacy notice tells people to use.",
    "DPO_EMAIL": "Write the address of your data protection officer.",
    "MAIL_SERVER": "Write the host name of your mail relay.",
    "MAIL_FROM": "Write the address that bulletins come from.",
    "ORGANISATION": "Write the name of the organisation that runs this portal.",
}


class Reader:
    """Reads one setting at a time and explains what is wrong with it."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ

    def text(self, name: str, default: str | None = None) -> str:
        """One line of text; without a default it is required."""
        key = PREFIX + name
        file = self.environ.get(f"{key}_FILE")
        value = self.environ.get(key, "").strip()
        if file:
            try:
                value = Path(file).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                why = getattr(error, "strerror", "it is not text")
                raise SettingsError(f"{key}_FILE: cannot be read ({why}).") from error
        if any(ord(character) < ord(" ") for character in value):
            raise SettingsError(f"{key}: write it on one line.")
        if value:
            return value
        if default is None:
            raise SettingsError(f"{key} is not set. {MISSING.get(name, '')}".strip())
        return default

    def number(self, name: str, default: int, low: int, high: int) -> int:
        """A whole number between two others."""
        value = self.text(name, str(default))
        if not value.isdecimal() or not low <= int(value) <= high:
            raise SettingsError(f"{PREFIX}{name}={value!r} is not a whole number ({low}-{high}).")
        return int(value)

    def flag(self, name: str, default: bool) -> bool:
        """Yes or no."""
        value = self.text(name, "yes" if default else "no").lower()
        if value in {"1", "true", "yes", "on"}:
            return True
        if value in {"0", "false", "no", "off"}:
            return False
        raise SettingsError(f"{PREFIX}{name}={value!r}: write yes or no.")

    def words(self, name: str, default: str | None = None) -> tuple[str, ...]:
        """Words with commas between; at least one."""
        found = _parted(self.text(name, default))
        if not found:
            raise SettingsError(f"{PREFIX}{name} is empty. {MISSING[name]}")
        return found

    def some(self, name: str) -> tuple[str, ...]:
        """Words with commas between; none when it is not set."""
        return _parted(self.text(name, ""))

    def dates(self, name: str) -> tuple[date, ...]:
        """Days with commas between; none when it is not set."""
        try:
            return tuple(sorted(date.fromisoformat(word) for word in self.some(name)))
        except ValueError as error:
            raise SettingsError(
                f"{PREFIX}{name}: write days like 2022-09-19, with commas between."
            ) from error


def child_environment(**more: str) -> dict[str, str]:
    """The environment of a program that is started, and what it needs besides."""
    return {**os.environ, **more}


def _parted(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())
