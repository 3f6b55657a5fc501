"""What every page knows of the portal: its settings, its own address, and its static files."""

import base64
from functools import lru_cache
from hashlib import sha256, sha384
from os import stat
from pathlib import Path

from flask import Flask, current_app, g, request

from portal.config import Settings

EXTENSION = "portal_settings"
# In letters. The longest addresses of ours are sealed receipts; a mistyped one is short.
LONGEST_PATH = 1000
LONGEST_WRONG_PATH = 200


def current_settings() -> Settings:
    """The settings of the running application."""
    settings: Settings = current_app.extensions[EXTENSION]
    return settings


def absolute(path: str) -> str:
    """A full address for mails and feeds, from PORTAL_BASE_URL and never from the Host header."""
    return current_settings().base_url + path


def path_here() -> str:
    """The path of this page, for what leads back to it; home when it is too long to be ours.

    A page repeats it a score of times, so a long one would make an answer far longer than itself.
    """
    most = LONGEST_WRONG_PATH if g.get("is_nowhere") else LONGEST_PATH
    return request.path if len(request.path) <= most else "/"


def asset(name: str) -> str:
    """The address of a static file, which changes when the file does: it is kept for a year."""
    version = _digest(*_static(name))[0]
    # Not url_for, which cannot answer a request for a host that is not ours; the error page must.
    return f"{current_app.static_url_path}/{name}?v={version}"


def integrity(name: str) -> str:
    """The integrity attribute of a script."""
    return _digest(*_static(name))[1]


def _static(name: str) -> tuple[str, int]:
    """The file and when it last changed, in nanoseconds."""
    path = f"{current_app.static_folder}/{name}"
    return path, stat(path).st_mtime_ns  # noqa: PTH116 - building a Path costs more than the rest


@lru_cache(maxsize=256)
def _digest(path: str, _changed: int) -> tuple[str, str]:
    data = Path(path).read_bytes()
    digest = base64.b64encode(sha384(data).digest()).decode()
    return sha256(data).hexdigest()[:12], f"sha384-{digest}"


def init_app(app: Flask) -> None:
    """Give templates ``site``, ``here``, ``canonical``, ``asset`` and ``integrity``."""
    app.jinja_env.globals.update(asset=asset, integrity=integrity)

    @app.context_processor
    def about_this_page() -> dict[str, object]:
        # The path alone: a query may hold what someone searched for.
        return {
            "site": current_settings(),
            "here": path_here(),
            "canonical": absolute(path_here()),
            "private_page": g.get("private_page", False),
        }
