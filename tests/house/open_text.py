"""Every text column that is not encrypted. A new one is a line here, on purpose, or it is sealed.

What people write is never in any of these. Names that say it all need no line: see CODES.
"""

# Random numbers, keyed fingerprints and hashes: nobody can read anything in them.
CODES = ("public_id", "stamp", "record", "reference", "_index", "_hash", "hash", "seal", "previous")

NUMBERS = {
    "appeals.subject",
    "audit_entries.about",
    "audit_entries.actor",
    "blocks.message",
    "blocks.owner",
    "bulletin_requests.subscriber",
    "desk_presence.about",
    "desk_presence.person",
    "feedback_origins.message",
    "mailed_links.subject",
    "outbox.claimed_by",
    "outbox.subject",
    "rate_windows.hits",
    "rate_windows.key",
    "record_keys.wrapping_key",
    "staff_recovery_codes.person",
    "staff_sessions.person",
}

# Words of the program itself, from lists in its code, its content or its registers.
OURS = {
    "appeals.kind",
    "appeals.state",
    "audit_entries.action",
    "audit_entries.detail",
    "audit_marks.name",
    "blocks.category",
    "bulletin_requests.counted",
    "bulletin_requests.purpose",
    "bulletin_requests.wording",
    "bulletin_sends.slug",
    "consent_counts.choice",
    "consent_counts.route",
    "consents.how",
    "consents.wording",
    "data_requests.outcome",
    "disclosures.ground",
    "erasure_marks.name",
    "feedback.category",
    "feedback.decision",
    "feedback.flags",
    "feedback.forwarded_to",
    "feedback.state",
    "feedback.topic",
    "job_runs.last_error",
    "job_runs.name",
    "legal_holds.ground",
    "mailed_links.purpose",
    "outbox.batch",
    "outbox.kind",
    "outbox.lane",
    "outbox.reason",
    "outbox.reply",
    "outbox.state",
    "outbox_totals.batch",
    "outbox_totals.kind",
    "outbox_totals.state",
    "page_visits.page",
    "page_votes.page",
    "paper_records.rule",
    "promise_checks.name",
    "promise_checks.problem",
    "retention_runs.rule",
}

# Written by staff, who are told to name organisations, roles and places, and never a person.
BY_STAFF = {
    "disclosures.decided_by",
    "disclosures.recipient",
    "disclosures.what",
    "legal_holds.owner",
    "paper_records.place",
}

OPEN = NUMBERS | OURS | BY_STAFF
