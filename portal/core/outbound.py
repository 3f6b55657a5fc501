"""The outbound guard: this process connects to the register's processors and to nobody else.

An audit hook sees what Python's own sockets are about to do, and refuses it before a packet leaves:
looking up a name, or connecting and sending to an address, unless it is this machine's, or one of a
host in a setting that ``hosts_from`` in third_parties.toml names. Once in a process it stays.

What it cannot see: connections made in C, such as PostgreSQL's (libpq), and other programs. A name
that is handed straight to connect() is looked up before Python says so, though not connected to.
An operator closes all that with the machine's firewall (docs/deployment.md).
"""

import errno
import logging
import socket
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from typing import Any

from flask import Flask

from portal.core import checks
from portal.core.site import EXTENSION as SETTINGS
from portal.register import third_parties

REFUSED = "outbound connection refused"
# RFC 5737 and RFC 2606: an address and a name that are nobody's. Connecting a datagram socket
# sends nothing, so the check is silent even where the guard is missing.
NOBODYS_ADDRESS = ("203.0.113.1", 9)
NOBODYS_NAME = "outbound-check.invalid"
CHECK = "outbound"

logger = logging.getLogger(__name__)


class OutboundError(OSError):
    """Something tried to reach a host that the register does not know."""

    def __init__(self) -> None:
        super().__init__(errno.EACCES, REFUSED)


class Guard:
    """Which hosts the apps of this process may reach, and the addresses that these have."""

    def __init__(self) -> None:
        self.hosts: set[str] = set()
        self.addresses: set[str] = set()
        self.met: set[str] = set()
        self.installed = False
        # What this thread is in the midst of: "learning" where an allowed host is, or "quiet".
        self.doing = threading.local()

    def allow(self, hosts: Iterable[str]) -> None:
        """Let these hosts be reached, by name or by address."""
        self.hosts.update(_plain(host) for host in hosts)

    def install(self) -> None:
        """Begin; there is no end."""
        if not self.installed:
            self.installed = True
            sys.addaudithook(_hook)

    def look_up(self, host: object, *_: object) -> None:
        """A name is about to be looked up."""
        name = _plain(host)
        if _is_own(name):
            return
        if name not in self.hosts | self.addresses:
            self.refuse()
        if not self.is_doing("learning"):
            self.met.add(name)
            self._learn(name)

    def look_back(self, address: tuple[Any, ...]) -> None:
        """The name of an address is about to be looked up."""
        self.look_up(address[0])

    def connect(self, sock: socket.socket, address: object) -> None:
        """A socket is about to reach an address: a path, or a host and a port."""
        if address is None or sock.family == socket.AF_UNIX:
            return
        host = _plain(address[0]) if isinstance(address, tuple) and address else ""
        if sock.family not in (socket.AF_INET, socket.AF_INET6):
            self.refuse()
        if _is_own(host) or host in self.hosts | self.addresses:
            return
        # A big host is somewhere else each time it is asked: ask again before refusing.
        for name in tuple(self.met):
            self._learn(name)
        if host not in self.addresses:
            self.refuse()

    def refuse(self) -> None:
        """Raise, after one line in the log that names nobody."""
        if not self.is_doing("quiet"):
            with self.now("quiet"):  # a log may itself be sent somewhere
                logger.warning(REFUSED)
        raise OutboundError

    def is_doing(self, what: str) -> bool:
        """Whether this thread is in the midst of it."""
        return getattr(self.doing, what, False)

    @contextmanager
    def now(self, what: str) -> Iterator[None]:
        """Say that this thread is doing something, until it has."""
        before = self.is_doing(what)
        setattr(self.doing, what, True)
        try:
            yield
        finally:
            setattr(self.doing, what, before)

    def _learn(self, name: str) -> None:
        """Remember which addresses an allowed name has: a connection names only those."""
        with self.now("learning"):
            try:
                found = socket.getaddrinfo(name, None)
            except (OSError, UnicodeError):
                return  # whoever asked will hear the same
        self.addresses.update(_plain(entry[4][0]) for entry in found)


LOOKS: dict[str, Callable[..., None]] = {
    "socket.getaddrinfo": Guard.look_up,
    "socket.gethostbyname": Guard.look_up,
    "socket.gethostbyaddr": Guard.look_up,
    "socket.getnameinfo": Guard.look_back,
    "socket.connect": Guard.connect,
    "socket.sendto": Guard.connect,
    "socket.sendmsg": Guard.connect,
}
guard = Guard()


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    # Python calls this dozens of times in a request. As a method it would cost four times as much.
    if event in LOOKS:
        LOOKS[event](guard, *arguments)


def init_app(app: Flask) -> None:
    """Let the app reach its processors, and the process nobody else."""
    settings = app.extensions[SETTINGS]
    # Mail programs greet with the machine's own name, and look it up first.
    guard.allow([socket.gethostname()])
    for party in third_parties().of("processor"):
        guard.allow(party.hosts_in(settings))
    guard.install()
    checks.register(CHECK, check)


def check() -> checks.Finding:
    """Try an address and a name that nobody may reach."""
    with guard.now("quiet"):
        reached = [what for what, attempt in ATTEMPTS.items() if not _refused(attempt)]
    return checks.looked_at(
        len(ATTEMPTS),
        *("way out to a stranger", "ways out to strangers"),
        (len(reached), "is open", "are open"),
        detail=f"nothing stopped a connection to an unknown {' or '.join(reached)}",
    )


def _refused(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except OutboundError:
        return True
    except OSError:
        return False  # it failed, but nobody stopped it
    return False


def _try_address() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(NOBODYS_ADDRESS)


def _try_name() -> None:
    socket.getaddrinfo(NOBODYS_NAME, None)


ATTEMPTS: dict[str, Callable[[], object]] = {"address": _try_address, "name": _try_name}


def _plain(host: object) -> str:
    """A host as it is compared: small letters, without the dot or the zone at its end."""
    text = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host or "")
    return text.lower().rstrip(".").partition("%")[0]


def _is_own(host: str) -> bool:
    """Whether a host is this machine as it is met from itself."""
    if host in {"", "localhost"} or host.endswith(".localhost"):
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None) or address
    return bool(mapped.is_loopback or mapped.is_unspecified)
