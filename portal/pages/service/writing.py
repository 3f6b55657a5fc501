"""Writing pages: drafts, and what of them is shown. Whoever wrote never publishes."""

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

import portal.staff as staff
from portal.core.clock import now
from portal.extensions import db
from portal.pages.models import (
    DRAFT,
    LIVE,
    OPEN,
    PAST,
    REPLACED,
    RETURNED,
    WAITING,
    PageVersion,
)
from portal.pages.service import search
from portal.pages.service.checking import check, check_removal
from portal.pages.service.shelf import Shelf, own_texts

ACTIONS = {
    "pages.listed": "Looked at the list of pages",
    "pages.viewed": "Opened a page to change it",
    "pages.compared": "Looked at the versions of a page",
    "pages.downloaded": "Downloaded a page as a file",
    "pages.saved": "Saved a draft of a page",
    "pages.dropped": "Put a draft of a page aside",
    "pages.handed_over": "Handed a page to a second person",
    "pages.sent_back": "Sent a page back to who wrote it",
    "pages.published": "Published a page that somebody else wrote",
}
MARK_LENGTH = 12


class PageError(ValueError):
    """It cannot be done; each of its messages says why, in words for the page."""

    @property
    def messages(self) -> tuple[str, ...]:
        """One sentence or more."""
        return tuple(map(str, self.args))


class ChangedError(PageError):
    """Somebody else did something with the page meanwhile."""

    def __init__(self) -> None:
        """The words are the same whatever it was."""
        super().__init__("Somebody else changed this page since you opened it")


def stamp(newest: PageVersion | None, file_mark: str) -> str:
    """What an editor has on the screen: the newest version, its state, and the file's."""
    shown = f"{newest.number}-{newest.state}" if newest is not None else "0"
    return f"{shown}-{file_mark[:MARK_LENGTH]}"


def newest_of(slug: str, *, locked: bool = False) -> PageVersion | None:
    """The newest version of a page, whatever became of it."""
    chosen = select(PageVersion).where(PageVersion.slug == slug)
    chosen = chosen.order_by(PageVersion.number.desc()).limit(1)
    return db.session.scalar(chosen.with_for_update() if locked else chosen)


def save(slug: str, text: str, *, by: str, seen: str, shelf: Shelf, hand: bool = False) -> int:
    """Keep a text as a new draft; with `hand`, for a second person at once.

    Returns the number of the version, the same one when nothing was changed. Raises PageError.
    """
    newest = _claim(slug, seen, shelf)
    if hand:
        _refuse_if(check(slug, text, shelf).blocking)
    if newest is None or newest.state not in OPEN or newest.takes_away or newest.text != text:
        newest = _add(slug, text, newest, by=by, shelf=shelf)
    if hand and newest.state != WAITING:
        _hand_over(newest, by)
    return _commit(newest.number)


def restore(slug: str, number: int, *, by: str, seen: str, shelf: Shelf) -> int:
    """Make a draft of an older version, or of the file (number 0). Raises PageError."""
    newest = _claim(slug, seen, shelf)
    text = text_of(slug, number, shelf)
    if text is None:
        raise PageError("This version is not there any more")
    added = _add(slug, text, newest, by=by, shelf=shelf, detail=f" from {number}")
    return _commit(added.number)


def give_way(slug: str, *, by: str, seen: str, shelf: Shelf) -> int:
    """Ask a second person to show the file again, or nothing where there is none.

    Raises PageError.
    """
    newest = _claim(slug, seen, shelf)
    if slug not in own_texts(db.session()):
        raise PageError("The page is as its file says already")
    _refuse_if(check_removal(slug, shelf).blocking)
    added = _add(slug, shelf.files.texts.get(slug, ""), newest, by=by, shelf=shelf)
    added.takes_away = True
    _hand_over(added, by)
    return _commit(added.number)


def drop(slug: str, *, by: str, seen: str, shelf: Shelf) -> None:
    """Put the open draft aside: it stays among the versions for a while. Raises PageError."""
    newest = _open(slug, seen, shelf)
    newest.state, newest.closed_at = REPLACED, now()
    staff.audit("pages.dropped", slug, f"version {newest.number}", by)
    _commit(newest.number)


def send_back(slug: str, reason: str, *, by: str, seen: str, shelf: Shelf) -> None:
    """Give a page back to who wrote it, with the reason. Raises PageError."""
    newest = _open(slug, seen, shelf)
    if newest.state != WAITING:
        raise PageError("This page does not wait for a second person")
    newest.state, newest.reason = RETURNED, reason
    newest.decided_by, newest.decided_at = by, now()
    staff.audit("pages.sent_back", slug, f"version {newest.number}", by)
    _commit(newest.number)


def publish(slug: str, *, by: str, seen: str, shelf: Shelf) -> None:
    """Show a page that waits, and make the search find it. Raises PageError.

    Nobody publishes what they had a hand in, whatever else they may do.
    """
    newest = _open(slug, seen, shelf)
    if newest.state != WAITING:
        raise PageError("This page does not wait for a second person")
    if by in newest.writers.split():
        raise PageError("You wrote part of this: somebody else has to publish it")
    found = check_removal(slug, shelf) if newest.takes_away else check(slug, newest.text, shelf)
    _refuse_if(found.blocking)
    _close(slug, (LIVE,), PAST)
    number = (db.session.scalar(select(func.max(PageVersion.publication))) or 0) + 1
    newest.state, newest.publication = LIVE, number
    newest.decided_by, newest.decided_at, newest.reason = by, now(), ""
    staff.audit("pages.published", slug, f"version {newest.number}", by)
    try:
        db.session.flush()
        shown = shelf.with_own(own_texts(db.session()))
        search.index_pages(shown[0])  # its commit is the one of all this
    except IntegrityError as error:
        db.session.rollback()
        raise ChangedError from error
    shelf.take(*shown, number)


def text_of(slug: str, number: int, shelf: Shelf) -> str | None:
    """The text of a version; of the file with number 0. None when there is none."""
    if number == 0:
        return shelf.files.texts.get(slug)
    chosen = select(PageVersion.text).where(
        PageVersion.slug == slug, PageVersion.number == number, PageVersion.takes_away.is_(False)
    )
    return db.session.scalar(chosen)


def _claim(slug: str, seen: str, shelf: Shelf) -> PageVersion | None:
    """The newest version, if it is the one that was on the screen, kept from others until the end.

    Where there is none yet, the unique number of the first decides who came first.
    """
    newest = newest_of(slug, locked=True)
    if stamp(newest, shelf.files.mark(slug)) != seen:
        raise ChangedError
    return newest


def _open(slug: str, seen: str, shelf: Shelf) -> PageVersion:
    newest = _claim(slug, seen, shelf)
    if newest is None or newest.state not in OPEN:
        raise PageError("Nothing of this page is open")
    return newest


def _add(
    slug: str, text: str, newest: PageVersion | None, *, by: str, shelf: Shelf, detail: str = ""
) -> PageVersion:
    """A new version on top. Who wrote at what it takes the place of had a hand in it."""
    before = newest.writers.split() if newest is not None and newest.state in OPEN else []
    _close(slug, OPEN, REPLACED)
    added = PageVersion(
        slug=slug,
        number=newest.number + 1 if newest is not None else 1,
        takes_away=False,
        text=text,
        file_hash=shelf.files.mark(slug),
        state=DRAFT,
        author=by,
        writers=" ".join(dict.fromkeys([*before, by])),
        created_at=now(),
    )
    db.session.add(added)
    staff.audit("pages.saved", slug, f"version {added.number}{detail}", by)
    return added


def _hand_over(version: PageVersion, by: str) -> None:
    version.state, version.handed_at = WAITING, now()
    staff.audit("pages.handed_over", version.slug, f"version {version.number}", by)


def _close(slug: str, states: tuple[str, ...], becomes: str) -> None:
    db.session.execute(
        update(PageVersion)
        .where(PageVersion.slug == slug, PageVersion.state.in_(states))
        .values(state=becomes, closed_at=now())
        .execution_options(synchronize_session="fetch")
    )


def _refuse_if(found: list[str]) -> None:
    if found:
        raise PageError(*found)


def _commit(number: int) -> int:
    try:
        db.session.commit()
    except IntegrityError as error:
        db.session.rollback()
        raise ChangedError from error
    return number
