"""A request for a host that is not ours is refused, with words; ours has one spelling."""

import pytest
from flask import Flask

from tests.house import routes
from tests.house.test_routes import VARIABLE
from tests.support.client import PortalClient

pytestmark = pytest.mark.one_database

URL = "https://portal.example.org"
FOREIGN = {"Host": "evil.example.net"}
PROBES = ("/health/live", "/health/ready")
LYNX = "Lynx/2.9.0dev.12 libwww-FM/2.14"


@pytest.mark.parametrize("path", ["/", "/about", "/no-such-page", "/health//live", "/health/live/"])
def test_another_host_is_told_no_on_a_whole_page(client: PortalClient, path: str) -> None:
    answer = client.get(path, headers=FOREIGN)
    assert answer.status_code == 400
    assert "We could not read that" in answer.text
    assert "evil.example.net" not in answer.text
    assert "evil.example.net" not in str(answer.headers)


def test_no_route_answers_another_host_but_a_probe(app: Flask, client: PortalClient) -> None:
    rules = {rule.rule for rule in app.url_map.iter_rules()} - set(PROBES)
    paths = {VARIABLE.sub(lambda match: routes.SAMPLES[match[1]], rule) for rule in rules}
    for path in sorted(paths | {"/staff/no-such-page", "/staff/people/x/y", "/no/such/page"}):
        for method in ("GET", "HEAD", "POST", "DELETE"):
            answer = client.open(path, method=method, headers=FOREIGN, check=False)
            assert answer.status_code == 400, (path, method)
            assert "Location" not in answer.headers, (path, method)


@pytest.mark.parametrize("host", ["10.0.0.5:8000", "[fd00::5]:8000", "evil.example.net", "?", ""])
def test_a_probe_is_answered_under_any_name(host: str, client: PortalClient) -> None:
    for path in PROBES:
        asked = client.get(path, headers={"Host": host})
        plain = client.get(path)
        assert (asked.status_code, asked.data) == (plain.status_code, plain.data), path
        assert "Location" not in asked.headers


@pytest.mark.settings(base_url=URL, trusted_hosts="Other.example,.Care.example")
@pytest.mark.parametrize(
    "host",
    [
        *("portal.example.org", "PORTAL.Example.org:443", "portal.example.org."),
        *(
            "Portal.example.ORG.:8443",
            "other.EXAMPLE",
            "other.example.",
            "care.example",
            "a.b.CARE.example.",
        ),
    ],
)
def test_our_host_is_ours_in_any_spelling_and_no_link_repeats_it(
    host: str, client: PortalClient
) -> None:
    page = client.get("/about", headers={"Host": host})
    assert page.status_code == 200
    assert 'href="https://portal.example.org/about"' in page.text
    assert host == "portal.example.org" or host not in page.text
    assert client.get("/robots.txt", headers={"Host": host}).text.endswith(
        "https://portal.example.org/sitemap.xml\n"
    )
    named = client.get("/favicon.ico", headers={"Host": host, "User-Agent": LYNX})
    at = host.lower().replace(".:", ":").rstrip(".")
    assert named.headers["Location"].partition("/static/")[0] == f"http://{at}"


@pytest.mark.settings(base_url=URL, trusted_hosts=".care.example")
@pytest.mark.parametrize(
    "host",
    [
        *("portal.example.org..", ".portal.example.org", "portal.example.org@evil.example"),
        *(
            "portal.example.org:0",
            "portal.example.org:65536",
            "portal.example.org:x",
            "xcare.example",
        ),
        *(
            "xcare.example",
            "portal.example.org.evil.example",
            "localhost",
            "127.0.0.1",
            "portal.example.org/",
            "",
        ),
    ],
)
def test_what_only_looks_like_our_host_is_not(host: str, client: PortalClient) -> None:
    assert client.get("/about", headers={"Host": host}).status_code == 400


@pytest.mark.settings(base_url="http://[::1]:8000")
def test_a_portal_can_be_at_a_number(client: PortalClient) -> None:
    for host, status in (("[::1]:8000", 200), ("127.0.0.1:8000", 200), ("[::2]:8000", 400)):
        assert client.get("/about", headers={"Host": host}).status_code == status, host


@pytest.mark.settings(base_url=URL)
@pytest.mark.parametrize(
    ("origin", "status"),
    [
        *(("https://portal.example.org", 422), ("https://portal.example.org.", 422)),
        *(("https://portal.example.org.evil.example", 403), ("null", 403), ("https://", 403)),
    ],
)
def test_a_form_may_come_from_our_host_as_it_was_typed(
    origin: str, status: int, client: PortalClient
) -> None:
    sent = {"Host": "portal.example.org.", "Origin": origin}
    assert client.post("/feedback", data={"message": ""}, headers=sent).status_code == status


def test_the_sign_in_never_leads_to_itself(client: PortalClient) -> None:
    for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"):
        answer = client.open("/staff/sign-in", method=method)
        assert answer.headers.get("Location") is None, method
    assert client.put("/staff/sign-in").status_code == 405


@pytest.mark.parametrize(
    "path", ["/{}", "/sleep/{}", "/embeds/youtube/{}", "/feedback/received/{}"]
)
@pytest.mark.parametrize("letter", ["a", "é", "&"])
def test_an_address_that_is_far_too_long_is_not_repeated(
    path: str, letter: str, client: PortalClient
) -> None:
    answer = client.get(path.format(letter * 9_000))
    usual = client.get(path.format("no-such-page"))
    assert letter * 201 not in answer.text
    assert len(answer.data) < len(usual.data) + 1_000
    assert 'name="next" value="/"' in answer.text


@pytest.mark.parametrize(("letters", "back"), [(199, "here"), (200, "home")])
def test_a_page_that_is_not_there_leads_back_to_an_address_of_200_letters(
    letters: int, back: str, client: PortalClient
) -> None:
    path = f"/{'a' * letters}"
    html = client.get(path).text
    assert (f'value="{path}"' in html) == (back == "here")


def test_the_sign_in_keeps_no_address_that_is_too_long_for_the_desk(client: PortalClient) -> None:
    answer = client.get(f"/staff/{'a' * 9_000}")
    assert answer.headers["Location"] == "/staff/sign-in"


def test_a_receipt_is_short_enough_to_come_back_to(client: PortalClient) -> None:
    sent = client.post("/feedback", data={"message": "I like these pages."})
    where = sent.headers["Location"]
    assert f'value="{where}"' in client.get(where).text
