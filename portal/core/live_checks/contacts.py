"""Whether the addresses that people are told to write to belong to somebody."""

from portal.config import Settings
from portal.core.site import current_settings

# RFC 2606: nobody reads mail there.
NOBODYS = ("example", "example.com", "example.net", "example.org", "invalid", "localhost", "test")
ADDRESSES = ("contact_email", "dpo_email", "mail_from")
WORDS = (
    *("organisation", "contact_phone", "contact_address"),
    *("hosting_company", "mail_company"),
)


def contacts() -> str:
    """In production, the settings that still hold the address of nobody."""
    settings = current_settings()
    if not settings.is_production:
        return ""
    unset = [name for name in ADDRESSES if _is_nobodys(getattr(settings, name))]
    unset += [name for name in WORDS if getattr(settings, name) == getattr(Settings, name)]
    named = ", ".join(f"PORTAL_{name.upper()}" for name in unset)
    return f"{named}: still as in the example" if unset else ""


def _is_nobodys(address: str) -> bool:
    host = address.rpartition("@")[2].rstrip(">").lower()
    return host in NOBODYS or host.endswith(tuple(f".{name}" for name in NOBODYS))
