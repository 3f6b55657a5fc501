"""Google Analytics exists only where it is turned on, and only for who allowed it."""

import pytest

from tests.support.client import PortalClient

SCRIPT = "js/analytics.js"


def allow(client: PortalClient) -> None:
    client.post("/cookies/choice", data={"choice": "allow", "next": "/"})


def page(client: PortalClient, path: str = "/about", **headers: str) -> tuple[str, str]:
    answer = client.get(path, headers=headers)
    return answer.get_data(as_text=True), answer.headers["Content-Security-Policy"]


def test_it_does_not_exist_unless_it_is_turned_on(client: PortalClient) -> None:
    allow(client)
    html, policy = page(client)
    assert SCRIPT not in html
    assert "google" not in policy


@pytest.mark.settings(analytics_id="G-ABC1234567")
def test_turned_on_it_waits_for_consent(client: PortalClient) -> None:
    assert SCRIPT not in page(client)[0]
    allow(client)
    html, policy = page(client)
    assert SCRIPT in html
    assert 'data-id="G-ABC1234567" data-page="http://localhost/about"' in html
    assert "script-src 'self' https://www.googletagmanager.com;" in policy
    assert SCRIPT not in page(client, **{"Sec-GPC": "1"})[0]


@pytest.mark.settings(analytics_id="G-ABC1234567")
@pytest.mark.parametrize("path", ["/cookies/yours", "/no-such-page"])
def test_private_pages_and_errors_are_never_counted(path: str, client: PortalClient) -> None:
    allow(client)
    html, policy = page(client, path)
    assert SCRIPT not in html
    assert "google" not in policy


@pytest.mark.settings(analytics_id="G-ABC1234567")
def test_it_is_never_told_what_somebody_looked_for(client: PortalClient) -> None:
    allow(client)
    assert "secret" not in page(client, "/about?q=secret")[0]
