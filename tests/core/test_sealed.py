"""Answers in the page: unreadable, unchangeable, bound to one form, and not for ever."""

from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.core import clock
from portal.core.sealed import SealError, SealExpiredError, open_sealed, seal

pytestmark = pytest.mark.one_database

DAY = timedelta(days=1)


def test_answers_come_back_as_they_were(app: Flask) -> None:
    data = {"text": "Ωμέγα \U0001f468\u200d\U0001f469 שלום e\u0301", "topics": ["mind"]}
    assert open_sealed("form", seal("form", data), DAY) == data


def test_nothing_of_the_answers_can_be_read(app: Flask) -> None:
    assert "canary" not in seal("form", {"email": "canary@example.org"})


def test_a_seal_of_another_form_is_refused(app: Flask) -> None:
    with pytest.raises(SealError):
        open_sealed("other", seal("form", {}), DAY)


def test_an_old_seal_is_refused_but_loses_nothing(app: Flask) -> None:
    text = seal("form", {"kept": "yes"})
    with (
        clock.freeze(clock.now() + DAY + timedelta(seconds=1)),
        pytest.raises(SealExpiredError) as caught,
    ):
        open_sealed("form", text, DAY)
    assert caught.value.data == {"kept": "yes"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text(max_size=200))
def test_whatever_a_stranger_writes_is_refused(app: Flask, text: str) -> None:
    with pytest.raises(SealError):
        open_sealed("form", text, DAY)


def test_every_changed_character_is_noticed(app: Flask) -> None:
    text = seal("form", {"a": "b"}).rstrip("=")
    pad = "=" * (-len(text) % 4)
    for place in range(len(text) - 1):
        other = "A" if text[place] != "A" else "B"
        with pytest.raises(SealError):
            open_sealed("form", text[:place] + other + text[place + 1 :] + pad, DAY)


def test_another_spelling_of_the_same_bytes_is_refused(app: Flask) -> None:
    """The last letter before the padding holds bits that no byte needs."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    sealed = next(
        each for size in range(9) if (each := seal("a", {"b": "qwertzuiopas"[:size]}))[-1] == "="
    )
    bare = sealed.rstrip("=")
    other = letters[letters.index(bare[-1]) ^ 1]
    with pytest.raises(SealError):
        open_sealed("a", f"{bare[:-1]}{other}{'=' * (len(sealed) - len(bare))}", DAY)
