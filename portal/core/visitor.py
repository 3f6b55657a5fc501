"""Who is looking: nothing but the choices in closed-vocabulary cookies (RULES 1)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Flask, Response, g, request
from werkzeug.datastructures import MultiDict

from portal.config import Settings
from portal.core.site import current_settings
from portal.register import cookies, third_parties

CONSENT = "cookieconsent_status"
REVISION = "cookieconsent_revision"
CONTRAST = "contrast-mode"
TEXT_SIZE = "saveFontSize"
TOOLBAR = "accessibility-controls"
LANGUAGE = "googtrans"
USUAL_CONTRAST = "default"
USUAL_TEXT_SIZE = "100"
# What the site before this one wrote: pixels, where 16 were the usual size.
LEGACY_TEXT_SIZE = re.compile(r"([0-9]{1,3})(?:\.[0-9]{1,4})?px\Z")
USUAL_PIXELS = 16
VARY = ("Cookie", "Sec-GPC")


@dataclass(frozen=True)
class Visitor:
    """A visitor's choices; whatever was not one of the listed values is as if never sent."""

    consent: str | None = None
    revision: int | None = None
    contrast: str = ""
    font_size: str = USUAL_TEXT_SIZE
    toolbar: str = "open"
    language: str = ""
    gpc: bool = False
    question: int = 1

    @property
    def answered(self) -> bool:
        """Whether a question was answered that asked for no less than today's."""
        return self.consent is not None and (self.revision or 0) >= self.question

    @property
    def asked(self) -> bool:
        """Whether to ask about cookies: never answered, or the question has grown since."""
        return not self.answered

    @property
    def customised(self) -> bool:
        """Whether any display choice differs from what everybody starts with."""
        usual = Visitor()
        return bool(self.contrast or self.language) or (self.font_size, self.toolbar) != (
            usual.font_size,
            usual.toolbar,
        )

    @property
    def allows(self) -> bool:
        """Whether what needs consent may load. Hiding the question agrees to nothing."""
        return self.consent == "allow" and self.answered and not self.gpc


def parse_cookies(header: str) -> dict[str, list[str]]:
    """Every cookie as the browser wrote it: no unquoting, and a name sent twice stays twice.

    What has no name is under "": without an equals sign it is all value (RFC 6265bis 5.6).
    """
    found: dict[str, list[str]] = {}
    for pair in header.split(";"):
        written = pair.strip(" \t")
        name, _, value = (written if "=" in written else f"={written}").partition("=")
        if name or value:
            found.setdefault(name, []).append(value)
    return found


def question(settings: Settings) -> int:
    """The revision of the cookie question that this portal asks: it covers what is turned on."""
    return cookies().question(frozenset(p.key for p in third_parties().asked_for(settings)))


def read(environ: Mapping[str, Any], question: int) -> Visitor:
    """The visitor of a WSGI request."""
    sent = parse_cookies(environ.get("HTTP_COOKIE", ""))
    revision = _known(sent, REVISION)
    return Visitor(
        consent=_known(sent, CONSENT),
        revision=int(revision) if revision else None,
        contrast=_known(sent, CONTRAST) or "",
        font_size=_known(sent, TEXT_SIZE) or _legacy_text_size(sent) or USUAL_TEXT_SIZE,
        toolbar=_known(sent, TOOLBAR) or "open",
        language=(_known(sent, LANGUAGE) or "").rpartition("/")[2],
        gpc=environ.get("HTTP_SEC_GPC") == "1",
        question=question,
    )


def visitor() -> Visitor:
    """The visitor of this request, with what the address asks for this page only."""
    if "visitor" not in g:
        stored = read(request.environ, question(current_settings()))
        g.visitor = _with(stored, this_page_only(request.args))
    found: Visitor = g.visitor
    return found


def assume(**choices: str) -> Visitor:
    """Answer this request as if these choices had been made already: it is about to set them."""
    g.visitor = _with(visitor(), choices)
    return visitor()


def this_page_only(query: MultiDict[str, str]) -> dict[str, str]:
    """Display choices in an address, which nothing is stored for. Unknown ones change nothing."""
    chosen = {
        "contrast": _single(query, CONTRAST, USUAL_CONTRAST),
        "font_size": _single(query, TEXT_SIZE),
        "toolbar": _single(query, TOOLBAR),
    }
    if chosen["contrast"] == USUAL_CONTRAST:
        return {"contrast": "", **{k: v for k, v in chosen.items() if v and k != "contrast"}}
    return {name: value for name, value in chosen.items() if value}


def init_app(app: Flask) -> None:
    """Give templates ``visitor``, and tell caches what a page that looked at it depends on."""
    app.context_processor(lambda: {"visitor": visitor()})
    app.after_request(_vary)


def _with(known: Visitor, choices: Mapping[str, str]) -> Visitor:
    changes: dict[str, Any] = dict(choices)
    return replace(known, **changes)


def _vary(response: Response) -> Response:
    if "visitor" in g:
        response.vary.update(VARY)
    return response


def _single(query: MultiDict[str, str], name: str, *more: str) -> str:
    values = query.getlist(name)
    if len(values) != 1:
        return ""
    return values[0] if values[0] in more or _accepts(name, values[0]) else ""


def _known(sent: Mapping[str, list[str]], name: str) -> str | None:
    values = sent.get(name, [])
    return values[0] if len(values) == 1 and _accepts(name, values[0]) else None


def _accepts(name: str, value: str) -> bool:
    entry = cookies().ours(name)
    return entry is not None and entry.accepts(value)


def _legacy_text_size(sent: Mapping[str, list[str]]) -> str | None:
    values = sent.get(TEXT_SIZE, [])
    return nearest_text_size(values[0]) if len(values) == 1 else None


def nearest_text_size(written: str) -> str | None:
    """Our size for one in pixels, as the site before this one wrote it; None for anything else."""
    found = LEGACY_TEXT_SIZE.match(written)
    entry = cookies().ours(TEXT_SIZE)
    if found is None or entry is None:
        return None
    percent = float(found[0].removesuffix("px")) / USUAL_PIXELS * 100
    return min(entry.values, key=lambda size: (abs(int(size) - percent), int(size)))
