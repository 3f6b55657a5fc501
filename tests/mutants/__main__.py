"""Breaks each enforcement in turn, python -m tests.mutants [PATTERN …]: tests must notice."""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from queue import SimpleQueue

import click

from tests.mutants.catalogue import Mutant, load
from tests.mutants.promised import judges_of
from tests.mutants.workspace import FAILED, GREEN, Workspace, workspaces

KILLED, SURVIVED, TIMEOUT = "killed", "SURVIVED", "TIMEOUT"
RED_BEFORE, NO_TEST = "RED BEFORE", "NO TEST"
SAID = {GREEN: SURVIVED, FAILED: KILLED, None: TIMEOUT}
BASELINE_SECONDS = 1800


@dataclass(frozen=True)
class Result:
    """What became of one mutant. `note` is the test that noticed, or what went wrong."""

    mutant: Mutant
    word: str
    note: str = ""

    def __str__(self) -> str:
        return f"{self.word:10} {self.mutant.id:44} {self.note}"


def judge(mutant: Mutant, place: Workspace, red: Sequence[str]) -> Result:
    """Break, test, mend. A test that was red before shows nothing."""
    tests = judges_of(mutant)
    already = [name for name in red for each in tests if name.startswith(each)]
    if not tests or already:
        return Result(mutant, RED_BEFORE if already else NO_TEST, " ".join(already[:1]))
    with place.holding(mutant):
        run = place.test(tests, "-x")
    word = SAID.get(run.status, f"STATUS {run.status}")
    return Result(mutant, word, run.red[0] if run.red else mutant.breaks)


def judge_all(mutants: Sequence[Mutant], places: Sequence[Workspace]) -> Iterator[Result]:
    """Every mutant, in order, on as many copies as there are."""
    tests = sorted({each for mutant in mutants for each in judges_of(mutant)})
    before = places[0].test(tests, "-n", str(len(places)), seconds=BASELINE_SECONDS)
    if before.status != GREEN:
        click.echo(f"Unbroken, these tests are not green:\n{before.output[-4000:]}")
    if not before.red and before.status != GREEN:
        raise SystemExit("The tests could not be run at all.")
    free: SimpleQueue[Workspace] = SimpleQueue()
    for place in places:
        free.put(place)

    def work(mutant: Mutant) -> Result:
        place = free.get()
        try:
            return judge(mutant, place, before.red)
        finally:
            free.put(place)

    with ThreadPoolExecutor(len(places)) as pool:
        yield from pool.map(work, mutants)


def chosen(patterns: tuple[str, ...], shard: str) -> list[Mutant]:
    """The mutants that are asked for, or the i-th of n parts of them."""
    place, _, parts = shard.partition("/")
    return [each for each in load() if each.is_called(patterns)][int(place) - 1 :: int(parts)]


@click.command()
@click.argument("patterns", nargs=-1)
@click.option("--jobs", default=1, show_default=True, help="How many at a time.")
@click.option("--shard", default="1/1", show_default=True, help="One part of several, as 1/4.")
@click.option("--list", "only_list", is_flag=True, help="Say what each breaks, and stop.")
def main(patterns: tuple[str, ...], jobs: int, shard: str, only_list: bool) -> None:
    """Break enforcements whose id, file or promise fits a PATTERN; without one, all of them."""
    mutants = chosen(patterns, shard)
    if only_list:
        for mutant in mutants:
            click.echo(f"{mutant.id:44} {' '.join(mutant.promises):24} {mutant.breaks}")
        return
    began = time.monotonic()
    results = []
    with workspaces(jobs) as places:
        for result in judge_all(mutants, places):
            results.append(result)
            click.echo(str(result))
    killed = sum(result.word == KILLED for result in results)
    spent = timedelta(seconds=round(time.monotonic() - began))
    click.echo(f"\n{killed} of {len(results)} mutants turned a test red, in {spent} h.")
    for result in results:
        if result.word != KILLED:
            click.echo(str(result))
    raise SystemExit(killed != len(results))


main()
