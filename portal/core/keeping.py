"""What somebody sent when the portal could not take it: the error page keeps it (TRUST A6)."""

from dataclasses import dataclass
from functools import lru_cache

from flask import request
from werkzeug.exceptions import HTTPException

from portal.core.security import is_same_origin, local_path
from portal.register import personal_data

DESK = "/staff"
# Never written into a page again. What opens something is asked for once more, empty.
SECRETS = {"password": "", "new_password": "", "again": "", "csrf": "", "code": "Your code"}
# Longer than this, or of several lines, is text rather than a name or an address.
MOST_IN_A_LINE = 60
LETTERS_IN_A_ROW = 60
FEWEST_ROWS = 3
MOST_ROWS = 16


@dataclass(frozen=True)
class Kept:
    """One field as it was sent. What is a person's own words has a label and can be read."""

    name: str
    value: str
    label: str = ""

    @property
    def is_long(self) -> bool:
        """Whether it needs room of several lines; a hidden field would lose line breaks."""
        return bool(self.label) and ("\n" in self.value or len(self.value) > MOST_IN_A_LINE)

    @property
    def rows(self) -> int:
        """How many lines of it to show at once."""
        lines = sum(1 + len(line) // LETTERS_IN_A_ROW for line in self.value.splitlines())
        return min(max(lines, FEWEST_ROWS), MOST_ROWS)


@dataclass(frozen=True)
class Sending:
    """A form as it was sent, to be sent again to the same address."""

    action: str
    fields: tuple[Kept, ...]

    @property
    def shows_words(self) -> bool:
        """Whether there is something to read, and not choices alone."""
        return any(each.label and each.value for each in self.fields)


def sending() -> Sending | None:
    """What this request sent from a public form of ours; None when there is nothing to keep.

    The desk is left out, and so is what another site sent: its words must not stand on our page.
    """
    path = local_path(request.path, "")
    ours = path and not f"{path}/".startswith(f"{DESK}/")
    if request.method != "POST" or not ours or not is_same_origin():
        return None
    try:
        sent = dict.fromkeys(request.form.items(multi=True))
    except HTTPException:
        return None  # it cannot be read
    fields = [_kept(name, value) for name, value in sent]
    query = request.query_string.decode("ascii", "ignore")
    return Sending(f"{path}?{query}" if query else path, tuple(each for each in fields if each))


def _kept(name: str, value: str) -> Kept | None:
    if name in SECRETS:
        return Kept(name, "", SECRETS[name]) if SECRETS[name] and value else None
    return Kept(name, value, _labels().get(name, "") if value.strip() else "")


@lru_cache(maxsize=1)
def _labels() -> dict[str, str]:
    """What each field of a person's own words is called: those that are kept encrypted."""
    labels: dict[str, str] = {}
    for table in personal_data().tables:
        for column in table.columns:
            if column.form_field and column.encrypted:
                labels.setdefault(column.form_field, column.label.partition(",")[0])
    return labels
