"""Personal text at rest: AES-256-GCM, a key per record, wrapped, in a store of its own.

Destroying a record's key erases the record from every backup of the main database at once.
The additional data binds table, record and column, so that no ciphertext can be moved elsewhere.
"""

import base64
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Self, overload

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import (
    LargeBinary,
    Select,
    String,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import database
from portal.core.clock import now
from portal.core.columns import PUBLIC_ID_LENGTH, UtcDateTime, new_public_id
from portal.core.database import KEYS
from portal.core.site import current_settings
from portal.extensions import Base, db

NONCE_BYTES = 12
VERSION = b"\x01"
REWRAP_BATCH = 1000


class CryptoError(Exception):
    """A sealed value cannot be opened: the key is missing or the value is not this record's."""


class ForgottenError(CryptoError):
    """The record's key was destroyed: the record was erased."""


class RecordKey(Base):
    """Purpose: open one record. Kept: as long as the record; destroyed when it is erased."""

    __tablename__ = "record_keys"
    __bind_key__ = KEYS

    record: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), primary_key=True)
    wrapping_key: Mapped[str] = mapped_column(String(32))
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


# Made once: it is asked for each record that is read, and each mail.
KEY_OF = select(RecordKey.wrapping_key, RecordKey.wrapped).where(
    RecordKey.record == bindparam("record")
)


class ErasedRecord(Base):
    """Purpose: erase again what a restored backup brings back. Kept: 2 years from the erasure."""

    __tablename__ = "erased_records"
    __bind_key__ = KEYS
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    record: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), unique=True)
    erased_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class HasRecordKey:
    """Mixin of a model with personal text: a public id, which also names the record's key."""

    public_id: Mapped[str] = mapped_column(
        String(PUBLIC_ID_LENGTH), unique=True, default=new_public_id
    )


class Encrypted:
    """Personal text of a model: kept sealed in the column ``<name>_sealed``, read as plain text."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name
        self.column = f"{name}_sealed"

    @overload
    def __get__(self, record: None, owner: type) -> Self: ...
    @overload
    def __get__(self, record: object, owner: type) -> str | None: ...
    def __get__(self, record: object | None, owner: type) -> Self | str | None:
        """Open the text. Raises ForgottenError when the key is gone."""
        if record is None:
            return self
        sealed: bytes | None = getattr(record, self.column)
        if sealed is None:
            return None
        return _open(_key_of(record), self._bound(record), sealed)

    def __set__(self, record: object, value: str | None) -> None:
        """Seal the text; the key is committed before the row that needs it can be."""
        sealed = None if value is None else _seal(_key_of(record), self._bound(record), value)
        setattr(record, self.column, sealed)

    def _bound(self, record: object) -> bytes:
        table: str = getattr(record, "__tablename__")  # noqa: B009 (object has no such attribute)
        return f"{table}:{_public_id(record)}:{self.name}".encode()


def blind_index(kind: str, text: str) -> str:
    """A keyed fingerprint that finds equal texts and tells nothing else (64 hex digits)."""
    key = base64.b64decode(current_settings().index_key)
    return hmac.new(key, f"{kind}\0{text}".encode(), sha256).hexdigest()


def forget(public_ids: Iterable[str]) -> None:
    """Destroy the keys of erased records, at once and for good. Unknown ids are fine.

    The ids are noted with the keys, so that a restored backup of the records erases them again.
    """
    erased = list(dict.fromkeys(public_ids))
    rows = [{"record": record, "erased_at": now()} for record in erased]
    with db.engines[KEYS].begin() as connection:
        connection.execute(delete(RecordKey).where(RecordKey.record.in_(erased)))
        if rows:
            noted = database.insert(ErasedRecord).values(rows)
            connection.execute(noted.on_conflict_do_nothing(index_elements=["record"]))


def lock_for_good(public_id: str) -> None:
    """Destroy the key of a record whose row stays: nothing sealed in it can be read again."""
    with db.engines[KEYS].begin() as connection:
        connection.execute(delete(RecordKey).where(RecordKey.record == public_id))


def load_keys(records: Iterable[HasRecordKey]) -> None:
    """Fetch the keys of many records in one question, before reading them one by one."""
    by_id = {record.public_id: record for record in records}
    with db.engines[KEYS].connect() as connection:
        rows = connection.execute(
            select(RecordKey.record, RecordKey.wrapping_key, RecordKey.wrapped).where(
                RecordKey.record.in_(list(by_id))
            )
        )
        for row in rows:
            _remember(by_id[row.record], _unwrap(row.record, row.wrapping_key, row.wrapped))


def check_keys() -> None:
    """Raise CryptoError when the newest stored key cannot be opened with the configured keys."""
    _try_out(select(func.max(RecordKey.created_at)))


def check_every_key() -> None:
    """The same for each key that any record still needs: slower, for the start."""
    _try_out(select(func.max(RecordKey.created_at)).group_by(RecordKey.wrapping_key))


def _try_out(newest: Select[datetime]) -> None:
    with db.engines[KEYS].connect() as connection:
        rows = connection.execute(
            select(RecordKey.record, RecordKey.wrapping_key, RecordKey.wrapped).where(
                RecordKey.created_at.in_(newest)
            )
        ).all()
    for row in {row.wrapping_key: row for row in rows}.values():
        try:
            _unwrap(row.record, row.wrapping_key, row.wrapped)
        except CryptoError as error:
            if row.wrapping_key not in _wrapping_keys():
                raise
            raise CryptoError(
                f"PORTAL_DATA_KEYS has another key under the name {row.wrapping_key} than the one "
                "that records were sealed with: put the old one back, and give a new key a new name"
            ) from error


def rewrap_all() -> int:
    """Wrap every record's key with the newest key; returns how many were changed.

    Both keys open records meanwhile, so the portal goes on serving (TRUST C4). The records
    themselves are not touched.
    """
    newest = next(iter(_wrapping_keys()))
    changed = 0
    old = select(RecordKey.record, RecordKey.wrapping_key, RecordKey.wrapped)
    old = old.where(RecordKey.wrapping_key != newest).limit(REWRAP_BATCH)
    while True:
        with db.engines[KEYS].begin() as connection:
            rows = connection.execute(old).all()
            for row in rows:
                key = _unwrap(row.record, row.wrapping_key, row.wrapped)
                values = dict(zip(("wrapping_key", "wrapped"), _wrap(row.record, key), strict=True))
                connection.execute(
                    update(RecordKey).where(RecordKey.record == row.record).values(**values)
                )
        if not rows:
            return changed
        changed += len(rows)


def _public_id(record: object) -> str:
    public_id: str | None = getattr(record, "public_id", None)
    if public_id is None:
        public_id = new_public_id()
        setattr(record, "public_id", public_id)  # noqa: B010 (object has no such attribute)
    return public_id


def _remember(record: object, key: bytes) -> None:
    record.__dict__["_record_key"] = (_public_id(record), key)


def _key_of(record: object) -> bytes:
    public_id = _public_id(record)
    kept = record.__dict__.get("_record_key")
    if kept is None or kept[0] != public_id:
        is_new = getattr(record, "id", None) is None
        key = _make_key(public_id) if is_new else _fetch_key(public_id)
        _remember(record, key)
        return key
    return bytes(kept[1])


def _make_key(public_id: str) -> bytes:
    key = secrets.token_bytes(32)
    identifier, wrapped = _wrap(public_id, key)
    # Two stores are never one atomic commit. The key goes first: a key without a row is harmless.
    with db.engines[KEYS].begin() as connection:
        # An erasure that was undone by its person (30 minutes) must not be replayed later.
        connection.execute(delete(ErasedRecord).where(ErasedRecord.record == public_id))
        connection.execute(
            insert(RecordKey).values(
                record=public_id, wrapping_key=identifier, wrapped=wrapped, created_at=now()
            )
        )
    return key


def _fetch_key(public_id: str) -> bytes:
    with db.engines[KEYS].connect() as connection:
        row = connection.execute(KEY_OF, {"record": public_id}).first()
    if row is None:
        raise ForgottenError(f"no key for record {public_id}")
    return _unwrap(public_id, row.wrapping_key, row.wrapped)


def _wrap(public_id: str, key: bytes) -> tuple[str, bytes]:
    identifier, wrapping = next(iter(_wrapping_keys().items()))
    nonce = secrets.token_bytes(NONCE_BYTES)
    return identifier, nonce + AESGCM(wrapping).encrypt(nonce, key, _key_bound(public_id))


def _unwrap(public_id: str, identifier: str, wrapped: bytes) -> bytes:
    wrapping = _wrapping_keys().get(identifier)
    if wrapping is None:
        raise CryptoError(
            f"PORTAL_DATA_KEYS lacks the key {identifier}, which records still need: add it behind "
            "the newest, and run `portal keys rotate` before you take it out"
        )
    return _decrypt(wrapping, _key_bound(public_id), wrapped)


def _wrapping_keys() -> dict[str, bytes]:
    pairs = (pair.partition(":") for pair in current_settings().data_keys)
    return {identifier: base64.b64decode(key) for identifier, _, key in pairs}


def _key_bound(public_id: str) -> bytes:
    return f"record_keys:{public_id}:wrapped".encode()


def _seal(key: bytes, bound: bytes, text: str) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    # A lone surrogate is not text any database or mail can carry.
    plain = text.encode("utf-8", errors="replace")
    return VERSION + nonce + AESGCM(key).encrypt(nonce, plain, bound)


def _open(key: bytes, bound: bytes, sealed: bytes) -> str:
    if sealed[:1] != VERSION:
        raise CryptoError("unknown version of a sealed value")
    return _decrypt(key, bound, sealed[1:]).decode("utf-8")


def _decrypt(key: bytes, bound: bytes, sealed: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound)
    except InvalidTag as error:
        raise CryptoError("a sealed value does not belong here, or was changed") from error
