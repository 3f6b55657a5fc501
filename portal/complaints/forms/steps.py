"""The form of each step. Each page carries the sealed draft of all steps before it."""

from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import AnyOf, ValidationError

from portal.complaints.forms.birth import BirthFields
from portal.complaints.models import codes
from portal.complaints.service import steps
from portal.complaints.service.steps import Draft
from portal.core.forms import MAX_EMAIL, PublicForm, email_address, printable, tidy

HAPPENED_LENGTH = 20_000
TEXT_LENGTH = 4_000
SHORT_LENGTH = 1_000
LINE_LENGTH = 200
NO_KIND = "Choose what your complaint is about"
NO_WHO = "Choose who you are complaining for"
NO_RELATION = "Choose why you are complaining for them"
NO_KNOWING = "Choose whether they know and agree"
NO_OTHER = "Enter the name of the person you are complaining for"
NO_HAPPENED = "Tell us what happened: a line is enough"
NO_NAME = "Enter the name that you want us to use"
NO_CONTACT = "Choose how we should reach you"
NO_EMAIL = "Enter your email address, or go back and choose another way"
NO_PHONE = "Enter a phone number, or go back and choose another way"
BAD_PHONE = "Enter a phone number with at least 6 digits, like 020 7946 0958"
NO_ADDRESS = "Enter a postal address, or go back and choose another way"
PHONE_DIGITS = 6
WROTE = "You wrote"


class Room:
    """At most so many characters; a line break is one, and so is each part of an emoji."""

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, _form: Any, field: Any) -> None:
        """Say how many there are. Raises ValidationError."""
        written = len(field.data or "")
        if written > self.most:
            raise ValidationError(
                f"{WROTE} {written:,} characters. Make it {self.most:,} or fewer, and send us "
                "the rest by post or email"
            )


def verbatim(value: Any) -> Any:
    """The words as they are, white space and all; only what cannot be shown is left out."""
    return printable(value) if isinstance(value, str) else value


def needed(message: str) -> Any:
    """A validator: there has to be something."""

    def check(_form: Any, field: Any) -> None:
        if not (field.data or "").strip():
            raise ValidationError(message)

    return check


class StepForm(PublicForm):
    """One step, with the sealed draft of the steps before it."""

    draft = HiddenField()

    def refuse(self, message: str) -> None:
        """Say what is wrong with the whole page."""
        self.draft.errors = [message]

    @property
    def errors_in_order(self) -> list[tuple[str, str]]:
        """As they stand on the page; what is wrong with the draft belongs to no field in it."""
        listed = super().errors_in_order
        return [("" if name == self.draft.id else name, message) for name, message in listed]

    @property
    def values(self) -> dict[str, str]:
        """What was answered, whether it is right or not; no choice that there is not."""
        return {
            each.name: each.data or ""
            for each in self
            if each.name != self.draft.name and not (each.errors and isinstance(each, RadioField))
        }

    @property
    def is_too_long(self) -> bool:
        """Whether there is more in it than we can take."""
        return any(str(error).startswith(WROTE) for each in self for error in each.errors)


class KindForm(StepForm):
    """What it is about."""

    kind = RadioField(
        "What is your complaint about?",
        choices=codes.KINDS,
        validators=[AnyOf(list(codes.KINDS), message=NO_KIND)],
        validate_choice=False,
    )


class WhoForm(StepForm):
    """Who complains (RULES R14)."""

    who = RadioField(
        "Who are you complaining for?",
        choices=codes.WHO,
        validators=[AnyOf(list(codes.WHO), message=NO_WHO)],
        validate_choice=False,
    )


class OtherForm(StepForm):
    """For whom (RULES R14)."""

    other_name = StringField(
        "What is their name?", filters=[tidy], validators=[needed(NO_OTHER), Room(LINE_LENGTH)]
    )
    relation = RadioField(
        "Why are you complaining, and not they themselves?",
        choices=codes.RELATIONS,
        validators=[AnyOf(list(codes.RELATIONS), message=NO_RELATION)],
        validate_choice=False,
    )


class AffectedForm(StepForm):
    """Whose care or information it is, when somebody else was affected by it (RULES R14)."""

    other_name = StringField("What is their name?", filters=[tidy], validators=[Room(LINE_LENGTH)])
    relation = RadioField(
        "Do they know that you complain?",
        choices=codes.RELATIONS,
        validators=[AnyOf(list(codes.RELATIONS), message=NO_KNOWING)],
        validate_choice=False,
    )


class HappenedForm(StepForm):
    """What happened, as it was written: not even white space is taken off."""

    happened = TextAreaField(
        "What happened?",
        filters=[verbatim],
        validators=[needed(NO_HAPPENED), Room(HAPPENED_LENGTH)],
    )


class WhenForm(StepForm):
    """When, in any words."""

    happened_when = StringField(
        "When did it happen?", filters=[tidy], validators=[Room(LINE_LENGTH)]
    )


class LateForm(StepForm):
    """Why now (RULES R13). Nothing is refused."""

    late_reason = TextAreaField(
        "Is there a reason why you tell us now?", filters=[tidy], validators=[Room(TEXT_LENGTH)]
    )


class ServiceForm(StepForm):
    """Where, and which service; of care also whose and what."""

    service = TextAreaField(
        "Which service, and where?", filters=[tidy], validators=[Room(SHORT_LENGTH)]
    )
    gp = StringField("GP surgery", filters=[tidy], validators=[Room(LINE_LENGTH)])
    treatment = StringField(
        "Treatment or care it is about", filters=[tidy], validators=[Room(SHORT_LENGTH)]
    )


class WantedForm(StepForm):
    """What would put it right."""

    wanted = TextAreaField(
        "What would you like to happen?", filters=[tidy], validators=[Room(TEXT_LENGTH)]
    )


class ContactForm(StepForm):
    """Their name, and by which way."""

    name = StringField("Your name", filters=[tidy], validators=[needed(NO_NAME), Room(LINE_LENGTH)])
    contact = RadioField(
        "How should we reach you?",
        choices=codes.CONTACT,
        validators=[AnyOf(list(codes.CONTACT), message=NO_CONTACT)],
        validate_choice=False,
    )


class ReachForm(StepForm):
    """Where exactly, for the one way that was chosen; and how safely."""

    email = StringField(
        "Your email address",
        filters=[tidy],
        validators=[needed(NO_EMAIL), Room(MAX_EMAIL * 2), email_address()],
    )
    phone = StringField(
        "Your phone number", filters=[tidy], validators=[needed(NO_PHONE), Room(LINE_LENGTH)]
    )
    address = TextAreaField(
        "Your postal address",
        filters=[tidy],
        validators=[needed(NO_ADDRESS), Room(SHORT_LENGTH)],
    )
    safely = TextAreaField(
        "Is there anything we should know to reach you safely?",
        filters=[tidy],
        validators=[Room(SHORT_LENGTH)],
    )

    def validate_phone(self, field: StringField) -> None:
        """Words may stand with it, such as when to ring."""
        if sum(sign.isdecimal() for sign in field.data or "") < PHONE_DIGITS:
            raise ValidationError(BAD_PHONE)


class CallForm(ReachForm):
    """Which number to ring, and where our answer goes: the law wants it in writing (RULES R16)."""

    address = TextAreaField(
        "Where can we send our answer?", filters=[tidy], validators=[Room(SHORT_LENGTH)]
    )


class NeedsForm(StepForm):
    """Help with reading, hearing, speaking."""

    needs = TextAreaField(
        "Do you need any help from us?", filters=[tidy], validators=[Room(TEXT_LENGTH)]
    )


class BirthForm(BirthFields, StepForm):
    """A date of birth, in three parts (RULES R29)."""


class CheckForm(StepForm):
    """Everything at once, before it is sent: it has no answers of its own."""


FORMS: dict[str, type[StepForm]] = {
    steps.KIND: KindForm,
    steps.WHO: WhoForm,
    steps.OTHER: OtherForm,
    steps.HAPPENED: HappenedForm,
    steps.WHEN: WhenForm,
    steps.LATE: LateForm,
    steps.SERVICE: ServiceForm,
    steps.WANTED: WantedForm,
    steps.CONTACT: ContactForm,
    steps.REACH: ReachForm,
    steps.NEEDS: NeedsForm,
    steps.BIRTH: BirthForm,
    steps.CHECK: CheckForm,
}


def sent(step: str, draft: Draft) -> StepForm:
    """What was posted, with the fields that this person is asked for and no others.

    An answer that was not sent at all stays as it is, and is judged together with the rest.
    """
    stay = {name: text for name, text in draft.told.items() if name not in request.form}
    formdata = MultiDict([*request.form.items(multi=True), *stay.items()])
    return _only_asked(_form(step, draft)(formdata=formdata), step, draft)


def shown(step: str, draft: Draft) -> StepForm:
    """The page of a step, with what was answered before."""
    return _only_asked(_form(step, draft)(formdata=None, data=draft.told), step, draft)


def _form(step: str, draft: Draft) -> type[StepForm]:
    if step == steps.OTHER and draft["who"] == codes.AFFECTED:
        return AffectedForm
    if step == steps.REACH and draft["contact"] == "phone":
        return CallForm
    return FORMS[step]


def _only_asked(form: StepForm, step: str, draft: Draft) -> StepForm:
    wanted = {"draft", *(steps.asked(draft, step) if step in steps.FIELDS else ())}
    for name in [each.name for each in form if each.name not in wanted]:
        del form[name]
    return form
