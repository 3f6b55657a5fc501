"""Fields that several forms of a case share; each form gives them ids of its own."""

from wtforms import (
    BooleanField,
    DateField,
    Form,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import AnyOf, DataRequired, Length

from portal.core.forms import tidy
from portal.records.service import sharing

LONGEST = 8000
TOO_LONG = f"Write {LONGEST:,} letters or fewer"
LONGEST_LINE = 200
LONG_LINE = f"Write {LONGEST_LINE} letters or fewer"
MOST_PLACE = 120
NO_NAMES = "Write a place, never an address or a name of a person"
A_DATE = "Choose a real day, or leave it empty"
CHOOSE = {"": "Choose one"}
NO_WORDS = "Write what it is to say"
NO_HOW = "Write how you know: who said it, to whom, and on what paper or call"


def words(step: str, label: str, missing: str = NO_WORDS) -> TextAreaField:
    """Text of some length."""
    return TextAreaField(
        label,
        id=f"{step}-words",
        filters=[tidy],
        validators=[DataRequired(missing), Length(max=LONGEST, message=TOO_LONG)],
    )


def how(step: str, label: str = "How do you know?", missing: str = NO_HOW) -> TextAreaField:
    """The evidence, in words."""
    return TextAreaField(
        label,
        id=f"{step}-how",
        filters=[tidy],
        validators=[DataRequired(missing), Length(max=LONGEST, message=TOO_LONG)],
    )


def line(step: str, name: str, label: str, missing: str) -> StringField:
    """A short line."""
    return StringField(
        label,
        id=f"{step}-{name}",
        filters=[tidy],
        validators=[DataRequired(missing), Length(max=LONGEST_LINE, message=LONG_LINE)],
    )


def law(step: str) -> StringField:
    """Which law allows it to share something: named, where a law is what allows it."""
    longest = Length(max=LONGEST_LINE, message=LONG_LINE)
    label = "Which Act, order or article allows it?"
    shape = [longest, names_law]
    return StringField(label, id=f"{step}-law", default="", filters=[tidy], validators=shape)


def names_law(form: Form, field: StringField) -> None:
    """A ground that is no law by itself comes with one."""
    if sharing.misses_law(form["ground"].data or "", field.data or ""):
        raise ValidationError(sharing.NO_LAW)


def place(step: str, label: str, missing: str = "") -> StringField:
    """Where paper lies, for a list that names nobody; need not be there when nothing is missing."""
    needed = [DataRequired(missing)] if missing else []
    longest = Length(max=MOST_PLACE, message=f"Write {MOST_PLACE} letters or fewer")
    name = f"{step}-place" if step else "place"
    return StringField(label, id=name, filters=[tidy], validators=[*needed, longest, names_nobody])


def names_nobody(_form: Form, field: StringField) -> None:
    """No address stands in a list of paper."""
    if "@" in (field.data or ""):
        raise ValidationError(NO_NAMES)


def day(step: str, name: str, label: str, missing: str) -> DateField:
    """A date, which has to be given; `missing` names it."""
    return DateField(label, id=f"{step}-{name}", validators=[DataRequired(missing)])


def choice(step: str, name: str, label: str, choices: dict[str, str], missing: str) -> SelectField:
    """One of a list."""
    return SelectField(
        label,
        id=f"{step}-{name}",
        choices=CHOOSE | choices,
        validators=[AnyOf(list(choices), message=missing)],
        validate_choice=False,
    )


def tells_nothing(step: str) -> BooleanField:
    """That a representative learns nothing from it which they may not know yet (RULES R14)."""
    return BooleanField(
        "It tells nothing about the person whose care it is", id=f"{step}-tells-nothing"
    )
