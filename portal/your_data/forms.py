"""Forms of your data: a link by email, a question for a person, and what is to be corrected."""

from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import AnyOf, InputRequired, Length

from portal.core.forms import MAX_EMAIL, email_address, tidy
from portal.core.stamped import StampedForm
from portal.your_data.models import KINDS, WAYS
from portal.your_data.service.requests import Wish

NO_EMAIL = "Enter your email address"
NO_KIND = "Choose what you would like us to do"
NO_MESSAGE = "Tell us what it is about"
NO_WAY = "Choose how you would like our answer"
NAME_LENGTH = 100
MESSAGE_LENGTH = 4000
TOO_LONG = f"Write {MESSAGE_LENGTH:,} letters or fewer, and send the rest by post or email"


class EmailForm(StampedForm):
    """An address alone: what a link is mailed to."""

    email = StringField(
        "Your email address",
        filters=[tidy],
        validators=[InputRequired(NO_EMAIL), Length(max=MAX_EMAIL * 2), email_address()],
    )


class AskForm(StampedForm):
    """What needs a person."""

    kind = RadioField(
        "What would you like us to do with your information?",
        choices=KINDS,
        validators=[AnyOf(list(KINDS), message=NO_KIND)],
        validate_choice=False,
    )
    message = TextAreaField(
        "What is it about?",
        filters=[tidy],
        validators=[InputRequired(NO_MESSAGE), Length(max=MESSAGE_LENGTH, message=TOO_LONG)],
    )
    way = RadioField(
        "How would you like our answer?",
        choices=WAYS,
        default="email",
        validators=[AnyOf(list(WAYS), message=NO_WAY)],
        validate_choice=False,
    )
    name = StringField(
        "Your name",
        filters=[tidy],
        validators=[Length(max=NAME_LENGTH, message=f"Write {NAME_LENGTH} letters or fewer")],
    )
    email = StringField(
        "Your email address",
        filters=[tidy],
        validators=[InputRequired(NO_EMAIL), Length(max=MAX_EMAIL * 2), email_address()],
    )

    def wish(self) -> Wish:
        """What a valid form asks for."""
        return Wish(
            email=self.email.data or "",
            kind=self.kind.data,
            message=self.message.data or "",
            name=self.name.data or "",
            way=self.way.data,
            stamp=self.key,
        )
