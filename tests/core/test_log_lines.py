"""Log lines: a route, a status, a time and a random number; nothing about who or what."""

import io
import logging

import pytest

from portal.core.logging import SafeFormatter
from tests.support.client import PortalClient

PATHS = ["/search?q=canary", "/canary-page", "/cookies?next=/canary"]


@pytest.mark.parametrize("path", PATHS)
def test_a_line_says_neither_what_was_read_nor_from_where(
    path: str, client: PortalClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client.get(path, environ_overrides={"REMOTE_ADDR": "192.0.2.77"})
    assert caplog.messages
    assert not [line for line in caplog.messages if "canary" in line or "192.0.2" in line]


def test_the_words_of_an_error_are_left_out_whatever_they_are() -> None:
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    handler.setFormatter(SafeFormatter())
    logger = logging.getLogger("throw-away-words")
    logger.addHandler(handler)
    try:
        raise ValueError("my name is Canary Smith")
    except ValueError:
        logger.exception("it failed")
    finally:
        logger.removeHandler(handler)
    assert "ValueError" in said.getvalue()
    assert "Canary" not in said.getvalue()
