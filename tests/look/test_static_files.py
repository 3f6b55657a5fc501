"""What is served beside the pages: built, pinned, and asking for nothing from anywhere else."""

import hashlib
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "portal" / "static"
SHEET = (STATIC / "css" / "portal.css").read_text(encoding="utf-8")


def test_an_old_browser_gets_no_style_rather_than_a_wrong_one() -> None:
    # STACK trap 5: NetSurf draws every NHS radio as ticked, and does not know @supports.
    inside = SHEET.split("@supports (opacity: 0){", 1)
    assert len(inside) == 2
    assert "{" not in inside[0]


def test_the_stylesheet_asks_for_nothing() -> None:
    assert "url(" not in SHEET
    assert "@import" not in SHEET


def test_no_nhs_identity_is_shipped() -> None:
    # STACK trap 3
    assert not re.search(r"frutiger|nhs-logo|005eb8|@font-face", SHEET, re.IGNORECASE)


def test_the_first_round_trip_carries_the_stylesheet() -> None:
    # About 14.6 KB by brotli; raw size is what can be measured here without it.
    assert len(SHEET) < 90_000


@pytest.mark.parametrize("line", (STATIC / "vendor" / "SHA256SUMS").read_text().splitlines())
def test_what_is_vendored_is_what_was_taken(line: str) -> None:
    digest, name = line.split()
    assert hashlib.sha256((STATIC / "vendor" / name).read_bytes()).hexdigest() == digest


def test_everything_vendored_is_listed_and_has_its_licence() -> None:
    listed = {
        line.split()[1] for line in (STATIC / "vendor" / "SHA256SUMS").read_text().splitlines()
    }
    present = {file.name for file in (STATIC / "vendor").iterdir()}
    assert present - {"SHA256SUMS", "VERSIONS"} == listed
    assert {"htmx.LICENCE.txt", "nhsuk-frontend.LICENCE.txt"} <= listed


def test_our_script_keeps_nothing_and_calls_nobody() -> None:
    forbidden = {"localStorage", "sessionStorage", "cookie", "indexedDB", "fetch", "eval"}
    for name in ("portal.js", "unsent.js"):
        words = re.findall(r"\w+", (STATIC / "js" / name).read_text(encoding="utf-8"))
        assert not forbidden & set(words), name
