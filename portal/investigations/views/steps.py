"""Each thing that can be done with a case: its form, its verb, and what is said afterwards."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.complaints.service import people, sharing, talking, working
from portal.core.forms import StepForm
from portal.investigations.forms import steps as forms

# It reaches the person, so how they want to be reached matters.
TO_THEM = "They read it on the page of their case"


@dataclass(frozen=True)
class Step:
    """One step: the fields of its form, with what the verb calls each."""

    form: type[StepForm]
    verb: Callable[..., None]
    done: str
    takes: Mapping[str, str] = field(default_factory=dict)
    reaches_them: bool = False
    ends_sight: bool = False

    def given(self, form: StepForm) -> dict[str, Any]:
        """What somebody filled in, as the verb takes it."""
        return {name: form[asked].data for asked, name in self.takes.items()}


TEXT = {"message": "text"}
TOLD = {**TEXT, "tells_nothing": "tells_nothing"}
AGREED = {"said_on": "on", "how": "how"}
PERSON = {"colleague": "person"}
RECORD = {"record": "consent"}

STEPS: dict[str, Step] = {
    "take": Step(StepForm, working.take, "The case is yours"),
    "assign": Step(forms.AssignForm, working.assign, "Somebody else is responsible now", PERSON),
    "acknowledge": Step(
        forms.AcknowledgeForm, working.acknowledge, "It is acknowledged", TOLD, reaches_them=True
    ),
    "acknowledged": Step(
        forms.AcknowledgedForm, working.acknowledged, "It is noted as acknowledged", AGREED
    ),
    "talk": Step(
        forms.TalkForm,
        working.talked,
        "The day is noted",
        {"talk": "offer", "planned_for": "planned_for"},
        reaches_them=True,
    ),
    "extend": Step(
        forms.ExtendForm,
        working.extend,
        "The later day is noted",
        {"until": "until", "said_on": "agreed_on", "how": "how"},
        reaches_them=True,
    ),
    "pause": Step(
        forms.PauseForm,
        working.pause,
        "It is noted what we wait for",
        {"paused": "why"},
        reaches_them=True,
    ),
    "resume": Step(forms.CarriedForm, working.resume, "We go on"),
    "reply": Step(forms.ReplyForm, talking.reply, "Your message is kept", TOLD, reaches_them=True),
    "call": Step(forms.CallForm, talking.call, "The note is kept", TOLD, reaches_them=True),
    "note": Step(forms.NoteForm, talking.note, "The note is kept", TEXT),
    "other": Step(forms.OtherForm, talking.other, "It is kept, apart", {"others": "text"}),
    "read": Step(forms.CarriedForm, talking.mark_read, "The messages are dealt with"),
    "task": Step(
        forms.TaskForm,
        talking.add_task,
        "The task is noted",
        {"task": "text", "colleague": "owner", "due_on": "due_on"},
    ),
    "finish": Step(forms.RecordForm, talking.finish_task, "It is done", {"record": "task"}),
    "ask": Step(forms.AskForm, talking.reply, "You asked for consent", TOLD, reaches_them=True),
    "consent": Step(
        forms.ConsentForm,
        sharing.settle_consent,
        "It is noted what we know of their consent",
        {"consent": "outcome", **AGREED},
        reaches_them=True,
    ),
    "agree": Step(
        forms.AgreeForm,
        sharing.agree,
        "The consent is recorded",
        {"recipient": "recipient", **AGREED},
    ),
    "withdraw": Step(
        forms.RecordForm, sharing.withdraw, "The consent is withdrawn", RECORD, reaches_them=True
    ),
    "share": Step(
        forms.ShareForm,
        sharing.share,
        "It is logged. Now you may pass it on",
        {"recipient": "recipient", "shared": "what", "ground": "ground"},
        reaches_them=True,
    ),
    "file": Step(
        forms.FileForm, working.file_under, "It is filed", {"area": "area", "subject": "subject"}
    ),
    "learn": Step(forms.LearnForm, working.learn, "It is noted", {"learned": "text"}),
    "ombudsman": Step(forms.OmbudsmanForm, working.to_ombudsman, "It is noted", {"said_on": "on"}),
    "restrict": Step(StepForm, people.restrict, "Only named people see it now"),
    "unrestrict": Step(StepForm, people.unrestrict, "All investigators see it again"),
    "name": Step(forms.NameForm, people.name, "They may see it now", PERSON),
    "unname": Step(forms.RecordForm, people.unname, "They see it no more", {"record": "person"}),
    "conflict": Step(
        StepForm, people.declare_conflict, "It is noted, and you see it no more", ends_sight=True
    ),
}
