"""A served portal writes its counts down before it leaves, and goes on from there."""

import urllib.request
from pathlib import Path

import pytest

from tests.support.servers import LiveServer, serve

pytestmark = pytest.mark.slow


def read(server: LiveServer, path: str, times: int) -> None:
    for _ in range(times):
        with urllib.request.urlopen(server.url + path, timeout=10) as answer:
            assert answer.status == 200


def test_a_restart_loses_no_view(tmp_path: Path) -> None:
    with serve(tmp_path) as server:
        read(server, "/sleep", 7)
        read(server, "/about", 3)
        server.end()
    with serve(tmp_path) as server:
        assert "7  /sleep" in server.run("visits")
        read(server, "/sleep", 5)
        server.end()
    with serve(tmp_path) as server:
        said = server.run("visits")
    assert "12  /sleep" in said
    assert "fewer than 5  /about" in said
