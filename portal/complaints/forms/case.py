"""Forms of the case page. There is no session: a sealed name of the case travels in each page."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, Length

from portal.complaints.models.codes import DECLINED, WANTED
from portal.core.forms import MAX_EMAIL, PublicForm, email_address, tidy
from portal.core.sealed import SealError, SealExpiredError, open_sealed, seal
from portal.core.stamped import StampedForm

SEAL = "complaints.case"
# After this long a page that was left open asks for the code again.
OPEN_FOR = timedelta(hours=2)
# What is shown again of a reference: enough for one that is written with spaces and signs.
MOST_REFERENCE = 40
MESSAGE_LENGTH = 20_000
NO_MESSAGE = "Write your message"
TOO_LONG = f"Write {MESSAGE_LENGTH:,} letters or fewer, and send the rest in a second message"
REACH_LENGTH = 500
ADDRESS_LENGTH = 1_000
ADDRESS_TOO_LONG = f"Write {ADDRESS_LENGTH:,} letters or fewer"
REACH_TOO_LONG = f"Write {REACH_LENGTH} letters or fewer, and the rest in a message"
NO_NUMBER = "Write a number that we may ring, or how you would like to talk"
NO_WHERE = "Write an email address or a postal address, so that we can write to you"
NO_CHOICE = "Choose yes or no"
NO_EMAIL = "Enter the email address that you gave us"
NO_REFERENCE = "Enter your reference"
WRONG_PAIR = (
    "We cannot open anything with this reference and code. Check both: look on the page after you "
    "sent it, or in our emails and letters"
)
TALK = {
    WANTED: "Yes, I would like to talk",
    DECLINED: "No, thank you. Write to me instead",
}


@dataclass(frozen=True)
class Ticket:
    """What a page that shows a case carries: which one, a key of its own, if it is too old, and of
    which kinds of numbers in a message it warned already.
    """

    pair: str
    key: str
    is_old: bool
    warned: tuple[str, ...] = ()


class CaseForm(PublicForm):
    """A form on the page of a case."""

    case = HiddenField()

    def new_ticket(self, pair: str, warned: Sequence[str] = ()) -> None:
        """Put the case, a fresh key, and the kinds of numbers that were warned of, in the page."""
        told = {"pair": pair, "key": secrets.token_urlsafe(16), "warned": list(warned)}
        self.case.data = seal(SEAL, told)

    @property
    def ticket(self) -> Ticket | None:
        """What the page carried; None when it is not ours."""
        try:
            data, is_old = open_sealed(SEAL, self.case.data or "", OPEN_FOR), False
        except SealExpiredError as error:
            data, is_old = error.data, True
        except SealError:
            return None
        warned = tuple(data.get("warned", ()))
        return Ticket(str(data["pair"]), str(data["key"]), is_old, warned)


class OpenForm(CaseForm):
    """What opens a case: both, and neither alone."""

    reference = StringField("Your reference", filters=[tidy])
    code = StringField("Your code", filters=[tidy])

    def refuse(self, message: str) -> None:
        """Say that the two open nothing, or not now."""
        self.reference.errors = [message]

    @classmethod
    def once_more(cls) -> Self:
        """The form with the reference as it was sent, right or wrong, and nothing of the code."""
        form = cls(formdata=None)
        form.reference.data = (cls().reference.data or "")[:MOST_REFERENCE]
        return form


class MessageForm(OpenForm):
    """Words to us. The reference and the code are asked for again when the page was too old."""

    message = TextAreaField(
        "Your message",
        filters=[tidy],
        validators=[
            DataRequired(NO_MESSAGE),
            Length(max=MESSAGE_LENGTH, message=TOO_LONG),
        ],
    )


class TalkForm(CaseForm):
    """What somebody answers to our offer to talk (RULES R12)."""

    talk = RadioField(
        "Would you like to talk about it first?",
        choices=TALK,
        validators=[AnyOf(list(TALK), message=NO_CHOICE)],
        validate_choice=False,
    )
    phone = StringField(
        "Which number may we ring?",
        filters=[tidy],
        validators=[Length(max=REACH_LENGTH, message=REACH_TOO_LONG)],
    )
    safely = StringField(
        "When and how is it safe to ring?",
        filters=[tidy],
        validators=[Length(max=REACH_LENGTH, message=REACH_TOO_LONG)],
    )

    email = StringField(
        "Your email address",
        filters=[tidy],
        validators=[Length(max=MAX_EMAIL * 2), email_address()],
    )
    address = TextAreaField(
        "Or your postal address",
        filters=[tidy],
        validators=[Length(max=ADDRESS_LENGTH, message=ADDRESS_TOO_LONG)],
    )

    @property
    def reach(self) -> dict[str, str]:
        """Where to ring or to write, by the names of the answers."""
        fields = (self.phone, self.safely, self.email, self.address)
        return {field.name: field.data or "" for field in fields}


class LostForm(StampedForm):
    """The address in the case: the code is mailed to it, and to no other."""

    email = StringField(
        "Your email address",
        filters=[tidy],
        validators=[DataRequired(NO_EMAIL), Length(max=MAX_EMAIL * 2), email_address()],
    )
