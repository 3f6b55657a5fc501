"""`portal serve` as an operator meets it: it starts, heals, stops, and says what is wrong."""

import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.servers import PORTAL, LiveServer, free_port, serve
from tests.support.settings import environment

pytestmark = pytest.mark.slow
READY_SECONDS = 60
STOP_SECONDS = 5


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A portal of this module, whose processes may be killed."""
    with serve(tmp_path_factory.mktemp("served")) as server:
        yield server


def status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as answer:
        answer.close()
        return answer.code


def becomes_true(question: Callable[[], bool], seconds: float = READY_SECONDS) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if question():
            return True
        time.sleep(0.05)
    return False


def children(process: int) -> dict[int, str]:
    """The processes that one process started, with their command lines."""
    listed = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(process)], capture_output=True, text=True
    )
    pairs = (line.split(maxsplit=1) for line in listed.stdout.splitlines())
    return {int(number): command for number, command in pairs}


def worker_of(server: LiveServer) -> int | None:
    found = [pid for pid, args in children(server.process.pid).items() if " worker " in args]
    return found[0] if found else None


def run(folder: Path, *words: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    """Run a command that is expected to end."""
    given = environment(folder / "instance", **settings)
    return subprocess.run(
        [PORTAL, *words], env=given, cwd=folder, capture_output=True, text=True, timeout=60
    )


def test_it_is_live_and_then_ready(running: LiveServer) -> None:
    assert status(f"{running.url}/health/live") == 200
    assert becomes_true(lambda: status(f"{running.url}/health/ready") == 200)


def test_cookies_that_the_server_cannot_read_are_not_called_none(running: LiveServer) -> None:
    """The server empties such a header (docs/cookies.md). When it no longer does, say so there."""
    request = urllib.request.Request(
        f"{running.url}/cookies/yours", headers={"Cookie": "contrast-mode=dark; strange=\u00e9"}
    )
    with urllib.request.urlopen(request, timeout=5) as answer:
        page = answer.read().decode()
    assert "Your browser sent no cookies" not in page
    assert "we could not read them" in page


def test_it_says_where_it_is_where_mail_is_and_how_to_stop_it(running: LiveServer) -> None:
    said = running.said()
    assert f"is at {running.url}" in said
    assert f"{running.url}/dev/mail" in said
    assert "Ctrl+C" in said


def test_it_says_how_the_first_member_of_staff_gets_in(running: LiveServer) -> None:
    said = running.said()
    assert f"{running.url}/staff/sign-in" in said
    assert "portal staff add" in said
    assert "--role admin" in said


def test_a_worker_that_is_killed_is_started_again(running: LiveServer) -> None:
    assert becomes_true(lambda: worker_of(running) is not None)
    before = worker_of(running)
    assert before is not None
    os.kill(before, signal.SIGKILL)
    assert becomes_true(lambda: worker_of(running) not in {None, before}), running.said()


def test_a_second_portal_is_told_that_the_port_is_taken(
    running: LiveServer, tmp_path: Path
) -> None:
    port = running.url.rpartition(":")[2]
    answer = run(tmp_path, "serve", "--port", port)
    assert answer.returncode == 1
    assert f"port {port} (Address already in use)" in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"mail_port": "many"}, "PORTAL_MAIL_PORT='many' is not a whole number"),
        ({"database_url": "sqlite:////no-such-folder/x.db"}, "PORTAL_DATABASE_URL"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, settings: dict[str, str], words: str) -> None:
    answer = run(tmp_path, "serve", "--port", str(free_port()), **settings)
    assert answer.returncode == 1
    assert answer.stderr.splitlines()[-1].startswith("The portal cannot start. ")
    assert words in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_one_signal_ends_everything(tmp_path: Path, sign: signal.Signals) -> None:
    with serve(tmp_path) as server:
        assert becomes_true(lambda: worker_of(server) is not None)
        everyone = [*children(server.process.pid)]
        began = time.monotonic()
        server.process.send_signal(sign)
        assert server.process.wait(STOP_SECONDS * 2) == 0
        assert time.monotonic() - began < STOP_SECONDS
        assert not [pid for pid in everyone if Path(f"/proc/{pid}").exists()]
        assert "worker died" not in server.said()


def test_a_worker_leaves_when_its_portal_is_gone(tmp_path: Path) -> None:
    with serve(tmp_path) as server:
        assert becomes_true(lambda: "worker begins" in server.said())
        server.process.kill()
        server.process.wait()
        assert becomes_true(lambda: "worker ends" in server.said())
        os.killpg(server.process.pid, signal.SIGKILL)


def test_links_lead_to_where_it_listens_unless_told_otherwise(tmp_path: Path) -> None:
    port = free_port()
    given = {**environment(tmp_path / "instance"), "PORTAL_BASE_URL": ""}
    process = subprocess.Popen(
        [PORTAL, "serve", "--port", str(port)],
        env=given,
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        robots = f"http://127.0.0.1:{port}/robots.txt"
        assert becomes_true(lambda: _answers(robots))
        with urllib.request.urlopen(robots) as answer:
            assert f"Sitemap: http://127.0.0.1:{port}/" in answer.read().decode()
    finally:
        process.terminate()
        process.wait(STOP_SECONDS * 2)


def _answers(url: str) -> bool:
    try:
        return status(url) == 200
    except OSError:
        return False
