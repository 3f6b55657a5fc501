"""The published versions of the privacy notice: each frozen in a file of its own, for good."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

import frontmatter
import yaml

from portal.register.reading import FOLDER, Entry, RegisterError

NOTICES = "notice"
# These were released before versions were sealed. The seal of the third covers them.
UNSEALED = 2


@dataclass(frozen=True)
class Version:
    """The notice as it was published. ``text`` names settings, like ``{{ organisation }}``."""

    number: int
    published: date
    effective: date
    summary: str
    register_hash: str
    text_hash: str
    parts: Mapping[str, str]
    seal: str
    text: str

    def sealed(self, before: str) -> str:
        """The seal over its head and every version before it; ``before`` is from `digest_before`.

        The hashes that it covers stand for the text and the registers.
        """
        days = (self.published.isoformat(), self.effective.isoformat())
        covered = (self.number, *days, self.summary, self.register_hash, self.text_hash, before)
        return digest(json.dumps(covered))


@dataclass(frozen=True)
class Versions:
    """All of them, oldest first. There is always one."""

    all: tuple[Version, ...]

    @property
    def latest(self) -> Version:
        """The one published last, whether or not its day has come."""
        return self.all[-1]

    def find(self, number: int) -> Version | None:
        """The one with this number."""
        return next((version for version in self.all if version.number == number), None)

    def in_force(self, day: date) -> Version:
        """The newest whose day has come; before any has, the first."""
        begun = [version for version in self.all if version.effective <= day]
        return begun[-1] if begun else self.all[0]

    def coming(self, day: date) -> Version | None:
        """The next to take effect, if one is published and its day has not come."""
        ahead = [version for version in self.all[1:] if version.effective > day]
        return self.in_force(ahead[0].effective) if ahead else None


@lru_cache(maxsize=1)
def versions() -> Versions:
    """The versions of this release."""
    return load(FOLDER)


def load(folder: Path) -> Versions:
    """Read and check notice/001.md and so on. Raises RegisterError."""
    found = tuple(_read(path) for path in _files(folder))
    if not found:
        raise RegisterError(f"{NOTICES}/001.md", "(whole file)", "it is missing: put it back")
    for place, version in enumerate(found, 1):
        if version.number != place:
            raise RegisterError(
                file_name(version.number), "version", f"version {place} is missing: put it back"
            )
    for version in found[UNSEALED:]:
        if version.seal != version.sealed(digest_before(folder, version.number)):
            raise RegisterError(
                file_name(version.number),
                "seal",
                "its days, its summary or a version before it are not as they were published: "
                "undo the change, and publish a new version",
            )
    for earlier, later in zip(found, found[1:], strict=False):
        if later.effective < earlier.effective:
            raise RegisterError(
                file_name(later.number),
                "effective",
                f"it is earlier than that of version {earlier.number}: write a later day",
            )
    return Versions(found)


def file_name(number: int) -> str:
    """The file of a version, in the folder of the registers."""
    return f"{NOTICES}/{number:03}.md"


def digest_before(folder: Path, number: int) -> str:
    """What all files of the versions before this one are known by, together."""
    return digest(
        "".join(path.read_text(encoding="utf-8") for path in _files(folder)[: number - 1])
    )


def digest(text: str) -> str:
    """What a text is known by."""
    return sha256(text.encode()).hexdigest()


def _files(folder: Path) -> list[Path]:
    return sorted((folder / NOTICES).glob("*.md"))


def _read(path: Path) -> Version:
    file = f"{NOTICES}/{path.name}"
    try:
        post = frontmatter.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise RegisterError(file, "(whole file)", f"it cannot be read: {error}") from error
    entry = Entry(file, post.metadata, "version")
    version = Version(
        number=entry.number("version"),
        published=entry.day("published"),
        effective=entry.day("effective"),
        summary=entry.text("summary"),
        register_hash=entry.text("register_hash", ""),
        text_hash=entry.text("text_hash"),
        parts=_parts(entry),
        seal=entry.text("seal", ""),
        text=f"{post.content.strip()}\n",
    )
    entry.end()
    if path.name != Path(file_name(version.number)).name:
        raise entry.wrong(f"this is version {version.number}: call the file {version.number:03}.md")
    if version.effective < version.published:
        raise entry.wrong("effective is before published: write the same day or a later one")
    if version.text_hash != digest(version.text):
        raise entry.wrong(
            "its text is not the one that was published: undo the change, and publish a new version"
        )
    return version


def _parts(entry: Entry) -> Mapping[str, str]:
    """The hash of each register file when it was published."""
    parts = entry.values.pop("parts", {})
    known = isinstance(parts, dict) and all(
        isinstance(word, str) for pair in parts.items() for word in pair
    )
    if not known:
        raise entry.wrong("parts must name each register file and its hash")
    return MappingProxyType(parts)
