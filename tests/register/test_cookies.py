"""The register of cookies: what it says, and the mistakes it refuses by file, entry and remedy."""

from pathlib import Path

import pytest

from portal.register import RegisterError, cookies
from portal.register.cookies import FILE, load
from portal.register.reading import FOLDER

YEAR = 31_536_000
GOOD = (FOLDER / FILE).read_text(encoding="utf-8")
# RULES 1, written out again: a slip in the register must not go unseen.
OURS = {
    "cookieconsent_status": ({"allow", "deny", "dismiss"}, YEAR, "necessary"),
    "cookieconsent_revision": ({"1", "2"}, YEAR, "necessary"),
    "contrast-mode": ({"high", "dark", "yellow-on-black"}, YEAR, "appearance"),
    "saveFontSize": ({"100", "125", "150", "200"}, YEAR, "appearance"),
    "accessibility-controls": ({"open", "closed"}, YEAR, "appearance"),
}


def broken(folder: Path, old: str, new: str) -> RegisterError:
    assert old in GOOD
    (folder / FILE).write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RegisterError) as caught:
        load(folder)
    assert FILE in str(caught.value)
    return caught.value


@pytest.mark.parametrize("name", OURS)
def test_our_cookies_are_as_the_rules_say(name: str) -> None:
    entry = cookies().ours(name)
    assert entry is not None
    assert (set(entry.values), entry.max_age, entry.category) == OURS[name]
    assert (entry.path, entry.same_site, entry.http_only) == ("/", "Lax", True)


def test_the_language_lasts_one_visit_and_needs_consent() -> None:
    entry = cookies().ours("googtrans")
    assert entry is not None
    assert (entry.max_age, entry.category) == (0, "consent")
    assert entry.accepts("/en/fr")
    assert not entry.accepts("/en/xx")


def test_nothing_else_is_ours_and_nothing_of_ours_identifies() -> None:
    ours = [entry for entry in cookies().entries if entry.ours and not entry.is_staff]
    assert {entry.name for entry in ours} == {*OURS, "googtrans"}
    assert not any(entry.identifier for entry in ours)


def test_the_one_exception_is_for_staff_under_the_desk_s_path() -> None:
    staff = cookies().in_use("staff")
    assert {entry.name for entry in staff} == {"portal_staff", "__Secure-portal_staff"}
    for entry in staff:
        assert (entry.path, entry.same_site, entry.max_age) == ("/staff", "Strict", 0)
        assert entry.identifier
        assert entry.http_only
        assert entry not in cookies().needing_consent()
        assert entry.accepts("a" * 43)
        assert not entry.accepts("a" * 42)


def test_a_pattern_finds_names_but_an_exact_entry_wins() -> None:
    found = [cookies().find(name) for name in ("_ga", "_ga_ABC123", "_gat", "__utma")]
    assert [entry and entry.name for entry in found] == ["_ga", "_ga_*", None, "__utm*"]


def test_the_old_notice_s_names_are_told_apart_from_what_is_used() -> None:
    retired = {entry.name for entry in cookies().unused()}
    assert {"use_hitbox", "guest_id", "csrftoken", "L1e", "visit", "PHPSESSID"} <= retired
    assert not retired & {entry.name for entry in cookies().in_use("consent")}


def test_a_portal_asks_the_smallest_question_that_covers_what_it_uses() -> None:
    assert cookies().question(frozenset({"youtube", "google-translate"})) == 1
    assert cookies().question(frozenset({"youtube", "google-analytics"})) == 2


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('values = ["open", "closed"]\n', "", "a list of values"),
        ('name = "contrast-mode"', 'name = "contrast mode"', "letters, digits"),
        ('name = "contrast-mode"', 'name = "saveFontSize"', "listed twice"),
        ('category = "appearance"', 'category = "nice"', "write one of necessary"),
        ("max_age = 31536000", 'max_age = "a year"', "whole number"),
        ("max_age = 31536000", "maxage = 31536000", "unknown key 'maxage'"),
        ("identifier = true\nlifetime", "identifer = true\nlifetime", "unknown key 'identifer'"),
        ('set_by = "portal"\n', "", "set_by is missing"),
        ('set_by = "portal"\n', 'set_by = "portal"\nidentifier = true\n', "never identify"),
        ("seen = 2026-11-22\n", "", "last seen"),
        ('service = "youtube"\n', "", "service is missing"),
        ('fr = ["Français", "French"]', 'fr = ["French"]', "write a language as"),
        ("number = 2", "number = 3", "number the revisions 1, 2, 3"),
        ('covers = ["google-translate", "youtube", "google-analytics"]', 'covers = ["x"]', "more"),
        ("[[revisions]]", "[[revision]]", "number the revisions 1, 2, 3"),
    ],
)
def test_a_mistake_is_refused_with_its_remedy(
    old: str, new: str, words: str, tmp_path: Path
) -> None:
    assert words in str(broken(tmp_path, old, new))


def test_nobody_is_taken_to_have_agreed_to_what_they_were_not_asked(tmp_path: Path) -> None:
    error = broken(tmp_path, 'service = "google-analytics"', 'service = "chat"')
    assert "revision 2 of the question does not cover 'chat'" in str(error)
    assert "number = 3" in str(error)


def test_a_file_that_is_not_toml_is_named(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("cookies = [", encoding="utf-8")
    with pytest.raises(RegisterError, match=FILE):
        load(tmp_path)
