"""Settings: the only reader of the environment. A wrong value stops the start with words."""

from portal.config.addresses import host_and_port, local_address
from portal.config.dkim import KINDS as DKIM_KINDS
from portal.config.dkim import DkimKey, dkim_key, make_dkim_key
from portal.config.keys import make_keys
from portal.config.loading import load, serve_at
from portal.config.reading import child_environment
from portal.config.settings import PREFIX, Settings, SettingsError

__all__ = [
    "DKIM_KINDS",
    "PREFIX",
    "DkimKey",
    "Settings",
    "SettingsError",
    "child_environment",
    "dkim_key",
    "host_and_port",
    "load",
    "local_address",
    "make_dkim_key",
    "make_keys",
    "serve_at",
]
