"""What is removed cannot be read in a backup either: its key goes in the same run."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal import records
from portal.core.crypto import HasRecordKey, RecordKey
from portal.core.database import KEYS
from portal.extensions import db
from portal.records.service import tables
from portal.register import Rule, retention
from tests.records import rows

START = datetime(2026, 3, 20, 9, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)
SWEPT = [rule for rule in retention().rules if rule.is_swept and rule.action == "delete"]
KEYED = [rule for rule in SWEPT if issubclass(tables.model(rule.table), HasRecordKey)]


def texts(rule: Rule) -> list[str]:
    """The sealed texts of a rule's table, by their plain names."""
    names = [column.name for column in tables.table(rule.table).columns]
    return [name.removesuffix(rows.SEALED) for name in names if name.endswith(rows.SEALED)]


def keys() -> list[str]:
    with db.engines[KEYS].connect() as connection:
        return list(connection.scalars(select(RecordKey.record)))


@pytest.mark.parametrize("rule", KEYED, ids=lambda rule: rule.key)
def test_the_key_goes_with_the_row(rule: Rule, app: Flask) -> None:
    assert rule.period is not None
    values: dict[str, Any] = {name: chosen[0] for name, chosen in rule.only.items()}
    values |= {name: f"canary-{name}" for name in texts(rule)}
    with rows.at(START):
        record = rows.keyed(rule.table, START, **dict.fromkeys(rule.anchor, START), **values)
    assert record.public_id in keys()
    with rows.at(rule.period.after(START) + SECOND):
        records.run_retention()
    assert record.public_id not in keys()
