"""What people do with records is told to whoever keeps a trail of it: `staff`, which stands above.

Told before the commit, in the same transaction: it is kept with what was done, or not at all.
"""

import re
from collections.abc import Callable, Mapping

from portal.core.columns import PUBLIC_ID_LENGTH
from portal.extensions import db

# (action, about, detail): a listed word, the number of a record, and a listed word.
Listener = Callable[[str, str, str], None]
NUMBER = re.compile(rf"[A-Za-z0-9_-]{{1,{PUBLIC_ID_LENGTH}}}\Z")
NO_NUMBER = "this is no number of a record: letters, digits, - and _ only"

_listeners: dict[str, Listener] = {}


def on_act(listener: Listener) -> None:
    """Listen. One registered again (a second app in one process) replaces itself."""
    _listeners[f"{listener.__module__}.{listener.__qualname__}"] = listener


def tell(action: str, about: str = "", detail: str = "") -> None:
    """Say what is done; the caller commits."""
    for listener in _listeners.values():
        listener(action, about, detail)


def note(action: str, records: Mapping[str, str]) -> None:
    """Say what is about to be shown or done at the command line, to each record by its number, and
    with which listed words; and save that.
    """
    for about, detail in records.items() or [("", "")]:
        tell(action, about, detail)
    db.session.commit()


def is_number(record: str) -> bool:
    """Whether this can be the number of a record: never a name."""
    return bool(NUMBER.match(record))
