"""Forms of the desk over feedback: one for each thing that can be done with a message."""

from typing import Any

from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, Length

from portal.core.forms import StepForm, tidy
from portal.feedback.models import CATEGORIES, ROLES, TOPICS
from portal.moderation.models import BLOCK_CATEGORIES, EMAIL
from portal.moderation.service.together import BLOCK, HIDE, WHAT

LONGEST = 8000
TOO_LONG = f"Write {LONGEST:,} letters or fewer"
LONGEST_REASON = 1000
LONG_REASON = f"Write {LONGEST_REASON:,} letters or fewer"
NO_ANSWER = "Write an answer"
NO_TEXT = "Leave some of the words, or hide the message"
NO_REASON = "Write the reason, in words that its author understands"
NO_CATEGORY = "Choose a kind of reason"
NO_TEAM = "Choose a team"
NO_OUTCOME = "Write what you found, in words that its author understands"
CHOOSE = {"": "Choose"}
DAYS = {"7": "A week", "30": "30 days", "90": "90 days", "365": "A year: the longest there is"}


def category(step: str) -> SelectField:
    """The kind of reason; the form of each step has its own id."""
    return SelectField(
        "Kind of reason",
        id=f"{step}-category",
        choices={**CHOOSE, **CATEGORIES},
        validators=[DataRequired(NO_CATEGORY)],
        validate_choice=False,
    )


def reason(step: str, label: str = "Reason, as its author reads it") -> TextAreaField:
    """The reason in words."""
    return TextAreaField(
        label,
        id=f"{step}-reason",
        filters=[tidy],
        validators=[DataRequired(NO_REASON), Length(max=LONGEST_REASON, message=LONG_REASON)],
    )


class AnswerForm(StepForm):
    """What the organisation answers."""

    answer = TextAreaField(
        "Our answer",
        filters=[tidy],
        validators=[DataRequired(NO_ANSWER), Length(max=LONGEST, message=TOO_LONG)],
    )


class HideForm(StepForm):
    """Refuse to publish it, or take it off the website."""

    category = category("hide")
    reason = reason("hide")


class RedactForm(StepForm):
    """What is published in place of the original."""

    redacted = TextAreaField(
        "The text as it is published",
        filters=[tidy],
        validators=[DataRequired(NO_TEXT), Length(max=LONGEST, message=TOO_LONG)],
    )
    category = category("redact")
    reason = reason("redact")


class ForwardForm(StepForm):
    """Who should deal with it."""

    forwarded_to = SelectField("Team", choices={"": "Nobody: back to all moderators", **ROLES})


class FileForm(StepForm):
    """What it is about."""

    topic = SelectField("Topic", choices={"": "None yet", **TOPICS})


STEPS: dict[str, type[StepForm]] = {
    "answer": AnswerForm,
    "publish": StepForm,
    "hide": HideForm,
    "redact": RedactForm,
    "restore": StepForm,
    "forward": ForwardForm,
    "file": FileForm,
    "urgent": StepForm,
    "ordinary": StepForm,
    "close": StepForm,
    "reopen": StepForm,
}
# What a team that a message was passed on to does with it: the rest is for moderators.
FOR_TEAMS = frozenset({"answer", "forward", "file", "close"})


class BlockForm(StepForm):
    """A block: on what, how long, and why. What it may be on is known of each message."""

    what = SelectField("What is blocked", choices={})
    days = SelectField("For how long", choices=DAYS, default="30")
    category = SelectField(
        "Kind of reason",
        id="block-category",
        choices={**CHOOSE, **BLOCK_CATEGORIES},
        validators=[DataRequired(NO_CATEGORY)],
        validate_choice=False,
    )
    reason = reason("block", "Reason, as they read it when they appeal")


class ReviewForm(StepForm):
    """A block, looked at again: how long it stands from today on, and why."""

    days = SelectField("For how long from today", choices=DAYS, default="30")
    category = SelectField("Kind of reason", id="review-category", choices=BLOCK_CATEGORIES)
    reason = reason("review", "Reason, as they read it when they appeal")


class OutcomeForm(StepForm):
    """What comes of an appeal."""

    changed = RadioField(
        "What do you find?",
        choices={"no": "The decision stands", "yes": "The decision was wrong: put it right"},
        validators=[AnyOf(("yes", "no"), message="Choose what you find")],
        validate_choice=False,
    )
    outcome = TextAreaField(
        "Our answer, as its author reads it",
        filters=[tidy],
        validators=[DataRequired(NO_OUTCOME), Length(max=LONGEST, message=TOO_LONG)],
    )


class TogetherForm(StepForm):
    """Why several messages are hidden at once: each author reads it."""

    category = category("together")
    reason = reason("together", "Reason, as each author reads it")

    @property
    def why(self) -> dict[str, Any]:
        """What a valid form says."""
        return {"category": self.category.data, "reason": self.reason.data}


class BlockTogetherForm(StepForm):
    """A block of several authors: on what, how long, and why."""

    what = SelectField("What is blocked", id="together-what", choices=WHAT, default=EMAIL)
    days = SelectField("For how long", id="together-days", choices=DAYS, default="30")
    category = SelectField(
        "Kind of reason",
        id="together-category",
        choices={**CHOOSE, **BLOCK_CATEGORIES},
        validators=[DataRequired(NO_CATEGORY)],
        validate_choice=False,
    )
    reason = reason("together", "Reason, as they read it when they appeal")

    @property
    def why(self) -> dict[str, Any]:
        """What a valid form says."""
        why = {"category": self.category.data, "reason": self.reason.data}
        return {**why, "what": self.what.data, "days": int(self.days.data)}


TOGETHER: dict[str, type[TogetherForm | BlockTogetherForm]] = {
    HIDE: TogetherForm,
    BLOCK: BlockTogetherForm,
}
