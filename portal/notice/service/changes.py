"""What changed from one version of the notice to the next: word by word, under its headings."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import groupby

from portal.notice.service import reading
from portal.notice.service.lines import HEADING, LEADS, Line, Part, parts
from portal.register import versions

SAME, ADDED, REMOVED = "same", "added", "removed"
# Two lines that share this much are one line that was changed.
LIKE = 0.5


@dataclass(frozen=True)
class Run:
    """Words that stayed, came or went."""

    what: str
    text: str


@dataclass(frozen=True)
class Changed:
    """One line and what happened to it; or a number of lines that stayed as they were."""

    kind: str
    runs: tuple[Run, ...] = ()
    folded: int = 0


@dataclass(frozen=True)
class Section:
    """A part with changes; or, when `folded`, the headings of parts without."""

    heading: str
    what: str
    lines: tuple[Changed, ...]
    folded: tuple[str, ...] = ()


def since_the_one_before(number: int) -> list[Section]:
    """What a version changed; nothing for the first."""
    new, old = versions().find(number), versions().find(number - 1)
    if new is None or old is None:
        return []
    return list(compare(reading.filled(old), reading.filled(new)))


@lru_cache(maxsize=16)
def compare(old: str, new: str) -> tuple[Section, ...]:
    """What changed from one text to another, in the order of the new one."""
    found = [_section(before, after) for before, after in _pairs(parts(old), parts(new))]
    sections: list[Section] = []
    for changed, group in groupby(found, lambda section: bool(section.lines)):
        if changed:
            sections += group
        else:
            sections.append(Section("", SAME, (), tuple(each.heading for each in group)))
    return tuple(sections)


def _pairs(old: list[Part], new: list[Part]) -> list[tuple[Part | None, Part | None]]:
    """Each part beside the one of the same heading; those that went, where they were."""
    before = {part.heading: part for part in old}
    kept = {part.heading for part in new}
    pairs: list[tuple[Part | None, Part | None]] = [(before.get(p.heading), p) for p in new]
    for place, part in enumerate(old):
        if part.heading in kept:
            continue
        ahead = {earlier.heading for earlier in old[:place]}
        spots = [at for at, (was, _) in enumerate(pairs, 1) if was and was.heading in ahead]
        pairs.insert(max(spots, default=0), (part, None))
    return pairs


def _section(old: Part | None, new: Part | None) -> Section:
    what = SAME if old and new else REMOVED if old else ADDED
    known = new or old
    heading = known.heading if known else ""
    lines = list(_lines(old.lines if old else [], new.lines if new else []))
    if all(line.folded for line in lines):
        return Section(heading, what, ())
    return Section(heading, what, tuple(lines))


def _lines(old: Sequence[Line], new: Sequence[Line]) -> Iterator[Changed]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for what, i, until_i, j, until_j in matcher.get_opcodes():
        if what == "equal":
            # A heading that stayed says where the changes after it are.
            last = new[until_j - 1]
            shown = int(last.kind == HEADING and until_j < len(new))
            if until_i - i - shown:
                yield Changed("", folded=until_i - i - shown)
            if shown:
                yield Changed(HEADING, (Run(SAME, _text(last.words, SAME)),))
        else:
            yield from _replaced(old[i:until_i], new[j:until_j])


def _replaced(old: Sequence[Line], new: Sequence[Line]) -> Iterator[Changed]:
    """Lines in the place of others: the most alike belong together."""
    if not old or not new:
        yield from (_whole(line, REMOVED) for line in old)
        yield from (_whole(line, ADDED) for line in new)
        return
    spots = [(i, j) for i in range(len(old)) for j in range(len(new))]
    i, j = max(spots, key=lambda spot: _likeness(old[spot[0]], new[spot[1]]))
    if _likeness(old[i], new[j]) < LIKE:
        yield from _replaced(old, [])
        yield from _replaced([], new)
        return
    yield from _replaced(old[:i], new[:j])
    yield Changed(new[j].kind, tuple(_runs(old[i].words, new[j].words)))
    yield from _replaced(old[i + 1 :], new[j + 1 :])


def _likeness(old: Line, new: Line) -> float:
    if old.kind != new.kind:
        return 0.0
    matcher = SequenceMatcher(None, old.words, new.words, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= LIKE else 0.0


def _whole(line: Line, what: str) -> Changed:
    return Changed(line.kind, (Run(what, _text(line.words, what)),))


def _runs(old: Sequence[str], new: Sequence[str]) -> Iterator[Run]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for what, i, until_i, j, until_j in matcher.get_opcodes():
        if what == "equal":
            pieces = [Run(SAME, _text(new[j:until_j], SAME))]
        else:
            gone, come = _text(old[i:until_i], REMOVED), _text(new[j:until_j], ADDED)
            pieces = [Run(REMOVED, gone), Run(ADDED, come)]
        yield from (piece for piece in pieces if piece.text)


def _text(words: Sequence[str], what: str) -> str:
    """Words to show. Where a link leads is shown only when that alone changed."""
    shown = [word for word in words if not word.startswith(LEADS)]
    if not shown and what != SAME:
        shown = [f"({word.removeprefix(LEADS)})" for word in words]
    return " ".join(shown)
