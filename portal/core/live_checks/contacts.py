"""Whether the addresses that people are told to write to belong to somebody."""

from portal.config import Settings
from portal.core.checks import UNSEEN, Finding, looked_at
from portal.core.site import current_settings

# RFC 2606: nobody reads mail there.
NOBODYS = ("example", "example.com", "example.net", "example.org", "invalid", "localhost", "test")
ADDRESSES = ("contact_email", "dpo_email", "mail_from")
WORDS = (
    *("organisation", "contact_phone", "contact_address"),
    *("hosting_company", "mail_company"),
)

TRYING_OUT = UNSEEN + ": this portal is for trying out. If it were open to the public: {}"


def contacts() -> Finding:
    """The settings that still hold the address of nobody: a fault in production alone."""
    settings = current_settings()
    unset = [name for name in ADDRESSES if _is_nobodys(getattr(settings, name))]
    unset += [name for name in WORDS if getattr(settings, name) == getattr(Settings, name)]
    named = ", ".join(f"PORTAL_{name.upper()}" for name in unset)
    found = looked_at(
        len(ADDRESSES) + len(WORDS),
        *("name or address of ours", "names and addresses of ours"),
        (len(unset), "is still an example", "are still examples"),
        detail=f"{named}: still as in the example",
    )
    return found if settings.is_production else Finding(TRYING_OUT.format(found.words))


def _is_nobodys(address: str) -> bool:
    host = address.rpartition("@")[2].rstrip(">").lower()
    return host in NOBODYS or host.endswith(tuple(f".{name}" for name in NOBODYS))
