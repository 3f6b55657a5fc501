"""Logs hold events and ids: never an address, a token, a text or an exception's message."""

import logging
import re
import secrets
import sys
import time
import traceback
from types import TracebackType

from flask import Flask, Response, g, request

from portal.core.checks import CHECKING

ADDRESS = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+")
TOKEN = re.compile(r"[A-Za-z0-9_-]{32,}")
logger = logging.getLogger("portal.access")

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class SafeFormatter(logging.Formatter):
    """Writes a line without what could tell who somebody is, whatever was logged."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")
        self.converter = time.gmtime

    def format(self, record: logging.LogRecord) -> str:
        """Blank addresses and tokens that slipped through: the last line of defence."""
        # Another handler may have written the whole exception into the record.
        record.exc_text = None
        line = super().format(record)
        return TOKEN.sub("[token]", ADDRESS.sub("[address]", line))

    def formatException(self, ei: _ExcInfo) -> str:  # noqa: N802 (the library's name)
        """The kind and the places of an error: its message may hold what a person wrote."""
        kind, _, trace = ei
        frames = traceback.extract_tb(trace)
        places = [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        return "\n".join([kind.__name__ if kind else "no error", *places])


def init_app(app: Flask) -> None:
    """Send our loggers to standard error, and write one line for each request."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(SafeFormatter())
    root = logging.getLogger()
    if not any(isinstance(known.formatter, SafeFormatter) for known in root.handlers):
        root.addHandler(handler)
        root.setLevel(logging.WARNING)
    logging.getLogger("portal").setLevel(logging.INFO)
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.request_id = secrets.token_hex(8)
    g.started = time.perf_counter()


def _end(response: Response) -> Response:
    # The route, not the address: a path or a query can hold a token or what was searched for.
    route = request.url_rule.rule if request.url_rule else "(none)"
    spent = (time.perf_counter() - g.get("started", time.perf_counter())) * 1000
    request_id = g.get("request_id", "-")
    if CHECKING not in request.environ:
        logger.info(
            "%s %s %s %.0fms %s", request.method, route, response.status_code, spent, request_id
        )
    response.headers["X-Request-Id"] = request_id
    return response
