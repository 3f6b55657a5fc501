"""A mail that is made once for many says to each reader what one made for them alone would say."""

import random
import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from flask import Flask

from portal.outbox.compose import HeaderError, Source, compose
from portal.outbox.moulds import LEAVE, LONGEST, NOBODY, Copy, Mould, greeting, mould
from tests.outbox.test_compose import HOSTILE, SEPARATORS, with_templates

pytestmark = pytest.mark.one_database

BODY = "# News\n\n{% if name %}\nHello {{ name }},\n\n{% endif %}\n{{ text }}\n"
TEXT = Source("Some =01 words, 100 % à la carte. " * 9 + "\n\n- One [thing](/sleep)\n")
WAY_OUT = "http://localhost/bulletins/unsubscribe/" + "aB-_" * 30
NAMES = ["", "Ann", "Zoë 🦊 O'Hara", "=01 =3D", "a\tb", ".", HOSTILE[:LONGEST], "w" * 99]


@pytest.fixture(autouse=True)
def _templates(app: Flask) -> Iterator[None]:
    with_templates(app, {"n/subject.txt": "News — à la carte\n", "n/body.md": BODY})
    with app.app_context():
        yield


def composed(name: str, leave: str, to: str) -> EmailMessage:
    """The mail with these values in it."""
    links = [{"label": "Leave", "href": leave}]
    values = {"name": name, "text": TEXT, "why": "You chose: Sleep.", "links": links}
    return compose("n", to, values, headers={"List-Post": "NO"}, automatic=False)


def copied(name: str, **headers: str) -> tuple[Mould, bytes]:
    """A copy of a mail that was made for nobody."""
    written, own = greeting(name)
    made = mould(("n", written), lambda: composed(written, LEAVE, NOBODY))
    copy = Copy(made, "ann@example.org", {**own, "leave": WAY_OUT}, headers)
    return made, copy.wire("<1@example.org>")


def read(raw: bytes) -> tuple[dict[str, str], list[str]]:
    """The headers and both parts; the boundary and the second are each mail's own."""
    parsed = message_from_bytes(raw, policy=policy.default)
    parts = [parsed.get_body((kind,)) for kind in ("plain", "html")]
    headers = dict(parsed.items())
    kind = headers.pop("Content-Type")
    assert kind.startswith("multipart/alternative")
    assert headers.pop("Date").endswith("+0000")
    return headers, [part.get_content() for part in parts if part]


@pytest.mark.parametrize("name", NAMES)
def test_a_copy_says_what_a_mail_for_this_reader_alone_says(name: str) -> None:
    alone = composed(name, WAY_OUT, "ann@example.org")
    alone["Message-ID"] = "<1@example.org>"
    _, raw = copied(name)
    (headers, parts), (their_headers, their_parts) = read(raw), read(alone.as_bytes())
    assert headers == their_headers
    assert [_unescaped(part) for part in parts] == [_unescaped(part) for part in their_parts]
    assert "<script" not in parts[1]


@pytest.mark.parametrize("name", NAMES)
def test_no_line_of_a_copy_is_longer_than_the_standard_allows(name: str) -> None:
    _, raw = copied(name)
    body = raw.partition(b"\r\n\r\n")[2]
    assert max(len(line) for line in body.split(b"\r\n")) <= 76
    assert b"\n" not in raw.replace(b"\r\n", b"")


def test_readers_share_what_is_not_their_own() -> None:
    first, raw = copied("Ann")
    second, other = copied("Zoë")
    assert first is second
    assert b"Ann" in raw
    assert b"Ann" not in other
    assert b"Zo=C3=AB" in other
    assert copied("")[0] is not first, "nobody is greeted by no name"


@pytest.mark.parametrize("separator", SEPARATORS, ids=repr)
def test_no_header_can_be_started_from_an_address(separator: str) -> None:
    with pytest.raises(HeaderError):
        Copy(copied("")[0], f"a@example.org{separator}Bcc: x@example.org", {}, {}).wire("<1@x>")


@pytest.mark.parametrize("drawn", [10**17 + 1, 2 * 10**17])
def test_a_boundary_is_never_taken_for_a_value(monkeypatch: pytest.MonkeyPatch, drawn: int) -> None:
    # Python's own boundary is 15 times = and a number: one in fifty begins with 01 or 02.
    monkeypatch.setattr(random, "randrange", lambda *_: drawn)
    _, parts = read(copied("Ann")[1])
    assert len(parts) == 2
    assert "Hello Ann" in parts[0]


def test_the_boundary_may_be_any_number() -> None:
    message = composed("", LEAVE, NOBODY)
    message.set_boundary("===============0123456789012345678==")
    raw = Copy(mould(None, lambda: message), "ann@example.org", {"leave": WAY_OUT}, {}).wire(
        "<1@x>"
    )
    assert len(read(raw)[1]) == 2


def test_a_mail_of_one_part_makes_no_mould() -> None:
    message = EmailMessage()
    message.set_content("x")
    with pytest.raises(ValueError, match="a text and an HTML part"):
        mould("one part", lambda: message)


def _unescaped(part: str) -> str:
    return re.sub("&(#39|#34|quot);", lambda found: "'" if found[1] == "#39" else '"', part)
