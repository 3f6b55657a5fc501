"""Puts the settings together: what is set, what is not, and what production insists on."""

import os
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from portal.config import addresses
from portal.config.dkim import dkim_key
from portal.config.keys import read_keys
from portal.config.reading import Reader
from portal.config.settings import PREFIX, Settings, SettingsError

ANALYTICS_ID = re.compile(r"G-[A-Z0-9]{4,20}")


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment.

    Raises SettingsError naming the first setting that is missing or wrong.
    """
    read = Reader(os.environ if environ is None else environ)
    env = read.text("ENV", "development")
    if env not in {"development", "production"}:
        raise SettingsError(f"PORTAL_ENV={env!r}: write development or production.")
    strict = env == "production"
    instance = addresses.instance_folder(read.text("INSTANCE", "instance"))
    base_url = addresses.web_address(
        read.text("BASE_URL", None if strict else "http://127.0.0.1:8000")
    )
    host = urlsplit(base_url).netloc
    local = "" if strict else ",127.0.0.1,localhost"
    database_url = read.text("DATABASE_URL", f"sqlite:///{instance / 'portal.db'}")
    return Settings(
        env=env,
        instance=instance,
        database_url=addresses.database_address(database_url),
        keys_database_url=addresses.keys_address(read, database_url, instance),
        base_url=base_url,
        # Mailed links lead to the base URL, so its host is one of ours whatever else is set.
        trusted_hosts=addresses.host_names((host, *read.words("TRUSTED_HOSTS", f"{host}{local}"))),
        **read_keys(read, instance, strict),
        **_mail(read, strict),
        name=read.text("NAME", Settings.name),
        **_contacts(read, strict),
        hosting_company=read.text("HOSTING_COMPANY", Settings.hosting_company),
        mail_company=read.text("MAIL_COMPANY", Settings.mail_company),
        analytics_id=_analytics_id(read.text("ANALYTICS_ID", "")),
        proxy_hops=read.number("PROXY_HOPS", 0, 0, 5),
        content_dir=addresses.content_folder(read.text("CONTENT_DIR", "")),
        extra_bank_holidays=read.dates("EXTRA_BANK_HOLIDAYS"),
    )


def serve_at(host: str, port: int) -> None:
    """Let links lead to where a portal in development is served, in its children too.

    Does nothing in production, or when PORTAL_BASE_URL is set: the operator knows better.
    """
    name = PREFIX + "BASE_URL"
    given = os.environ.get(name, "").strip() or os.environ.get(f"{name}_FILE")
    if not given and os.environ.get(f"{PREFIX}ENV", "").strip() != "production":
        os.environ[name] = addresses.local_address(host, port)


def _mail(read: Reader, strict: bool) -> dict[str, Any]:
    values: dict[str, Any] = {
        "mail_server": read.text("MAIL_SERVER", None if strict else ""),
        "mail_port": read.number("MAIL_PORT", Settings.mail_port, 1, 65535),
        "mail_username": read.text("MAIL_USERNAME", ""),
        "mail_password": read.text("MAIL_PASSWORD", ""),
        "mail_use_tls": read.flag("MAIL_USE_TLS", strict),
        "mail_per_minute": read.number("MAIL_PER_MINUTE", 0, 0, 1_000_000),
        "mail_from": read.text("MAIL_FROM", None if strict else Settings.mail_from),
        "dkim_keys": read.some("DKIM_KEYS"),
        "mail_bounces": addresses.tagged_mailbox("MAIL_BOUNCES", read.text("MAIL_BOUNCES", "")),
        "mail_incoming": addresses.maildir(read.text("MAIL_INCOMING", "")),
    }
    for key in values["dkim_keys"]:
        dkim_key(key)
    addresses.check_mailbox("MAIL_FROM", values["mail_from"])
    return values


def _contacts(read: Reader, strict: bool) -> dict[str, Any]:
    values = {
        "organisation": read.text("ORGANISATION", None if strict else Settings.organisation),
        "contact_email": read.text("CONTACT_EMAIL", None if strict else Settings.contact_email),
        "dpo_email": read.text("DPO_EMAIL", None if strict else Settings.dpo_email),
        "contact_phone": read.text("CONTACT_PHONE", Settings.contact_phone),
        "contact_address": read.text("CONTACT_ADDRESS", Settings.contact_address),
    }
    addresses.check_mailbox("CONTACT_EMAIL", values["contact_email"])
    addresses.check_mailbox("DPO_EMAIL", values["dpo_email"])
    return values


def _analytics_id(value: str) -> str:
    if value and not ANALYTICS_ID.fullmatch(value):
        raise SettingsError(
            f"PORTAL_ANALYTICS_ID={value!r}: write a measurement id like G-ABCDE12345, "
            "or leave it out."
        )
    return value
