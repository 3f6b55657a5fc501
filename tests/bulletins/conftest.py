"""What every test of bulletins may ask for."""

from tests.bulletins.post import app, reader

__all__ = ["app", "reader"]
