"""What the DNS says about our mail: SPF, DKIM and DMARC, as large hosts ask for them (RULES R43).

It asks the machine's own name server about the sending domain, and nobody about anything else.
"""

import re

import dns.exception
import dns.resolver

from portal.config import dkim_key
from portal.core import outbound
from portal.core.live_checks.contacts import NOBODYS
from portal.core.site import current_settings
from portal.doctor.service.findings import Finding, look, ok, wrong

LIFETIME_SECONDS = 3.0
UNKNOWN = "The name server did not answer here."
LATER = "Ask again from a machine with a name server."
STRANGE = "See that PORTAL_MAIL_FROM is right, and ask again from a machine that sees the internet."
PUBLISHED = re.compile(r"(?:^|;)\s*p=\s*([^;]*)")
POLICY = re.compile(r";\s*p=\s*(none|quarantine|reject)\s*(?:;|$)")


def check() -> list[Finding]:
    """SPF, DKIM and DMARC of the domain that mail comes from."""
    settings = current_settings()
    domain = settings.mail_from.rpartition("@")[2].lower()
    if settings.mail_to_folder:
        return []
    if domain in NOBODYS or domain.endswith(tuple(f".{each}" for each in NOBODYS)):
        todo = "Set PORTAL_MAIL_FROM to an address of your own domain."
        return [look("mail names", f"{domain} is nobody's domain.", todo)]
    try:
        ask = _Asking()
        if not ask.knows(domain):
            return [look("mail names", f"Nobody here knows {domain}.", STRANGE)]
        # SPF is asked of the domain that reports go to (RFC 7208 2.4), the others of the From.
        envelope = (settings.mail_bounces or settings.mail_from).rpartition("@")[2].lower()
        return [_spf(ask, envelope), *_dkim(ask, domain, settings.dkim_keys), _dmarc(ask, domain)]
    except (dns.exception.DNSException, OSError):
        return [look("mail names", UNKNOWN, LATER)]


class _Asking:
    """Questions for the machine's name server, which the outbound guard lets through for us."""

    def __init__(self) -> None:
        self.resolver = dns.resolver.Resolver()
        self.resolver.lifetime = LIFETIME_SECONDS
        outbound.guard.allow(str(each) for each in self.resolver.nameservers)

    def knows(self, domain: str) -> bool:
        """Whether there is such a domain, as far as this name server can tell."""
        try:
            self.resolver.resolve(domain, "SOA", raise_on_no_answer=False)
        except dns.resolver.NXDOMAIN:
            return False
        return True

    def texts(self, name: str) -> list[str]:
        """The TXT records of a name; none when there are none. Raises DNSException."""
        try:
            answer = self.resolver.resolve(name, "TXT")
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        return [b"".join(each.strings).decode("utf-8", "replace") for each in answer]


def _spf(ask: _Asking, domain: str) -> Finding:
    found = [each for each in ask.texts(domain) if re.match(r"v=spf1( |$)", each, re.IGNORECASE)]
    if not found:
        todo = f"Publish a TXT record at {domain}: v=spf1, your relay, then -all."
        return wrong("spf", f"{domain} says nothing about who may send for it.", todo)
    if len(found) > 1:
        return wrong(
            "spf", "There are two records, so none counts.", "Make one of both (RFC 7208)."
        )
    last = found[0].lower().split()[-1]
    if last in ("all", "+all"):
        return wrong("spf", "It lets everybody send for you.", "End it with -all or ~all.")
    if last not in ("-all", "~all") and not last.startswith("redirect="):
        return look("spf", "It does not say what becomes of others.", "End it with -all or ~all.")
    return ok("spf", f"{domain} ends with {last}.")


def _dkim(ask: _Asking, domain: str, keys: tuple[str, ...]) -> list[Finding]:
    if not keys:
        todo = "Set PORTAL_DKIM_KEYS (`portal keys dkim` makes one), unless your relay signs."
        return [look("dkim", "The portal signs no mail.", todo)]
    return [_dkim_key(ask, domain, key) for key in keys]


def _dkim_key(ask: _Asking, domain: str, text: str) -> Finding:
    key = dkim_key(text)
    name = f"{key.selector}._domainkey.{domain}"
    wanted = PUBLISHED.findall(key.record)
    for each in ask.texts(name):
        if ["".join(value.split()) for value in PUBLISHED.findall(each)] == wanted:
            return ok("dkim", f"The key {key.selector} is published.")
    return wrong("dkim", f"The key {key.selector} is not published.", f"TXT {name}: {key.record}")


def _dmarc(ask: _Asking, domain: str) -> Finding:
    labels = domain.split(".")
    for first in range(len(labels) - 1):
        name = f"_dmarc.{'.'.join(labels[first:])}"
        found = [each for each in ask.texts(name) if each.lower().startswith("v=dmarc1")]
        if found:
            break
    else:
        todo = f"Publish a TXT record at _dmarc.{domain}: v=DMARC1; p=quarantine"
        return wrong("dmarc", f"{domain} has no policy: large hosts refuse its bulk mail.", todo)
    policy = POLICY.search(found[0].lower())
    if len(found) > 1 or policy is None:
        return wrong("dmarc", f"{name} cannot be read.", "Publish one: v=DMARC1; p=quarantine")
    if policy[1] == "none":
        return look("dmarc", f"{name} asks for nothing (p=none).", "Go on to p=quarantine.")
    return ok("dmarc", f"{name} asks for {policy[1]}.")
