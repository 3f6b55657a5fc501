"""What happens to a row of the outbox: asked for, claimed, begun, ended. The table is the truth."""

from portal.outbox.service.batches import (
    accepted_since,
    counts,
    oldest_waiting,
    resume,
    send_again,
    stop,
    total,
)
from portal.outbox.service.claims import (
    CLAIM_LEASE,
    FAULT,
    GIVE_UP,
    MOST_FAULTS,
    SEND_LEASE,
    Job,
    Outcome,
    claim,
    end,
    put_off,
    recover,
    release,
    start,
)
from portal.outbox.service.posting import may_have_left, post, post_many

__all__ = [
    "CLAIM_LEASE",
    "FAULT",
    "GIVE_UP",
    "MOST_FAULTS",
    "SEND_LEASE",
    "Job",
    "Outcome",
    "accepted_since",
    "claim",
    "counts",
    "end",
    "may_have_left",
    "oldest_waiting",
    "post",
    "post_many",
    "put_off",
    "recover",
    "release",
    "resume",
    "send_again",
    "start",
    "stop",
    "total",
]
