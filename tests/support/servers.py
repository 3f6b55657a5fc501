"""A portal as an operator starts it: a process of its own, with an empty instance folder."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from portal.app import create_app
from portal.cli import main
from portal.config import load
from tests.support.databases import dispose
from tests.support.settings import environment
from tests.support.tools import ROOT

PORTAL = ROOT / ".venv" / "bin" / "portal"
PATIENCE_SECONDS = 60
# PYTHONPATH, because a copy of the project (tests/mutants) must serve itself.
KEPT = ("PATH", "HOME", "LANG", "PYTHONPATH")


@dataclass
class LiveServer:
    """A running portal."""

    url: str
    instance: Path
    process: subprocess.Popen[bytes]
    environment: dict[str, str]
    log: Path

    def run(self, *words: str) -> str:
        """Do what a `portal` command does, beside it; gives what it printed.

        In this process, as a start of its own takes two seconds; tests/server has it started.
        """
        app = create_app(load(self.environment))
        done = app.test_cli_runner().invoke(main, words, catch_exceptions=False)
        dispose(app)
        assert done.exit_code == 0, done.output
        return done.output

    def end(self) -> None:
        """Tell it to stop, as its operator would, and wait until it has."""
        self.process.terminate()
        assert self.process.wait(PATIENCE_SECONDS) == 0

    def said(self) -> str:
        """What it has written so far."""
        return self.log.read_text(encoding="utf-8")


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until an address answers, whatever it says."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, f"the server stopped:\n{log.read_text(encoding='utf-8')}"
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except urllib.error.HTTPError as answer:
            answer.close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"{url} did not answer:\n{log.read_text(encoding='utf-8')}")


@contextmanager
def serve(folder: Path, **settings: str) -> Iterator[LiveServer]:
    """Start `portal serve` in a folder; `settings` are setting names in lower case."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    given = environment(folder / "instance", **{"base_url": url, **settings})
    log = folder / "serve.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [PORTAL, "serve", "--host", "127.0.0.1", "--port", str(port)],
            env=kept | given,
            cwd=ROOT,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            wait_for(f"{url}/health/live", process, log)
            yield LiveServer(url, folder / "instance", process, kept | given, log)
        finally:
            _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    # At once, with its workers: nobody reads its folder again. `LiveServer.end` takes its time.
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(5)


@pytest.fixture(scope="session")
def live_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """One running portal for all browser tests of a worker: leave no setting behind in it."""
    with serve(tmp_path_factory.mktemp("live")) as server:
        yield server
