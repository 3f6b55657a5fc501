"""Fixtures: two places for backups, and PostgreSQL's own programs."""

from pathlib import Path

import pytest

from tests.backups.places import Places
from tests.support import postgres


@pytest.fixture
def places(tmp_path: Path, database_kind: str, monkeypatch: pytest.MonkeyPatch) -> Places:
    """Two empty folders; on PostgreSQL its programs are found too."""
    if database_kind == "postgresql":
        postgres.programs(monkeypatch)
    made = Places(tmp_path / "backup", tmp_path / "backup-keys")
    made.records.mkdir()
    made.keys.mkdir()
    return made
