"""Forms of the staff: signing in, joining, one's own account, and other people."""

from datetime import timedelta

from wtforms import HiddenField, PasswordField, SelectMultipleField, StringField, ValidationError
from wtforms.validators import DataRequired, Length

from portal.core.clock import wait_in_words
from portal.core.forms import MAX_EMAIL, PublicForm, email_address, tidy
from portal.staff.models import ROLES
from portal.staff.service import passwords

NO_EMAIL = "Enter your email address"
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


class RolesForm(StaffForm):
    """What somebody may do."""

    roles = SelectMultipleField("Roles", choices=ROLES)

    def validate_roles(self, field: SelectMultipleField) -> None:
        """At least one."""
        if not field.data:
            raise ValidationError(NO_ROLE)


class InviteForm(RolesForm):
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
            DataRequired("Enter an email address"),
            Length(max=MAX_EMAIL * 2, message=TOO_LONG),
            email_address(),
        ],
    )
