"""What leaves is signed, so that a host can tell our mail from somebody else's (B52, RULES R43)."""

import base64
import re
from collections.abc import Iterator
from functools import lru_cache

import dkim
import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from portal.bulletins.service import sending
from portal.cli import main
from portal.config import DKIM_KINDS, Settings, SettingsError, dkim_key, make_dkim_key
from portal.core.site import current_settings
from portal.outbox.signing import sign
from tests.bulletins.post import Reader
from tests.support.client import PortalClient
from tests.support.databases import MakeApp
from tests.support.settings import make_settings
from tests.support.smtp import Delivered, Sink

pytestmark = pytest.mark.one_database
LIST_HEADERS = ("List-Id", "List-Unsubscribe", "List-Unsubscribe-Post")


@lru_cache
def keys() -> dict[str, str]:
    """A key of each kind, by the name it is published under."""
    return {f"{kind}-1": make_dkim_key(f"{kind}-1", kind).setting for kind in DKIM_KINDS}


def published(name: bytes, timeout: int = 5) -> bytes:
    """What DNS would answer."""
    selector, _, domain = name.decode().partition("._domainkey.")
    assert domain == "portal.example.org."
    return dkim_key(keys()[selector]).record.encode()


def verdicts(raw: bytes) -> list[bool]:
    """What a host that verifies says of each signature."""
    count = len(re.findall(rb"(?m)^DKIM-Signature:", raw))
    return [_verdict(raw, place) for place in range(count)]


def _verdict(raw: bytes, place: int) -> bool:
    try:
        return bool(dkim.DKIM(raw).verify(place, dnsfunc=published))
    except dkim.ValidationError:  # the words are not those that were signed
        return False


@pytest.fixture
def app(make_app: MakeApp, smtp_sink: Sink) -> Iterator[Flask]:
    made = make_app(**smtp_sink.settings, dkim_keys=",".join(keys().values()))
    with made.app_context():
        yield made


@pytest.fixture
def mails(client: PortalClient, smtp_sink: Sink) -> list[Delivered]:
    """A mail with a link, and a bulletin, as they came over the wire."""
    reader = Reader(client, smtp_sink)
    reader.subscribe()
    sending.send("welcome")
    return reader.mails


def test_every_mail_is_signed_with_each_key(mails: list[Delivered]) -> None:
    assert [verdicts(mail.raw) for mail in mails] == [[True, True], [True, True]]


def test_the_ways_out_and_all_that_a_reader_sees_are_covered(mails: list[Delivered]) -> None:
    signature = str(mails[-1].message["DKIM-Signature"])
    covered = re.sub(r"\s", "", re.search(r"\bh=([^;]+)", signature)[1]).split(":")  # type: ignore[index]  # it is there
    assert covered.count("From") == 2
    assert {*LIST_HEADERS, "To", "Subject", "Date", "Message-ID", "Content-Type"} <= {*covered}
    assert "d=portal.example.org;" in signature


@pytest.mark.parametrize("name", ["To", "Subject", "Date", "Message-ID", *LIST_HEADERS])
def test_a_changed_line_is_noticed(mails: list[Delivered], name: str) -> None:
    changed = re.sub(rf"(?m)^({name}: )".encode(), rb"\1x", mails[-1].raw)
    assert changed != mails[-1].raw
    assert not any(verdicts(changed))


def test_a_changed_word_and_a_second_sender_are_noticed(mails: list[Delivered]) -> None:
    raw = mails[-1].raw
    assert not any(verdicts(raw.replace(b"</html>", b"x</html>")))
    assert not any(verdicts(b"From: Somebody <evil@example.org>\r\n" + raw))


WORDS = st.text(alphabet="a. \t\r\n", max_size=60).map(lambda text: re.sub(r"\r|\n", "\r\n", text))


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings with an Ed25519 key, which is quick."""
    folder = tmp_path_factory.mktemp("instance")
    return make_settings(folder, mail_from="a@portal.example.org", dkim_keys=keys()["ed25519-1"])


@given(subject=st.text(alphabet="a \t", max_size=20), body=WORDS)
def test_lines_are_read_as_every_other_host_reads_them(
    settings: Settings, subject: str, body: str
) -> None:
    head = f"From: A <a@portal.example.org>\r\nSubject: {subject}\r\n\tmore\r\nTo: b@example.org"
    raw = f"{head}\r\n\r\n{body}\r\n".encode()
    assert verdicts(sign(raw, settings)) == [True]


def test_without_a_key_nothing_is_added(make_app: MakeApp, smtp_sink: Sink) -> None:
    with make_app(**smtp_sink.settings).app_context():
        assert sign(b"From: a\r\n\r\nb", current_settings()) == b"From: a\r\n\r\nb"


def test_a_key_that_others_can_break_is_refused() -> None:
    short = generate_private_key(65537, 1024)  # noqa: S505 - refused, which is the point
    raw = short.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    text = base64.b64encode(raw).decode()
    with pytest.raises(SettingsError, match="2048 bits") as caught:
        dkim_key(f"s1:{text}")
    assert text not in str(caught.value)


def test_the_command_prints_a_key_that_can_be_set_and_the_record_of_it() -> None:
    done = CliRunner().invoke(main, ["keys", "dkim", "s2026"])
    setting, _, record = done.output.splitlines()
    name, _, value = setting.partition("=")
    assert name == "PORTAL_DKIM_KEYS"
    assert record == f"# {dkim_key(value).record}"
    refused = CliRunner().invoke(main, ["keys", "dkim", "S_2026"])
    assert refused.exit_code == 2
    assert "small letters" in refused.output
