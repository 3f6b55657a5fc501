"""In production the safe choice is the one that is made when nobody says anything."""

from pathlib import Path

from portal.config import load
from tests.support.settings import environment

NEEDED = {
    "env": "production",
    "base_url": "https://portal.example.org",
    "mail_server": "relay.example.org",
    "organisation": "Example organisation",
    "contact_email": "hello@example.org",
    "dpo_email": "data.protection@example.org",
}


def test_mail_goes_to_the_relay_encrypted_unless_somebody_says_no(tmp_path: Path) -> None:
    assert load(environment(tmp_path, **NEEDED)).mail_use_tls
    assert not load(environment(tmp_path, **NEEDED, mail_use_tls="no")).mail_use_tls


def test_counting_by_others_is_off_unless_somebody_turns_it_on(tmp_path: Path) -> None:
    assert load(environment(tmp_path, **NEEDED)).analytics_id == ""


def test_no_forwarded_address_is_believed_unless_somebody_says_so(tmp_path: Path) -> None:
    assert load(environment(tmp_path, **NEEDED)).proxy_hops == 0
