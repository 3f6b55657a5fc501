"""Nobody is reached whom the register does not know: asked of real sockets, not of the register."""

import logging
import smtplib
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path
from urllib.error import URLError

import pytest
from flask import Flask

from portal.app import create_app
from portal.core import checks, outbound
from portal.core.outbound import Guard, OutboundError
from portal.outbox.transport import Relay, RelayDownError
from tests.support.settings import make_settings
from tests.support.tools import ROOT

pytestmark = pytest.mark.one_database

# RFC 5737: addresses of nobody. RFC 2606: a name that nobody has.
STRANGER, OTHER, RELAY = "203.0.113.1", "203.0.113.2", "198.51.100.7"
NAME, RELAY_NAME = "records.invalid", "relay.invalid"
ALONE = "from portal.core import outbound; print(outbound.check().problem)"


def datagram(address: str) -> None:
    """Connect a datagram socket, which sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect((address, 9))


def send(address: str) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.sendto(b"canary", (address, 9))


def unlisted(host: str) -> bool:
    """Whether the guard, and not the network, stops a look-up."""
    try:
        socket.getaddrinfo(host, 25)
    except OutboundError:
        return True
    except socket.gaierror:
        return False
    return False


@pytest.mark.parametrize("host", [STRANGER, NAME, "example.org", "2001:db8::1"])
def test_a_connection_to_a_stranger_is_refused_at_once(app: Flask, host: str) -> None:
    with pytest.raises(OutboundError):
        socket.create_connection((host, 443), timeout=20)


@pytest.mark.parametrize("attempt", [datagram, send])
def test_so_is_one_that_never_looks_up_a_name(app: Flask, attempt: object) -> None:
    assert callable(attempt)
    with pytest.raises(OutboundError):
        attempt(STRANGER)


def test_the_usual_ways_out_meet_it_as_a_fault_of_the_network(app: Flask) -> None:
    with pytest.raises(OutboundError):
        smtplib.SMTP(NAME, 25, timeout=20)
    with pytest.raises(URLError) as caught:
        urllib.request.urlopen(f"https://{NAME}/patients", timeout=20)
    assert isinstance(caught.value.reason, OutboundError)


@pytest.mark.parametrize(
    "ask", [socket.gethostbyname, socket.gethostbyaddr, socket.gethostbyname_ex]
)
def test_the_older_ways_to_look_up_are_watched_too(app: Flask, ask: object) -> None:
    assert callable(ask)
    with pytest.raises(OutboundError):
        ask(NAME)


def test_the_name_of_a_strangers_address_is_not_asked_for(app: Flask) -> None:
    with pytest.raises(OutboundError):
        socket.getnameinfo((STRANGER, 25), 0)


def test_the_relay_and_the_database_may_be_reached(tmp_path: Path) -> None:
    assert unlisted(RELAY_NAME)
    assert unlisted("db.invalid")
    database = "postgresql+psycopg://portal@db.invalid/portal"
    create_app(make_settings(tmp_path, database, mail_server=f"{RELAY_NAME.upper()}."))
    assert not unlisted(RELAY_NAME)
    assert not unlisted("db.invalid")


def test_a_relay_that_is_given_as_an_address_may_be_reached(tmp_path: Path) -> None:
    with pytest.raises(OutboundError):
        datagram(RELAY)
    create_app(make_settings(tmp_path, mail_server=RELAY))
    datagram(RELAY)
    with pytest.raises(OutboundError):
        datagram(OTHER)


def test_this_machine_may_be_reached_by_every_name_it_has(app: Flask) -> None:
    listener = socket.create_server(("", 0))
    port = listener.getsockname()[1]
    for host in ("127.0.0.1", "127.1.2.3", "localhost", "LOCALHOST"):
        socket.create_connection((host, port), timeout=5).close()
    listener.close()
    for entry in socket.getaddrinfo(socket.gethostname(), 9, socket.AF_INET, socket.SOCK_DGRAM):
        datagram(str(entry[4][0]))
    one, other = socket.socketpair(socket.AF_UNIX)
    one.close()
    other.close()


def test_a_relay_is_met_at_whatever_address_its_name_has_just_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = iter(["198.51.100.9", "198.51.100.10", "198.51.100.11"])

    def name_server(_host: str, _port: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), 0))]

    monkeypatch.setattr(socket, "getaddrinfo", name_server)
    guard = Guard()
    guard.allow(["relay.example.org"])
    guard.look_up("relay.example.org", 25)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        guard.connect(sock, ("198.51.100.9", 25))
        guard.connect(sock, ("198.51.100.10", 25))
        with pytest.raises(OutboundError):
            guard.connect(sock, (STRANGER, 25))


def test_mail_that_cannot_go_out_is_a_relay_that_is_down(app: Flask) -> None:
    app.config["MAIL_SERVER"] = NAME
    relay = Relay(app.extensions["portal_settings"])
    with pytest.raises(RelayDownError):
        relay.send("amal@example.org", b"", "1.tag")


def test_the_log_says_that_it_happened_and_not_to_whom(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING), pytest.raises(OutboundError) as caught:
        datagram(STRANGER)
    assert [record.getMessage() for record in caplog.records] == ["outbound connection refused"]
    assert STRANGER not in str(caught.value)


def test_the_check_is_silent_while_the_guard_stands(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    assert checks.run("outbound").problem == ""
    assert not caplog.records


def test_the_check_notices_that_there_is_no_guard() -> None:
    said = subprocess.run(
        [sys.executable, "-c", ALONE], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert said.strip() == "nothing stopped a connection to an unknown address or name"


def test_the_check_notices_a_guard_that_lets_somebody_through(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbound.guard, "hosts", {*outbound.guard.hosts, "203.0.113.1"})
    assert checks.run("outbound").problem.endswith("unknown address")
