"""Two places for backups, the command line beside a portal, and people who write meanwhile."""

import resource
import signal
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
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


def everybody(copy: Path) -> set[str]:
    """The subscribers in a copy of the records, by their numbers."""
    with closing(sqlite3.connect(copy)) as connection:
        return {number for (number,) in connection.execute("SELECT public_id FROM subscribers")}


@contextmanager
def writing(app: Flask, write: Callable[[int], str], writers: int) -> Iterator[list[str]]:
    """Let some threads write as fast as they can; gives what they have committed so far."""
    committed: list[str] = []
    wrong: list[BaseException] = []
    stop = threading.Event()

    def go(number: int) -> None:
        with app.app_context():
            try:
                while not stop.is_set():
                    committed.append(write(number))
                    number += writers
            except BaseException as fault:
                wrong.append(fault)
                raise

    threads = [threading.Thread(target=go, args=(each,)) for each in range(writers)]
    for each in threads:
        each.start()
    try:
        yield committed
    finally:
        stop.set()
        for each in threads:
            each.join()
    assert wrong == []


@contextmanager
def no_file_over(size: int) -> Iterator[None]:
    """No file of this process, or of one that it starts, grows beyond a size in bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
