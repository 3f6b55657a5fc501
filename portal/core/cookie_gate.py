"""The outermost layer: no cookie leaves that the register does not list (TRUST B16)."""

import logging
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from portal.config import Settings
from portal.core.visitor import CONSENT, REVISION, Visitor, parse_cookies, question, read
from portal.register import Cookie, cookies

logger = logging.getLogger(__name__)

Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]
Wsgi = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]


class UndeclaredCookieError(RuntimeError):
    """A response would have set a cookie against the register; names it, never its value."""


class CookieGate:
    """Sees every Set-Cookie: raises in development and tests; in production strips and logs.

    ``refused`` counts what was stripped, by name.
    """

    def __init__(self, app: Wsgi, settings: Settings) -> None:
        self.app = app
        self.secure = settings.secure
        self.question = question(settings)
        self.strict = not settings.is_production
        self.refused: Counter[str] = Counter()

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Pass the request through, and its response past the register."""

        def start(status: str, headers: Headers, *rest: Any) -> Any:
            if any(name.lower() == "set-cookie" for name, _ in headers):
                headers = self._checked(environ, headers)
            return start_response(status, headers, *rest)

        return self.app(environ, start)

    def _checked(self, environ: dict[str, Any], headers: Headers) -> Headers:
        lines = [value for name, value in headers if name.lower() == "set-cookie"]
        sent = parse_cookies(environ.get("HTTP_COOKIE", ""))
        allows = _allows(read(environ, self.question), lines)
        kept: Headers = []
        for name, value in headers:
            fault = ""
            if name.lower() == "set-cookie":
                fault = self._fault(value, sent, allows) or _misplaced(value, environ)
            if not fault:
                kept.append((name, value))
                continue
            self._refuse(value.partition("=")[0].strip(), fault)
        return kept

    def _refuse(self, name: str, fault: str) -> None:
        shown = name if name.isprintable() and len(name) <= 64 else "(unprintable)"
        if self.strict:
            raise UndeclaredCookieError(f"{shown}: {fault} (docs/cookies.md)")
        self.refused[shown] += 1
        logger.error("cookie stripped: %s", shown)

    def _fault(self, line: str, sent: dict[str, list[str]], allows: bool) -> str:
        """What is wrong with one Set-Cookie line, or nothing."""
        name, value, attributes = _parse(line)
        if _is_removal(value, attributes):
            known = cookies().find(name) is not None or name in sent
            return "" if known else "it is not in cookies.toml, so there is nothing to remove"
        entry = cookies().ours(name)
        if entry is None:
            return "it is not in cookies.toml as one of the portal's own"
        if not entry.accepts(value):
            return "its value is not one of those in cookies.toml"
        if entry.is_staff and name.startswith("__Secure-") != self.secure:
            return "a staff cookie is called __Secure- over https, and only there"
        if attributes != self._expected(entry):
            return "its attributes are not those in cookies.toml"
        if entry.category == "consent" and not allows:
            return "it needs a consent that this visitor has not given"
        return ""

    def _expected(self, entry: Cookie) -> dict[str, str]:
        expected = {"path": entry.path, "samesite": entry.same_site}
        if entry.max_age:
            expected["max-age"] = str(entry.max_age)
        if entry.http_only:
            expected["httponly"] = ""
        if self.secure:
            expected["secure"] = ""
        return expected


def _parse(line: str) -> tuple[str, str, dict[str, str]]:
    """Name, value and attributes as a browser reads them (RFC 6265 5.2)."""
    first, *rest = line.split(";")
    name, _, value = first.partition("=")
    attributes: dict[str, str] = {}
    for part in rest:
        key, _, text = part.partition("=")
        attributes[key.strip().lower()] = text.strip()
    return name.strip(), value.strip(), attributes


def _misplaced(line: str, environ: dict[str, Any]) -> str:
    """A cookie that tells people apart belongs to the desk: no other address may set it."""
    name, value, attributes = _parse(line)
    entry = cookies().ours(name)
    if entry is None or not entry.is_staff or _is_removal(value, attributes):
        return ""
    if str(environ.get("PATH_INFO", "")).startswith(f"{entry.path}/"):
        return ""
    return "it is for staff, and this address is not part of the desk"


def _is_removal(value: str, attributes: dict[str, str]) -> bool:
    return value == "" and attributes.get("max-age") == "0"


def _allows(visitor: Visitor, lines: list[str]) -> bool:
    """Whether consent holds once this response arrives: it may be giving or taking it."""
    setting = {name: value for name, value, _ in map(_parse, lines)}
    revision = setting.get(REVISION, "")
    return replace(
        visitor,
        consent=setting.get(CONSENT, visitor.consent),
        revision=int(revision) if revision.isdecimal() else visitor.revision,
    ).allows
