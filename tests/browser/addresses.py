"""Every kind of page there is, found from the running portal itself."""

import re
import urllib.request

# Pages that the site map does not list.
MORE = (
    "/search?q=sleep",
    "/bulletins/sign-up",
    "/bulletins/check-your-email",
    "/bulletins/manage",
    "/accessibility/settings",
    "/cookies",
    "/cookies/yours",
    "/sitemap",
    "/feedback/received",
    "/your-data/ask",
    "/your-data/check-your-email",
    "/your-information/versions",
    "/your-information/versions/1",
    "/your-information/changes/2",
)
# Tokens that are nobody's: the page must help all the same.
LINKS = (
    "/bulletins/confirm/nobodys-token",
    "/bulletins/not-me/nobodys-token",
    "/bulletins/preferences/nobodys-token",
    "/bulletins/unsubscribe/nobodys-token",
    "/appeal/nobodys-token",
    "/your-data/see/nobodys-token",
)
WRONG = ("/no-such-page", "/bulletins/no-such-bulletin")


def mapped(url: str) -> list[str]:
    """The paths of sitemap.xml, in its order."""
    with urllib.request.urlopen(f"{url}/sitemap.xml", timeout=10) as answer:
        found = re.findall(r"<loc>([^<]+)</loc>", answer.read().decode())
    return [address.removeprefix(url) or "/" for address in found]


def every(url: str) -> list[str]:
    """Every public page once."""
    return list(dict.fromkeys([*mapped(url), *MORE, *LINKS, *WRONG]))
