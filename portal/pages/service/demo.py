"""A page that waits for a second person, for a portal that somebody wants to try."""

from portal.pages.service import writing
from portal.pages.service.shelf import Shelf
from portal.staff.service import people

SLUG = "sleep"
ADDED = "\n- you feel sleepy when you drive"
BEHIND = "- you have slept badly for months"


def fill(shelf: Shelf) -> list[str]:
    """Hand a changed page over as the first editor, once; returns the page."""
    editors = [person.public_id for person in people.working("editor")]
    text = shelf.files.texts.get(SLUG, "")
    if editors and BEHIND in text and writing.newest_of(SLUG) is None:
        seen = writing.stamp(None, shelf.files.mark(SLUG))
        changed = text.replace(BEHIND, BEHIND + ADDED)
        writing.save(SLUG, changed, by=editors[0], seen=seen, shelf=shelf, hand=True)
    return [SLUG]
