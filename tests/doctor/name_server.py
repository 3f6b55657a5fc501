"""A name server on this machine that knows what a test tells it."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
from dns.resolver import Resolver


class _Server(socketserver.UDPServer):
    """Answers from a table of TXT records; a name that is not in it and below none is unknown."""

    texts: dict[str, list[str]]


class _Handler(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        data, sock = self.request
        asked = dns.message.from_wire(data)
        name = asked.question[0].name.to_text(omit_final_dot=True)
        answer = dns.message.make_response(asked)
        answer.flags |= dns.flags.RA
        assert isinstance(self.server, _Server)
        known = self.server.texts
        if name in known and "TXT" in asked.question[0].to_text():
            for each in known[name]:
                pieces = [each[at : at + 200] for at in range(0, len(each), 200)]
                words = " ".join(f'"{piece}"' for piece in pieces)
                answer.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", "TXT", words))
        elif not any(each == name or each.endswith(f".{name}") for each in known):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        sock.sendto(answer.to_wire(), self.client_address)


@contextmanager
def serve(texts: dict[str, list[str]]) -> Iterator[Resolver]:
    """Serve these records; gives a resolver that asks here."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.texts = texts
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            resolver = Resolver(configure=False)
            resolver.nameservers = ["127.0.0.1"]
            resolver.port = int(server.server_address[1])
            yield resolver
        finally:
            server.shutdown()
            thread.join()
