"""Our own control comes first: a browser's settings are offered after it, not instead of it."""

from tests.support.client import PortalClient


def test_the_form_stands_before_the_browser_s_settings(client: PortalClient) -> None:
    # In the page itself: the question above every page has a form of its own.
    html = client.get("/cookies").get_data(as_text=True).partition("<main")[2]
    form, settings = html.find('action="/cookies/choice"'), html.find("aboutcookies.org")
    assert 0 <= form < settings


def test_who_has_answered_finds_the_form_again(client: PortalClient) -> None:
    client.post("/cookies/choice", data={"choice": "allow", "next": "/"})
    html = client.get("/cookies").get_data(as_text=True)
    assert html.count('action="/cookies/choice"') == 1
