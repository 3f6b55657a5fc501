"""Addresses of the web, of mailboxes, of databases and of folders: checked, and put right."""

import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from portal.config.reading import Reader
from portal.config.settings import SettingsError

LAST_PORT = 65535
SHORT_NAME = re.compile(r"[a-z0-9]{1,12}")
HOST = re.compile(r"(?:(\[[0-9a-f:.]+\])|([a-z0-9-]+(?:\.[a-z0-9-]+)*)\.?)(?::([1-9][0-9]{0,4}))?")


def local_address(host: str, port: int) -> str:
    """Where somebody at this machine finds what listens at a host and port."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 (compared, not bound)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def host_and_port(value: str) -> tuple[str, str]:
    """A host in its one spelling, and its port or nothing; two empty texts when it is no host.

    Capitals and a last dot make no other name (RFC 9110, 4.2.3; RFC 1034, 3.1).
    """
    found = HOST.fullmatch(value.lower())
    if found is None or int(found[3] or 0) > LAST_PORT:
        return "", ""
    return found[1] or found[2], found[3] or ""


def host_names(words: Iterable[str]) -> tuple[str, ...]:
    """Names of hosts as they are compared; one with a dot in front takes every name below it."""
    return tuple(dict.fromkeys(_host_name(word) for word in words))


def _host_name(word: str) -> str:
    name, _ = host_and_port(_in_ascii(word.removeprefix(".")))
    if not name:
        raise SettingsError(
            f"PORTAL_TRUSTED_HOSTS={word!r} fits no host. Write names like portal.example.org, "
            "with commas between: no https:// in front, no path behind, no star."
        )
    return f".{name}" if word.startswith(".") else name


def _in_ascii(host: str) -> str:
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return ""


def check_mailbox(name: str, value: str) -> None:
    """Raises SettingsError when the setting is no email address."""
    local, at, domain = value.partition("@")
    if not (local and at and domain) or any(c.isspace() or c in "<>,;" for c in value):
        raise SettingsError(f"PORTAL_{name}={value!r}: write an address like name@example.org.")


def tagged_mailbox(name: str, value: str) -> str:
    """A mailbox that takes mail for ``mailbox+anything`` too, or nothing: a tag of 51 signs and the
    sign before it leave 12 of 64 for its name (RFC 5321, 4.5.3.1.1).
    """
    if not value:
        return ""
    check_mailbox(name, value)
    if not SHORT_NAME.fullmatch(value.partition("@")[0]) or not value.isascii():
        raise SettingsError(
            f"PORTAL_{name}={value!r}: write an address like b@bounces.example.org, with 12 small "
            "letters or digits at most before the @."
        )
    return value


def maildir(value: str) -> Path | None:
    """A Maildir that has to be there, or none."""
    if value and not (Path(value) / "new").is_dir():
        raise SettingsError(
            f"PORTAL_MAIL_INCOMING={value!r} is not a Maildir: it has no folder new."
        )
    return Path(value).absolute() if value else None


def instance_folder(value: str) -> Path:
    """The instance folder; made now, for its owner alone, when it is not there."""
    try:
        Path(value).mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise SettingsError(f"PORTAL_INSTANCE={value!r}: {error.strerror}.") from error
    return Path(value).absolute()


def content_folder(value: str) -> Path | None:
    """A folder that has to be there, or none."""
    if value and not Path(value).is_dir():
        raise SettingsError(f"PORTAL_CONTENT_DIR={value!r} is not a folder.")
    return Path(value).absolute() if value else None


def web_address(value: str) -> str:
    """The base URL: a scheme and a host, and nothing behind them."""
    try:
        parts = urlsplit(value)
    except ValueError:
        parts = urlsplit("")  # not an address at all
    host, port = host_and_port(_in_ascii(parts.netloc))
    if parts.scheme not in {"http", "https"} or not host or parts.query or parts.fragment:
        raise SettingsError(f"PORTAL_BASE_URL={value!r}: write it like https://portal.example.org.")
    if parts.path.strip("/"):
        raise SettingsError(
            "PORTAL_BASE_URL has a path: the portal is served at the top of a host."
        )
    return f"{parts.scheme}://{host}:{port}" if port else f"{parts.scheme}://{host}"


def database_address(value: str, name: str = "DATABASE_URL") -> str:
    """The address of a known kind of database. Never quoted: it may hold a password."""
    try:
        make_url(value)
        is_known = value.startswith(("sqlite:///", "postgresql+psycopg://"))
    except (ArgumentError, ValueError):
        is_known = False
    if not is_known:
        raise SettingsError(
            f"PORTAL_{name}: write sqlite:////path/portal.db or postgresql+psycopg://…"
        )
    return value


def keys_address(read: Reader, database_url: str, instance: Path) -> str:
    """The key store is a second file, or a second schema, so its backups can be kept apart."""
    is_file = database_url.startswith("sqlite")
    beside = f"sqlite:///{instance / 'keys.db'}" if is_file else database_url
    return database_address(read.text("KEYS_DATABASE_URL", beside), "KEYS_DATABASE_URL")
