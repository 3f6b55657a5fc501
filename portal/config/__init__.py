"""Settings: the only reader of the environment. A wrong value stops the start with words."""

from portal.config.addresses import host_and_port, local_address
from portal.config.keys import make_keys
from portal.config.loading import load, serve_at
from portal.config.reading import child_environment
from portal.config.settings import PREFIX, Settings, SettingsError

__all__ = [
    "PREFIX",
    "Settings",
    "SettingsError",
    "child_environment",
    "host_and_port",
    "load",
    "local_address",
    "make_keys",
    "serve_at",
]
