"""What every test of feedback may ask for."""

from tests.feedback.writer import app, writer

__all__ = ["app", "writer"]
