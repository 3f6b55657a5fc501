"""The closed words that a complaint is filed under, and what each means to a person."""

# What a complaint is about. Each kind has clocks of its own (portal.complaints.service.clocks).
CARE, INFORMATION, WEBSITE, DECISION = "care", "information", "website", "decision"
KINDS = {
    CARE: "Care or treatment, or how a service was run",
    INFORMATION: "How we used information about you",
    WEBSITE: "This website",
    DECISION: "A decision of ours to hide what you wrote, or to block you",
}
# Who complains (RULES R14).
SELF, AFFECTED, REPRESENTATIVE = "self", "affected", "representative"
WHO = {
    SELF: "I am complaining for myself",
    AFFECTED: "I was affected by what happened to somebody else",
    REPRESENTATIVE: "I am complaining for somebody else",
}
# How it stands with the person it is about. The first is what a page without a choice sends.
RELATIONS = {
    "unknown": "They do not know yet",
    "asked": "They asked me to",
    "agrees": "They know about it, and agree",
    "child": "They are a child, and I am responsible for them",
    "capacity": "They cannot decide about this for themselves",
    "died": "They have died",
}
# What we have to be shown before we tell anything about them (RULES R14), by the relation.
AGREES = "that the person it is about agrees"
SHOWS = {
    "": AGREES,
    **dict.fromkeys(RELATIONS, AGREES),
    "child": "that you may act for them",
    "capacity": "that you may act for them",
    "died": "that you may speak for them",
}
CHANNELS = {
    "form": "The form on this website",
    "email": "Email",
    "phone": "Phone",
    "post": "Post",
    "person": "In person",
}
REACHED = {"email": "an email address", "address": "a postal address"}
CONTACT = {"email": "By email", "phone": "By phone", "post": "By post"}

# Where a case stands, in the words that the person who complained reads.
NEW, OPEN, WAITING, ANSWERED, CLOSED = "new", "open", "waiting", "answered", "closed"
STATES = {
    NEW: "We have it. A person soon tells you that they look into it.",
    OPEN: "We are looking into it",
    WAITING: "We need something before we can go on",
    ANSWERED: "We have written our answer",
    CLOSED: "Closed",
}
PAUSES = {
    "consent": "We are waiting to know that the person it is about agrees",
    "details": "We are waiting for your answer to a question",
    "other-body": "We are waiting for another organisation",
}
# What became of the offer to talk about how it is looked into (RULES R12).
OFFERED, WANTED, TAKEN_UP, DECLINED = "offered", "wanted", "taken-up", "declined"
OFFERS = {
    OFFERED: "Offered, not answered yet",
    WANTED: "Yes please: we will get in touch",
    TAKEN_UP: "We talked about it",
    DECLINED: "Declined, so we set the time ourselves",
}
# Whether the person it is about agrees that we look into it, or the law lets somebody speak for
# them: a parent, an attorney, whoever may for somebody who has died (RULES R14).
NOT_NEEDED, AWAITED, RECORDED, REFUSED = "not-needed", "awaited", "recorded", "refused"
LAWFUL = "lawful"
CONSENTS = {
    NOT_NEEDED: "Not needed",
    AWAITED: "Not here yet: nothing about the person may be told",
    RECORDED: "Recorded",
    LAWFUL: "Not needed: the law lets somebody speak for them",
    REFUSED: "Refused: nothing about the person may be told",
}
UPHELD, PARTLY, NOT_UPHELD = "upheld", "partly", "not"
OUTCOMES = {UPHELD: "Upheld", PARTLY: "Partly upheld", NOT_UPHELD: "Not upheld"}
# Why a case ended without an answer that says upheld or not.
ENDINGS = {
    "answered": "Answered",
    "settled": "Settled by the end of the next working day",
    "withdrawn": "Withdrawn by the person who complained",
    "passed": "Passed to another organisation, with consent",
}
# Service areas and subjects of the yearly count (RULES R20; the lists follow KO41a, shortened).
AREAS = {
    "hospital": "Hospital: staying there",
    "outpatient": "Hospital: outpatients",
    "emergency": "Accident and emergency",
    "gp": "GP surgery",
    "dental": "Dentist",
    "mental": "Mental health",
    "community": "Community services",
    "ambulance": "Ambulance",
    "maternity": "Maternity",
    "other": "Another service",
}
SUBJECTS = {
    "treatment": "Care and treatment",
    "communication": "Being told, and being listened to",
    "staff": "How staff behaved",
    "waiting": "Waiting and appointments",
    "admission": "Admission, discharge and moving between services",
    "privacy": "Privacy, dignity and wellbeing",
    "prescribing": "Prescribing and medicines",
    "access": "Access for disabled people",
    "data": "Information about a person",
    "website": "This website",
    "moderation": "A decision about what somebody wrote",
    "other": "Something else",
}
# What stands in the file of a case.
MESSAGE, REPLY, NOTE, CALL = "message", "reply", "note", "call"
ENTRIES = {
    MESSAGE: "From the person who complained",
    REPLY: "From us",
    NOTE: "Note of ours",
    CALL: "What was said on the phone or in person",
}
# What the person who complained sees on the case page: a note of a call is sent to them too.
SHOWN = (MESSAGE, REPLY, CALL)
# Who may see a case: only those who are named, when it is restricted; never who has a conflict.
NAMED, CONFLICT = "named", "conflict"
# What happens to a case: for its list of dates, and with "complaint." before it for the trail.
EVENTS = {
    "received": "We got the complaint",
    "acknowledged": "We told you that a person has it",
    "assigned": "Somebody was made responsible for it",
    "talked": "What became of our offer to talk",
    "planned": "We set the day by which we answer",
    "extended": "A later day was agreed",
    "paused": "We began to wait for something",
    "resumed": "We stopped waiting, and look into your complaint again",
    "asked": "We asked you to show us that we may tell you what we find",
    "consent": "We noted whether the person it is about agrees",
    "agreed": "We noted that somebody agreed to pass it on",
    "withdrawn-consent": "We noted that somebody no longer agrees",
    "shared": "We decided to share something with another organisation",
    "passed": "We passed your complaint to another organisation, which answers it",
    "passed-part": "We passed a part of your complaint to another organisation",
    "message": "You wrote to us",
    "reply": "We wrote to you",
    "reach": "We noted where we write to you",
    "note": "We made a note",
    "read": "It was noted that your messages are dealt with",
    "call": "We noted what was said",
    "posted": "We noted that what we wrote was posted, or said",
    "alarmed": "We noted that it is urgent",
    "calmed": "We noted that it is not urgent any more",
    "other": "We noted something about another person, apart from the rest",
    "task": "We noted something to do",
    "task-given": "We said who does something",
    "task-done": "Something was done",
    "task-dropped": "Something was not needed",
    "filed": "We filed it for the counts",
    "drafted": "We worked on our answer",
    "signed": "Our answer was signed",
    "answered": "Our answer was sent",
    "closed": "It was closed",
    "reopened": "It was opened again",
    "ombudsman": "It went to the Ombudsman",
    "learned": "We noted what changes because of it",
    "restricted": "It was restricted to named people",
    "unrestricted": "It was opened to all who look into complaints",
    "named": "Somebody was let see it",
    "unnamed": "Somebody was no longer let see it",
    "conflict": "A conflict of interest was noted",
    "paper-listed": "The paper of it was listed",
    "paper-moved": "The paper of it was put elsewhere",
    "paper-shredded": "The paper of it was shredded, or is gone",
    "secret": "A new code to open the case was made",
    "reminded": "Staff were reminded",
    "escalated": "Staff were told that it is due or late",
}
# Those that the person who complained reads on the case page; the rest is inner work.
TOLD = (
    "received",
    "acknowledged",
    "talked",
    "planned",
    "extended",
    "paused",
    "resumed",
    "asked",
    "consent",
    "agreed",
    "withdrawn-consent",
    "shared",
    "passed",
    "passed-part",
    "message",
    "reply",
    "call",
    "reach",
    "answered",
    "closed",
    "reopened",
    "ombudsman",
)
