"""Each thing that can be done with a case: its form, its verb, and what is said afterwards."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.complaints.models import Complaint
from portal.complaints.service import (
    consent,
    papers,
    passing,
    people,
    reaching,
    sharing,
    talking,
    working,
)
from portal.core.forms import StepForm
from portal.investigations.forms import sight
from portal.investigations.forms import steps as forms

# What who complains notices of it: a mail that there is something new, or a line on their page.
MAILED, SEEN = "mailed", "seen"


@dataclass(frozen=True)
class Step:
    """One step: what it is called, and the fields of its form with what the verb calls each."""

    title: str
    form: type[StepForm]
    verb: Callable[..., None]
    done: str
    takes: Mapping[str, str] = field(default_factory=dict)
    reaches: str = ""
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
    "take": Step("Take this case", StepForm, working.take, "The case is yours"),
    "assign": Step(
        "Make somebody else responsible",
        forms.AssignForm,
        working.assign,
        "Somebody else is responsible now",
        PERSON,
    ),
    "acknowledge": Step(
        "Acknowledge it",
        forms.AcknowledgeForm,
        working.acknowledge,
        "It is acknowledged",
        TOLD,
        MAILED,
    ),
    "acknowledged": Step(
        "Somebody told them already that we have it",
        forms.AcknowledgedForm,
        working.acknowledged,
        "It is noted as acknowledged",
        AGREED,
    ),
    "talk": Step(
        "Note what came of the offer to talk, and the day of the answer",
        forms.TalkForm,
        working.talked,
        "The day of the answer is noted",
        {"talk": "offer", "planned_for": "planned_for"},
        MAILED,
    ),
    "extend": Step(
        "Agree a later day",
        forms.ExtendForm,
        working.extend,
        "The later day is noted",
        {"until": "until", "said_on": "agreed_on", "how": "how"},
        MAILED,
    ),
    "pause": Step(
        "Wait for who complains: a consent, or an answer",
        forms.PauseForm,
        working.pause,
        "It is noted what we wait for",
        {"paused": "why"},
        SEEN,
    ),
    "resume": Step(
        "Stop waiting", StepForm, working.resume, "It is noted that we wait no more", {}, SEEN
    ),
    "reply": Step(
        "Write to them", forms.ReplyForm, talking.reply, "Your message is kept", TOLD, MAILED
    ),
    "call": Step(
        "Note what was said on the phone or in person",
        forms.CallForm,
        talking.call,
        "The note of what was said is kept",
        TOLD,
        MAILED,
    ),
    "posted": Step(
        "What we wrote was posted, or said",
        StepForm,
        talking.posted,
        "It is noted as posted, or said",
    ),
    "reach": Step(
        "Record where we write to them",
        forms.ReachForm,
        reaching.reach,
        "It is recorded where we write to them",
        {"email": "email", "address": "address", "how": "how"},
        SEEN,
    ),
    "alarm": Step(
        "This is urgent: somebody may be in danger",
        sight.AlarmForm,
        working.alarm,
        "It is marked as urgent, and all who may see it are mailed to read it now",
        {"how": "why"},
    ),
    "calm": Step(
        "It is not urgent, or not any more",
        forms.CalmForm,
        working.calm,
        "It is noted as not urgent",
        {"how": "why"},
    ),
    "note": Step(
        "Make a note for ourselves", forms.NoteForm, talking.note, "The note is kept", TEXT
    ),
    "other": Step(
        "Note something about another person",
        forms.OtherForm,
        talking.other,
        "It is kept, apart",
        {"others": "text"},
    ),
    "read": Step(
        "Deal with the messages", StepForm, talking.mark_read, "The messages are dealt with"
    ),
    "task": Step(
        "Add a task",
        forms.TaskForm,
        talking.add_task,
        "The task is noted",
        {"task": "text", "colleague": "owner", "due_on": "due_on"},
    ),
    "give": Step(
        "Say who does a task",
        sight.GiveForm,
        talking.give_task,
        "It is noted who does it",
        {"record": "task", "colleague": "owner"},
    ),
    "finish": Step(
        "Do a task",
        forms.RecordForm,
        talking.finish_task,
        "The task is done",
        {"record": "task"},
    ),
    "drop": Step(
        "Drop a task that is not needed",
        forms.DropForm,
        talking.drop_task,
        "It is noted that the task is not needed",
        {"record": "task", "how": "why"},
    ),
    "ask": Step(
        "Ask for consent", forms.AskForm, talking.ask, "You asked for consent", TOLD, MAILED
    ),
    "consent": Step(
        "Record whether they agree",
        forms.ConsentForm,
        sharing.settle_consent,
        "It is recorded",
        {"consent": "outcome", **AGREED, "place": "place", "others": "forbids"},
        SEEN,
    ),
    "agree": Step(
        "Record that they agree to pass something on",
        forms.AgreeForm,
        sharing.agree,
        "It is recorded to whom something may be passed on",
        {"recipient": "recipient", **AGREED},
        SEEN,
    ),
    "withdraw": Step(
        "They no longer agree",
        forms.RecordForm,
        sharing.withdraw,
        "It is recorded that they no longer agree",
        RECORD,
        SEEN,
    ),
    "share": Step(
        "Share something with another organisation, while we answer it",
        forms.ShareForm,
        sharing.share,
        "The decision is logged. Now you may pass on what you named, and nothing more",
        {"recipient": "recipient", "shared": "what", "ground": "ground", "law": "law"},
        SEEN,
    ),
    "pass": Step(
        "Pass it on to the organisation that has to answer it",
        forms.PassForm,
        passing.pass_on,
        "It is noted that it was passed on",
        {
            "recipient": "recipient",
            "how": "why",
            "shared": "what",
            "ground": "ground",
            "law": "law",
            "said_on": "on",
            "record": "then",
            "tells_nothing": "tells_nothing",
        },
        MAILED,
    ),
    "file": Step(
        "File it for the yearly counts",
        forms.FileForm,
        working.file_under,
        "It is filed for the counts",
        {"area": "area", "subject": "subject"},
    ),
    "learn": Step(
        "Note what changes because of it",
        forms.LearnForm,
        working.learn,
        "It is noted what changes because of it",
        {"learned": "text"},
    ),
    "ombudsman": Step(
        "It went to the Ombudsman",
        forms.OmbudsmanForm,
        working.to_ombudsman,
        "It is noted that it went to the Ombudsman",
        {"said_on": "on"},
        SEEN,
    ),
    "paper": Step(
        "Say where the paper of this case lies",
        forms.PaperForm,
        papers.lies,
        "It is noted where the paper lies",
        {"place": "place"},
    ),
    "restrict": Step(
        "Restrict it to named people",
        sight.RestrictForm,
        people.restrict,
        "Only you see it now. Name who else may",
    ),
    "unrestrict": Step(
        "Open it to all investigators again",
        StepForm,
        people.unrestrict,
        "All investigators see it again",
    ),
    "name": Step(
        "Let somebody else see it", forms.NameForm, people.name, "They may see it now", PERSON
    ),
    "unname": Step(
        "No more",
        forms.RecordForm,
        people.unname,
        "They see it no more",
        {"record": "person"},
    ),
    "conflict": Step(
        "I have a conflict of interest",
        sight.ConflictForm,
        people.declare_conflict,
        "Your conflict of interest is noted, and you see that complaint no more",
        ends_sight=True,
    ),
}


def titles(case: Complaint) -> dict[str, str]:
    """What each step is called; three of them name the people."""
    return {name: step.title for name, step in STEPS.items()} | {
        "consent": consent.to_record(case),
        "agree": consent.to_pass_on(case),
        "reply": f"Write to {consent.complainer(case)}",
    }
