"""The register of outside organisations: who may be let in, and the mistakes it refuses."""

from pathlib import Path

import pytest

from portal.register import RegisterError, cookies, third_parties
from portal.register.reading import FOLDER
from portal.register.third_parties import FILE, load
from tests.support.settings import make_settings

GOOD = (FOLDER / FILE).read_text(encoding="utf-8")


def test_counting_is_offered_only_where_it_is_turned_on(tmp_path: Path) -> None:
    off = third_parties().asked_for(make_settings(tmp_path))
    on = third_parties().asked_for(make_settings(tmp_path, analytics_id="G-ABC1234567"))
    assert {p.key for p in on} - {p.key for p in off} == {"google-analytics"}


def test_links_load_nothing() -> None:
    links = third_parties().of("link")
    assert {party.key for party in links} == {"x", "linkedin", "facebook"}
    assert not any(party.hosts or party.csp for party in links)


def test_no_policy_is_ever_loosened_beyond_named_hosts() -> None:
    sources = {s for p in third_parties().entries for each in p.csp.values() for s in each}
    assert sources
    assert all(source.startswith("https://") and "*" not in source for source in sources)


def test_everything_that_needs_consent_is_in_the_question() -> None:
    assert {p.key for p in third_parties().of("consent")} <= cookies().revisions[-1].covers


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"https://www.youtube-nocookie.com"', "\"'unsafe-inline'\"", "write https://"),
        ('"https://www.youtube-nocookie.com"', '"https:"', "write https://"),
        ('"https://www.youtube-nocookie.com"', '"https://cdn.example"', "one of its hosts"),
        ("frame-src", "default-src", "unknown key 'default-src'"),
        ('key = "x"', 'key = "youtube"', "listed twice"),
        ('category = "link"', 'category = "link"\nhosts = ["x.com"]', "a link loads nothing"),
        ('policy = "https://policies.google.com/privacy"\n', "", "people must know"),
        ('setting = "analytics_id"', 'setting = "analytics"', "write one of"),
    ],
)
def test_a_mistake_is_refused_with_its_remedy(
    old: str, new: str, words: str, tmp_path: Path
) -> None:
    assert old in GOOD
    (tmp_path / FILE).write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RegisterError, match=FILE) as caught:
        load(tmp_path)
    assert words in str(caught.value)
