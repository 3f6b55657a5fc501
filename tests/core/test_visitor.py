"""The visitor: read from closed vocabularies, and never from anything else."""

import re

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from portal.core.visitor import Visitor, parse_cookies, read
from portal.register import cookies
from tests.support.client import PortalClient
from tests.support.tools import ROOT

pytestmark = pytest.mark.one_database

DEPLOYMENT = ROOT / "docs" / "deployment.md"
QUESTION = 1
NAMES = [entry.name for entry in cookies().entries if entry.ours]
ALLOW = "cookieconsent_status=allow; cookieconsent_revision=1"


def seen(header: str, gpc: str = "", question: int = QUESTION) -> Visitor:
    return read({"HTTP_COOKIE": header, "HTTP_SEC_GPC": gpc}, question)


def test_a_browser_without_cookies_has_the_usual_look_and_is_asked() -> None:
    visitor = seen("")
    assert visitor == Visitor()
    assert visitor.asked
    assert not visitor.allows


def test_every_choice_is_read() -> None:
    visitor = seen(
        f"{ALLOW}; contrast-mode=yellow-on-black; saveFontSize=150; "
        "accessibility-controls=closed; googtrans=/en/zh-CN"
    )
    expected = Visitor("allow", 1, "yellow-on-black", "150", "closed", "zh-CN")
    assert visitor == expected
    assert visitor.allows


@pytest.mark.parametrize(
    "header",
    [
        "cookieconsent_status=allow",
        "cookieconsent_revision=1",
        "cookieconsent_status=allow; cookieconsent_revision=0",
        "cookieconsent_status=allow; cookieconsent_revision=9",
        "cookieconsent_status=allow; cookieconsent_revision=01",
        "cookieconsent_status=allow; cookieconsent_revision=",
        "cookieconsent_status=Allow; cookieconsent_revision=1",
        'cookieconsent_status="allow"; cookieconsent_revision=1',
        "cookieconsent_status=allow; cookieconsent_status=allow; cookieconsent_revision=1",
        "cookieconsent_status=allow; cookieconsent_status=deny; cookieconsent_revision=1",
    ],
)
def test_half_an_answer_or_a_strange_one_is_none(header: str) -> None:
    assert seen(header).asked
    assert not seen(header).allows


@pytest.mark.parametrize("choice", ["deny", "dismiss"])
def test_only_allow_allows(choice: str) -> None:
    visitor = seen(f"cookieconsent_status={choice}; cookieconsent_revision=1")
    assert not visitor.asked
    assert not visitor.allows


def test_a_question_that_has_grown_is_asked_again_and_nothing_loads_until_then() -> None:
    assert seen(ALLOW, question=2).asked
    assert not seen(ALLOW, question=2).allows


def test_who_answered_the_larger_question_is_not_asked_the_smaller_one() -> None:
    assert seen("cookieconsent_status=allow; cookieconsent_revision=2").allows


def test_global_privacy_control_says_no_and_the_question_stays() -> None:
    assert not seen(ALLOW, gpc="1").allows
    assert seen("", gpc="1").asked


@pytest.mark.parametrize(
    ("stored", "size"),
    [
        ("16px", "100"),
        ("14.4px", "100"),
        ("19px", "125"),
        ("20.0px", "125"),
        ("23px", "150"),
        ("26px", "150"),
        ("31.5px", "200"),
        ("999px", "200"),
        ("0px", "100"),
        ("px", "100"),
        ("20", "100"),
        ("2000px", "100"),
        ("20px; 24px", "125"),
        ("²0px", "100"),
        ("20em", "100"),
    ],
)
def test_a_text_size_from_the_site_before_is_taken_to_the_nearest(stored: str, size: str) -> None:
    assert seen(f"saveFontSize={stored}").font_size == size


@given(st.sampled_from(NAMES), st.text(max_size=40))
def test_a_tampered_value_is_as_if_never_sent(name: str, value: str) -> None:
    entry = cookies().ours(name)
    assert entry is not None
    header = f"{name}={value}"
    sent = parse_cookies(header).get(name, [])
    known = len(sent) == 1 and (entry.accepts(sent[0]) or sent[0].endswith("px"))
    assert known or seen(header) == Visitor()


@given(st.binary(max_size=200))
def test_a_header_of_noise_does_no_harm(noise: bytes) -> None:
    assert isinstance(seen(noise.decode("latin-1")), Visitor)


@pytest.mark.parametrize(
    ("sent", "passed_on"),
    [
        (b"contrast-mode=dark; x=caf\xc3\xa9; a=1", "contrast-mode=dark; x=caf?; a=1"),
        (b"x=\xe9", "x=?"),
        (b"a=1; caf\xe9=2", "a=1; caf?=2"),
        (b"a=1; x=\xe9; y=\xc3\xa9t\xc3\xa9 z; b=2", "a=1; x=? z; b=2"),
        (b"contrast-mode=dark\xe9", "contrast-mode=dark?"),
        (b"a=1; b=2", "a=1; b=2"),
    ],
)
def test_the_proxy_of_the_documents_passes_on_what_can_be_read(sent: bytes, passed_on: str) -> None:
    """nginx matches bytes, and its dialect (PCRE) names groups with one letter less."""
    [line] = [each for each in DEPLOYMENT.read_text().splitlines() if "$ascii_after" in each]
    pattern = line.strip().split('"')[1].removeprefix("~").replace("(?<", "(?P<")
    found = re.search(pattern.encode(), sent, re.DOTALL)
    handed = b"?".join(found.group("ascii_before", "ascii_after")) if found else sent
    assert handed.decode("ascii") == passed_on


def test_an_address_can_show_one_page_differently_and_stores_nothing(client: PortalClient) -> None:
    answer = client.get(
        "/cookies?contrast-mode=dark&saveFontSize=200&accessibility-controls=closed"
    )
    page = answer.get_data(as_text=True)
    assert 'data-contrast="dark" data-text-size="200"' in page
    assert "Make this site easier to use" not in page
    assert not answer.headers.getlist("Set-Cookie")


def test_an_address_can_show_the_usual_contrast_once(client: PortalClient) -> None:
    client.set_cookie("contrast-mode", "high")
    assert 'data-contrast="high"' in client.get("/cookies").get_data(as_text=True)
    assert "data-contrast" not in client.get("/cookies?contrast-mode=default").get_data(
        as_text=True
    )


@pytest.mark.parametrize(
    "query", ["contrast-mode=pink", "contrast-mode=dark&contrast-mode=high", "saveFontSize=16px"]
)
def test_an_unknown_address_query_changes_nothing(query: str, client: PortalClient) -> None:
    plain = client.get("/cookies").get_data(as_text=True)
    assert client.get(f"/cookies?{query}").get_data(as_text=True) == plain


def test_hostile_values_are_never_echoed(client: PortalClient) -> None:
    for name in NAMES:
        client.set_cookie(name, "wisteria<script>wisteria")
    for path in ("/cookies", "/cookies/yours", "/accessibility/settings"):
        assert "wisteria" not in client.get(path).get_data(as_text=True)


def test_caches_are_told_what_a_page_depends_on(app: Flask, client: PortalClient) -> None:
    assert {"Cookie", "Sec-GPC"} <= set(client.get("/cookies").vary)
    with client.get("/static/js/portal.js") as answer:
        assert "Cookie" not in answer.vary
