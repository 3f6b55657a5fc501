"""What every test of the desk may ask for."""

from tests.moderation.desk import app, desk, writer

__all__ = ["app", "desk", "writer"]
