"""Timing two things fairly: they take turns, and the median of the rounds counts."""

import logging
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from flask import Flask

from portal.app import create_app, migrate_to_latest
from portal.config import load
from portal.core import jobs

ROUNDS = 7


def in_turns(calls: int, **things: Callable[[], object]) -> dict[str, float]:
    """Microseconds a call of each thing, by name."""
    spent: dict[str, list[float]] = {name: [] for name in things}
    for _ in range(ROUNDS):
        for name, thing in things.items():
            begun = time.perf_counter()
            for _ in range(calls):
                thing()
            spent[name].append((time.perf_counter() - begun) / calls * 1e6)
    return {name: statistics.median(rounds) for name, rounds in spent.items()}


def portal(folder: Path | None = None, /, **settings: str) -> Flask:
    """A portal in a folder, or else with an empty instance of its own; quiet."""
    folder = folder or Path(tempfile.mkdtemp(prefix="bench-"))
    given = {f"PORTAL_{name.upper()}": value for name, value in settings.items()}
    app = create_app(load({"PORTAL_INSTANCE": str(folder), **given}))
    logging.disable(logging.INFO)
    migrate_to_latest(app)
    jobs.run_at_start(app)
    return app
