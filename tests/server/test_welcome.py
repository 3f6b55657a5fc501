"""What `portal serve` says first: addresses that answer whoever opens them."""

from pathlib import Path

import pytest

from portal.server import welcome
from tests.house.test_routes import PRODUCTION
from tests.support.settings import make_settings

URL = "https://portal.care.example.org"


def said(folder: Path, host: str = "127.0.0.1", **settings: str) -> str:
    return "\n".join(welcome(make_settings(folder, **settings), True, host, 8000))


def test_in_production_it_names_the_address_that_people_use(tmp_path: Path) -> None:
    words = said(tmp_path, **{**PRODUCTION, "base_url": URL})
    assert f"is at {URL}\n" in words
    assert f"Staff sign in at {URL}/staff/sign-in\n" in words
    assert "It listens at http://127.0.0.1:8000 " in words
    assert words.count("127.0.0.1") == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])  # noqa: S104 (nothing listens)
def test_on_one_machine_there_is_one_address(host: str, tmp_path: Path) -> None:
    words = said(tmp_path, host, base_url="http://127.0.0.1:8000")
    assert "is at http://127.0.0.1:8000\n" in words
    assert "read it at http://127.0.0.1:8000/dev/mail\n" in words
    assert "It listens" not in words
