"""Keying in what came on paper, by phone, by email or in person: the whole form on one page."""

from datetime import datetime
from typing import Any

from wtforms import (
    DateField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import AnyOf, DataRequired, Optional, ValidationError

from portal.complaints.forms.birth import PARTS, BirthFields
from portal.complaints.forms.steps import (
    HAPPENED_LENGTH,
    LINE_LENGTH,
    SHORT_LENGTH,
    TEXT_LENGTH,
    Room,
    verbatim,
)
from portal.complaints.models import codes
from portal.complaints.service import steps
from portal.complaints.service.taking import NOT_SCREENED, Answers, is_about_another
from portal.core.clock import LONDON, now, today
from portal.core.forms import MAX_EMAIL, email_address, tidy
from portal.core.screening import Found, numbers_in
from portal.core.stamped import StampedForm
from portal.investigations.forms.fields import CHOOSE, place
from portal.investigations.forms.wording import KINDS, RELATIONS, WHO
from portal.investigations.service.keying import NOON

# What no member of staff takes: the form on the website is filled in by the person.
CHANNELS = {key: words for key, words in codes.CHANNELS.items() if key != "form"}
CONTACT = {**codes.CONTACT, "": "They did not say"}
NO_DAY = "Choose the day on which it came"
A_TIME = "Enter a time like 14:30, or leave it empty"
NOT_YET = "This is still to come: enter when it came"


def some(label: str, most: int = LINE_LENGTH, *, long: bool = False) -> Any:
    """Something that need not be there."""
    kind = TextAreaField if long else StringField
    return kind(label, filters=[tidy], validators=[Room(most)])


def one_of(label: str, choices: dict[str, str], missing: str) -> RadioField:
    """One of a few."""
    return RadioField(
        label,
        choices=choices,
        validators=[AnyOf(list(choices), message=missing)],
        validate_choice=False,
    )


class KeyForm(BirthFields, StampedForm):
    """The same questions as on the website, and how it came."""

    channel = one_of("How did it come?", CHANNELS, "Choose how it came")
    came_on = DateField("On which day?", validators=[DataRequired(NO_DAY)])
    came_at = TimeField("At what time?", validators=[Optional()])
    place = place("", "Where is the paper?")
    kind = one_of("What is it about?", KINDS, "Choose what it is about")
    who = one_of("For whom do they complain?", WHO, "Choose for whom")
    relation = SelectField("How does it stand with that person?", choices=CHOOSE | RELATIONS)
    other_name = some("Name of the person it is about")
    happened = TextAreaField(
        "What happened?",
        filters=[verbatim],
        validators=[DataRequired("Write what they told us"), Room(HAPPENED_LENGTH)],
    )
    happened_when = some("When did it happen?")
    late_reason = some("If it was more than 12 months ago: why now?", TEXT_LENGTH, long=True)
    service = some("Which service, and where?", SHORT_LENGTH, long=True)
    gp = some("GP surgery")
    treatment = some("Treatment or care it is about", SHORT_LENGTH)
    wanted = some("What would they like to happen?", TEXT_LENGTH, long=True)
    name = some("Their name")
    contact = one_of("How do they want to be reached?", CONTACT, "Choose how")
    email = StringField(
        "Email address", filters=[tidy], validators=[Room(MAX_EMAIL * 2), email_address()]
    )
    phone = some("Phone number")
    address = some("Postal address", SHORT_LENGTH, long=True)
    safely = some("What to know to reach them safely", SHORT_LENGTH, long=True)
    # Of which kinds of numbers that we do not keep the page warned already.
    seen = HiddenField()
    needs = some("Help they need, such as an interpreter or large print", TEXT_LENGTH, long=True)

    def validate_came_on(self, field: DateField) -> None:
        """It came already."""
        if field.data and field.data > today():
            raise ValidationError(NOT_YET)

    def validate_came_at(self, field: TimeField) -> None:
        """A time, on a day that is not over perhaps."""
        if field.process_errors:
            field.errors = []
            raise ValidationError(A_TIME)
        if field.data and self.came_on.data == today() and self.received_at > now():
            raise ValidationError(NOT_YET)

    def validate_other_name(self, field: StringField) -> None:
        """Whoever speaks for somebody says for whom (RULES R14)."""
        if self.who.data == codes.REPRESENTATIVE and not field.data:
            raise ValidationError("Enter the name of the person it is about")

    def validate_relation(self, field: SelectField) -> None:
        """And how it stands with that person, whom we guard."""
        if self.is_about_another and field.data not in RELATIONS:
            raise ValidationError("Choose how it stands with the person it is about")

    def _validate_way(self, field: StringField) -> None:
        """The way that they want is one that we know."""
        if steps.REACHED_BY.get(self.contact.data or "") == field.name and not field.data:
            raise ValidationError(f"Enter their {field.label.text.lower()} too")

    validate_email = validate_phone = validate_address = _validate_way

    @property
    def received_at(self) -> datetime:
        """When it came, in England: at noon when nobody noted the time."""
        day, at = self.came_on.data or today(), self.came_at.data
        noted = datetime.combine(day, at or NOON, LONDON)
        return noted if at else min(noted, now())

    @property
    def is_about_another(self) -> bool:
        """Whether it is about somebody else's care or information."""
        return is_about_another(self.who.data or "", self.kind.data or "")

    def unneeded(self) -> list[Found]:
        """Numbers that we do not keep, and did not warn of yet; from now on we did (RULES R32)."""
        own = [
            text
            for name, text in self.answers.__dict__.items()
            if name not in NOT_SCREENED and text
        ]
        warned = set((self.seen.data or "").split())
        found = [each for each in numbers_in("\n".join(own)) if each.kind not in warned]
        self.seen.data = " ".join(sorted(warned | {each.kind for each in found}))
        return found

    @property
    def answers(self) -> Answers:
        """What they told us, for the one service that takes complaints."""
        names = [name for step in steps.FIELDS.values() for name in step if name not in PARTS]
        told = {name: self[name].data or "" for name in names}
        if self.who.data == codes.SELF or told["relation"] not in RELATIONS:
            told["relation"] = ""
        if self.who.data == codes.SELF:
            told["other_name"] = ""
        born = [self[name].data or "" for name in PARTS]
        return Answers(**told, birth=steps.born_on(*born) if all(born) else "")
