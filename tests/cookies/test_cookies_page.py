"""The cookies page: everything that may be stored, in tables, with the choice on top."""

import re

import pytest

from portal.register import cookies, third_parties
from tests.support.client import PortalClient
from tests.support.pages import elements, parse, text_of


def page(client: PortalClient, **headers: str) -> str:
    return client.get("/cookies", headers=headers).get_data(as_text=True)


def tables(html: str) -> dict[str, str]:
    root, _ = parse(html, fragment=False)
    found = [node for node in elements(root) if node.tag == "table"]
    return {text_of(next(c for c in t if c.tag == "caption")): text_of(t) for t in found}


def radios(html: str) -> list[tuple[str, bool]]:
    root, _ = parse(html, fragment=False)
    found = [n for n in elements(root) if n.tag == "input" and n.get("type") == "radio"]
    return [(n.get("value") or "", n.get("checked") is not None) for n in found]


def test_every_name_in_the_register_is_shown(client: PortalClient) -> None:
    html = page(client)
    for entry in cookies().entries:
        assert entry.name.rstrip("*") in html, entry.name


def test_names_stand_in_the_table_of_their_category(client: PortalClient) -> None:
    found = tables(page(client))
    assert "cookieconsent_status" in found["Cookies that keep your answer"]
    assert "saveFontSize" in found["Cookies that keep how the site looks"]
    assert "VISITOR_INFO1_LIVE" in found["Extra cookies"]
    assert "YouTube, as seen in November 2026" in found["Extra cookies"]
    assert "use_hitbox" in found["Names no longer used, or never set here"]


def test_counting_cookies_are_listed_as_unused_until_it_is_turned_on(client: PortalClient) -> None:
    found = tables(page(client))
    assert "_ga" not in found["Extra cookies"]
    assert "Not turned on here" in found["Names no longer used, or never set here"]


@pytest.mark.settings(analytics_id="G-ABC1234567")
def test_counting_cookies_are_extra_cookies_once_it_is_turned_on(client: PortalClient) -> None:
    assert "Google Analytics" in tables(page(client))["Extra cookies"]


def test_the_refusal_stands_first_and_is_what_an_unanswered_form_sends(
    client: PortalClient,
) -> None:
    assert radios(page(client)) == [("deny", True), ("allow", False)]


@pytest.mark.parametrize(("choice", "ticked"), [("allow", "allow"), ("dismiss", "deny")])
def test_the_form_shows_what_holds_now(choice: str, ticked: str, client: PortalClient) -> None:
    client.post("/cookies/choice", data={"choice": choice, "next": "/"})
    assert dict(radios(page(client)))[ticked]


def test_each_company_says_what_it_does_and_where_data_goes(client: PortalClient) -> None:
    html = page(client)
    for party in third_parties().of("consent"):
        assert (party.policy in html) is (party.key != "google-analytics")
    assert "United States" in html


def test_the_way_back_is_a_path_of_ours(client: PortalClient) -> None:
    html = client.get("/cookies?next=//evil.example").get_data(as_text=True)
    assert "evil" not in html
    html = client.get("/cookies?next=/about").get_data(as_text=True)
    assert re.search(r'name="back"[^>]*value="/about"', html)


def test_a_privacy_signal_is_explained(client: PortalClient) -> None:
    assert "Global Privacy Control" in page(client, **{"Sec-GPC": "1"})
    assert "Global Privacy Control" not in page(client)
