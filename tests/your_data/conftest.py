"""What every test of your data may ask for."""

from tests.your_data.asker import app, asker

__all__ = ["app", "asker"]
