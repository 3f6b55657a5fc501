"""Forms of the public: no session, errors in order, and nothing that was typed is lost."""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

import idna
from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field, HiddenField, ValidationError

MAX_EMAIL = 254
MAX_LOCAL = 64
# RFC 5322 atext. Quoted local parts exist on paper only; others need SMTPUTF8 (RFC 6531) of every
# server on the way, and no mail could be sent where one lacks it. A domain has an ASCII form.
LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*\Z")
CHOOSE = "Choose from the list"
# What WTForms says by itself, in words that say what to do. tests/house/test_words_of_forms.py
# finds what is missing here.
PLAIN = {
    "Not a valid choice.": CHOOSE,
    "'%(value)s' is not a valid choice for this field.": CHOOSE,
    "'%(value)s' are not valid choices for this field.": CHOOSE,
    "Invalid Choice: could not coerce.": CHOOSE,
    "Invalid choice(s): one or more data inputs could not be coerced.": CHOOSE,
    "Invalid value, must be one of: %(values)s.": CHOOSE,
    "Not a valid date value.": "Enter a real date",
    "Not a valid time value.": "Enter a time like 14:30",
    "Not a valid integer value.": "Enter a whole number",
    "This field is required.": "Enter something here",
    "Field cannot be longer than %(max)d character.": "Write %(max)d letter",
    "Field cannot be longer than %(max)d characters.": "Write %(max)d letters or fewer",
}
CONTROL = frozenset({"Cc", "Cs"})
BAD_EMAIL = "Enter an email address like name@example.org"
FOREIGN_NAME = (
    "We can only write to an address with the letters a to z before the @. Enter another one, like "
    "name@example.org"
)


class PlainWords:
    """What the library says by itself, said in our words."""

    def gettext(self, string: str) -> str:
        """Our words for a message."""
        return PLAIN.get(string, string)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """Our words for a message about a number."""
        return self.gettext(singular if n == 1 else plural)


class PublicForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF carries no types
    """A form of the public: protected by the origin check, since visitors have no session."""

    class Meta:
        """No CSRF token, which would force a session cookie on the visitor."""

        csrf = False

        def wrap_formdata(self, _form: Any, formdata: Any) -> Any:
            """Words only: no form here takes a file, which would reach a field as an object."""
            if formdata is None or isinstance(formdata, MultiDict):
                return formdata
            return request.form or None

        def get_translations(self, _form: Any) -> PlainWords:
            """No message of the library is shown as it is."""
            return PlainWords()

    @property
    def errors_in_order(self) -> list[tuple[str, str]]:
        """The id of each wrong field and what to do about it, as they stand on the page."""
        return [(field.id, str(field.errors[0])) for field in self if field.errors]


class StepForm(PublicForm):
    """Something that staff do with a record; it says which version was on the screen.

    The token of the session is checked before the view (portal/staff/views/gate.py).
    """

    seen_version = HiddenField()
    trouble = ""

    @property
    def seen(self) -> int:
        """The version that was on the screen; what is no number was never there."""
        written = self.seen_version.data or ""
        return int(written) if written.isascii() and written.isdecimal() else 0

    def refuse(self, message: str) -> None:
        """Say what is wrong with the whole step."""
        self.trouble = message.rstrip(".")

    @property
    def errors_in_order(self) -> list[tuple[str, str]]:
        """What is wrong with the step, then with its fields."""
        return [("", self.trouble)] * bool(self.trouble) + super().errors_in_order


def tidy(value: Any) -> Any:
    """Strip white space and what cannot be shown: control characters, lone surrogates."""
    return printable(value).strip() if isinstance(value, str) else value


def printable(value: str) -> str:
    """Without what cannot be shown, and otherwise as it is. A line break is one sign: LF."""
    value = value.replace("\r\n", "\n")
    return "".join(c for c in value if c in "\n\t" or unicodedata.category(c) not in CONTROL)


def normalise_email(value: str) -> str:
    """The address we write to: trimmed, the domain lower-case and in ASCII.

    Raises ValueError, saying what to do, when we could send no mail to it.
    """
    local, at, domain = value.strip().rpartition("@")
    if at and not local.isascii():
        plain = "".join("a" if sign.isalnum() else sign for sign in local)
        raise ValueError(FOREIGN_NAME if LOCAL_PART.match(plain) else BAD_EMAIL)
    if not at or len(local) > MAX_LOCAL or not LOCAL_PART.match(local):
        raise ValueError(BAD_EMAIL)
    try:
        ascii_domain = idna.encode(domain.rstrip("."), uts46=True).decode("ascii").lower()
    except idna.IDNAError as error:
        raise ValueError(BAD_EMAIL) from error
    if "." not in ascii_domain or len(local) + 1 + len(ascii_domain) > MAX_EMAIL:
        raise ValueError(BAD_EMAIL)
    return f"{local}@{ascii_domain}"


def mailbox(email: str) -> str:
    """The form of an address that is counted and compared: one mailbox, however it is spelt."""
    local, _, domain = normalise_email(email).rpartition("@")
    return f"{local.lower()}@{domain}"


def capped_mailbox(email: str) -> str:
    """The mailbox for limits only: a +tag and dots do not make a new one."""
    local, _, domain = mailbox(email).rpartition("@")
    return f"{local.partition('+')[0].replace('.', '') or local}@{domain}"


def email_address() -> Callable[[Any, Field], None]:
    """A validator that also puts the normalised address in the field."""

    def check(_form: Any, field: Field) -> None:
        if not field.data:
            return
        try:
            field.data = normalise_email(field.data)
        except ValueError as error:
            raise ValidationError(str(error)) from error

    return check
