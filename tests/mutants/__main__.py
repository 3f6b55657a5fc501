"""Breaks each enforcement in turn, python -m tests.mutants [PATTERN …]: tests must notice."""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from queue import SimpleQueue

import click

from tests.mutants.catalogue import Mutant, MutantError, load
from tests.mutants.promised import judges_of
from tests.mutants.workspace import FAILED, GREEN, Workspace, workspaces

KILLED, SURVIVED, TIMEOUT = "killed", "SURVIVED", "TIMEOUT"
RED_BEFORE, NO_TEST, NO_START, STALE = "RED BEFORE", "NO TEST", "NO START", "STALE"
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
    """Break, test, mend. A test that was red before shows nothing, so it is left out."""
    already = [name for name in red for each in judges_of(mutant) if name.startswith(each)]
    tests = [each for each in judges_of(mutant) if each not in already]
    if not tests:
        return Result(mutant, RED_BEFORE if already else NO_TEST, " ".join(already[:1]))
    try:
        with place.holding(mutant):
            run = place.test(tests, "-x", *(f"--deselect={name}" for name in already))
    except MutantError as error:
        return Result(mutant, STALE, str(error))
    word = SAID.get(run.status, f"STATUS {run.status}")
    if word == SURVIVED and already:
        return Result(mutant, RED_BEFORE, already[0])
    if word == KILLED and not run.began:
        return Result(mutant, NO_START, run.red[0])
    return Result(mutant, word, run.red[0] if run.red else mutant.breaks)


def red_unbroken(mutants: Sequence[Mutant], places: Sequence[Workspace]) -> tuple[str, ...]:
    """The tests that are red before anything is broken: there should be none."""
    tests = sorted({each for mutant in mutants for each in judges_of(mutant)})
    run = places[0].test(tests, "-n", str(len(places)), seconds=BASELINE_SECONDS)
    if run.status != GREEN and not run.red:
        raise SystemExit(f"The tests cannot be run:\n{run.output[-2000:]}")
    for name in run.red:
        click.echo(f"Red before anything was broken: {name}")
    return run.red


def judge_all(
    mutants: Sequence[Mutant], places: Sequence[Workspace], red: Sequence[str]
) -> Iterator[Result]:
    """Every mutant, in order, on as many copies as there are."""
    free: SimpleQueue[Workspace] = SimpleQueue()
    for place in places:
        free.put(place)

    def work(mutant: Mutant) -> Result:
        place = free.get()
        try:
            return judge(mutant, place, red)
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
        red = red_unbroken(mutants, places)
        for result in judge_all(mutants, places, red):
            results.append(result)
            click.echo(str(result))
    lived = [result for result in results if result.word != KILLED]
    spent = timedelta(seconds=round(time.monotonic() - began))
    click.echo(
        f"\n{len(results) - len(lived)} of {len(results)} mutants turned a test red. {spent}"
    )
    for result in lived:
        click.echo(str(result))
    raise SystemExit(bool(lived or red))


main()
