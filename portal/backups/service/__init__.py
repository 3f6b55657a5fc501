"""Copies of both stores: taken, checked, and put back."""
