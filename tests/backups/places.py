"""Two places for backups, and the command line beside a portal."""

from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner, Result
from flask import Flask
from flask.cli import ScriptInfo

from portal.cli import main


@dataclass(frozen=True)
class Places:
    """The folder for copies of the records, and the one for copies of their keys."""

    records: Path
    keys: Path

    def files(self, store: str = "") -> list[Path]:
        """Every file in there, of one store or of both."""
        folders = (self.records, self.keys)
        return sorted(file for folder in folders for file in folder.glob(f"{store}*"))


def run(app: Flask, *words: str) -> Result:
    """Run a `portal` command."""
    return CliRunner().invoke(main, list(words), obj=ScriptInfo(create_app=lambda: app))
