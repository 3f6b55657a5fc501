"""The version lock: what is published, and whether text and registers still say the same.

Needs no database and no keys: a build asks before it tests (docs/adr/0005-what-the-lock-covers.md).
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from portal.core.checks import Finding, looked_at
from portal.core.clock import in_words, today
from portal.notice.service import text
from portal.register import RegisterError, Version, Versions
from portal.register.notice import digest, load
from portal.register.reading import FOLDER
from portal.register.reading import read as read_register

# Not promises.toml: an attested promise is reviewed each year, and its dates are no new promise.
LOCKED = (
    "cookies.toml",
    "personal_data.toml",
    "purposes.toml",
    "retention.toml",
    "third_parties.toml",
)
TEXT = "the text (portal/templates/notice/text/)"
SHOWN = "Each line: portal notice status."
# "- **Letters:** for 2 years" is about "Letters".
NAMED = re.compile(r"- \*\*(.+?):\*\*|(.{1,60})(?=\s|\Z)")
MOST = 9
REMEDY = 'Say what changes for people, and publish it: portal notice publish --summary "…"'


@dataclass(frozen=True)
class State:
    """What the text and the registers are now."""

    text: str
    text_hash: str
    register_hash: str
    parts: Mapping[str, str]

    def differs_from(self, version: Version) -> list[str]:
        """What is not as this version has it: the text, and each register file."""
        changed = [TEXT] if version.text_hash != self.text_hash else []
        if version.register_hash == self.register_hash:
            return changed
        return changed + [
            f"portal/register/{file}"
            for file, known in self.parts.items()
            if version.parts.get(file) != known
        ]


def state(folder: Path = FOLDER) -> State:
    """Read everything as it is now. Raises RegisterError."""
    written = text.write(folder)
    parts = {file: _hash_of(file, folder) for file in LOCKED}
    return State(written, digest(written), digest(json.dumps(parts, sort_keys=True)), parts)


def published(folder: Path = FOLDER) -> Versions:
    """The versions of a folder. Raises RegisterError."""
    return load(folder)


def unpublished(folder: Path = FOLDER) -> list[str]:
    """What differs from the version that these registers belong to; empty when all is published.

    A version that is announced ahead may lie beside the registers of the one that still counts.
    """
    now, versions = state(folder), published(folder)
    changed = now.differs_from(versions.latest)
    coming = versions.coming(today())
    if changed and coming and not now.differs_from(versions.in_force(today())):
        return []
    return changed


def lines_changed(folder: Path = FOLDER) -> list[str]:
    """The lines of the text that are not as published: "-" as they were, "+" as they are now."""
    was, now = published(folder).latest.text, text.write(folder)
    lines = unified_diff(was.splitlines(), now.splitlines(), n=0, lineterm="")
    return [each for each in list(lines)[2:] if not each.startswith("@@")]


def entries_changed(folder: Path = FOLDER) -> list[str]:
    """What the changed lines are about, as the notice names it; a line without a name begins so."""
    written = [each[1:].strip() for each in lines_changed(folder)]
    named = (NAMED.match(each) for each in written if each)
    return list(dict.fromkeys(each[1] or each[2] for each in named if each))


def problem(folder: Path = FOLDER) -> str:
    """What is wrong in words, with the remedy, or nothing."""
    try:
        changed = unpublished(folder)
    except RegisterError as error:
        return str(error)
    if not changed:
        return ""
    number = published(folder).latest.number
    entries = entries_changed(folder)
    about = f"In its text: {'; '.join(entries[:MOST])}. " if entries else "Its text is the same. "
    more = f"And {len(entries) - MOST} more. " if len(entries) > MOST else ""
    changed_is = f"Changed since version {number} of the notice: {', '.join(changed)}."
    return f"{changed_is} {about}{more}{SHOWN} {REMEDY}"


def check() -> Finding:
    """Live check: whether text and registers are as they were published."""
    wrong = problem()
    try:
        count = len(unpublished())
    except RegisterError:
        count = 1
    return looked_at(
        1 + len(LOCKED),
        *("part of the privacy notice", "parts of the privacy notice"),
        (
            max(count, 1) if wrong else 0,
            "is not as we published it",
            "are not as we published them",
        ),
        detail=wrong,
    )


def status(folder: Path = FOLDER) -> list[str]:
    """What counts and what is coming, for a person to read. Raises RegisterError."""
    versions = published(folder)
    current, coming = versions.in_force(today()), versions.coming(today())
    lines = [_line(current, "in force since")]
    if coming:
        lines.append(_line(coming, "coming on"))
    return lines


def _line(version: Version, words: str) -> str:
    return f"Version {version.number}, {words} {in_words(version.effective)}: {version.summary}"


def _hash_of(file: str, folder: Path) -> str:
    """A register by what it says: comments and the order of keys change nothing."""
    return digest(json.dumps(read_register(file, folder), sort_keys=True, default=str))
