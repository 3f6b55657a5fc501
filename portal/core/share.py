"""Share links: plain links that store nothing; never used on forms, cases or confirmations."""

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit, urlunsplit


@dataclass(frozen=True)
class ShareLink:
    """A link that hands this page's address to another service, once it is followed."""

    name: str
    href: str


def links(canonical: str, title: str) -> list[ShareLink]:
    """Links for one page. The query is cut off: it may say what somebody was looking for."""
    url = urlunsplit(urlsplit(canonical)._replace(query="", fragment=""))
    return [
        ShareLink("LinkedIn", _with("https://www.linkedin.com/sharing/share-offsite/", url=url)),
        ShareLink("Facebook", _with("https://www.facebook.com/sharer/sharer.php", u=url)),
        ShareLink("X", _with("https://x.com/intent/post", url=url, text=title)),
    ]


def _with(address: str, **query: str) -> str:
    return f"{address}?{urlencode(query)}"
