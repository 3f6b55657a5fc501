"""Small numbers that are left out cannot be worked out: every table is attacked by brute force."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.complaints.service.suppressing import FEWEST_SHOWN, grouped, number

NAMES = "abcdefghij"
Table = tuple[int, ...]


def published(table: Table) -> tuple[object, ...]:
    """What a reader sees: the total, and the lines."""
    lines = grouped(dict(zip(NAMES, table, strict=False)))
    return (number(sum(table)), *((line.labels, line.words) for line in lines))


@pytest.mark.parametrize(("cells", "most"), [(2, 20), (3, 17), (4, 9)])
def test_whoever_knows_the_rule_cannot_work_out_a_small_number(cells: int, most: int) -> None:
    """For each small number, some other table would be published in the very same words."""
    could_be: dict[tuple[object, ...], list[set[int]]] = defaultdict(
        lambda: [set() for _ in range(cells)]
    )
    for table in product(range(most), repeat=cells):
        for place, count in enumerate(table):
            could_be[published(table)][place].add(count)
    # Sums near the end of the range would have other tables beyond it.
    for table in product(range(FEWEST_SHOWN + 2), repeat=cells):
        for place, count in enumerate(table):
            if 0 < count < FEWEST_SHOWN:
                assert len(could_be[published(table)][place]) > 1, table


@given(st.lists(st.integers(0, 12), min_size=2, max_size=10))
@example([4, 4, 4])
@example([4, 4, 4, 4, 4])
def test_each_small_number_could_be_another_one(counts: list[int]) -> None:
    """Some other table, in which it is another number, is published in the very same words."""
    table = tuple(counts)
    for place, count in enumerate(table):
        if 0 < count < FEWEST_SHOWN:
            others = [each for each in like(table, place) if published(each) == published(table)]
            assert any(each[place] != count for each in others), table


def like(table: Table, place: int) -> Iterator[Table]:
    """Tables with the same total: one unit moved, two numbers swapped, or nearly all in one."""
    for other in range(len(table)):
        for by in (1, -1, 0):
            yield moved(table, place, other, by)
    rest = [0] * len(table)
    rest[place - 1], rest[place - 2] = 4, sum(table) - 4
    yield tuple(rest)


def moved(table: Table, place: int, other: int, by: int) -> Table:
    """The table with one unit moved between two cells, or, by 0, with the two swapped."""
    cells = list(table)
    if by:
        cells[place], cells[other] = cells[place] + by, cells[other] - by
    else:
        cells[place], cells[other] = cells[other], cells[place]
    return table if place == other or min(cells) < 0 else tuple(cells)


@given(st.lists(st.integers(0, 40), min_size=2, max_size=10))
def test_no_small_number_is_shown_and_none_is_lost(counts: list[int]) -> None:
    """The lines add up to the total, and each name stands in one of them."""
    lines = grouped(dict(zip(NAMES, counts, strict=False)))
    assert sum(line.count for line in lines) == sum(counts)
    assert sorted(name for line in lines for name in line.labels) == list(NAMES[: len(counts)])
    whole = sum(counts)
    assert all(not 0 < line.count < FEWEST_SHOWN or whole < FEWEST_SHOWN for line in lines)


def test_small_numbers_stand_together() -> None:
    """One small number alone takes the next larger one with it."""
    assert published((20, 3, 9)) == ("32", (("a",), "20"), (("b", "c"), "12"))
    assert published((20, 3, 4)) == ("27", (("a",), "20"), (("b", "c"), "7"))
    assert published((20, 4, 4)) == ("28", (("a", "b", "c"), "28"))
    assert published((1, 2, 0)) == ("fewer than 5", (("a", "b", "c"), "fewer than 5"))
    assert published((0, 0)) == ("0", (("a", "b"), "0"))
    assert published((6, 0)) == ("6", (("a",), "6"), (("b",), "0"))
