"""The engine that walks the register: retention, erasure, export, and what proves them.

Keeps counts, random numbers of erased records, and lists without names: nothing about a person.
"""

from datetime import timedelta

from flask import Flask

from portal.core import checks, panels
from portal.core import jobs as schedule
from portal.records import cli, jobs
from portal.records.service import holds, paper, retention, sharing
from portal.records.service.acts import on_act
from portal.records.service.erasing import Erasure, Kept, erase, fates, on_erase, preview
from portal.records.service.exporting import Held, Item, Row, Section, correct, export
from portal.records.service.paper import PaperItem
from portal.records.service.retention import Count, Run, is_late, last_run, offer
from portal.records.service.retention import run as run_retention
from portal.register import retention as rules

# Promised in days: an hour more is nothing, a day more would be a promise broken.
EVERY = timedelta(hours=1)

WORDS = {
    ("legal_holds", "ground"): holds.GROUNDS,
    ("disclosures", "ground"): sharing.GROUNDS,
    # Only the trail has the reason: it stands with the act.
    ("paper_records", "destroyed_at"): paper.EARLY,
}

__all__ = [
    "Count",
    "Erasure",
    "Held",
    "Item",
    "Kept",
    "PaperItem",
    "Row",
    "Run",
    "Section",
    "correct",
    "erase",
    "export",
    "fates",
    "init_app",
    "is_late",
    "last_run",
    "offer",
    "on_act",
    "on_erase",
    "preview",
    "run_retention",
]


def init_app(app: Flask) -> None:
    """Join the application: commands, the retention run, and the replay after a restore."""
    for group in (cli.retention_group, cli.data_group, cli.records_group):
        app.cli.add_command(group)
    schedule.at_start(app, jobs.begin)
    schedule.every(app, "records.retention", EVERY, jobs.keep_retention)
    checks.register("retention", retention.check)
    panels.register("records.words", _words)


def _words(table: str, column: str, value: str) -> str | None:
    """What a code of ours means to the person it is about."""
    if (table, column) == ("paper_records", "rule"):
        return next((rule.what for rule in rules().rules if rule.key == value), None)
    return WORDS.get((table, column), {}).get(value)
