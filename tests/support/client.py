"""A client that behaves like a browser and checks every page and every change it meets."""

import contextvars
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, has_app_context
from flask.testing import FlaskClient
from sqlalchemy import Connection, event
from sqlalchemy.orm import ORMExecuteState, Session
from werkzeug.test import TestResponse

from portal.extensions import db
from portal.staff.service.audit import PENDING
from tests.support.pages import faults_of

SAFE = {"GET", "HEAD", "OPTIONS"}
WRITES = re.compile(r"\s*(INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+[\"']?([\w.]+)", re.IGNORECASE)
# Tables that reading a page may change, each with its reason.
CHANGED_BY_READING = {
    "rate_windows",  # a limit counts, whatever it limits
    "staff_sessions",  # when one was last used, since it ends by itself without
    "audit_entries",  # who of the staff looked at what
    "desk_presence",  # who has a message open, so that two do not answer it at once
    "audit_marks",  # and where that trail ends
}
UNSAVED = "test_unsaved"


class Watch:
    """What the requests of one test left behind."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self.unsaved: list[str] = []

    def begin(self) -> None:
        """Forget what earlier requests did."""
        self.written.clear()
        self.unsaved.clear()

    def on_execute(self, _connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        """Note the table of a statement that writes."""
        match = WRITES.match(statement)
        if match:
            self.written.append(match[2].rpartition(".")[2])

    def on_teardown(self, _error: BaseException | None) -> None:
        """Note what is about to be thrown away with the request's session."""
        pending = [*db.session.new, *db.session.dirty, *db.session.deleted]
        self.unsaved.extend(type(record).__name__ for record in pending)
        if db.session().info.pop(UNSAVED, False):
            self.unsaved.append("a flushed change")
        if db.session().info.pop(PENDING, None):
            self.unsaved.append("an entry of the audit trail")


def _mark(session: Session, *_: Any) -> None:
    session.info[UNSAVED] = True


def _mark_statement(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        _mark(state.session)


def _unmark(session: Session, *_: Any) -> None:
    session.info.pop(UNSAVED, None)


@contextmanager
def watched(app: Flask) -> Iterator[Watch]:
    """Watch what requests of an app write, and what they forget to save."""
    watch = Watch()
    app.extensions["test_watch"] = watch
    app.teardown_appcontext(watch.on_teardown)
    with app.app_context():
        engines = list(db.engines.values())
    hooks: list[tuple[Any, str, Any]] = [
        (engine, "before_cursor_execute", watch.on_execute) for engine in engines
    ]
    hooks += [
        (db.session, "after_flush", _mark),
        (db.session, "do_orm_execute", _mark_statement),
        (db.session, "after_commit", _unmark),
        (db.session, "after_rollback", _unmark),
    ]
    # A test may make two apps; the session is the same.
    hooks = [hook for hook in hooks if not event.contains(*hook)]
    for hook in hooks:
        event.listen(*hook)
    try:
        yield watch
    finally:
        for hook in hooks:
            event.remove(*hook)


class PortalClient(FlaskClient):
    """Sends what a browser sends; fails the test when an answer breaks a rule of the house.

    `check=False` asks for an answer as it is, and `rollback` leaves the test's own session clean:
    each request runs in a context of its own, as it does in a server.
    """

    def open(self, *args: Any, check: bool = True, **kwargs: Any) -> TestResponse:
        """Make a request as from our own page."""
        self._leave_session()
        watch: Watch = self.application.extensions["test_watch"]
        watch.begin()
        method = str(kwargs.get("method", "GET")).upper()
        if method not in SAFE:
            headers = dict(kwargs.pop("headers", None) or {})
            if not {"Origin", "Sec-Fetch-Site"} & set(headers):
                headers["Sec-Fetch-Site"] = "same-origin"
            kwargs["headers"] = headers
        response = contextvars.Context().run(super().open, *args, **kwargs)
        if check:
            self._check(response, watch, method, kwargs.get("headers") or {})
        return response

    def _leave_session(self) -> None:
        if not has_app_context():
            return
        pending = [*db.session.new, *db.session.dirty, *db.session.deleted]
        assert not pending, f"the test forgot to commit {pending}"
        # A test's own read must not hold the lock that the request needs.
        db.session.rollback()

    def _check(self, response: TestResponse, watch: Watch, method: str, headers: Any) -> None:
        where = f"{method} {response.request.path} -> {response.status_code}"
        assert not watch.unsaved, f"{where} threw away unsaved changes: {watch.unsaved}"
        if method in SAFE:
            changed = set(watch.written) - CHANGED_BY_READING
            assert not changed, f"{where} changed {changed}: reading must change nothing"
        if not self.application.extensions["test_reads_html"]:
            return
        moved = 300 <= response.status_code < 400
        if response.mimetype == "text/html" and method != "HEAD" and response.data and not moved:
            asked = dict(headers).get("HX-Request") == "true"
            html = response.get_data(as_text=True)
            fragment = asked and "<html" not in html
            faults = faults_of(html, fragment=fragment)
            assert not faults, "\n".join([f"{where}:", *faults[:20]])
