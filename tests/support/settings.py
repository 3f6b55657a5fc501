"""Settings for tests: nothing of the machine's environment, and an instance folder of their own."""

from pathlib import Path
from typing import Any

from portal.config import PREFIX, Settings, load, make_keys

HOST = "localhost"
BASE_URL = f"http://{HOST}"
KEYS = make_keys()


def environment(instance: Path, address: str = "", **changes: str) -> dict[str, str]:
    """The variables a portal is started with; `changes` are setting names in lower case."""
    values = {
        "INSTANCE": str(instance),
        "BASE_URL": BASE_URL,
        "MAIL_FROM": "bulletins@portal.example.org",
        **KEYS,
    }
    if address:
        values["DATABASE_URL"] = address
    values.update({name.upper(): value for name, value in changes.items()})
    return {PREFIX + name: value for name, value in values.items()}


def make_settings(instance: Path, address: str = "", **changes: Any) -> Settings:
    """Settings read as the portal reads them; `changes` are written as an operator would."""
    texts = {name: str(value) for name, value in changes.items()}
    return load(environment(instance, address, **texts))
