"""A mail relay that fails in a way a test chooses, and remembers every mail it was given whole."""

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

FINE = "fine"
ANSWERS = {"": "220 ready", "DATA": "354 go on", "QUIT": "221 bye", ".": "250 2.0.0 taken"}
CUT, HANG = "cut", "hang"


@dataclass
class BadRelay:
    """`mode` is `fine`, or a command and what is answered to it: a code, `cut` or `hang`.

    The command is "" for the greeting and "." for the end of the mail.
    """

    listener: socket.socket
    mode: tuple[str, str] = (FINE, "")
    mails: list[bytes] = field(default_factory=list)
    on_mail: Callable[[], object] = bool

    @property
    def settings(self) -> dict[str, object]:
        """What `make_app` needs to send here."""
        host, port = self.listener.getsockname()
        return {"mail_server": host, "mail_port": port, "mail_use_tls": "no"}

    def run(self) -> None:
        """Serve one connection after the other, until the listener is closed."""
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            with connection:
                self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        try:
            with connection.makefile("rwb", buffering=0) as file:
                while self._answer(file, ""):
                    while line := file.readline():
                        word = line.split()[0].decode().upper() if line.split() else ""
                        if not self._answer(file, word) or word == "QUIT":
                            return
                        if word == "DATA" and not self._take(file):
                            return
                    return
        except OSError:
            return  # the portal hung up first

    def _answer(self, file: socket.SocketIO, word: str) -> bool:
        command, answer = self.mode
        if command != word:
            file.write(f"{ANSWERS.get(word, '250 OK')}\r\n".encode())
            return True
        if answer == HANG:
            file.read()  # until the portal has had enough
        if answer in {CUT, HANG}:
            return False
        file.write(f"{answer}\r\n".encode())
        return True

    def _take(self, file: socket.SocketIO) -> bool:
        if self.mode[0] == "DATA":
            return True
        lines = []
        while (line := file.readline()) not in {b".\r\n", b""}:
            lines.append(line)
        self.mails.append(b"".join(lines))
        self.on_mail()
        return self._answer(file, ".")


@pytest.fixture
def bad_relay() -> Iterator[BadRelay]:
    """A relay on this machine that does what its `mode` says."""
    listener = socket.create_server(("127.0.0.1", 0))
    relay = BadRelay(listener)
    thread = threading.Thread(target=relay.run, daemon=True)
    thread.start()
    yield relay
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(5)
