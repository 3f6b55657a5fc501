"""Pages as a stranger's browser gets them: through every layer, and without a cookie."""

import contextvars
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from html.parser import HTMLParser
from urllib.parse import urlsplit

from flask import current_app
from werkzeug.test import Client, TestResponse

from portal.core.checks import CHECKING, Finding, looked_at
from portal.core.site import current_settings

LISTED = re.compile(r"<loc>([^<]+)</loc>")
NOTICE = "/your-information"
# Attributes by which an element loads something by itself.
LOADS = {
    **dict.fromkeys(("script", "img", "iframe", "embed", "source", "video", "audio"), "src"),
    **dict.fromkeys(("track", "input", "frame"), "src"),
    **dict.fromkeys(("use", "image", "feimage"), "href"),
    "object": "data",
}
ALSO_LOADS = ("srcset", "poster", "background")
LOADING_LINKS = {"stylesheet", "icon", "preload", "modulepreload", "prefetch", "manifest"}
REFERRERS = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
COOKIE, LOADING, CLOSED, UNLINKED, LOOSE = "cookie", "loading", "closed", "unlinked", "loose"
SAMPLES = ("/", NOTICE, "/no-such-page")


class _Seen(HTMLParser):
    """What a page would make a browser load, and where its links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.links: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.add(urlsplit(values.get("href", "")).path)
        if tag == "link" and LOADING_LINKS & set(values.get("rel", "").lower().split()):
            self.loaded.append(values.get("href", ""))
        if tag == "meta" and values.get("http-equiv", "").lower() == "refresh":
            self.loaded.append(values.get("content", "").partition("=")[2])
        for name in (LOADS.get(tag, ""), *ALSO_LOADS):
            # A set of pictures is a list: "address width, address width".
            parts = values.get(name, "").split(",") if name == "srcset" else [values.get(name, "")]
            self.loaded += [part.split()[0] for part in parts if part.strip()]


def first_visit() -> Finding:
    """Whether a page stores something, or lets another host know of it, before any choice."""
    return _looked_at(
        _every_page(),
        _visit_fault,
        (COOKIE, "sets a cookie on a first visit", "set a cookie on a first visit"),
        (LOADING, "loads something from elsewhere", "load something from elsewhere"),
    )


def notice_linked() -> Finding:
    """Whether the notice is there, and every page leads to it."""
    return _looked_at(
        _every_page(),
        _notice_fault,
        (CLOSED, "does not open", "do not open"),
        (UNLINKED, "does not lead to the notice", "do not lead to the notice"),
    )


def headers() -> Finding:
    """Whether answers, good and bad, tell browsers to trust nobody else."""
    return _looked_at(
        ((path, _get(path)) for path in SAMPLES),
        lambda answer: (LOOSE, fault) if (fault := _header_fault(answer)) else None,
        (LOOSE, "trusts others more than we said", "trust others more than we said"),
    )


def _looked_at(
    pages: Iterable[tuple[str, TestResponse]],
    fault_of: Callable[[TestResponse], tuple[str, str] | None],
    *kinds: tuple[str, str, str],
) -> Finding:
    """Every page is looked at; the first that is wrong is named to whoever mends it."""
    answers, found = 0, []
    for path, answer in pages:
        answers += 1
        if fault := fault_of(answer):
            found.append((fault[0], f"{path} {fault[1]}"))
    many = Counter(kind for kind, _ in found)
    return looked_at(
        answers,
        *("page as a stranger gets it", "pages as a stranger gets them"),
        *((many[kind], one, several) for kind, one, several in kinds),
        detail=found[0][1] if found else "",
    )


def _visit_fault(answer: TestResponse) -> tuple[str, str] | None:
    host = urlsplit(current_settings().base_url).netloc
    if "Set-Cookie" in answer.headers:
        return COOKIE, "sets a cookie on a first visit"
    for address in _seen(answer).loaded:
        if urlsplit(address).netloc not in {"", host}:
            return LOADING, f"loads something from {urlsplit(address).netloc}"
    return None


def _notice_fault(answer: TestResponse) -> tuple[str, str] | None:
    if answer.status_code != 200:
        return CLOSED, f"answers {answer.status_code}"
    if NOTICE not in _seen(answer).links:
        return UNLINKED, "does not lead to the notice"
    return None


def _header_fault(answer: TestResponse) -> str:
    said = answer.headers
    policy = said.get("Content-Security-Policy", "")
    sent_on = said.get("Strict-Transport-Security", "")
    good = {
        "no strict content policy": policy.startswith("default-src 'none'"),
        "its content policy allows what is written into a page": "unsafe-" not in policy,
        "another site may frame it": "frame-ancestors 'none'" in policy,
        "browsers may guess what it is": said.get("X-Content-Type-Options") == "nosniff",
        "other sites learn the page": said.get("Referrer-Policy") in REFERRERS,
        "browsers may come back unencrypted": not current_settings().secure
        or "max-age=" in sent_on,
    }
    return next((fault for fault, holds in good.items() if not holds), "")


def _every_page() -> Iterator[tuple[str, TestResponse]]:
    """Home, and each page of the site map that is ours."""
    base = current_settings().base_url
    listed = LISTED.findall(_get("/sitemap.xml").get_data(as_text=True))
    for path in dict.fromkeys(["/", *(each.removeprefix(base) or "/" for each in listed)]):
        yield path, _get(path)


def _get(path: str) -> TestResponse:
    """One request as from outside: in a context of its own, without cookies, counted by nobody."""
    client = Client(current_app._get_current_object(), use_cookies=False)  # type: ignore[attr-defined]  # Flask's own idiom
    return contextvars.Context().run(
        client.get,
        path,
        base_url=current_settings().base_url,
        environ_overrides={CHECKING: "1"},
    )


def _seen(answer: TestResponse) -> _Seen:
    page = _Seen()
    page.feed(answer.get_data(as_text=True))
    return page
