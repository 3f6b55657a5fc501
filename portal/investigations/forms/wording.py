"""The codes of a complaint as staff say them: portal.complaints has what the person reads."""

from portal.complaints.models import codes

KINDS = {
    codes.CARE: "Care or treatment, or how a service was run",
    codes.INFORMATION: "How we used information about them",
    codes.WEBSITE: "This website",
    codes.DECISION: "A decision of ours to hide what they wrote, or to block them",
}
WHO = {
    codes.SELF: "For themselves",
    codes.AFFECTED: "They were affected by what happened to somebody else",
    codes.REPRESENTATIVE: "For somebody else",
}
RELATIONS = {
    "unknown": "The person does not know yet",
    "asked": "The person asked them to",
    "agrees": "The person knows about it, and agrees",
    "child": "It is a child they are responsible for",
    "capacity": "The person cannot decide about this for themselves",
    "died": "The person has died",
}
PAUSES = codes.PAUSES | {
    "consent": "We are waiting to be shown that who complains may be told",
    "details": "We are waiting for their answer to a question",
}
STANDS = {
    codes.NEW: "New",
    codes.OPEN: "Being looked into",
    codes.WAITING: "Waiting",
    codes.ANSWERED: "Answered, not closed",
    codes.CLOSED: "Closed",
}
