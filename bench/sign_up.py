"""A sign-up beside the one INSERT it cannot do without."""

import itertools
import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path

from werkzeug.test import Client

from bench.timing import in_turns, portal
from portal.core.database import PRAGMAS, sqlite

CALLS = 30
ROW_BYTES = 400


def measure() -> Iterator[str]:
    """Print what a POST costs, and how many bare inserts that is."""
    app = portal()
    client, numbers = Client(app), itertools.count()
    file = sqlite.connect(Path(tempfile.mkdtemp(prefix="bench-")) / "raw.db", isolation_level=None)
    for pragma in PRAGMAS:
        file.execute(f"PRAGMA {pragma}")
    file.execute("CREATE TABLE raw (id INTEGER PRIMARY KEY, body BLOB)")

    def post() -> None:
        # A network of its own for each, or the limit would be what is measured.
        number = next(numbers)
        answer = client.post(
            "/bulletins/sign-up",
            data={"email": f"p{number}@example.org", "topics": "wellbeing", "frequency": "each"},
            environ_base={"REMOTE_ADDR": f"10.{number >> 8}.{number & 255}.1"},
        )
        assert answer.status_code == 303, answer.status_code

    def insert() -> None:
        file.execute("BEGIN IMMEDIATE")
        file.execute("INSERT INTO raw (body) VALUES (?)", (secrets.token_bytes(ROW_BYTES),))
        file.execute("COMMIT")

    took = in_turns(CALLS, post=post, insert=insert)
    yield f"sign-up: {took['post'] / 1000:.1f} ms"
    yield f"  {took['post'] / took['insert']:.1f} × one durable INSERT ({took['insert']:.0f} µs)"
    yield "  two of its commits are the record's key and the record: they live in two stores"
