"""The promises that are not kept as we look, by the check that found it, and where to see to it."""

from dataclasses import dataclass

from portal.notice.service import promises
from portal.notice.service.promises import Result, Standing
from portal.staff import Person, Queue, queue_of


@dataclass(frozen=True)
class Failing:
    """What one live check found wrong, the promises that it breaks, and who has the cases."""

    check: str
    result: Result
    broken: list[Standing]
    queue: Queue | None


def failing() -> list[Failing]:
    """Every check that found something wrong, in the order of the promises."""
    found = promises.results()
    by_check: dict[str, list[Standing]] = {}
    for standing in promises.standings(found):
        result = found.get(standing.promise.check)
        if result is not None and result.problem:
            by_check.setdefault(standing.promise.check, []).append(standing)
    return [
        Failing(check, found[check], broken, queue_of(check)) for check, broken in by_check.items()
    ]


def seen_by(person: Person) -> list[Failing]:
    """What somebody is shown: an admin everything, others what they have a queue for."""
    if person.has("admin"):
        return failing()
    return [each for each in failing() if each.queue and person.has(*each.queue.roles)]


def count_for(role: str) -> int:
    """How many promises are not kept for something that a role sees to."""
    theirs = [each for each in failing() if each.queue and role in each.queue.roles]
    return sum(len(each.broken) for each in theirs)
