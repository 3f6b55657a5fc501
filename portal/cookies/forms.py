"""The answer to the cookie question, and the name of a cookie to delete."""

from typing import Any

from wtforms import HiddenField, RadioField, StringField, ValidationError
from wtforms.validators import Regexp

from portal.core.cookie_jar import TOKEN
from portal.core.forms import PublicForm

ANSWERS = ("allow", "deny", "dismiss")
# Where the question stands; a form that does not say, or says something else, is told apart.
PLACES = ("banner", "page", "video", "settings")
ELSEWHERE = "elsewhere"
UNKNOWN = "Choose whether to reject or accept extra cookies"


def _one_answer(_form: PublicForm, field: RadioField) -> None:
    """Two answers at once are none: nobody is taken at their more generous word."""
    if len(field.raw_data or []) != 1 or field.data not in ANSWERS:
        raise ValidationError(UNKNOWN)


class ChoiceForm(PublicForm):
    """The refusal stands first: a text browser picks the first by itself (STACK trap 4)."""

    choice: Any = RadioField(
        "Extra cookies",
        choices={"deny": "Reject extra cookies", "allow": "Accept extra cookies"},
        validate_choice=False,
        validators=[_one_answer],
    )
    next: Any = HiddenField()
    back: Any = HiddenField()
    route: Any = HiddenField()

    @property
    def place(self) -> str:
        """Where it was answered, in words of ours."""
        return self.route.data if self.route.data in PLACES else ELSEWHERE


class DeleteForm(PublicForm):
    """One cookie of those that this browser sent."""

    name: Any = StringField(
        "Cookie", validators=[Regexp(TOKEN, message="Choose a cookie from the list")]
    )
