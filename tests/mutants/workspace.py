"""A copy of the project in which one mutant lives at a time."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.mutants.catalogue import ROOT, Mutant

RED = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)
FAILURE = re.compile(r"^FAILED ", re.MULTILINE)
SECONDS = 180
GREEN, FAILED = 0, 1


@dataclass(frozen=True)
class Run:
    """What pytest said: its exit status, or None when it took too long, and what was red."""

    status: int | None
    red: tuple[str, ...]
    output: str

    @property
    def began(self) -> bool:
        """Whether a test got as far as failing: what cannot even start is noticed by anybody."""
        return bool(FAILURE.search(self.output))


class Workspace:
    """Every file that git knows or would take, in a folder of its own; the same environment."""

    def __init__(self, folder: Path) -> None:
        self.project = folder / "project"
        self.scratch = folder / "scratch"
        for name in _files():
            target = self.project / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target)
        for name in (".venv", "node_modules"):
            if (ROOT / name).exists():
                (self.project / name).symlink_to(ROOT / name)
        self._prepare()

    @contextmanager
    def holding(self, mutant: Mutant) -> Iterator[None]:
        """Break one enforcement, and mend it again."""
        file = self.project / mutant.file
        whole = file.read_text(encoding="utf-8")
        file.write_text(mutant.broken(whole), encoding="utf-8")
        try:
            yield
        finally:
            file.write_text(whole, encoding="utf-8")

    def test(self, tests: Iterable[str], *options: str, seconds: float = SECONDS) -> Run:
        """Run these tests here."""
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        command += [f"--basetemp={self.scratch}", *options, *tests]
        with subprocess.Popen(
            command,
            cwd=self.project,
            env=self._environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        ) as process:
            try:
                output, _ = process.communicate(timeout=seconds)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                return Run(None, (), process.communicate()[0])
        return Run(process.returncode, tuple(RED.findall(output)), output)

    def _prepare(self) -> None:
        # By content, not by time: a mutant of the same size in the same second is still noticed.
        compiled = ("-m", "compileall", "-q", "--invalidation-mode", "checked-hash")
        self._call(sys.executable, *compiled, "portal", "tests", "migrations")
        # Some tests ask git which files there are.
        self._call("git", "init", "-q")
        self._call("git", "add", "-A")

    def _call(self, *command: str) -> None:
        subprocess.run(command, cwd=self.project, check=True, capture_output=True)

    def _environment(self) -> dict[str, str]:
        return {**os.environ, "PYTHONPATH": str(self.project), "PYTHONDONTWRITEBYTECODE": "1"}


@contextmanager
def workspaces(number: int) -> Iterator[Sequence[Workspace]]:
    """So many copies, gone at the end."""
    with TemporaryDirectory(prefix="mutants-") as folder:
        yield [Workspace(Path(folder) / str(place)) for place in range(number)]


def _files() -> list[str]:
    command = ["git", "ls-files", "-z", "-co", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [name for name in listed.split("\0") if name and (ROOT / name).is_file()]
