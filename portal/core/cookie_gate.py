"""Being built."""

from typing import Any

from portal.config import Settings


class CookieGate:
    """Passes everything for now."""

    def __init__(self, app: Any, settings: Settings) -> None:
        self.app = app

    def __call__(self, environ: Any, start_response: Any) -> Any:
        return self.app(environ, start_response)
