"""What a copy is: a small sealed file beside it says its store, its moment, its size and its hash.

The seal is made with PORTAL_INDEX_KEY: a copy that was altered, or is another portal's, is refused.
"""

import hmac
import json
import re
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path
from typing import Any

from portal.core.crypto import blind_index

RECORDS, KEYS = "records", "keys"
FORMAT = 1
MOMENT = "%Y%m%dT%H%M%SZ"
# records-20261123T030000Z.db, its manifest .json, and either of them while it is being written.
NAME = re.compile(r"(records|keys)-(\d{8}T\d{6}Z)\.(?:db|dump|json)(?:\.part)?\Z")
SEAL = "backups.manifest"


class BackupError(RuntimeError):
    """A backup cannot be made or put back; the message says why and what to do."""


@dataclass(frozen=True)
class Contents:
    """What is in a store: the newest revision it knows, and how much there is."""

    revision: str
    tables: int
    rows: int


@dataclass(frozen=True)
class Manifest:
    """What is known about one copy; size in bytes, `made` as in its name, in UTC."""

    store: str
    made: str
    file: str
    database: str
    portal: str
    revision: str
    tables: int
    rows: int
    size: int
    sha256: str
    format: int = FORMAT

    @property
    def made_at(self) -> datetime:
        """When the copy was made."""
        return moment_of(self.made)

    @property
    def name(self) -> str:
        """What the manifest's own file is called."""
        return f"{self.store}-{self.made}.json"

    def written(self) -> str:
        """The manifest as its file has it, with its seal."""
        return json.dumps({**asdict(self), "seal": self._seal()}, indent=2) + "\n"

    def _seal(self) -> str:
        return blind_index(SEAL, json.dumps(asdict(self), sort_keys=True))


def stamp(moment: datetime) -> str:
    """A moment as the names of copies have it."""
    return f"{moment.astimezone(UTC):{MOMENT}}"


def moment_of(made: str) -> datetime:
    """The moment of a stamp. Raises ValueError."""
    return datetime.strptime(made, MOMENT).replace(tzinfo=UTC)


def is_before(made: str, moment: datetime) -> bool:
    """Whether a stamp is of before a moment; what is no stamp is not ours, and is not."""
    try:
        return moment_of(made) < moment
    except ValueError:
        return False


def digest(file: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with file.open("rb") as content:
        return file_digest(content, "sha256").hexdigest()


def found(folder: Path, store: str) -> list[Path]:
    """The manifests of a store's copies in a folder, the oldest first."""
    return sorted(file for file in folder.glob(f"{store}-*.json") if NAME.fullmatch(file.name))


def read(file: Path) -> Manifest:
    """A manifest, when its seal is ours. Raises BackupError."""
    try:
        values: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        seal = str(values.pop("seal"))
        manifest = Manifest(**values)
        is_ours = hmac.compare_digest(seal.encode(), manifest._seal().encode())
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        is_ours = False
    if not is_ours or manifest.name != file.name or Path(manifest.file).name != manifest.file:
        raise BackupError(
            f"{file.name} was altered, or it belongs to another PORTAL_INDEX_KEY. "
            "Take another copy, or set the key that it was made with"
        )
    if manifest.format != FORMAT:
        raise BackupError(f"{file.name} was written by a newer portal. Install that release first")
    return manifest


def check_file(manifest: Manifest, folder: Path) -> Path:
    """The copy itself, when it is as it was written. Raises BackupError."""
    file = folder / manifest.file
    if not file.is_file():
        raise BackupError(f"{manifest.file} is not in {folder}. Take another copy: see --at")
    if file.stat().st_size != manifest.size or digest(file) != manifest.sha256:
        raise BackupError(
            f"{manifest.file} is not what was written: it was altered or damaged. "
            "Take another copy: see --at"
        )
    return file
