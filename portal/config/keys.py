"""Secrets: made, read and checked. In development they are kept in the instance folder."""

import base64
import os
import secrets
from pathlib import Path
from typing import Any

from portal.config.reading import MISSING, Reader
from portal.config.settings import SettingsError

KEY_BYTES = 32


def make_keys() -> dict[str, str]:
    """Make a new set of secrets, by setting name without the prefix."""
    return {
        "SECRET_KEYS": secrets.token_urlsafe(KEY_BYTES),
        "DATA_KEYS": f"k{secrets.token_hex(4)}:{_random_key()}",
        "INDEX_KEY": _random_key(),
    }


def read_keys(read: Reader, instance: Path, strict: bool) -> dict[str, Any]:
    """The three secrets of the settings. Raises SettingsError."""
    kept = {} if strict else _development_keys(instance)
    secret_keys = read.words("SECRET_KEYS", kept.get("SECRET_KEYS"))
    data_keys = read.words("DATA_KEYS", kept.get("DATA_KEYS"))
    index_key = read.text("INDEX_KEY", kept.get("INDEX_KEY"))
    for key in secret_keys:
        if len(key) < KEY_BYTES:
            raise SettingsError("PORTAL_SECRET_KEYS: each key needs at least 32 characters.")
    for pair in data_keys:
        identifier, _, key = pair.partition(":")
        if not identifier.isalnum() or not _is_key(key):
            raise SettingsError(f"PORTAL_DATA_KEYS: each is ID:KEY. {MISSING['DATA_KEYS']}")
    if not _is_key(index_key):
        raise SettingsError(f"PORTAL_INDEX_KEY is not a key. {MISSING['INDEX_KEY']}")
    return {"secret_keys": secret_keys, "data_keys": data_keys, "index_key": index_key}


def _random_key() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def _is_key(text: str) -> bool:
    try:
        return len(base64.b64decode(text, validate=True)) == KEY_BYTES
    except ValueError:
        return False


def _development_keys(instance: Path) -> dict[str, str]:
    """Keys for one machine: made on the first start, readable by its owner only."""
    folder = instance / "keys"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, value in make_keys().items():
        try:
            handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(value)
    return {name: (folder / name).read_text(encoding="utf-8").strip() for name in make_keys()}
