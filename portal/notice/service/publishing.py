"""Publishing a version of the notice: its text and registers are frozen in a file to commit."""

import json
from datetime import date
from pathlib import Path

from portal.core.clock import today
from portal.notice.service import lock
from portal.register import Version
from portal.register.notice import digest_before, file_name
from portal.register.reading import FOLDER


class PublishError(Exception):
    """The notice cannot be published so; the message says how to go on."""


def publish(summary: str, effective: date | None = None, folder: Path = FOLDER) -> Path:
    """Write the next version. It counts from `effective` on, or from today.

    Raises PublishError, or RegisterError when a register is wrong.
    """
    words = " ".join(summary.split())
    if not words:
        raise PublishError("The summary is empty. Say in a sentence what changes for people.")
    day = effective or today()
    latest = lock.published(folder).latest
    if day < today():
        raise PublishError(f"{day} is over. A version counts from today or a later day.")
    if day < latest.effective:
        raise PublishError(
            f"Version {latest.number} counts from {latest.effective}. Choose a day from then on."
        )
    now = lock.state(folder)
    if not now.differs_from(latest):
        raise PublishError(f"Nothing changed since version {latest.number} was published.")
    version = Version(
        number=latest.number + 1,
        published=today(),
        effective=day,
        summary=words,
        register_hash=now.register_hash,
        text_hash=now.text_hash,
        parts=now.parts,
        seal="",
        text=now.text,
    )
    path = folder / file_name(version.number)
    try:
        path.write_text(_file(version, folder), encoding="utf-8")
    except OSError as error:
        why = f"{path} cannot be written ({error.strerror})"
        raise PublishError(f"{why}. Publish where the program is developed.") from error
    return path


def _file(version: Version, folder: Path) -> str:
    lines = [
        "---",
        f"version: {version.number}",
        f"published: {version.published}",
        f"effective: {version.effective}",
        # A text between double quotes says the same in JSON and in YAML.
        f"summary: {json.dumps(version.summary, ensure_ascii=False)}",
        f"register_hash: {version.register_hash}",
        f"text_hash: {version.text_hash}",
        "parts:",
        *(f"  {file}: {known}" for file, known in version.parts.items()),
        f"seal: {version.sealed(digest_before(folder, version.number))}",
        "---",
    ]
    return "\n".join(lines) + f"\n\n{version.text}"
