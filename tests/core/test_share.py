"""Share links: plain, storing nothing, and telling the company no more than the page's address."""

import re

from portal.core import share
from tests.support.client import PortalClient

LOADED = re.compile(r"<(?:img|script|iframe|source|embed)\b[^>]*?(?:src|href)=\"(?:https?:)?//")


def test_what_was_looked_for_is_cut_off() -> None:
    for link in share.links("https://portal.example.org/search?q=canary#canary", "Search"):
        assert "canary" not in link.href
        assert "portal.example.org%2Fsearch" in link.href


def test_nothing_is_loaded_from_where_they_lead(client: PortalClient) -> None:
    html = client.get("/sleep").get_data(as_text=True)
    assert "linkedin.com" in html
    assert not LOADED.search(html)
