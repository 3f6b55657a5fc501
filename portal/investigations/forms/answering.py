"""Forms of an answer: its parts, that it goes, and how a case ends."""

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, DateField, RadioField, StringField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, Length, Optional, ValidationError

from portal.complaints.models import codes
from portal.complaints.models.file import ComplaintAnswer
from portal.complaints.service.answering import Draft
from portal.complaints.service.parts import Parts, parted
from portal.core.clock import today
from portal.core.forms import StepForm, tidy
from portal.investigations.forms.fields import (
    A_DATE,
    LONG_LINE,
    LONGEST_LINE,
    tells_nothing,
    words,
)

LONGEST = 12_000
TOO_LONG = f"Write {LONGEST:,} letters or fewer"
LONGEST_LINES = 2_000
LONG_LINES = f"Write {LONGEST_LINES:,} letters or fewer"
NO_ENDING = "Choose how it ended"
NOT_CHECKED = "Read the whole letter, then say that you did"
NOT_YET = "This day is still to come: enter when it was approved"
DESPITE = "I have read their new messages, and go on all the same"
# The name of each control, with the part of the answer that it holds.
PARTS = {
    "considered": "considered",
    "found": "found",
    "conclusion": "conclusion",
    "remedy": "action",
    "apology": "apology",
    "delay": "delay",
    "outcome": "outcome",
    "signed_by": "signed_by",
    "signed_as": "signed_as",
    "tells_nothing": "tells_nothing",
    "approved_on": "approved_on",
    "approved_how": "approved_how",
}


def part(label: str) -> TextAreaField:
    """A part of the answer; it may be empty while it is a draft."""
    validators = [Length(max=LONGEST, message=TOO_LONG)]
    return TextAreaField(label, filters=[tidy], validators=validators)


def lines(label: str, name: str) -> TextAreaField:
    """Parts of a complaint, one a line."""
    longest = Length(max=LONGEST_LINES, message=LONG_LINES)
    return TextAreaField(
        label, name=f"{name}.conclusion", id=name, filters=[tidy], validators=[longest]
    )


def signature(label: str) -> StringField:
    """A line under the letter."""
    validators = [Length(max=LONGEST_LINE, message=LONG_LINE)]
    return StringField(label, filters=[tidy], validators=validators)


class AnswerForm(StepForm):
    """The parts of an answer (RULES R16). What is missing is said when it is signed."""

    apology = part("Our apology")
    outcome = RadioField("Is it upheld?", choices=codes.OUTCOMES, validate_choice=False)
    delay = part("Why it took longer")
    considered = part("How we looked into it")
    found = part("What we found")
    # Both stand at the head of what we conclude: their names say which control they are part of.
    upheld = lines("Which parts are upheld?", "upheld")
    rest = lines("Which parts are not upheld?", "rest")
    conclusion = part("What we conclude")
    remedy = part("What we do about it")
    tells_nothing = BooleanField("The answer tells nothing about the person whose care it is")
    signed_by = signature("Name of the responsible person who signs")
    signed_as = signature("What they are")
    approved_on = DateField("On which day did they approve this answer?", validators=[Optional()])
    approved_how = signature("How did they approve it?")

    def validate_approved_on(self, field: DateField) -> None:
        """A real day, which has come."""
        if field.process_errors:
            field.errors = []
            raise ValidationError(A_DATE)
        if field.data and field.data > today():
            raise ValidationError(NOT_YET)

    @classmethod
    def filled(cls, answer: ComplaintAnswer | None) -> "AnswerForm":
        """The form with what is saved."""
        return cls(formdata=None, data=_saved(answer) if answer is not None else {})

    @classmethod
    def again(cls, answer: ComplaintAnswer) -> "AnswerForm":
        """The form with the words of an answer that was sent; they are approved anew."""
        apart = {"approved_on", "approved_how", "delay"}
        data = {name: said for name, said in _saved(answer).items() if name not in apart}
        return cls(formdata=None, data=data)

    @property
    def draft(self) -> Draft:
        """What is in the form."""
        typed: dict[str, Any] = {held: self[name].data or "" for name, held in PARTS.items()}
        typed["tells_nothing"] = bool(typed["tells_nothing"])
        typed["approved_on"] = self.approved_on.data
        typed["conclusion"] = Parts(
            self.upheld.data or "", self.rest.data or "", typed["conclusion"]
        ).joined()
        if typed["outcome"] not in codes.OUTCOMES:
            typed["outcome"] = ""
        return Draft(**typed)

    def lacks(self, gaps: Mapping[str, str]) -> None:
        """Say at each control what it does not say; gaps: the words by the part of the answer."""
        controls = {held: name for name, held in PARTS.items()}
        for held, missing in gaps.items():
            self[controls.get(held, held)].errors = [f"Say {missing}"]

    def differs(self, answer: ComplaintAnswer | None) -> list[tuple[str, str]]:
        """The parts that are saved in other words, as label and saved words."""
        if answer is None:
            return []
        other = {"tells_nothing", "approved_on"}
        saved = {name: words for name, words in _saved(answer).items() if name not in other}
        return [
            (self[name].label.text, words)
            for name, words in saved.items()
            if words and words != (self[name].data or "")
        ]


def _saved(answer: ComplaintAnswer) -> dict[str, Any]:
    """What is saved, by the name of each control."""
    saved = {name: getattr(answer, held) for name, held in PARTS.items()}
    found = parted(answer.conclusion)
    return {**saved, "upheld": found.upheld, "rest": found.rest, "conclusion": found.words}


class SendForm(StepForm):
    """That the answer goes."""

    posted = BooleanField("I printed the letter and put it in the post")
    despite = BooleanField(DESPITE)
    checked = BooleanField(
        "I have read the whole letter as it stands here", validators=[DataRequired(NOT_CHECKED)]
    )


class EndForm(StepForm):
    """How the case ended."""

    ending = RadioField(
        "How did it end?",
        choices=codes.ENDINGS,
        validators=[AnyOf(list(codes.ENDINGS), message=NO_ENDING)],
        validate_choice=False,
    )
    despite = BooleanField(DESPITE, id="close-despite")


class ReopenForm(StepForm):
    """Why we look into it again: the person reads it."""

    message = words("reopen", "What they read: why we look into it again")
    tells_nothing = tells_nothing("reopen")
