"""Forms of what is asked twice, since it ends what somebody sees; and of who does a task."""

from wtforms import BooleanField, SelectField
from wtforms.validators import DataRequired

from portal.core.forms import StepForm
from portal.investigations.forms.fields import CHOOSE, how

SURE = "Read what happens then, and say that you did"
NO_TASK, NO_PERSON = "Choose the task", "Choose somebody"


class ConflictForm(StepForm):
    """That one gives up a case for good."""

    checked = BooleanField(
        "Yes, I give up this case, and cannot take that back",
        id="conflict-checked",
        validators=[DataRequired(SURE)],
    )


class RestrictForm(StepForm):
    """That colleagues lose a case."""

    checked = BooleanField(
        "Yes, they see it no more, and their open tasks in it are nobody’s",
        id="restrict-checked",
        validators=[DataRequired(SURE)],
    )


class AlarmForm(StepForm):
    """Why somebody may be in danger."""

    how = how("alarm", "Why?", "Write why: what you read, or what somebody said")


class GiveForm(StepForm):
    """An open task, and who does it."""

    record = SelectField(
        "Which task?",
        id="give-record",
        choices=CHOOSE,
        validators=[DataRequired(NO_TASK)],
        validate_choice=False,
    )
    colleague = SelectField(
        "Who does it?",
        id="give-colleague",
        choices=CHOOSE,
        validators=[DataRequired(NO_PERSON)],
        validate_choice=False,
    )
