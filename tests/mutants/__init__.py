"""Mutants: each breaks one enforcement on purpose, and a test must turn red (docs/promises.md)."""
