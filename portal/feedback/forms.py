"""Forms of feedback: is a page useful, a message in words, and an appeal."""

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import request
from wtforms import HiddenField, RadioField, StringField, TextAreaField, ValidationError
from wtforms.validators import AnyOf, DataRequired, Length

from portal.core.clock import now
from portal.core.forms import MAX_EMAIL, PublicForm, email_address, tidy
from portal.core.screening import Found
from portal.core.sealed import SealError, SealExpiredError, open_sealed, seal
from portal.core.stamped import STAMP_LIFE, StampedForm
from portal.feedback.models import PAGE_LENGTH
from portal.feedback.service.taking import Message

NO_MESSAGE = "Tell us what you think: a line is enough"
NO_EMAIL = "Enter your email address, or choose that you do not need an answer"
NO_WORDS = "Tell us why you think that the decision is wrong"
NO_CHOICE = "Choose yes or no"
NAME_LENGTH = 100
LONG_NAME = f"Write {NAME_LENGTH} letters or fewer"
MESSAGE_LENGTH = 4000
TOO_LONG = f"Write {MESSAGE_LENGTH:,} letters or fewer, and send the rest by post or email"
YES, NO = "yes", "no"
YES_OR_NO = {YES: "Yes", NO: "No"}
# What was shown already, as the form says it.
URGENT = "urgent"


def _page_name(written: Any) -> Any:
    """The name of a page, which may come as its address."""
    return written.removeprefix("/") if isinstance(written, str) else written


class UsefulForm(PublicForm):
    """Is this page useful? Without a stamp: it stands on pages that may be cached whole."""

    page = HiddenField(filters=[_page_name], validators=[DataRequired(), Length(max=PAGE_LENGTH)])
    useful = HiddenField(validators=[AnyOf(("yes", "no"))])
    next = HiddenField()


class FeedbackForm(StampedForm):
    """What somebody thinks. Nothing but the message is needed."""

    message = TextAreaField(
        "What would you like to tell us?",
        filters=[tidy],
        validators=[DataRequired(NO_MESSAGE), Length(max=MESSAGE_LENGTH, message=TOO_LONG)],
    )
    reply = RadioField(
        "Would you like an answer?",
        choices=YES_OR_NO,
        default=NO,
        validators=[AnyOf(list(YES_OR_NO), message=NO_CHOICE)],
        validate_choice=False,
    )
    name = StringField(
        "Your name", filters=[tidy], validators=[Length(max=NAME_LENGTH, message=LONG_NAME)]
    )
    email = StringField(
        "Your email address",
        filters=[tidy],
        validators=[Length(max=MAX_EMAIL * 2), email_address()],
    )
    publish = RadioField(
        "May we publish your words?",
        choices=YES_OR_NO,
        default=NO,
        validators=[AnyOf(list(YES_OR_NO), message=NO_CHOICE)],
        validate_choice=False,
    )
    page = HiddenField()
    website = StringField("Leave this empty")

    def new_stamp(self) -> None:
        """A fresh key, and when its page was made."""
        data = {"key": secrets.token_urlsafe(16), "at": now().timestamp()}
        self.stamp.data = seal(type(self).__name__, data)

    @property
    def age(self) -> timedelta | None:
        """How long its page was open; None when it never was."""
        if not self.stamp.data:
            return None
        try:
            made = open_sealed(type(self).__name__, self.stamp.data, STAMP_LIFE)["at"]
        except SealExpiredError as error:
            made = error.data["at"]
        except SealError:
            return None
        return now() - datetime.fromtimestamp(made, UTC)

    @property
    def seen(self) -> set[str]:
        """Which warnings were shown already: closed words, and anything else means nothing."""
        return {word for each in request.form.getlist("seen") for word in each.split()}

    @property
    def has_seen_urgent(self) -> bool:
        """Whether they were shown who helps."""
        return URGENT in self.seen

    def unseen(self, found: list[Found]) -> list[Found]:
        """What they were not told of yet."""
        return [each for each in found if each.kind not in self.seen]

    def validate_email(self, field: StringField) -> None:
        """An answer needs somewhere to go."""
        if self.reply.data == YES and not field.data:
            raise ValidationError(NO_EMAIL)

    def words(self) -> Message:
        """What a valid form says."""
        return Message(
            text=self.message.data or "",
            name=self.name.data or "",
            email=self.email.data or "",
            wants_reply=self.reply.data == YES,
            may_publish=self.publish.data == YES,
            page=(self.page.data or "")[:PAGE_LENGTH],
            stamp=self.key,
            trap=self.website.data or "",
            age=self.age,
        )


class AppealForm(PublicForm):
    """Why a decision is wrong. Its link is the authority, and there is one for each decision."""

    words = TextAreaField(
        "Why do you think that it is wrong?",
        filters=[tidy],
        validators=[DataRequired(NO_WORDS), Length(max=MESSAGE_LENGTH, message=TOO_LONG)],
    )
