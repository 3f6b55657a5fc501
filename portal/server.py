"""Serving: the web processes and the worker beside them, on one machine."""

import logging
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from types import FrameType
from typing import Any

from flask import Flask
from granian.constants import Interfaces
from granian.errors import ConfigurationError
from granian.log import LogLevels
from granian.server.mp import MPServer
from sqlalchemy.exc import SQLAlchemyError

import portal.staff
import portal.visits
from portal.app import create_app, migrate_to_latest
from portal.config import Settings, local_address, serve_at
from portal.core import jobs
from portal.core.cookie_gate import StartResponse, Wsgi
from portal.core.crypto import CryptoError
from portal.core.site import EXTENSION as SETTINGS
from portal.extensions import db

MOST_WEB_PROCESSES = 4
# The library advises against more than two for each core and one.
THREADS = 4
# A stop takes 5 seconds at most: an answer that is on its way gets this long.
WEB_STOP_SECONDS = 3
WORKER_STOP_SECONDS = 4.0
# A worker that dies young is started again after a longer and longer wait.
YOUNG_SECONDS = 5.0
LONGEST_WAIT_SECONDS = 30.0
GLANCE_SECONDS = 0.2
LONGEST_SLEEP_SECONDS = 1.0
LAST_WORDS = b"Something went wrong here. It is our fault. Try again in a few minutes.\n"
LOGS = {
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s server %(message)s"}},
    "handlers": {
        name: {"class": "logging.StreamHandler", "formatter": "plain", "stream": "ext://sys.stderr"}
        for name in ("console", "access")
    },
}

ADD_STAFF = 'portal staff add "Your Name" --email you@example.org --role admin'

logger = logging.getLogger(__name__)


class StartError(RuntimeError):
    """The portal cannot be served here; the message says why and what to do."""


def application() -> Wsgi:
    """What a WSGI server loads, from any folder: ``portal.server:application``, a factory.

    No fault gets past it: a server would write the message, and so what a person wrote, in a log.
    """
    app = create_app()
    portal.visits.keep(app)
    return guarded(app)


def guarded(app: Wsgi) -> Wsgi:
    """The same application, with a last answer for a fault in the handling of a fault."""

    def answer(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        try:
            return app(environ, start_response)
        except Exception as fault:
            logger.error("no answer: %s", type(fault).__name__, exc_info=fault)
            headers = [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store")]
            start_response("500 Internal Server Error", headers)
            return [LAST_WORDS]

    return answer


def prepare(host: str, port: int) -> tuple[Settings, bool]:
    """Make everything ready to serve: the settings, and whether anybody works at the desk.

    Raises StartError or SettingsError.
    """
    serve_at(host, port)
    _check_port(host, port)
    app = create_app()
    try:
        migrate_to_latest(app)
        jobs.run_at_start(app)
    except SQLAlchemyError as error:
        kind = type(error).__name__
        raise StartError(
            f"The database cannot be used ({kind}): look at PORTAL_DATABASE_URL."
        ) from error
    except CryptoError as error:
        raise StartError(f"{error}.") from error
    # The processes that are about to be made must not share a connection.
    with app.app_context():
        has_staff = portal.staff.anybody()
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()
    return app.extensions[SETTINGS], has_staff


def welcome(settings: Settings, has_staff: bool, host: str, port: int) -> list[str]:
    """What somebody who has just started the portal wants to know."""
    here = local_address(host, port)
    # Under another name, or its number, it would not answer.
    lines = [f"{settings.name} is at {settings.base_url}"]
    if here != settings.base_url:
        lines.append(f"It listens at {here} for what stands in front of it (PORTAL_BASE_URL).")
    if settings.mail_to_folder:
        lines.append(f"No mail leaves this machine: read it at {settings.base_url}/dev/mail")
    lines.append(f"Staff sign in at {settings.base_url}/staff/sign-in")
    if not has_staff:
        lines.append("Nobody works at the desk yet. Beside this, run:")
        lines.append(f"  {ADD_STAFF}")
        lines.append("and open the link that it prints or mails.")
    return [*lines, "Stop it with Ctrl+C."]


def serve(settings: Settings, host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT, with a worker beside."""
    server = MPServer(
        "portal.server:application",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=_web_processes(settings),
        blocking_threads=THREADS,
        workers_kill_timeout=WEB_STOP_SECONDS,
        respawn_failed_workers=True,
        websockets=False,
        log_level=LogLevels.warning,
        log_dictconfig=LOGS,
        log_access=False,
    )
    beside = Beside(server)
    server.on_startup(beside.start)
    try:
        server.serve()
    except ConfigurationError as error:
        raise StartError(f"The server does not accept its settings ({error}).") from error
    finally:
        beside.stop()


def work(app: Flask, parent: int = 0) -> None:
    """Run what is due until SIGTERM, or until the parent process is gone."""

    def leave(_number: int, _frame: FrameType | None) -> None:
        jobs.stop(app)

    signal.signal(signal.SIGTERM, leave)
    # Ctrl+C reaches every process of a terminal; with a parent, it is the parent that says stop.
    signal.signal(signal.SIGINT, signal.SIG_IGN if parent else leave)
    plan = jobs.schedule(app)
    jobs.run_at_start(app)
    logger.info("worker begins")
    while not plan.stopping and (not parent or os.getppid() == parent):
        pause = jobs.run_due(app)
        if not plan.stopping:
            time.sleep(min(pause, LONGEST_SLEEP_SECONDS))
    jobs.hand_back(app)
    logger.info("worker ends")


class Beside(threading.Thread):
    """Keeps one worker process running next to the server, until the server is told to stop."""

    def __init__(self, server: MPServer) -> None:
        super().__init__(name="beside", daemon=True)
        self.server = server
        self.ending = threading.Event()

    def run(self) -> None:
        """Start the worker, and start it again whenever it dies."""
        wait = 0.0
        while not self._is_over(wait):
            began = time.monotonic()
            worker = _start_worker()
            while worker.poll() is None and not self._is_over(GLANCE_SECONDS):
                pass
            if worker.poll() is None:
                _stop_worker(worker)
                return
            young = time.monotonic() - began < YOUNG_SECONDS
            wait = min(LONGEST_WAIT_SECONDS, wait * 2 or 1.0) if young else 0.0
            logger.warning("the worker died (%s); starting another", worker.returncode)

    def stop(self) -> None:
        """Let the worker finish what it has in hand; returns when it is gone."""
        self.ending.set()
        if self.is_alive():
            self.join()

    def _is_over(self, seconds: float) -> bool:
        return self.ending.wait(seconds) or bool(self.server.interrupt_signal)


def _start_worker() -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "portal.cli", "worker", "--parent", str(os.getpid())]
    # With close_fds a pipe tells when the child has begun. A web process that the server forks at
    # that moment would hold the pipe open, and this would wait for ever.
    return subprocess.Popen(command, close_fds=False)  # noqa: S603 (every word of it is ours)


def _stop_worker(worker: "subprocess.Popen[bytes]") -> None:
    worker.terminate()
    try:
        worker.wait(WORKER_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        # What it had in hand is under a lease, and is tried again when that ends.
        worker.kill()
        worker.wait()


def _web_processes(settings: Settings) -> int:
    # One is quicker to start, and enough for one person.
    if not settings.is_production:
        return 1
    return min(MOST_WEB_PROCESSES, multiprocessing.cpu_count())


def _check_port(host: str, port: int) -> None:
    """The server itself would share a port with another one without a word."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise StartError(
                f"Nothing can listen at {host}, port {port} ({error.strerror}). "
                f"Is another portal running? Try --port {port + 1}."
            ) from error
