"""Forms of bulletins: fields, and what to say when one is wrong."""

from wtforms import RadioField, SelectMultipleField, StringField, ValidationError
from wtforms.validators import DataRequired, Length

from portal.bulletins.service.requests import Wish
from portal.bulletins.service.subscriptions import Choices
from portal.bulletins.service.suppressing import GROUNDS
from portal.bulletins.service.topics import EACH, FREQUENCIES, topics
from portal.core.forms import MAX_EMAIL, PublicForm, email_address, tidy
from portal.core.stamped import StampedForm

NO_EMAIL = "Enter your email address"
NO_ADDRESS = "Enter the email address"
NO_GROUND = "Choose why we may write to it again"
NO_TOPIC = "Choose at least one topic"
BAD_TOPIC = "Choose topics from the list"
NAME_LENGTH = 100


class EmailForm(StampedForm):
    """An address alone: what "manage my subscription" asks for."""

    email = StringField(
        "Email address",
        filters=[tidy],
        validators=[DataRequired(NO_EMAIL), Length(max=MAX_EMAIL * 2), email_address()],
    )

    def wish(self) -> Wish:
        """What a valid form asks for."""
        return Wish(email=self.email.data or "", stamp=self.key)


class WriteAgainForm(PublicForm):
    """An address that gets no bulletins, and why it may again; for the desk."""

    email = StringField(
        "Email address",
        filters=[tidy],
        validators=[DataRequired(NO_ADDRESS), Length(max=MAX_EMAIL * 2), email_address()],
    )
    ground = RadioField("Why may we write to it again?", choices=GROUNDS, validate_choice=False)

    def validate_ground(self, field: RadioField) -> None:
        """One of the list."""
        if field.data not in GROUNDS:
            raise ValidationError(NO_GROUND)


class ChoicesForm(StampedForm):
    """What to hear about, and how often."""

    email = StringField(
        "Email address",
        filters=[tidy],
        validators=[DataRequired(NO_EMAIL), Length(max=MAX_EMAIL * 2), email_address()],
    )
    topics = SelectMultipleField("What would you like to hear about?", validate_choice=False)
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
        if set(field.data) - set(topics()):
            raise ValidationError(BAD_TOPIC)

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
