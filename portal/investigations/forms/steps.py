"""Forms of a case: one for each thing that can be done with it."""

from wtforms import (
    DateField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, Length, Optional

from portal.complaints.models import codes
from portal.core.forms import MAX_EMAIL, StepForm, email_address, tidy
from portal.investigations.forms.fields import (
    A_DATE,
    CHOOSE,
    LONG_LINE,
    LONGEST,
    LONGEST_LINE,
    TOO_LONG,
    choice,
    day,
    how,
    law,
    line,
    place,
    tells_nothing,
    words,
)
from portal.investigations.forms.wording import PAUSES
from portal.records.service import sharing

HEARD = {
    codes.TAKEN_UP: "We talked, and agreed on this day",
    codes.DECLINED: "They would rather not talk, so we set the day",
    codes.OFFERED: "They did not answer, so we set the day",
}
AGREES = {
    codes.RECORDED: "The person it is about agrees",
    codes.LAWFUL: "They cannot be asked, and the law lets them be spoken for",
    codes.REFUSED: "No: they do not agree, or nothing shows that they may be spoken for",
}
NO_SERVICE = "It is about no health service"
LONGEST_ADDRESS = 500
LONG_ADDRESS = f"Write {LONGEST_ADDRESS} letters or fewer"
NO_PERSON = "Choose somebody"


class AcknowledgeForm(StepForm):
    """What the person reads when somebody has read their complaint."""

    message = words("acknowledge", "What they read")
    tells_nothing = tells_nothing("acknowledge")


class AcknowledgedForm(StepForm):
    """That somebody told them before, such as on the phone, or in a letter."""

    said_on = day(
        "acknowledged",
        "said-on",
        "On which day were they told?",
        "Enter the day on which they were told",
    )
    how = how("acknowledged", "Who told them, and how?")


class AskForm(StepForm):
    """That we are shown that somebody may be told (RULES R14)."""

    message = words("ask", "What they read")
    tells_nothing = tells_nothing("ask")


class ReplyForm(StepForm):
    """A message to the person."""

    message = words("reply", "Your message to them")
    tells_nothing = tells_nothing("reply")


class CallForm(StepForm):
    """What was said; the person gets the note too."""

    message = words("call", "What was said, and what you agreed")
    tells_nothing = tells_nothing("call")


class ReachForm(StepForm):
    """Where they want us to write."""

    email = StringField(
        "Email address",
        id="reach-email",
        filters=[tidy],
        validators=[Length(max=MAX_EMAIL, message=LONG_LINE), email_address()],
    )
    address = TextAreaField(
        "Postal address",
        id="reach-address",
        filters=[tidy],
        validators=[Length(max=LONGEST_ADDRESS, message=LONG_ADDRESS)],
    )
    how = how("reach", "Who told us, and how?", "Write who gave it, to whom, and how")


class NoteForm(StepForm):
    """For ourselves."""

    message = words("note", "Your note")


class CalmForm(StepForm):
    """Why it is not urgent, or not any more."""

    how = how("calm", "Why?", "Write why: what you read, or what they said")


class OtherForm(StepForm):
    """About another person."""

    others = words("other", "What we know of another person")


class TalkForm(StepForm):
    """What came of our offer to talk, and the day that was agreed or set (RULES R12)."""

    talk = choice("talk", "talk", "What came of it?", HEARD, "Choose what came of it")
    planned_for = day(
        "talk", "planned-for", "By which day do we answer?", "Enter the day by which we answer"
    )


class ExtendForm(StepForm):
    """A later day, when it was agreed to, and how (RULES R17)."""

    until = day(
        "extend", "until", "By which day do we answer now?", "Enter the later day for our answer"
    )
    said_on = day(
        "extend", "said-on", "On which day did they agree?", "Enter the day on which they agreed"
    )
    how = how("extend", "How did they agree?")


class PauseForm(StepForm):
    """What we wait for."""

    paused = choice("pause", "paused", "What do we wait for?", PAUSES, "Choose what for")


class ConsentForm(StepForm):
    """Whether the person it is about agrees, or may be spoken for (RULES R14)."""

    consent = choice("consent", "consent", "What do we know?", AGREES, "Choose what we know")
    said_on = day(
        "consent",
        "said-on",
        "Since which day do we know it?",
        "Enter the day since which we know it",
    )
    how = how("consent")
    place = place("consent", "Where does the paper lie, if there is one?")
    others = TextAreaField(
        "What do they forbid us to tell, if anything?",
        id="consent-others",
        filters=[tidy],
        validators=[Length(max=LONGEST, message=TOO_LONG)],
    )


class PaperForm(StepForm):
    """Where the paper of the case lies, for the list of what to shred."""

    place = place("paper", "Where does it lie now?", "Write where it lies")


class AgreeForm(StepForm):
    """That somebody agreed to pass something on (RULES R18)."""

    recipient = line("agree", "recipient", "To which organisation?", "Name the organisation")
    said_on = day(
        "agree", "said-on", "On which day did they agree?", "Enter the day on which they agreed"
    )
    how = how("agree", "What did they agree to, and how do you know?")


class RecordForm(StepForm):
    """One row of the case: a consent that is withdrawn, a task that is done."""

    record = HiddenField()


class ShareForm(StepForm):
    """The decision to share something with another organisation, and what allows it."""

    recipient = line("share", "recipient", "To which organisation?", "Name the organisation")
    shared = line("share", "shared", "What kind of information?", "Write what kind it is")
    ground = choice("share", "ground", "What allows it?", sharing.GROUNDS, "Choose what allows it")
    law = law("share")


class PassForm(StepForm):
    """That it went to the organisation that has to answer it; the button says what they answer."""

    recipient = line("pass", "recipient", "To which organisation?", "Name the organisation")
    how = how(
        "pass", "Why are they the ones to answer it?", "Write why they are the ones to answer it"
    )
    shared = line("pass", "shared", "What went to them?", "Write what kind of information went")
    ground = choice("pass", "ground", "What allows it?", sharing.GROUNDS, "Choose what allows it")
    law = law("pass")
    said_on = day(
        "pass", "said-on", "On which day did it go?", "Enter the day on which it went to them"
    )
    tells_nothing = tells_nothing("pass")
    record = HiddenField()


class TaskForm(StepForm):
    """Something to do."""

    task = StringField(
        "What is to be done?",
        id="task-task",
        filters=[tidy],
        validators=[
            DataRequired("Write what is to be done"),
            Length(max=LONGEST_LINE, message=LONG_LINE),
        ],
    )
    colleague = SelectField("By whom?", id="task-colleague", validate_choice=False)
    due_on = DateField("By when?", id="task-due-on", validators=[Optional()])

    def validate_due_on(self, field: DateField) -> None:
        """Say how a date is written, in our words."""
        if field.process_errors:
            field.errors = []
            raise ValidationError(A_DATE)


class DropForm(StepForm):
    """A task that is not needed, and why."""

    record = SelectField(
        "Which task?",
        id="drop-record",
        choices=CHOOSE,
        validators=[DataRequired("Choose the task")],
        validate_choice=False,
    )
    how = how("drop", "Why is it not needed?", "Write why it is not needed")


class FileForm(StepForm):
    """What it is about, for the yearly counts (RULES R20)."""

    area = SelectField(
        "Which kind of service?",
        id="file-area",
        choices={"": NO_SERVICE, **codes.AREAS},
    )
    subject = choice("file", "subject", "What about?", codes.SUBJECTS, "Choose what it is about")


class LearnForm(StepForm):
    """What changes because of it."""

    learned = words("learn", "What changes because of it?")


class OmbudsmanForm(StepForm):
    """When the Ombudsman told us."""

    said_on = day(
        "ombudsman",
        "said-on",
        "On which day did they tell us?",
        "Enter the day on which they told us",
    )


class AssignForm(StepForm):
    """Who is responsible."""

    colleague = SelectField("Who?", id="assign-colleague", validate_choice=False)


class NameForm(StepForm):
    """Somebody who may see a restricted case."""

    colleague = SelectField(
        "Who?",
        id="name-colleague",
        choices=CHOOSE,
        validators=[DataRequired(NO_PERSON)],
        validate_choice=False,
    )
