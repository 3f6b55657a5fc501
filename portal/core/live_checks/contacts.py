"""Whether the addresses that people are told to write to belong to somebody."""

from portal.config import Settings
from portal.core.checks import Finding, looked_at
from portal.core.site import current_settings

# RFC 2606: nobody reads mail there.
NOBODYS = ("example", "example.com", "example.net", "example.org", "invalid", "localhost", "test")
ADDRESSES = ("contact_email", "dpo_email", "mail_from")
WORDS = (
    *("organisation", "contact_phone", "contact_address"),
    *("hosting_company", "mail_company"),
)


def contacts() -> Finding:
    """In production, the settings that still hold the address of nobody."""
    settings = current_settings()
    if not settings.is_production:
        return Finding("This portal is for trying out: we did not look at its names and addresses.")
    unset = [name for name in ADDRESSES if _is_nobodys(getattr(settings, name))]
    unset += [name for name in WORDS if getattr(settings, name) == getattr(Settings, name)]
    named = ", ".join(f"PORTAL_{name.upper()}" for name in unset)
    return looked_at(
        len(ADDRESSES) + len(WORDS),
        *("name or address of ours", "names and addresses of ours"),
        (len(unset), "is still an example", "are still examples"),
        detail=f"{named}: still as in the example",
    )


def _is_nobodys(address: str) -> bool:
    host = address.rpartition("@")[2].rstrip(">").lower()
    return host in NOBODYS or host.endswith(tuple(f".{name}" for name in NOBODYS))
