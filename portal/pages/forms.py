"""Forms of the pages desk: a page in parts, and why one is sent back."""

import re
from collections.abc import Mapping
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, Optional, Regexp

from portal.core.forms import PublicForm, tidy
from portal.pages.models import SLUG_LENGTH
from portal.pages.service.reading import SLUG, compose, parts

LONGEST = 20_000
LONGEST_LINE = 300
LONGEST_REASON = 1000
TOO_LONG = f"Write {LONGEST:,} letters or fewer: two pages are easier to read than one"
LONG_LINE = f"Write {LONGEST_LINE} letters or fewer"
LONG_REASON = f"Write {LONGEST_REASON:,} letters or fewer"
NO_TITLE = "Write a title"
NO_SUMMARY = "Write the short answer"
NO_DAY = "Write when it was reviewed, like 2026-11-16"
NO_BODY = "Write the page"
NO_REASON = "Write what should change"
BAD_ORDER = "Write a whole number, such as 100"
BAD_SLUG = "Write small letters, digits and hyphens, such as moving-house"
LONG_SLUG = f"Write {SLUG_LENGTH} letters or fewer"
# Pages are listed by it, then by title.
ORDER = "100"
USUAL = {"share": True, "translate": True, "exit_page": False}
NO_SECTION = {"": "None: about this portal"}
BETWEEN = re.compile(r"[\s,]+")


def one_line(value: Any) -> Any:
    """A line without breaks in it."""
    return " ".join(tidy(value).split()) if isinstance(value, str) else value


class DeskForm(PublicForm):
    """A form of the desk that says what was on the screen when it was opened.

    Its ids have underscores: no heading of a page that is shown beside it can have the same.
    """

    seen_version = HiddenField()
    trouble: tuple[str, ...] = ()

    def refuse(self, *messages: str) -> None:
        """Say what is wrong with the whole."""
        self.trouble = tuple(message.rstrip(".") for message in messages)

    @property
    def errors_in_order(self) -> list[tuple[str, str]]:
        """What is wrong with the whole, then with its parts."""
        return [("", message) for message in self.trouble] + super().errors_in_order


class PageForm(DeskForm):
    """A page, in parts."""

    title = StringField(
        "Title",
        id="page_title",
        filters=[one_line],
        validators=[DataRequired(NO_TITLE), Length(max=LONGEST_LINE, message=LONG_LINE)],
    )
    summary = TextAreaField(
        "Short answer",
        id="page_summary",
        filters=[one_line],
        validators=[DataRequired(NO_SUMMARY), Length(max=LONGEST_LINE, message=LONG_LINE)],
    )
    body = TextAreaField(
        "Text",
        id="page_body",
        filters=[tidy],
        validators=[DataRequired(NO_BODY), Length(max=LONGEST, message=TOO_LONG)],
    )
    reviewed = DateField("Reviewed on", id="page_reviewed", validators=[DataRequired(NO_DAY)])
    section = SelectField("Section", id="page_section")
    ways_on = StringField(
        "What you could do next",
        id="page_ways_on",
        filters=[tidy],
        validators=[Length(max=LONGEST_LINE, message=LONG_LINE)],
    )
    order = StringField(
        "Place in lists",
        id="page_order",
        filters=[tidy],
        validators=[Optional(), Regexp(r"[0-9]{1,4}\Z", message=BAD_ORDER)],
    )
    share = BooleanField("Offer links to share it", id="page_share")
    translate = BooleanField("Offer to translate it", id="page_translate")
    exit_page = BooleanField("Show the “Exit this page” button", id="page_exit_page")

    def __init__(self, sections: Mapping[str, str], *args: Any, **kwargs: Any) -> None:
        """Take the sections that there are, by their name."""
        super().__init__(*args, **kwargs)
        self.section.choices = list({**NO_SECTION, **sections}.items())

    def text(self) -> str:
        """The page as a file is written; what need not be said is left out."""
        facts: dict[str, Any] = {"title": self.title.data or "", "summary": self.summary.data or ""}
        if self.section.data:
            facts["section"] = self.section.data
        facts["reviewed"] = self.reviewed.data
        ways = [slug for slug in BETWEEN.split(self.ways_on.data or "") if slug]
        if ways:
            facts["next"] = ways
        for name, usual in USUAL.items():
            if bool(self[name].data) != usual:
                facts[name] = not usual
        order = self.order.data or ORDER
        if order != ORDER and order.isascii() and order.isdecimal():
            facts["order"] = int(order)
        return compose(facts, self.body.data or "")


class NewPageForm(PageForm):
    """A page that no file brings: with the name that it has for good."""

    slug = StringField(
        "Address",
        id="page_slug",
        filters=[tidy],
        validators=[
            DataRequired(BAD_SLUG),
            Regexp(SLUG, message=BAD_SLUG),
            Length(max=SLUG_LENGTH, message=LONG_SLUG),
        ],
    )


class SendBackForm(DeskForm):
    """Why a page goes back to who wrote it."""

    reason = TextAreaField(
        "What should change",
        id="page_reason",
        filters=[tidy],
        validators=[DataRequired(NO_REASON), Length(max=LONGEST_REASON, message=LONG_REASON)],
    )


def filled(text: str) -> dict[str, Any]:
    """What a form begins with. Raises ContentError when the text is no page."""
    found, body = parts(text)
    order = str(found.get("order", ORDER))
    given = {name: found.get(name) for name in ("title", "summary", "section", "reviewed")}
    switches = {name: found.get(name, usual) for name, usual in USUAL.items()}
    ways_on = ", ".join(map(str, found.get("next", [])))
    return {**given, **switches, "ways_on": ways_on, "order": order, "body": body}
