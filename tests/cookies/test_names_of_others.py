"""Names of others: what is not ours is never called so, and what is gone is not called seen."""

import pytest
from flask import Flask

from tests.support.client import PortalClient

pytestmark = pytest.mark.one_database

# From the notice of the portal before this one; no company sets them any more.
GONE = ["use_hitbox", "remember_checked", "twll", "secure_sessions", "L1e", "PHPSESSID", "__utm…"]


@pytest.mark.parametrize("name", ["sid", "_ga", "use_hitbox", "__utma"])
def test_what_another_site_set_is_never_called_ours(app: Flask, name: str) -> None:
    answer = app.test_client(use_cookies=False).get(
        "/cookies/yours", headers={"Cookie": f"{name}=1"}
    )
    page = answer.get_data(as_text=True)
    assert name in page
    assert ">Ours." not in page


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("PHPSESSID", "LinkedIn once used this name on its own site"),
        ("guest_id", "X (once Twitter) uses this name on its own site"),
    ],
)
def test_a_name_of_another_site_is_not_taken_for_that_site_s(
    app: Flask, name: str, words: str
) -> None:
    answer = app.test_client(use_cookies=False).get(
        "/cookies/yours", headers={"Cookie": f"{name}=1"}
    )
    page = answer.get_data(as_text=True)
    assert "Not ours. Another program at this address may have set it." in page
    assert f"{words}, and what it stores there never comes here." in page


@pytest.mark.parametrize("name", GONE)
def test_a_name_that_is_gone_is_not_said_to_have_been_seen(name: str, client: PortalClient) -> None:
    page = client.get("/cookies").get_data(as_text=True)
    rows = [row for row in page.split("</tr>") if f">{name}<" in row]
    assert len(rows) == 1
    assert "as seen in" not in rows[0]


@pytest.mark.settings(analytics_id="G-ABCDE12345")
@pytest.mark.parametrize("name", ["_ga", "_ga_…", "YSC", "VISITOR_INFO1_LIVE", "guest_id"])
def test_what_tells_browsers_apart_is_not_called_anonymous(name: str, client: PortalClient) -> None:
    page = client.get("/cookies").get_data(as_text=True)
    rows = [row for row in page.split("</tr>") if f">{name}<" in row]
    assert len(rows) == 1
    assert "anonym" not in rows[0].lower()
