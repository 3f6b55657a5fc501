"""Writes the counts down, once a minute and at the end, beside the requests and never in one."""

import logging
import os
import threading
import time

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from portal.visits import service

EXTENSION = "portal_visits"
FLUSH_SECONDS = 60.0
GLANCE_SECONDS = 0.5

logger = logging.getLogger(__name__)


def counting(app: Flask) -> "Counting":
    """What counts for an application."""
    found: Counting = app.extensions[EXTENSION]
    return found


class Counting:
    """The tally of one process and, where pages are served, the thread that writes it down.

    The thread begins with the first view, so that no fork comes between. It is no daemon: Python
    waits for it at the end of a process, and by then it has seen that the main thread is gone. A
    process that is killed loses a minute of counts.
    """

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.tally = service.Tally()
        self._kept = False
        self._writer = 0
        self._starting = threading.Lock()

    def keep(self) -> None:
        """Write down what is counted."""
        self._kept = True

    def add(self, page: str) -> None:
        """Count one view of a page."""
        self.tally.add(page)
        if self._kept and self._writer != os.getpid():
            self._begin()

    def flush(self) -> None:
        """Write down what was counted so far. What cannot be written waits for the next time."""
        views = self.tally.take()
        if not views:
            return
        try:
            with self.app.app_context():
                service.save(views)
        except SQLAlchemyError as fault:
            self.tally.give_back(views)
            logger.warning("visits not written down yet: %s", type(fault).__name__)

    def _begin(self) -> None:
        with self._starting:
            if self._writer != os.getpid():
                self._writer = os.getpid()
                # A request's own thread is a daemon, and so would its child be.
                threading.Thread(target=self._write, name="visits", daemon=False).start()

    def _write(self) -> None:
        main = threading.main_thread()
        at = time.monotonic() + FLUSH_SECONDS
        while main.is_alive():
            time.sleep(GLANCE_SECONDS)
            if time.monotonic() >= at:
                self.flush()
                at = time.monotonic() + FLUSH_SECONDS
        self.flush()
