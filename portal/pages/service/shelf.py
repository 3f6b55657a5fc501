"""The shelf: the files with what staff published laid over them, the same in every process.

A publication has a number. Every process looks at the highest one every two seconds, and makes its
library anew when it is another: a page costs no query.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from threading import Lock

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal.core import panels
from portal.core.clock import now
from portal.extensions import db
from portal.pages.models import LIVE, PageVersion
from portal.pages.service.library import Library, Page, arrange
from portal.pages.service.reading import ContentError, Files, check_names, read_page, shelve

LOOK_EVERY = timedelta(seconds=2)
logger = logging.getLogger(__name__)


class Shelf:
    """What the running application serves: `library`; and pages of staff that it cannot use."""

    def __init__(
        self, files: Files, values: Mapping[str, str], leads: Callable[[str], bool]
    ) -> None:
        """Begin with the files alone; `leads` says whether a path of this portal leads somewhere.

        Raises ContentError when a file is broken.
        """
        self.files = files
        self.values = values
        self.leads = leads
        self.library: Library = shelve(files, values)
        self.problems: Mapping[str, str] = {}
        self._number = 0
        self._looked: datetime | None = None
        self._looking = Lock()

    def keep_current(self) -> None:
        """Look whether something was published, at most every two seconds.

        One thread looks, and the others go on with what there is. So does everybody while the
        database does not answer.
        """
        if self._is_fresh() or not self._looking.acquire(blocking=False):
            return
        try:
            # Not the request's own session: what follows decides how it begins.
            with Session(db.engine) as session:
                self.look(session)
        except SQLAlchemyError as error:
            self._looked = now()
            logger.warning("pages by staff cannot be read: %s", type(error).__name__)
        finally:
            self._looking.release()

    def look(self, session: Session) -> Library:
        """The library as it is now. Raises SQLAlchemyError."""
        number = session.scalar(select(func.max(PageVersion.publication))) or 0
        if number != self._number:
            self.take(*self.with_own(own_texts(session)), number)
        self._looked = now()
        return self.library

    def take(self, library: Library, problems: Mapping[str, str], number: int) -> None:
        """Serve this from now on."""
        self.library, self.problems, self._number = library, problems, number

    def with_own(self, texts: Mapping[str, str]) -> tuple[Library, dict[str, str]]:
        """The library with pages of staff in it, and why one of them cannot be shown.

        A page that this release cannot use any more gives way to its file.
        """
        elsewhere = panels.gather("pages.elsewhere")
        made = {own.slug for own in elsewhere}
        pages: dict[str, Page] = {
            slug: read_page(slug, text, self.values)
            for slug, text in self.files.texts.items()
            if slug not in texts
        }
        problems = dict.fromkeys(made & set(texts), "the portal makes this page itself now.")
        for slug, text in texts.items():
            if slug in made:
                continue
            try:
                pages[slug] = self.read(slug, text)
            except ContentError as error:
                problems[slug] = str(error)
                if slug in self.files.texts:
                    pages[slug] = read_page(slug, self.files.texts[slug], self.values)
        return arrange(list(pages.values()), self.files.sections, elsewhere), problems

    def read(self, slug: str, text: str) -> Page:
        """One page of staff. Raises ContentError."""
        page = read_page(slug, text, self.values)
        if page.section and page.section not in self.files.sections:
            raise ContentError(f"there is no section called {page.section}.")
        return page

    def checked(self, slug: str, text: str) -> Page:
        """The same, with all it names there now. Raises ContentError."""
        page = self.read(slug, text)
        check_names(page, self.library)
        return page

    def _is_fresh(self) -> bool:
        return self._looked is not None and self._looked <= now() < self._looked + LOOK_EVERY


def own_texts(session: Session) -> dict[str, str]:
    """What staff published and is shown, by its name."""
    shown = select(PageVersion.slug, PageVersion.text).where(
        PageVersion.state == LIVE, PageVersion.takes_away.is_(False)
    )
    return {row.slug: row.text for row in session.execute(shown.order_by(PageVersion.slug))}
