"""Keys that open nothing stop the start, with words that say what to do."""

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from portal.config import Settings, make_keys
from portal.core import jobs
from portal.core.clock import now
from portal.core.crypto import CryptoError, blind_index
from portal.core.site import EXTENSION
from tests.records import rows

EMAIL = "ask.me@example.org"
OTHER = make_keys()
Change = Callable[[Settings], dict[str, Any]]
WRONG: list[tuple[str, Change, str]] = [
    ("missing", lambda old: {"data_keys": (OTHER["DATA_KEYS"],)}, "lacks the key .* add it behind"),
    ("another", lambda old: {"data_keys": (_renamed(old),)}, "another key under the name"),
    ("index", lambda old: {"index_key": OTHER["INDEX_KEY"]}, "PORTAL_INDEX_KEY is not the key"),
]


def _renamed(old: Settings) -> str:
    name = old.data_keys[0].partition(":")[0]
    return f"{name}:{OTHER['DATA_KEYS'].partition(':')[2]}"


def subscribe() -> None:
    index = blind_index("bulletins.email", EMAIL)
    rows.keyed("subscribers", now(), email=EMAIL, email_index=index)


def test_the_right_keys_start_with_and_without_records(app: Flask) -> None:
    jobs.run_at_start(app)
    subscribe()
    jobs.run_at_start(app)


@pytest.mark.parametrize(("change", "words"), [w[1:] for w in WRONG], ids=[w[0] for w in WRONG])
def test_a_wrong_key_stops_the_start(change: Change, words: str, app: Flask) -> None:
    subscribe()
    old: Settings = app.extensions[EXTENSION]
    app.extensions[EXTENSION] = dataclasses.replace(old, **change(old))
    with pytest.raises(CryptoError, match=words) as caught:
        jobs.run_at_start(app)
    assert EMAIL not in str(caught.value)


def test_a_wrong_key_is_no_matter_where_nothing_is_sealed(app: Flask) -> None:
    old: Settings = app.extensions[EXTENSION]
    app.extensions[EXTENSION] = dataclasses.replace(old, data_keys=(OTHER["DATA_KEYS"],))
    jobs.run_at_start(app)
