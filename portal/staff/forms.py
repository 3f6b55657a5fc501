"""Forms of the staff: signing in, joining, one's own account, other people, and records."""

from datetime import timedelta

from wtforms import (
    DateField,
    HiddenField,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.validators import AnyOf, DataRequired, Length

from portal.core.clock import wait_in_words
from portal.core.forms import MAX_EMAIL, PublicForm, email_address, tidy
from portal.records.service import holds, paper, sharing
from portal.records.service.holds import HoldError
from portal.staff.models import ROLES
from portal.staff.service import passwords

NO_EMAIL = "Enter your email address"
NO_ADDRESS = "Enter an email address"
NO_PASSWORD = "Enter your password"  # noqa: S105 (words for the page)
NO_CODE = "Enter the code from your authenticator app, or a recovery code"
WRONG = "The email address or the password is not right. Check both, and try again"
WRONG_PASSWORD = "The password is not right"  # noqa: S105 (words for the page)
WRONG_CODE = "The code is not right, or was used already. Wait for the next one, and enter it"
NO_NAME = "Enter a name"
NAME_LENGTH = 100
LONG_NAME = f"Write {NAME_LENGTH} letters or fewer"
MOST_TYPED = 1000
TOO_LONG = "That is too long"
NO_ROLE = "Choose at least one role"


class StaffForm(PublicForm):
    """A form of the desk; its token is checked before the view (views/gate.py)."""

    def refuse(self, name: str, message: str) -> None:
        """Say what is wrong with one field, after it was looked at."""
        self[name].errors = [message]

    def refuse_for_now(self, wait: timedelta, name: str = "") -> None:
        """Say when to try again."""
        message = f"There were too many tries. Try again in {wait_in_words(wait)}"
        self.refuse(name or list(self._fields)[-1], message)


class LookUpForm(StaffForm):
    """A record in the audit trail."""

    record = StringField("Reference or number of a record", filters=[tidy])


class SignInForm(StaffForm):
    """The first step."""

    next = HiddenField()
    email = StringField(
        "Email address",
        filters=[tidy],
        validators=[DataRequired(NO_EMAIL), Length(max=MAX_EMAIL * 2, message=TOO_LONG)],
    )
    password = PasswordField(
        "Password", validators=[DataRequired(NO_PASSWORD), Length(max=MOST_TYPED, message=TOO_LONG)]
    )


class CodeForm(StaffForm):
    """The second step: what the first found travels sealed."""

    state = HiddenField()
    code = StringField(
        "Code",
        filters=[tidy],
        validators=[DataRequired(NO_CODE), Length(max=40, message=WRONG_CODE)],
    )


class AgainForm(StaffForm):
    """The password once more."""

    again = PasswordField(
        "Your password",
        validators=[DataRequired(NO_PASSWORD), Length(max=MOST_TYPED, message=TOO_LONG)],
    )

    def refuse_password(self) -> None:
        """It is not the one."""
        self.refuse("again", WRONG_PASSWORD)


class NewPasswordForm(StaffForm):
    """A password for somebody whose name and address must not be in it."""

    new_password = PasswordField("New password")

    def __init__(self, name: str, email: str, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.of = (name, email)

    def validate_new_password(self, field: PasswordField) -> None:
        """Long, and not what others would guess."""
        fault = passwords.fault(field.data or "", *self.of)
        if fault:
            raise ValidationError(fault)


class ChangePasswordForm(NewPasswordForm):
    """A new password, by whoever knows the old one."""

    password = PasswordField(
        "Password now",
        validators=[DataRequired(NO_PASSWORD), Length(max=MOST_TYPED, message=TOO_LONG)],
    )


def _some_role(_form: StaffForm, field: SelectMultipleField) -> None:
    if not field.data:
        raise ValidationError(NO_ROLE)


class RolesForm(StaffForm):
    """What somebody may do."""

    roles = SelectMultipleField("Roles", choices=ROLES, validators=[_some_role])


class InviteForm(StaffForm):
    """Somebody new."""

    name = StringField(
        "Name",
        filters=[tidy],
        validators=[DataRequired(NO_NAME), Length(max=NAME_LENGTH, message=LONG_NAME)],
    )
    email = StringField(
        "Work email address",
        filters=[tidy],
        validators=[
            DataRequired(NO_ADDRESS),
            Length(max=MAX_EMAIL * 2, message=TOO_LONG),
            email_address(),
        ],
    )
    roles = SelectMultipleField("Roles", choices=ROLES, validators=[_some_role])


CHOOSE = {"": "Choose one"}
MOST_WORDS = 200
A_DATE = "Enter a date like 2026-12-31"
WHERE, NO_PLACE = "Where is it?", "Enter where it is"
NO_REASON = "Choose why it is gone before its day"
LOOK = "When is it looked at again?"
NO_REVIEW = "Enter the day on which it is looked at again"


def words(label: str, missing: str = "", longest: int = MOST_WORDS) -> StringField:
    """A short line that staff write: never about a person."""
    too_long = f"Write {longest} letters or fewer"
    needed = [DataRequired(missing)] if missing else []
    return StringField(label, filters=[tidy], validators=[*needed, Length(0, longest, too_long)])


def day(label: str, missing: str = "") -> DateField:
    """A date, which has to be given; `missing` names it."""
    return DateField(
        label, validators=[DataRequired(f"{missing}, like 2026-12-31" if missing else A_DATE)]
    )


class KeepForm(StaffForm):
    """When a hold that is still needed is looked at next."""

    review = day(LOOK, NO_REVIEW)

    def refuse_hold(self, error: HoldError) -> None:
        """Say what is wrong: at the day, or else at the record."""
        is_day = "record" not in self or str(error).startswith("a hold")
        self.refuse("review" if is_day else "record", str(error)[:1].upper() + str(error)[1:])


class HoldForm(KeepForm):
    """A record that must wait, although its time is over."""

    record = words("Reference or number of the record", "Enter the reference or the number", 22)
    ground = SelectField(
        "Why must it wait?",
        choices=CHOOSE | holds.GROUNDS,
        validators=[AnyOf(list(holds.GROUNDS), message="Choose why it must wait")],
        validate_choice=False,
    )
    owner = words("Which role answers for it?", "Enter the role that answers for it", 60)
    review = day(LOOK, NO_REVIEW)


class MoveForm(StaffForm):
    """Where paper lies now."""

    place = words(WHERE, NO_PLACE)

    def validate_place(self, field: StringField) -> None:
        """The list of paper names nobody."""
        if "@" in (field.data or ""):
            raise ValidationError("Write a place, never an address of a person")


class PaperForm(MoveForm):
    """Paper, for the list of what to shred."""

    kind = SelectField(
        "What is it?",
        choices=lambda: CHOOSE | {key: rule.what for key, rule in paper.kinds().items()},
        validators=[DataRequired("Choose what it is")],
        validate_choice=False,
    )
    place = words(WHERE, NO_PLACE)
    since = day("From which day does its time count?")
    email = StringField(
        "Email address of the person, if known",
        filters=[tidy],
        validators=[Length(max=MAX_EMAIL * 2, message=TOO_LONG), email_address()],
    )


class GoneForm(StaffForm):
    """Why paper is gone before its day."""

    ground = SelectField(
        "Why is it gone?", validators=[DataRequired(NO_REASON)], validate_choice=False
    )

    def __init__(self, reasons: dict[str, str], **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.reasons = reasons
        self.ground.choices = CHOOSE | reasons

    def validate_ground(self, field: SelectField) -> None:
        """One of those that may be, for this paper."""
        if field.data not in self.reasons:
            raise ValidationError(NO_REASON)


class DisclosureForm(StaffForm):
    """The decision to share something about a person, and which law allows it."""

    recipient = words("With which organisation?", "Enter the organisation, never a person")
    shared = words("What kind of information?", "Enter what kind of information it is")
    ground = SelectField(
        "What allows it?",
        choices=CHOOSE | sharing.GROUNDS,
        validators=[AnyOf(list(sharing.GROUNDS), message="Choose what allows it")],
        validate_choice=False,
    )
    law = words("Which Act, order or article allows it?")
    decided = words("Which role decided?", "Enter the role that decided", 60)
    record = words("Reference or number of the record, if there is one", longest=22)

    def validate_law(self, field: StringField) -> None:
        """Named, where a law is what allows it."""
        if sharing.misses_law(self.ground.data or "", field.data or ""):
            raise ValidationError(sharing.NO_LAW)
