"""Pages as the desk shows them: the list, one page with its versions, and what differs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher

from sqlalchemy import func, select

import portal.staff as staff
from portal.core.differing import SAME, Run, compare
from portal.extensions import db
from portal.pages.models import LIVE, OPEN, PAST, RETURNED, WAITING, PageVersion
from portal.pages.service.reading import ContentError, parts
from portal.pages.service.shelf import Shelf
from portal.pages.service.writing import stamp, text_of

MOST_LISTED = 100
# Lines that are shown on each side of a change.
NEAR = 3
FILE = 0
GONE = "Somebody who left"


@dataclass(frozen=True)
class Version:
    """One version of a page, with who did what."""

    slug: str
    number: int
    takes_away: bool
    text: str
    state: str
    author: str
    created_at: datetime
    handed_at: datetime | None
    decided_by: str
    decided_at: datetime | None
    reason: str
    closed_at: datetime | None
    writers: frozenset[str]
    names: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done with it."""
        return self.state in OPEN


@dataclass(frozen=True)
class Line:
    """One page in the list."""

    slug: str
    title: str
    open_state: str
    takes_away: bool
    is_ours: bool
    has_file: bool
    file_changed: bool
    file_is_same: bool
    problem: str
    changed_at: datetime | None
    reviewed: date | None


@dataclass(frozen=True)
class Opened:
    """One page: what an editor begins with, and everything about its versions."""

    line: Line
    text: str
    stamp: str
    versions: tuple[Version, ...]
    live: Version | None

    @property
    def newest(self) -> Version | None:
        """What is open, if anything is."""
        return self.versions[0] if self.versions and self.versions[0].is_open else None

    def find(self, number: int) -> Version | None:
        """The version with this number."""
        return next((each for each in self.versions if each.number == number), None)


def overview(shelf: Shelf) -> list[Line]:
    """Every page that an editor can change: those that wait for somebody first."""
    staff.view("pages.listed")
    known = set(db.session.scalars(select(PageVersion.slug).distinct()))
    chosen = PageVersion.state.in_((LIVE, *OPEN))
    rows: dict[str, list[PageVersion]] = {}
    for row in db.session.scalars(select(PageVersion).where(chosen).order_by(PageVersion.number)):
        rows.setdefault(row.slug, []).append(row)
    slugs = known | set(shelf.files.texts)
    lines = [_line(slug, rows.get(slug, []), shelf) for slug in slugs]
    order = {WAITING: 0, RETURNED: 1}
    return sorted(lines, key=lambda line: (order.get(line.open_state, 2), line.title.lower()))


def open_page(slug: str, shelf: Shelf, action: str = "pages.viewed", about: str = "") -> Opened:
    """A page as it is now; that it was opened is saved first. Raises LookupError."""
    if not exists(slug, shelf):
        raise LookupError(slug)
    staff.view(action, slug, about)
    return look_again(slug, shelf)


def exists(slug: str, shelf: Shelf) -> bool:
    """Whether an editor can open it: a file, or something that staff wrote."""
    return (
        slug in shelf.files.texts
        or db.session.scalar(select(PageVersion.id).where(PageVersion.slug == slug).limit(1))
        is not None
    )


def look_again(slug: str, shelf: Shelf) -> Opened:
    """The same while it is open: after something that could not be done."""
    chosen = select(PageVersion).where(PageVersion.slug == slug)
    rows = db.session.scalars(chosen.order_by(PageVersion.number.desc()).limit(MOST_LISTED)).all()
    names = staff.names() if rows else {}
    versions = tuple(_version(row, names) for row in rows)
    live = next((each for each in versions if each.state == LIVE), None)
    shown = [row for row in reversed(rows) if row.state in (LIVE, *OPEN)]
    opened = versions[0] if versions and versions[0].is_open else None
    text = opened.text if opened and not opened.takes_away else shown_text(slug, live, shelf)
    return Opened(
        line=_line(slug, shown, shelf),
        text=text or next((each.text for each in versions), ""),
        stamp=stamp(rows[0] if rows else None, shelf.files.mark(slug)),
        versions=versions,
        live=live,
    )


def shown_text(slug: str, live: Version | None, shelf: Shelf) -> str:
    """What readers get now; empty when there is no such page."""
    if live is not None and not live.takes_away:
        return live.text
    return shelf.files.texts.get(slug, "")


def waiting() -> tuple[int, datetime | None]:
    """How many pages wait for a second person, and since when the oldest does."""
    asked = select(func.count(PageVersion.id), func.min(PageVersion.handed_at))
    count, oldest = db.session.execute(asked.where(PageVersion.state == WAITING)).one()
    return count, oldest


def difference(old: str, new: str) -> list[Run]:
    """What changed: line by line first, so that a long page is quick, then word by word.

    Of what stayed, the lines nearest to a change are shown.
    """
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    runs: list[Run] = []
    for what, i, until_i, j, until_j in matcher.get_opcodes():
        if what == "equal":
            is_first, is_last = j == 0, until_j == len(after)
            runs.append(Run(SAME, _folded(after[j:until_j], is_first, is_last)))
        else:
            runs += compare("".join(before[i:until_i]), "".join(after[j:until_j]))
    return runs


def _folded(lines: list[str], is_first: bool, is_last: bool) -> str:
    """Lines that stayed: at most a few beside each change."""
    head = 0 if is_first else NEAR
    tail = 0 if is_last else NEAR
    left_out = len(lines) - head - tail
    if left_out <= 1:
        return "".join(lines)
    end = lines[len(lines) - tail :] if tail else []
    return "".join([*lines[:head], f"\n[… {left_out} lines are the same …]\n\n", *end])


def choices(opened: Opened, shelf: Shelf) -> dict[str, str]:
    """The texts that can be compared, by number: the file is number 0."""
    texts = {str(each.number): each.text for each in opened.versions}
    if opened.line.has_file:
        texts[str(FILE)] = shelf.files.texts[opened.line.slug]
    return texts


def against_shown(
    opened: Opened, version: Version | None, text: str, shelf: Shelf
) -> tuple[bool, list[Run]]:
    """What a version changes: from what readers see; or, when it is that, from the one before.

    The first says which it is: whether it is compared with what readers see.
    """
    slug = opened.line.slug
    if version is None or version != opened.live:
        return True, difference(shown_text(slug, opened.live, shelf), text)
    past = (each for each in opened.versions if each.state == PAST)
    before = next(past, None)
    return False, difference(before.text if before else shelf.files.texts.get(slug, ""), text)


def meanwhile(opened: Opened, seen: str, shelf: Shelf) -> list[Run]:
    """What others changed since somebody opened a page, by the stamp that they were given."""
    number = seen.partition("-")[0]
    if not (number.isascii() and number.isdecimal()):
        return []
    before = text_of(opened.line.slug, int(number), shelf)
    return difference(before or "", opened.text)


def published(shelf: Shelf) -> Iterator[tuple[str, str]]:
    """Each page that staff published and that is not what its file says: name and text."""
    chosen = select(PageVersion).where(PageVersion.state == LIVE)
    for row in db.session.scalars(chosen.order_by(PageVersion.slug)):
        if not row.takes_away and row.text != shelf.files.texts.get(row.slug):
            yield row.slug, row.text


def download(slug: str, number: int, shelf: Shelf) -> str | None:
    """A version as a file, and a note in the trail; None when there is none."""
    staff.view("pages.downloaded", slug, f"version {number}")
    return text_of(slug, number, shelf)


def _line(slug: str, rows: list[PageVersion], shelf: Shelf) -> Line:
    """What the list says of a page. `rows`: what is shown and what is open, the oldest first."""
    live = next((row for row in rows if row.state == LIVE), None)
    top = next((row for row in rows if row.state in OPEN), None)
    ours = live is not None and not live.takes_away
    page = shelf.library.pages.get(slug)
    mark, file = shelf.files.mark(slug), shelf.files.texts.get(slug)
    return Line(
        slug=slug,
        title=page.title if page else _title(top.text if top else "") or slug,
        open_state=top.state if top else "",
        takes_away=bool(top and top.takes_away),
        is_ours=ours,
        has_file=file is not None,
        file_changed=bool(ours and live and live.file_hash != mark and live.text != file),
        file_is_same=bool(ours and live and live.text == file),
        problem=shelf.problems.get(slug, ""),
        changed_at=_changed(live, top),
        reviewed=page.reviewed if page else None,
    )


def _changed(live: PageVersion | None, top: PageVersion | None) -> datetime | None:
    """When something was last done here: saved, or published."""
    moments = [top.created_at if top else None, live.decided_at if live else None]
    return max((moment for moment in moments if moment), default=None)


def _title(text: str) -> str:
    try:
        return str(parts(text)[0].get("title", ""))
    except ContentError:
        return ""


def _version(row: PageVersion, names: dict[str, str]) -> Version:
    same = {name: getattr(row, name) for name in Version.__dataclass_fields__ if hasattr(row, name)}
    writers = row.writers.split()
    more = {
        "author": names.get(row.author, GONE),
        "decided_by": names.get(row.decided_by, GONE) if row.decided_by else "",
        "writers": frozenset(writers),
        "names": tuple(names.get(each, GONE) for each in writers),
    }
    return Version(**{**same, **more})
