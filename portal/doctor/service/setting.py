"""The settings: what is allowed, and still unwise for a portal that strangers can reach."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from portal.config import Settings
from portal.core import checks
from portal.core.site import current_settings
from portal.doctor.service.findings import Finding, look, ok, wrong

SECURE_MAIL_PORT = 465


def check() -> list[Finding]:
    """Each part of the settings that can be wrong although the portal starts."""
    settings = current_settings()
    return [
        _kind(settings),
        _address(settings),
        _proxies(settings),
        _secrets(settings),
        _mail(settings),
        _contacts(settings),
    ]


def is_here(host: str) -> bool:
    """Whether a host is this machine itself."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _kind(settings: Settings) -> Finding:
    if settings.is_production:
        return ok("settings", "Production.")
    saw, todo = "Development: keys and mail stay in a folder.", "Set PORTAL_ENV=production"
    if is_here(urlsplit(settings.base_url).hostname or ""):
        return look("settings", saw, f"{todo} before strangers come.")
    return wrong("settings", f"{saw} Yet others can reach {settings.base_url}.", f"{todo}.")


def _address(settings: Settings) -> Finding:
    others = len(settings.trusted_hosts) - 1
    more = f", and {others} more {'host' if others == 1 else 'hosts'}" if others else ""
    saw = f"{settings.base_url}{more}."
    if settings.is_production and not settings.secure:
        todo = "Set PORTAL_BASE_URL to https://…, or cookies and forms travel in the open."
        return wrong("address", saw, todo)
    return ok("address", saw)


def _proxies(settings: Settings) -> Finding:
    saw = f"{settings.proxy_hops or 'None'} in front of the portal."
    if settings.is_production and not settings.proxy_hops:
        todo = "With nginx in front, set PORTAL_PROXY_HOPS=1: all visitors share one limit now."
        return look("proxies", saw, todo)
    return ok("proxies", saw)


def _secrets(settings: Settings) -> Finding:
    data = [pair.partition(":")[2] for pair in settings.data_keys]
    every = [*settings.secret_keys, *data, settings.index_key]
    if len(set(every)) < len(every):
        todo = "Make each by itself: `portal keys make`. Keep the old data key behind the new one."
        return wrong("secrets", "One text is used for two secrets.", todo)
    if settings.is_production and (settings.instance / "keys").exists():
        todo = "Whoever copies that folder has both: delete what you do not use from it."
        return look("secrets", "Keys of development lie beside the database.", todo)
    if len(data) > 1:
        todo = "Run `portal keys rotate`, then take the older ones out of PORTAL_DATA_KEYS."
        return look("secrets", f"{len(data)} data keys are in use.", todo)
    return ok("secrets", "All are set, and each is its own.")


def _mail(settings: Settings) -> Finding:
    if settings.mail_to_folder:
        todo = "Set PORTAL_MAIL_SERVER to send it. Until then read it at /dev/mail."
        return look("mail", "No mail leaves this machine.", todo)
    saw = f"By {settings.mail_server}, port {settings.mail_port}."
    is_secure = settings.mail_use_tls or settings.mail_port == SECURE_MAIL_PORT
    if not is_secure and not is_here(settings.mail_server):
        todo = "Set PORTAL_MAIL_USE_TLS=yes: names, addresses and links travel in the open."
        return wrong("mail", saw, todo)
    return ok("mail", saw)


def _contacts(settings: Settings) -> Finding:
    problem = checks.run("contacts").problem
    if problem:
        return wrong("contacts", f"{problem}.", "Set them: people write to these addresses.")
    if not settings.is_production:
        return ok("contacts", "Not asked in development.")
    return ok("contacts", "None is still as in the example.")
