"""What the audit trail calls what happens to a complaint: an act with its object, for any reader.

The person reads the same events in other words (models/codes.py, EVENTS), and the desk on the page
of the case in its own (portal.investigations).
"""

ACTS = {
    "received": "Took a complaint",
    "acknowledged": "Acknowledged a complaint",
    "assigned": "Made somebody responsible for a complaint",
    "talked": "Noted what came of the offer to talk about a complaint",
    "planned": "Set the day for the answer to a complaint",
    "extended": "Noted that a later day was agreed for a complaint",
    "paused": "Began to wait for something in a complaint",
    "resumed": "Went on with a complaint",
    "consent": "Noted whether somebody agrees to a complaint about their care",
    "agreed": "Recorded a consent to pass on a complaint",
    "withdrawn-consent": "Noted that a consent in a complaint is withdrawn",
    "shared": "Noted that something of a complaint was passed on",
    "message": "A message about a complaint came",
    "reply": "Wrote to the person who complained",
    "note": "Made a note in a complaint",
    "read": "Dealt with the messages about a complaint",
    "call": "Noted what was said about a complaint",
    "other": "Noted something about another person in a complaint",
    "task": "Noted something to do for a complaint",
    "task-done": "Did a task for a complaint",
    "filed": "Filed a complaint for the counts",
    "drafted": "Worked on the answer to a complaint",
    "signed": "Signed the answer to a complaint",
    "answered": "Sent the answer to a complaint",
    "closed": "Closed a complaint",
    "reopened": "Opened a closed complaint again",
    "ombudsman": "Noted that a complaint went to the Ombudsman",
    "learned": "Noted what changes because of a complaint",
    "restricted": "Restricted a complaint to named people",
    "unrestricted": "Opened a complaint to all investigators",
    "named": "Let somebody see a complaint",
    "unnamed": "Let somebody see a complaint no more",
    "conflict": "Declared a conflict of interest in a complaint",
    "secret": "Made a new code for a complaint",
    "reminded": "Reminded staff of a complaint",
    "escalated": "Told staff that a complaint is late",
}
