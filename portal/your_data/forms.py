"""Forms of your data: a link by email, a question for a person, and what is to be corrected."""

from dataclasses import dataclass, field

from flask import request
from wtforms import RadioField, StringField, TextAreaField, ValidationError
from wtforms.validators import AnyOf, DataRequired, Length

from portal.core.forms import MAX_EMAIL, PublicForm, email_address, tidy
from portal.core.stamped import StampedForm
from portal.your_data.models import KINDS, OUTCOMES, WAYS
from portal.your_data.service.answering import LONGER
from portal.your_data.service.opening import Fact
from portal.your_data.service.requests import Wish

NO_EMAIL = "Enter your email address"
NO_KIND = "Choose what you would like us to do"
NO_MESSAGE = "Tell us what it is about"
NO_WAY = "Choose how you would like our answer"
NO_CHANGE = "Change something above, or tell us what is wrong"
NO_WORDS = "Tell us what is wrong"
NAME_LENGTH = 100
LONG_NAME = f"Write {NAME_LENGTH} letters or fewer"
MESSAGE_LENGTH = 4000
TOO_LONG = f"Write {MESSAGE_LENGTH:,} letters or fewer, and send the rest by post or email"


class EmailForm(StampedForm):
    """An address alone: what a link is mailed to."""

    email = StringField(
        "Your email address",
        filters=[tidy],
        validators=[DataRequired(NO_EMAIL), Length(max=MAX_EMAIL * 2), email_address()],
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
        validators=[DataRequired(NO_MESSAGE), Length(max=MESSAGE_LENGTH, message=TOO_LONG)],
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
        validators=[Length(max=NAME_LENGTH, message=LONG_NAME)],
    )
    email = StringField(
        "Your email address",
        filters=[tidy],
        validators=[DataRequired(NO_EMAIL), Length(max=MAX_EMAIL * 2), email_address()],
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


class OutcomeForm(PublicForm):
    """What became of a request: at the desk, whose gate checks its token."""

    outcome = RadioField(
        "What became of it?",
        choices=OUTCOMES,
        validators=[AnyOf(list(OUTCOMES), message="Choose what became of it")],
        validate_choice=False,
    )


class LongerForm(PublicForm):
    """Why the answer takes longer: at the desk, too."""

    longer = RadioField(
        "Why does it take longer?",
        choices=LONGER,
        validators=[AnyOf(list(LONGER), message="Choose why it takes longer")],
        validate_choice=False,
    )


@dataclass
class Correction:
    """One fact in the form: what it says, and what it should say."""

    fact: Fact
    id: str
    data: str
    errors: list[str] = field(default_factory=list)
    name: str = "value"

    def _value(self) -> str:
        """What the form shows, as other fields name it."""
        return self.data


class CorrectForm(StampedForm):
    """Facts to put right at once, and words for a person about the rest."""

    message = TextAreaField(
        "What else is wrong?",
        filters=[tidy],
        validators=[Length(max=MESSAGE_LENGTH, message=TOO_LONG)],
    )

    def __init__(self, facts: list[Fact], **kwargs: object) -> None:
        super().__init__(**kwargs)
        typed = dict(zip(request.form.getlist("item"), request.form.getlist("value"), strict=False))
        self.corrections = [
            Correction(fact, f"value-{place}", str(tidy(typed.get(fact.key, fact.value))))
            for place, fact in enumerate(facts, 1)
        ]

    @property
    def changes(self) -> dict[Fact, str]:
        """What should say something else."""
        return {each.fact: each.data for each in self.corrections if each.data != each.fact.value}

    def validate_message(self, field: TextAreaField) -> None:
        """Something has to be wrong."""
        if not field.data and not self.changes:
            raise ValidationError(NO_CHANGE if self.corrections else NO_WORDS)

    def validate(self, extra_validators: object = None) -> bool:
        """Check the facts beside the fields."""
        for each in self.corrections:
            each.errors = [LONG_NAME] if len(each.data) > NAME_LENGTH else []
        fine = bool(super().validate(extra_validators))
        return fine and not any(each.errors for each in self.corrections)

    @property
    def errors_in_order(self) -> list[tuple[str, str]]:
        """As they stand on the page: the facts come first."""
        wrong = [(each.id, error) for each in self.corrections for error in each.errors]
        return wrong + super().errors_in_order

    def wish(self, email: str) -> Wish:
        """What a person is asked to put right."""
        return Wish(email=email, kind="correct", message=self.message.data or "", stamp=self.key)
