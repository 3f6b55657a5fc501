"""Sealed texts keep apart: a key for each record, an index nobody can make without its key."""

import dataclasses

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.config import make_keys
from portal.core import crypto
from portal.core.database import KEYS
from portal.core.site import EXTENSION
from portal.extensions import db
from tests.core.test_crypto import Note, stored

pytestmark = pytest.mark.database


@pytest.fixture
def notes(app: Flask) -> tuple[Note, Note]:
    """Two records with the same words."""
    made = Note(), Note()
    for note in made:
        note.text = "canary"
    return made


def test_one_record_is_forgotten_and_no_other(notes: tuple[Note, Note]) -> None:
    gone, kept = notes
    key = crypto._key_of(kept)
    assert crypto._key_of(gone) != key
    crypto.forget([gone.public_id])
    assert stored(kept).text == "canary"


def test_the_key_of_one_record_cannot_stand_in_for_another(notes: tuple[Note, Note]) -> None:
    one, other = notes
    with db.engines[KEYS].begin() as connection:
        wrapped = connection.execute(
            select(crypto.RecordKey.wrapped).where(crypto.RecordKey.record == one.public_id)
        ).scalar_one()
        mine = crypto.RecordKey.record == other.public_id
        connection.execute(update(crypto.RecordKey).where(mine).values(wrapped=wrapped))
    with pytest.raises(crypto.CryptoError):
        crypto._fetch_key(other.public_id)


def test_the_store_of_keys_holds_no_key_as_it_is(notes: tuple[Note, Note]) -> None:
    with db.engines[KEYS].connect() as connection:
        wrapped = connection.execute(select(crypto.RecordKey.wrapped)).scalars().all()
    keys = [crypto._key_of(note) for note in notes]
    assert not [key for key in keys for each in wrapped if key in each]


def test_the_same_words_are_sealed_differently_each_time(notes: tuple[Note, Note]) -> None:
    assert notes[0].text_sealed != notes[1].text_sealed


def test_without_its_key_nobody_can_make_an_index(app: Flask) -> None:
    before = crypto.blind_index("email", "a@example.org")
    old = app.extensions[EXTENSION]
    app.extensions[EXTENSION] = dataclasses.replace(old, index_key=make_keys()["INDEX_KEY"])
    assert crypto.blind_index("email", "a@example.org") != before
