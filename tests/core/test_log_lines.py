"""Log lines: a route, a status, a time and a random number; nothing about who or what."""

import io
import logging

import pytest

from portal.core.logging import SafeFormatter
from tests.support.client import PortalClient
from tests.support.databases import MakeApp

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


def test_a_page_that_fails_is_logged_by_the_kind_of_its_fault_alone(
    make_app: MakeApp, caplog: pytest.LogCaptureFixture
) -> None:
    app = make_app()
    app.testing = False

    @app.get("/throw-away")
    def fail() -> str:
        raise ValueError("my name is Canary Smith")

    answer = app.test_client().get("/throw-away")
    assert answer.status_code == 500
    assert "Canary" not in answer.get_data(as_text=True)
    assert [line for line in caplog.messages if "unhandled ValueError" in line]
    assert not [line for line in caplog.messages if "Canary" in line]
