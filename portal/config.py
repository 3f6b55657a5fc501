"""Settings: the only reader of the environment. A wrong value stops the start with words."""

import base64
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PREFIX = "PORTAL_"
KEY_BYTES = 32


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
    name: str = "Health and Wellbeing People Portal"
    organisation: str = "Example organisation"
    contact_email: str = "hello@example.org"
    contact_phone: str = "0300 000 0000"
    contact_address: str = "Example organisation, 1 High Street, Anytown AN1 1AA"
    dpo_email: str = "data.protection@example.org"
    analytics_id: str = ""
    proxy_hops: int = 0
    content_dir: Path | None = None

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


class _Reader:
    """Reads one setting at a time and explains what is wrong with it."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ

    def text(self, name: str, default: str | None = None) -> str:
        key = PREFIX + name
        file = self.environ.get(f"{key}_FILE")
        value = self.environ.get(key, "").strip()
        if file:
            try:
                value = Path(file).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                why = getattr(error, "strerror", "it is not text")
                raise SettingsError(f"{key}_FILE: cannot be read ({why}).") from error
        if any(ord(character) < ord(" ") for character in value):
            raise SettingsError(f"{key}: write it on one line.")
        if value:
            return value
        if default is None:
            raise SettingsError(f"{key} is not set. {MISSING.get(name, '')}".strip())
        return default

    def number(self, name: str, default: int, low: int, high: int) -> int:
        value = self.text(name, str(default))
        if not value.isdecimal() or not low <= int(value) <= high:
            raise SettingsError(f"{PREFIX}{name}={value!r} is not a whole number ({low}-{high}).")
        return int(value)

    def flag(self, name: str, default: bool) -> bool:
        value = self.text(name, "yes" if default else "no").lower()
        if value in {"1", "true", "yes", "on"}:
            return True
        if value in {"0", "false", "no", "off"}:
            return False
        raise SettingsError(f"{PREFIX}{name}={value!r}: write yes or no.")

    def words(self, name: str, default: str | None = None) -> tuple[str, ...]:
        found = tuple(word.strip() for word in self.text(name, default).split(",") if word.strip())
        if not found:
            raise SettingsError(f"{PREFIX}{name} is empty. {MISSING[name]}")
        return found


MISSING = {
    "SECRET_KEYS": "Write one or more long random texts, newest first, separated by commas: "
    "`portal keys make` prints a set.",
    "DATA_KEYS": "Write ID:KEY pairs, newest first, where KEY is 32 random bytes in base64: "
    "`portal keys make` prints a set.",
    "INDEX_KEY": "Write 32 random bytes in base64: `portal keys make` prints a set.",
    "BASE_URL": "Write the address visitors use, such as https://portal.example.org.",
    "TRUSTED_HOSTS": "Write the host names visitors use, separated by commas.",
    "CONTACT_EMAIL": "Write the address the privacy notice tells people to use.",
    "DPO_EMAIL": "Write the address of your data protection officer.",
    "MAIL_SERVER": "Write the host name of your mail relay.",
    "MAIL_FROM": "Write the address that bulletins come from.",
    "ORGANISATION": "Write the name of the organisation that runs this portal.",
}


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment.

    Raises SettingsError naming the first setting that is missing or wrong.
    """
    read = _Reader(os.environ if environ is None else environ)
    env = read.text("ENV", "development")
    if env not in {"development", "production"}:
        raise SettingsError(f"PORTAL_ENV={env!r}: write development or production.")
    strict = env == "production"
    instance = _instance(read.text("INSTANCE", "instance"))
    base_url = _base_url(read.text("BASE_URL", None if strict else "http://127.0.0.1:8000"))
    host = urlsplit(base_url).hostname or ""
    local = "" if strict else ",127.0.0.1,localhost"
    database_url = read.text("DATABASE_URL", f"sqlite:///{instance / 'portal.db'}")
    return Settings(
        env=env,
        instance=instance,
        database_url=_database_url(database_url),
        keys_database_url=_keys_url(read, database_url, instance),
        base_url=base_url,
        trusted_hosts=read.words("TRUSTED_HOSTS", f"{host}{local}"),
        **_keys(read, instance, strict),
        **_mail(read, strict),
        name=read.text("NAME", Settings.name),
        **_contacts(read, strict),
        analytics_id=read.text("ANALYTICS_ID", ""),
        proxy_hops=read.number("PROXY_HOPS", 0, 0, 5),
        content_dir=_folder(read.text("CONTENT_DIR", "")),
    )


def serve_at(host: str, port: int) -> None:
    """Let links lead to where a portal in development is served, in its children too.

    Does nothing in production, or when PORTAL_BASE_URL is set: the operator knows better.
    """
    name = PREFIX + "BASE_URL"
    given = os.environ.get(name, "").strip() or os.environ.get(f"{name}_FILE")
    if not given and os.environ.get(f"{PREFIX}ENV", "").strip() != "production":
        os.environ[name] = local_address(host, port)


def local_address(host: str, port: int) -> str:
    """Where somebody at this machine finds what listens at a host and port."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 (compared, not bound)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def make_keys() -> dict[str, str]:
    """Make a new set of secrets, by setting name without the prefix."""
    return {
        "SECRET_KEYS": secrets.token_urlsafe(KEY_BYTES),
        "DATA_KEYS": f"k{secrets.token_hex(4)}:{_random_key()}",
        "INDEX_KEY": _random_key(),
    }


def _random_key() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def _keys(read: _Reader, instance: Path, strict: bool) -> dict[str, Any]:
    kept = {} if strict else _development_keys(instance)
    secret_keys = read.words("SECRET_KEYS", kept.get("SECRET_KEYS"))
    data_keys = read.words("DATA_KEYS", kept.get("DATA_KEYS"))
    index_key = read.text("INDEX_KEY", kept.get("INDEX_KEY"))
    for key in secret_keys:
        if len(key) < KEY_BYTES:
            raise SettingsError("PORTAL_SECRET_KEYS: each key needs at least 32 characters.")
    for pair in data_keys:
        identifier, _, key = pair.partition(":")
        if not identifier.isalnum() or not _is_key(key):
            raise SettingsError(f"PORTAL_DATA_KEYS: each is ID:KEY. {MISSING['DATA_KEYS']}")
    if not _is_key(index_key):
        raise SettingsError(f"PORTAL_INDEX_KEY is not a key. {MISSING['INDEX_KEY']}")
    return {"secret_keys": secret_keys, "data_keys": data_keys, "index_key": index_key}


def _is_key(text: str) -> bool:
    try:
        return len(base64.b64decode(text, validate=True)) == KEY_BYTES
    except ValueError:
        return False


def _development_keys(instance: Path) -> dict[str, str]:
    """Keys for one machine: made on the first start, readable by its owner only."""
    folder = instance / "keys"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, value in make_keys().items():
        try:
            handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(value)
    return {name: (folder / name).read_text(encoding="utf-8").strip() for name in make_keys()}


def _mail(read: _Reader, strict: bool) -> dict[str, Any]:
    values: dict[str, Any] = {
        "mail_server": read.text("MAIL_SERVER", None if strict else ""),
        "mail_port": read.number("MAIL_PORT", Settings.mail_port, 1, 65535),
        "mail_username": read.text("MAIL_USERNAME", ""),
        "mail_password": read.text("MAIL_PASSWORD", ""),
        "mail_use_tls": read.flag("MAIL_USE_TLS", strict),
        "mail_per_minute": read.number("MAIL_PER_MINUTE", 0, 0, 1_000_000),
        "mail_from": read.text("MAIL_FROM", None if strict else Settings.mail_from),
    }
    _address("MAIL_FROM", values["mail_from"])
    return values


def _contacts(read: _Reader, strict: bool) -> dict[str, Any]:
    values = {
        "organisation": read.text("ORGANISATION", None if strict else Settings.organisation),
        "contact_email": read.text("CONTACT_EMAIL", None if strict else Settings.contact_email),
        "dpo_email": read.text("DPO_EMAIL", None if strict else Settings.dpo_email),
        "contact_phone": read.text("CONTACT_PHONE", Settings.contact_phone),
        "contact_address": read.text("CONTACT_ADDRESS", Settings.contact_address),
    }
    _address("CONTACT_EMAIL", values["contact_email"])
    _address("DPO_EMAIL", values["dpo_email"])
    return values


def _address(name: str, value: str) -> None:
    local, at, domain = value.partition("@")
    if not (local and at and domain) or any(c.isspace() or c in "<>,;" for c in value):
        raise SettingsError(f"PORTAL_{name}={value!r}: write an address like name@example.org.")


def _instance(value: str) -> Path:
    try:
        Path(value).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"PORTAL_INSTANCE={value!r}: {error.strerror}.") from error
    return Path(value).absolute()


def _base_url(value: str) -> str:
    try:
        parts, _ = urlsplit(value), urlsplit(value).port
    except ValueError:
        parts = urlsplit("")  # not an address at all
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise SettingsError(f"PORTAL_BASE_URL={value!r}: write it like https://portal.example.org.")
    if parts.path.strip("/"):
        raise SettingsError(
            "PORTAL_BASE_URL has a path: the portal is served at the top of a host."
        )
    return f"{parts.scheme}://{parts.netloc}"


def _database_url(value: str) -> str:
    if not value.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise SettingsError(
            "PORTAL_DATABASE_URL: write sqlite:////path/portal.db or postgresql+psycopg://…"
        )
    return value


def _keys_url(read: _Reader, database_url: str, instance: Path) -> str:
    """The key store is a second file, or a second schema, so its backups can be kept apart."""
    if database_url.startswith("sqlite"):
        return read.text("KEYS_DATABASE_URL", f"sqlite:///{instance / 'keys.db'}")
    return read.text("KEYS_DATABASE_URL", database_url)


def _folder(value: str) -> Path | None:
    if value and not Path(value).is_dir():
        raise SettingsError(f"PORTAL_CONTENT_DIR={value!r} is not a folder.")
    return Path(value).absolute() if value else None
