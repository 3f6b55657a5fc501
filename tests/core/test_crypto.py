"""Personal text at rest: unreadable without the keys, bound to its place, gone when forgotten."""

import dataclasses

import pytest
from flask import Flask
from sqlalchemy import select

from portal.config import make_keys
from portal.core import crypto
from portal.core.database import KEYS
from portal.core.site import EXTENSION
from portal.extensions import db

pytestmark = pytest.mark.database


class Note(crypto.HasRecordKey):
    """A record as a feature would have it, but without a table of its own."""

    __tablename__ = "notes"
    text = crypto.Encrypted()
    other = crypto.Encrypted()

    def __init__(self) -> None:
        self.id: int | None = None
        self.public_id = None  # type: ignore[assignment]  # set on first use, as SQLAlchemy does
        self.text_sealed: bytes | None = None
        self.other_sealed: bytes | None = None


def stored(note: Note) -> Note:
    """The same record as it comes from the database: without a key in memory."""
    again = Note()
    again.id, again.public_id = 1, note.public_id
    again.text_sealed, again.other_sealed = note.text_sealed, note.other_sealed
    return again


@pytest.fixture
def note(app: Flask) -> Note:
    note = Note()
    note.text = "Zoë’s canary"
    return note


def test_a_text_comes_back_and_is_not_readable_at_rest(note: Note) -> None:
    assert b"canary" not in (note.text_sealed or b"")
    assert stored(note).text == "Zoë’s canary"


def test_a_value_moved_to_another_column_is_refused(note: Note) -> None:
    moved = stored(note)
    moved.other_sealed = note.text_sealed
    with pytest.raises(crypto.CryptoError):
        _ = moved.other


def test_a_value_moved_to_another_record_is_refused(note: Note) -> None:
    stranger = Note()
    stranger.text = "mine"
    stranger.text_sealed = note.text_sealed
    with pytest.raises(crypto.CryptoError):
        _ = stored(stranger).text


def test_a_forgotten_record_cannot_be_read_again(note: Note) -> None:
    crypto.forget([note.public_id])
    with pytest.raises(crypto.ForgottenError):
        _ = stored(note).text


def test_a_new_wrapping_key_still_opens_what_the_old_one_closed(app: Flask, note: Note) -> None:
    old = app.extensions[EXTENSION]
    new_key = make_keys()["DATA_KEYS"]
    app.extensions[EXTENSION] = dataclasses.replace(old, data_keys=(new_key, *old.data_keys))
    assert stored(note).text == "Zoë’s canary"
    app.extensions[EXTENSION] = dataclasses.replace(old, data_keys=(new_key,))
    with pytest.raises(crypto.CryptoError, match="PORTAL_DATA_KEYS"):
        crypto.check_keys()


def test_keys_are_wrapped_and_kept_apart(note: Note) -> None:
    with db.engines[KEYS].connect() as connection:
        row = connection.execute(select(crypto.RecordKey.__table__)).one()
    assert len(row.wrapped) == crypto.NONCE_BYTES + 32 + 16
    assert row.record == note.public_id


def test_many_keys_are_fetched_with_one_question(app: Flask, note: Note) -> None:
    records = [stored(note)]
    crypto.load_keys(records)
    crypto.forget([note.public_id])
    assert records[0].text == "Zoë’s canary"


def test_a_blind_index_is_keyed_and_of_one_kind(app: Flask) -> None:
    index = crypto.blind_index("email", "a@example.org")
    assert index == crypto.blind_index("email", "a@example.org")
    assert index != crypto.blind_index("limit", "a@example.org")


def test_after_a_rotation_the_old_wrapping_key_can_go(app: Flask, note: Note) -> None:
    old = app.extensions[EXTENSION]
    new_key = make_keys()["DATA_KEYS"]
    app.extensions[EXTENSION] = dataclasses.replace(old, data_keys=(new_key, *old.data_keys))
    assert crypto.rewrap_all() == 1
    assert crypto.rewrap_all() == 0
    app.extensions[EXTENSION] = dataclasses.replace(old, data_keys=(new_key,))
    assert stored(note).text == "Zoë’s canary"
