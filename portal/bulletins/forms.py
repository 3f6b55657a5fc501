"""Forms of bulletins: fields, what to say when one is wrong, and the form's own stamp."""

import secrets
from datetime import timedelta

from wtforms import (
    HiddenField,
    RadioField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length

from portal.bulletins.service.requests import Wish
from portal.bulletins.service.subscriptions import Choices
from portal.bulletins.service.topics import EACH, FREQUENCIES, topics
from portal.core.forms import MAX_EMAIL, PublicForm, email_address, tidy
from portal.core.sealed import SealError, SealExpiredError, open_sealed, seal

STAMP_LIFE = timedelta(hours=24)
NO_EMAIL = "Enter your email address"
NO_TOPIC = "Choose at least one topic"
OLD_STAMP = "This page was open for a long time. Check your answers and send them again"
BAD_STAMP = "We could not read a part of this form. Check your answers and send them again"
NAME_LENGTH = 100


class StampedForm(PublicForm):
    """A form whose page carries a sealed key, so that sending it fifty times is one request."""

    stamp = HiddenField()

    def new_stamp(self) -> None:
        """Put a fresh key in the page."""
        self.stamp.data = seal(type(self).__name__, {"key": secrets.token_urlsafe(16)})

    @property
    def key(self) -> str:
        """The page's key; empty for a page that carries none, since it may be cached whole."""
        if not self.stamp.data:
            return ""
        return str(open_sealed(type(self).__name__, self.stamp.data, STAMP_LIFE)["key"])

    def validate_stamp(self, field: HiddenField) -> None:
        """Refuse a key that is not ours or too old, and put a fresh one in its place."""
        try:
            _ = self.key
        except SealExpiredError as error:
            self.new_stamp()
            raise ValidationError(OLD_STAMP) from error
        except SealError as error:
            self.new_stamp()
            raise ValidationError(BAD_STAMP) from error

    def refuse(self, message: str) -> None:
        """Say what is wrong with the whole form."""
        self.stamp.errors = [message]

    @property
    def errors_in_order(self) -> list[tuple[str, str]]:
        """As they stand on the page; a stale key belongs to the form, not to a field in it."""
        listed = super().errors_in_order
        return [("" if name == self.stamp.id else name, message) for name, message in listed]


class EmailForm(StampedForm):
    """An address alone: what "manage my subscription" asks for."""

    email = StringField(
        "Email address",
        filters=[tidy],
        validators=[InputRequired(NO_EMAIL), Length(max=MAX_EMAIL * 2), email_address()],
    )

    def wish(self) -> Wish:
        """What a valid form asks for."""
        return Wish(email=self.email.data or "", stamp=self.key)


class ChoicesForm(StampedForm):
    """What to hear about, and how often."""

    email = StringField(
        "Email address",
        filters=[tidy],
        validators=[InputRequired(NO_EMAIL), Length(max=MAX_EMAIL * 2), email_address()],
    )
    topics = SelectMultipleField("What would you like to hear about?")
    frequency = RadioField(
        "How often?",
        choices=FREQUENCIES,
        default=EACH,
        validate_choice=False,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.topics.choices = {t.slug: t.title for t in topics().values()}
        self.topics.data = [slug for slug in self.topics.data or [] if isinstance(slug, str)]

    def validate_topics(self, field: SelectMultipleField) -> None:
        """One at least: an empty choice would send nothing."""
        if not field.data:
            raise ValidationError(NO_TOPIC)

    def validate_frequency(self, field: RadioField) -> None:
        """Each bulletin, unless something else was chosen."""
        field.data = field.data or EACH
        if field.data not in FREQUENCIES:
            raise ValidationError("Choose how often to hear from us")


class SignUpForm(ChoicesForm):
    """The sign-up page."""

    def wish(self) -> Wish:
        """What a valid form asks for."""
        return Wish(
            email=self.email.data or "",
            topics=tuple(self.topics.data or ()),
            frequency=self.frequency.data,
            stamp=self.key,
        )


class PreferencesForm(ChoicesForm):
    """A subscriber's own choices."""

    name = StringField(
        "Your name",
        filters=[tidy],
        validators=[Length(max=NAME_LENGTH, message=f"Write {NAME_LENGTH} letters or fewer")],
    )

    def choices(self) -> Choices:
        """What a valid form holds."""
        return Choices(
            email=self.email.data or "",
            name=self.name.data or "",
            topics=list(self.topics.data or ()),
            frequency=self.frequency.data,
        )
