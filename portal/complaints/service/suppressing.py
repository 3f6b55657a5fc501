"""Numbers that may be published: small ones are left out, and nobody can work them out.

A number below 5 could tell what one person complained about. So small numbers of a table are added
together, and the group says only its sum. The sum must not give them away: it is 5 or more, and
there is always another way in which the numbers of the group could be shared out, for each of
them. Where there is none, the next larger number joins the group, with all that are equal to it.
Numbers that are equal stand in the group together, so that no name in it says who joined last.
"""

from collections.abc import Mapping
from dataclasses import dataclass

FEWEST_SHOWN = 5
MOST_HIDDEN = FEWEST_SHOWN - 1
SUPPRESSED = f"fewer than {FEWEST_SHOWN}"


@dataclass(frozen=True)
class Group:
    """One line of a published table: one thing with its number, or several with their sum."""

    labels: tuple[str, ...]
    count: int

    @property
    def words(self) -> str:
        """The number as it may be shown."""
        return number(self.count)


def number(count: int) -> str:
    """A number that stands alone, as it may be shown."""
    return SUPPRESSED if 0 < count < FEWEST_SHOWN else str(count)


def grouped(cells: Mapping[str, int]) -> list[Group]:
    """The lines of a table whose total is shown too: the largest first, then the group if any.

    The group stands in the order in which the cells came, whatever their numbers.
    """
    hidden = {label: count for label, count in cells.items() if count < FEWEST_SHOWN}
    shown = {label: count for label, count in cells.items() if count >= FEWEST_SHOWN}
    if not _is_safe(list(hidden.values())):
        smallest = min(shown.values(), default=0)
        hidden |= {label: count for label, count in shown.items() if count == smallest}
    lines = [Group((label,), count) for label, count in shown.items() if label not in hidden]
    lines.sort(key=lambda line: -line.count)
    names = tuple(label for label in cells if label in hidden)
    return [*lines, Group(names, sum(hidden.values()))] if names else lines


def _is_safe(small: list[int]) -> bool:
    """Whether the sum of these numbers, each from 0 to 4, gives none of them away."""
    total = sum(small)
    return total == 0 or FEWEST_SHOWN <= total < MOST_HIDDEN * len(small)
