"""What an operator can set, and the error that says what is wrong with it."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

PREFIX = "PORTAL_"
# They stand in the middle of a sentence of the notice.
ASK = "(ask our data protection officer for its name)"


class SettingsError(ValueError):
    """A setting is missing or wrong; the message names it and says what to write."""


@dataclass(frozen=True)
class Settings:
    """Everything an operator can set. Each field is documented in docs/configuration.md."""

    env: str
    instance: Path
    database_url: str
    keys_database_url: str
    base_url: str
    trusted_hosts: tuple[str, ...]
    secret_keys: tuple[str, ...]
    data_keys: tuple[str, ...]
    index_key: str
    mail_server: str = ""
    mail_port: int = 25
    mail_username: str = ""
    mail_password: str = ""
    mail_use_tls: bool = False
    mail_from: str = "portal@example.org"
    mail_per_minute: int = 0
    mail_bounces: str = ""
    mail_incoming: Path | None = None
    dkim_keys: tuple[str, ...] = ()
    name: str = "Health and Wellbeing People Portal"
    organisation: str = "Example organisation"
    contact_email: str = "hello@example.org"
    contact_phone: str = "0300 000 0000"
    contact_address: str = "Example organisation, 1 High Street, Anytown AN1 1AA"
    dpo_email: str = "data.protection@example.org"
    hosting_company: str = f"our hosting company {ASK}"
    mail_company: str = f"our email company {ASK}"
    analytics_id: str = ""
    proxy_hops: int = 0
    content_dir: Path | None = None
    extra_bank_holidays: tuple[date, ...] = ()

    @property
    def is_production(self) -> bool:
        """Whether strangers can reach this portal."""
        return self.env == "production"

    @property
    def secure(self) -> bool:
        """Whether visitors come over https: cookies are then Secure and HSTS is sent."""
        return self.base_url.startswith("https://")

    @property
    def mail_to_folder(self) -> bool:
        """Whether mail is dropped in a Maildir instead of being sent (development only)."""
        return not self.mail_server and not self.is_production
