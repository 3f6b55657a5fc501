"""The register of purposes: why anything is held, and which law allows it."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from portal.register.reading import FOLDER, Entry, RegisterError, read

FILE = "purposes.toml"
NONE = "none"
# UK GDPR Article 6(1), in the words of the notice; "none" when no person can be told from it.
BASES = ("consent", "public task", "legal obligation", "legitimate interests", NONE)


@dataclass(frozen=True)
class Purpose:
    """One reason, with its lawful basis. ``special`` allows health details (Article 9)."""

    key: str
    title: str
    basis: str
    law: str
    special: str
    note: str
    by_people: bool
    recipients: str


@dataclass(frozen=True)
class Purposes:
    """All of them, in the order of the notice."""

    entries: tuple[Purpose, ...]

    def find(self, key: str) -> Purpose | None:
        """The one with this key."""
        return next((entry for entry in self.entries if entry.key == key), None)


@lru_cache(maxsize=1)
def purposes() -> Purposes:
    """The register of this release."""
    return load(FOLDER)


def load(folder: Path) -> Purposes:
    """Read and check purposes.toml. Raises RegisterError."""
    data = Entry(FILE, read(FILE, folder))
    entries = tuple(_purpose(Entry(FILE, row, "key")) for row in data.tables("purposes"))
    data.end()
    for place, entry in enumerate(entries):
        if any(entry.key == earlier.key for earlier in entries[:place]):
            raise RegisterError(FILE, entry.key, "it is listed twice: keep one")
    return Purposes(entries)


def _purpose(entry: Entry) -> Purpose:
    purpose = Purpose(
        key=entry.text("key"),
        title=entry.text("title"),
        basis=entry.one_of("basis", BASES),
        law=entry.text("law"),
        special=entry.text("special", ""),
        note=entry.text("note", ""),
        by_people=entry.flag("people"),
        recipients=entry.text("recipients", ""),
    )
    entry.end()
    return purpose
