"""What every test of complaints may ask for."""

from tests.complaints.person import app, complainer

__all__ = ["app", "complainer"]
