"""Addresses as people write them."""

import pytest

from portal.core.forms import FOREIGN_NAME, capped_mailbox, mailbox, normalise_email, tidy


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  name@Example.ORG ", "name@example.org"),
        ("O'Neil+news@example.org", "O'Neil+news@example.org"),
        ("info@bücher.example", "info@xn--bcher-kva.example"),
        ("info@example.org.", "info@example.org"),
    ],
)
def test_an_address_is_normalised(written: str, kept: str) -> None:
    assert normalise_email(written) == kept


@pytest.mark.parametrize(
    "written",
    ["", "name", "@example.org", "name@", "name@localhost", "a b@example.org", "a@b@example.org",
     "name@exa mple.org", ".a@example.org", "a..b@example.org", "a.@example.org", "a@-.org",
     "a@example..org", "a\r\nBcc: x@example.org", "a@example.org\r\nBcc:x", "a\x0b@example.org",
     "<a@example.org>", "a,b@example.org", "x" * 65 + "@example.org", "a@" + "b." * 130 + "org",
     "é b@example.org"],
)  # fmt: skip
def test_what_no_mail_can_reach_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"Enter an email address like name@example\.org"):
        normalise_email(written)


def test_one_mailbox_however_it_is_spelt() -> None:
    assert mailbox("Name@EXAMPLE.org") == mailbox("name@example.org")
    spellings = ["n.ame+a@example.org", "name+b@example.org", "NAME@example.org"]
    assert {capped_mailbox(spelling) for spelling in spellings} == {"name@example.org"}


def test_what_cannot_be_shown_is_taken_out_and_the_rest_is_kept() -> None:
    assert tidy("  Ann\x00\ud800 Ω\u200d\u202e\n ") == "Ann Ω\u200d\u202e"


@pytest.mark.parametrize(
    "written", ["ü@bücher.example", "jürgen.groß@example.org", "用户@例え.テスト"]
)
def test_a_name_that_no_relay_may_take_is_said_to_be_the_reason(written: str) -> None:
    with pytest.raises(ValueError, match="letters a to z before the @"):
        normalise_email(written)
    assert normalise_email(f"name@{written.rpartition('@')[2]}").isascii()
    assert FOREIGN_NAME.endswith("like name@example.org")
