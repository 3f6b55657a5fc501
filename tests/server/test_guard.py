"""A fault in the handling of a fault gets an answer, and its words reach nobody."""

import logging
from collections.abc import Iterable
from typing import Any

import pytest
from werkzeug.test import Client

from portal.server import guarded


def broken(_environ: dict[str, Any], _start: Any) -> Iterable[bytes]:
    raise RuntimeError("canary@example.org")


def test_the_last_answer_holds_no_words_of_the_fault(caplog: pytest.LogCaptureFixture) -> None:
    answer = Client(guarded(broken)).get("/")
    assert answer.status_code == 500
    assert "Something went wrong here" in answer.text
    assert caplog.record_tuples == [
        ("portal.server", logging.ERROR, "no answer: RuntimeError"),
    ]
