"""The register of outside organisations: what a page may contact, and who works for us."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from portal.config import Settings
from portal.register.reading import FOLDER, Entry, RegisterError, read

FILE = "third_parties.toml"
CATEGORIES = ("consent", "link", "processor")
SETTINGS = ("", *(setting.name for setting in fields(Settings)))
DIRECTIVES = ("script-src", "style-src", "connect-src", "img-src", "frame-src", "font-src")


@dataclass(frozen=True)
class ThirdParty:
    """One organisation. ``csp`` is what a page's policy gains when it is let in."""

    key: str
    name: str
    company: str
    category: str
    role: str
    policy: str
    transfers: str
    setting: str
    hosts: tuple[str, ...]
    csp: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class ThirdParties:
    """All of them."""

    entries: tuple[ThirdParty, ...]

    def find(self, key: str) -> ThirdParty | None:
        """The one with this key."""
        return next((entry for entry in self.entries if entry.key == key), None)

    def named(self, key: str) -> str:
        """How it is called on a page; the key itself when it is not listed."""
        found = self.find(key)
        return found.name if found else key

    def asked_for(self, settings: Settings) -> tuple[ThirdParty, ...]:
        """Those that this portal has turned on, and that load only after a visitor's consent."""
        return tuple(
            entry
            for entry in self.of("consent")
            if not entry.setting or getattr(settings, entry.setting)
        )

    def of(self, category: str) -> tuple[ThirdParty, ...]:
        """Those of one category."""
        return tuple(entry for entry in self.entries if entry.category == category)


@lru_cache(maxsize=1)
def third_parties() -> ThirdParties:
    """The register of this release."""
    return load(FOLDER)


def load(folder: Path) -> ThirdParties:
    """Read and check third_parties.toml. Raises RegisterError."""
    data = Entry(FILE, read(FILE, folder))
    entries = tuple(_third_party(row) for row in data.tables("third_parties"))
    data.end()
    for place, entry in enumerate(entries):
        if any(entry.key == earlier.key for earlier in entries[:place]):
            raise RegisterError(FILE, entry.key, "it is listed twice: keep one")
    return ThirdParties(entries)


def _third_party(row: dict[str, Any]) -> ThirdParty:
    entry = Entry(FILE, row, "key")
    policies = entry.values.pop("csp", {})
    party = ThirdParty(
        key=entry.text("key"),
        name=entry.text("name"),
        company=entry.text("company", ""),
        category=entry.one_of("category", CATEGORIES),
        role=entry.text("role"),
        policy=entry.text("policy", ""),
        transfers=entry.text("transfers", ""),
        setting=entry.one_of("setting", SETTINGS, ""),
        hosts=entry.words("hosts", ()),
        csp=_csp(entry, policies),
    )
    entry.end()
    if party.category == "link" and (party.hosts or party.csp):
        raise entry.wrong("a link loads nothing: remove hosts and csp, or make it consent")
    if party.category == "consent" and not (party.hosts and party.transfers and party.policy):
        raise entry.wrong("give hosts, transfers and policy: people must know before they agree")
    _check_hosts(party, entry)
    return party


def _csp(entry: Entry, policies: object) -> Mapping[str, tuple[str, ...]]:
    if not isinstance(policies, dict):
        raise entry.wrong("csp must be a table of directives")
    own = Entry(FILE, {**policies, "name": entry.name})
    own.values.pop("name")
    directives = {name: own.words(name) for name in DIRECTIVES if own.has(name)}
    own.end()
    return MappingProxyType(directives)


def _check_hosts(party: ThirdParty, entry: Entry) -> None:
    """A policy may name listed https hosts and nothing else: no scheme alone, no 'unsafe-…'."""
    for source in (source for sources in party.csp.values() for source in sources):
        parts = urlsplit(source)
        if parts.scheme != "https" or parts.hostname not in party.hosts or parts.path:
            raise entry.wrong(f"csp source {source!r}: write https:// and one of its hosts")
