"""The register of outside organisations: what a page may contact, and who works for us."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qs, urlsplit

from portal.config import Settings
from portal.register.reading import FOLDER, Entry, RegisterError, read

FILE = "third_parties.toml"
CATEGORIES = ("consent", "link", "processor")
SETTINGS = ("", *(setting.name for setting in fields(Settings)))
# What a connection may name as its host in the query of a database's address (libpq).
HOST_KEYS = ("host", "hostaddr")
DIRECTIVES = ("script-src", "style-src", "connect-src", "img-src", "frame-src", "font-src")


@dataclass(frozen=True)
class ThirdParty:
    """One organisation. ``csp`` is what a page's policy gains when it is let in.

    Who a processor is, and where it is met, is for the operator to say: ``setting_name`` is the
    setting that holds its name, and ``hosts_from`` are settings that hold addresses of its hosts.
    """

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
    setting_name: str = ""
    hosts_from: tuple[str, ...] = ()

    def called(self, settings: Settings) -> str:
        """Its name, for the middle of a sentence: what the operator says, or what it is called."""
        return str(getattr(settings, self.setting_name)) if self.setting_name else self.name

    def hosts_in(self, settings: Settings) -> frozenset[str]:
        """The hosts at which the portal itself meets it."""
        named = (str(getattr(settings, name)) for name in self.hosts_from)
        return frozenset(host for value in named for host in _hosts_of(value))


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
        setting_name=entry.one_of("setting_name", SETTINGS, ""),
        hosts_from=entry.words("hosts_from", ()),
    )
    entry.end()
    _check_processor(party, entry)
    if party.category == "link" and (party.hosts or party.csp):
        raise entry.wrong("a link loads nothing: remove hosts and csp, or make it consent")
    if party.category == "consent" and not (party.hosts and party.transfers and party.policy):
        raise entry.wrong("give hosts, transfers and policy: people must know before they agree")
    _check_hosts(party, entry)
    return party


def _check_processor(party: ThirdParty, entry: Entry) -> None:
    if party.category != "processor" and (party.setting_name or party.hosts_from):
        raise entry.wrong("setting_name and hosts_from are for a processor: remove them")
    if party.category == "processor" and (not party.setting_name or party.hosts or party.csp):
        raise entry.wrong("a processor has setting_name and hosts_from, and no hosts or csp")
    for name in party.hosts_from:
        if name not in SETTINGS[1:]:
            raise entry.wrong(f"hosts_from has {name!r}: write the name of a setting")


def _hosts_of(value: str) -> list[str]:
    """The hosts in a setting: a host, or the address of a database; a socket's path is none."""
    if "://" not in value:
        return [value] if value else []
    parts = urlsplit(value)
    asked = parse_qs(parts.query)
    listed = ",".join(text for key in HOST_KEYS for text in asked.get(key, ())).split(",")
    hosts = [parts.hostname or "", *(host.partition(":")[0] for host in listed)]
    return [host for host in hosts if host and not host.startswith("/")]


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
