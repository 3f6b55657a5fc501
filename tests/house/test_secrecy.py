"""Secrecy: what must never be in a log line, and what must never be in the repository."""

import logging
import re

import pytest

from portal.core.logging import SafeFormatter
from tests.house.source import name, tracked
from tests.support.client import PortalClient
from tests.support.tools import ROOT

CANARY = "canary.smith+secret@example.org"
TOKEN = "Canary0Token0Canary0Token0Canary0Token0Canary"
HASHED = re.compile(r"^[A-Za-z0-9][\w.\[\]-]*==[^\s\\]+")
# Spelt so that this file does not hold what it looks for.
FORBIDDEN = re.compile(
    "|".join(
        [
            "\\.\\./sha" + "red",
            "/wo" + "rk/(main|shared)",
            "/ro" + "ot/",
            "py" + "pi\\.org",
            "registry\\.npm" + "js",
            "files\\.python" + "hosted",
            "deb\\.deb" + "ian\\.org",
        ]
    )
)


def test_no_tracked_file_knows_a_registry_or_a_machine() -> None:
    found = [
        f"{name(file)}: {match[0]}"
        for file in tracked()
        if (match := FORBIDDEN.search(file.read_text(encoding="utf-8", errors="replace")))
    ]
    assert not found


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt"])
def test_every_locked_package_has_a_hash_and_no_address(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    entries = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    assert entries
    assert not [each for each in entries if not HASHED.match(each) or "--hash=sha256:" not in each]
    assert "://" not in text
    assert "--index" not in text


def test_every_locked_checker_has_a_hash_and_no_address() -> None:
    for lock in [ROOT / "package-lock.json", *ROOT.glob("assets/package-lock.json")]:
        text = lock.read_text(encoding="utf-8")
        assert '"integrity": "sha512-' in text
        assert '"resolved": "http' not in text


def test_the_formatter_blanks_what_slipped_through() -> None:
    record = logging.LogRecord(
        "portal", logging.INFO, __file__, 1, "to %s with %s", (CANARY, TOKEN), None
    )
    line = SafeFormatter().format(record)
    assert CANARY not in line
    assert TOKEN not in line


def test_no_address_or_token_reaches_a_log_line(
    client: PortalClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    forms = ("/bulletins/sign-up", "/feedback", "/feedback/page", "/cookies/choice")
    for path in (*forms, "/your-data", "/your-data/ask"):
        client.post(path, data={"email": CANARY, "message": CANARY, "name": CANARY, "next": CANARY})
    for path in ("confirm", "unsubscribe", "preferences"):
        client.get(f"/bulletins/{path}/{TOKEN}")
    client.get(f"/your-data/see/{TOKEN}")
    client.get(f"/your-data/erased/{TOKEN}")
    client.get(f"/search?q={CANARY}")
    assert caplog.records, "the canary needs something to sing in"
    assert not [line for line in caplog.messages if "canary" in line.lower()]
