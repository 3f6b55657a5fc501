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


def test_who_works_for_us_is_named_by_the_operator(tmp_path: Path) -> None:
    settings = make_settings(tmp_path, hosting_company="Servers Limited")
    called = {party.key: party.called(settings) for party in third_parties().of("processor")}
    assert called["hosting"] == "Servers Limited"
    assert called["mail"].startswith("our email company (ask")


@pytest.mark.parametrize(
    ("address", "hosts"),
    [
        ("sqlite:////tmp/portal.db", set()),
        ("postgresql+psycopg://portal@db.example.org:5433/portal", {"db.example.org"}),
        ("postgresql+psycopg://portal@[2001:db8::7]/portal", {"2001:db8::7"}),
        ("postgresql+psycopg:///portal?host=/run/postgresql", set()),
        (
            "postgresql+psycopg:///portal?host=one:1,two&hostaddr=192.0.2.9",
            {"one", "two", "192.0.2.9"},
        ),
    ],
)
def test_the_hosts_of_a_database_are_known(address: str, hosts: set[str], tmp_path: Path) -> None:
    hosting = third_parties().find("hosting")
    assert hosting is not None
    assert hosting.hosts_in(make_settings(tmp_path, address)) == hosts


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
        ('setting_name = "mail_company"', 'setting_name = "post"', "write one of"),
        ('setting_name = "mail_company"\n', "", "a processor has setting_name"),
        ('hosts_from = ["mail_server"]', 'hosts_from = ["relay"]', "name of a setting"),
        ('category = "link"', 'category = "link"\nhosts_from = ["name"]', "for a processor"),
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
