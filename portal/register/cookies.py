"""The register of cookies and of other storage on a visitor's device."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from portal.register.reading import FOLDER, Entry, RegisterError, read

FILE = "cookies.toml"
PORTAL = "portal"
CATEGORIES = ("necessary", "appearance", "staff", "consent", "elsewhere")
# Those that a visitor's consent has nothing to do with.
WITHOUT_CONSENT = frozenset({"necessary", "appearance", "staff"})
# A session at the desk: 256 random bits, and only under the desk's own path.
STAFF = "staff"
STAFF_PATH = "/staff"
STAFF_VALUE = re.compile(r"[A-Za-z0-9_-]{43}\Z")
KINDS = ("cookie", "local storage", "session storage", "IndexedDB")
SAME_SITE = ("Lax", "Strict")
VALUES_FROM = ("revisions", "languages")
# RFC 6265 token, and our one wildcard: a star at the end.
NAME = re.compile(r"[A-Za-z0-9!#$%&'^_`|~.-]+\*?\Z")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?\Z")
DAY = 86400
LIFETIMES = {0: "Until you close the browser", 365 * DAY: "1 year"}


@dataclass(frozen=True)
class Language:
    """A language that Google Translate can show the portal in."""

    code: str
    name: str
    english: str

    @property
    def right_to_left(self) -> bool:
        """Whether its own name has to be set from right to left."""
        return self.code in {"ar", "fa", "ur"}


@dataclass(frozen=True)
class Revision:
    """What people were asked to agree to, from a day on."""

    number: int
    since: date
    covers: frozenset[str]


@dataclass(frozen=True)
class Cookie:
    """One name on a visitor's device. ``values`` is empty when they are not ours to know."""

    name: str
    kind: str
    category: str
    set_by: str
    service: str
    purpose: str
    basis: str
    values: frozenset[str]
    max_age: int
    lifetime: str
    path: str
    same_site: str
    http_only: bool
    on_our_host: bool
    identifier: bool
    retired: bool
    seen: date | None

    @property
    def ours(self) -> bool:
        """Whether this portal sets it: then everything about it is exact."""
        return self.set_by == PORTAL

    @property
    def is_pattern(self) -> bool:
        """Whether the name stands for all names that begin so."""
        return self.name.endswith("*")

    def matches(self, name: str) -> bool:
        """Whether a name found in a browser is this one."""
        return name.startswith(self.name[:-1]) if self.is_pattern else name == self.name

    def accepts(self, value: str) -> bool:
        """Whether a value is in the closed vocabulary; a staff session is any of its shape."""
        return bool(STAFF_VALUE.match(value)) if self.is_staff else value in self.values

    @property
    def is_staff(self) -> bool:
        """Whether it shows who somebody is: the one kind of ours that does, for staff alone."""
        return self.category == STAFF


@dataclass(frozen=True)
class CookieRegister:
    """All entries, the consent revisions and the languages."""

    entries: tuple[Cookie, ...]
    revisions: tuple[Revision, ...]
    languages: tuple[Language, ...]

    def question(self, services: frozenset[str]) -> int:
        """The number of the first revision that asks about all these services."""
        return next(r.number for r in self.revisions if services <= r.covers)

    def find(self, name: str) -> Cookie | None:
        """The cookie with this name: an exact entry before a pattern."""
        cookies = [entry for entry in self.entries if entry.kind == "cookie"]
        exact = (entry for entry in cookies if entry.name == name)
        return next(exact, None) or next((e for e in cookies if e.matches(name)), None)

    def ours(self, name: str) -> Cookie | None:
        """The cookie with this name if the portal may set it."""
        found = self.find(name)
        return found if found is not None and found.ours and not found.retired else None

    def in_use(self, category: str) -> tuple[Cookie, ...]:
        """The entries of one category, without those that are no longer used."""
        return tuple(e for e in self.entries if e.category == category and not e.retired)

    def unused(self) -> tuple[Cookie, ...]:
        """Names that older notices list and that this site never sets."""
        return tuple(e for e in self.entries if e.retired or e.category == "elsewhere")

    def theirs(self, name: str) -> Cookie | None:
        """Another company's cookie that came here with this name.

        Not one that no company has set for years: whoever uses such a name today is a stranger.
        """
        found = self.find(name)
        if found is None or found.ours or (found.retired and not found.on_our_host):
            return None
        return found

    def needing_consent(self) -> tuple[Cookie, ...]:
        """Cookies on our own host that go when consent is withdrawn."""
        return tuple(
            e
            for e in self.entries
            if e.kind == "cookie" and (e.on_our_host or e.ours)
            if e.category not in WITHOUT_CONSENT
        )


@lru_cache(maxsize=1)
def cookies() -> CookieRegister:
    """The register of this release."""
    return load(FOLDER)


def load(folder: Path) -> CookieRegister:
    """Read and check cookies.toml. Raises RegisterError."""
    data = Entry(FILE, read(FILE, folder))
    revisions = _revisions(data.tables("revisions"))
    languages = tuple(_languages(data.values.pop("languages", {})))
    vocabularies = {
        "revisions": [str(revision.number) for revision in revisions],
        "languages": [f"/en/{language.code}" for language in languages],
    }
    entries = tuple(_cookie(row, vocabularies) for row in data.tables("cookies"))
    data.end()
    _check_names(entries)
    _check_consent(entries, revisions[-1])
    return CookieRegister(entries, revisions, languages)


def _revisions(rows: list[dict[str, Any]]) -> tuple[Revision, ...]:
    revisions: list[Revision] = []
    for place, row in enumerate(rows, start=1):
        entry = Entry(FILE, row, "number")
        revision = Revision(
            entry.number("number"), entry.day("since"), frozenset(entry.words("covers"))
        )
        entry.end()
        if revisions and not revisions[-1].covers < revision.covers:
            raise entry.wrong("a new revision covers more than the one before, or is not needed")
        if revision.number != place:
            raise entry.wrong("number the revisions 1, 2, 3 …, the newest last")
        revisions.append(revision)
    if not revisions:
        raise RegisterError(FILE, "revisions", "add a [[revisions]] block with number = 1")
    return tuple(revisions)


def _languages(rows: Mapping[str, Any]) -> Iterable[Language]:
    for code, names in rows.items():
        if not LANGUAGE.match(code) or not isinstance(names, list) or len(names) != 2:
            raise RegisterError(FILE, code, 'write a language as fr = ["Français", "French"]')
        yield Language(code, *names)


def _cookie(row: dict[str, Any], vocabularies: Mapping[str, list[str]]) -> Cookie:
    entry = Entry(FILE, row)
    max_age = entry.number("max_age", 0)
    cookie = Cookie(
        name=entry.text("name"),
        kind=entry.one_of("kind", KINDS, "cookie"),
        category=entry.one_of("category", CATEGORIES),
        set_by=entry.text("set_by"),
        service=entry.text("service", ""),
        purpose=entry.text("purpose"),
        basis=entry.text("basis", ""),
        values=_values(entry, vocabularies),
        max_age=max_age,
        lifetime=entry.text("lifetime", LIFETIMES.get(max_age, f"{max_age // DAY} days")),
        path=entry.text("path", "/"),
        same_site=entry.one_of("same_site", SAME_SITE, "Lax"),
        http_only=not entry.flag("readable_by_scripts"),
        on_our_host=entry.flag("on_our_host"),
        identifier=entry.flag("identifier"),
        retired=entry.flag("retired"),
        seen=entry.day("seen") if entry.has("seen") else None,
    )
    entry.end()
    _check_cookie(cookie, entry)
    return cookie


def _values(entry: Entry, vocabularies: Mapping[str, list[str]]) -> frozenset[str]:
    if entry.has("values_from"):
        return frozenset(vocabularies[entry.one_of("values_from", VALUES_FROM)])
    return frozenset(entry.words("values", ()))


def _check_cookie(cookie: Cookie, entry: Entry) -> None:
    if cookie.kind == "cookie" and not NAME.match(cookie.name):
        raise entry.wrong("a cookie's name has letters, digits and -_.! only, and may end in *")
    if cookie.is_staff:
        _check_staff(cookie, entry)
    elif cookie.ours and (not cookie.values or cookie.is_pattern):
        raise entry.wrong("the portal's own cookies have an exact name and a list of values")
    elif cookie.ours and cookie.identifier:
        raise entry.wrong("the portal's own cookies never identify a visitor: remove identifier")
    if cookie.category != "elsewhere" and not cookie.basis:
        raise entry.wrong("basis is missing: say which rule allows it")
    if not cookie.ours and not (cookie.seen or cookie.retired):
        raise entry.wrong("say when the name was last seen, like seen = 2026-11-22, or retired")
    if cookie.category == "consent" and not cookie.service:
        raise entry.wrong("service is missing: name the third party that the consent is for")


def _check_staff(cookie: Cookie, entry: Entry) -> None:
    """The one exception, and only under the desk's path, for as long as the browser is open."""
    alone = (cookie.path, cookie.same_site) == (STAFF_PATH, "Strict") and cookie.http_only
    if not (cookie.ours and alone and cookie.identifier and not cookie.is_pattern):
        raise entry.wrong(
            'a staff cookie is the portal\'s own, with path = "/staff", same_site = "Strict" and '
            "identifier = true, and scripts cannot read it"
        )
    if cookie.max_age or cookie.values:
        raise entry.wrong("a staff cookie ends with the browser, and has no list of values")


def _check_names(entries: tuple[Cookie, ...]) -> None:
    seen: set[tuple[str, str]] = set()
    for entry in entries:
        if (entry.kind, entry.name) in seen:
            raise RegisterError(FILE, entry.name, "it is listed twice: keep one")
        seen.add((entry.kind, entry.name))


def _check_consent(entries: tuple[Cookie, ...], asked: Revision) -> None:
    """Nobody agreed to what they were not asked about (RULES R5)."""
    for entry in entries:
        if entry.category == "consent" and entry.service not in asked.covers:
            raise RegisterError(
                FILE,
                entry.name,
                f"revision {asked.number} of the question does not cover {entry.service!r}: "
                f"add a [[revisions]] block with number = {asked.number + 1} that does",
            )
