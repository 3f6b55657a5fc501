"""What the codes that bulletins keep mean to the person they are about."""

from datetime import date

from portal.bulletins.models import ADDRESS, MANAGE, MOVED, SIGN_UP
from portal.bulletins.service import issues
from portal.bulletins.service.issues import IssueError
from portal.bulletins.service.subscriptions import UNDONE
from portal.bulletins.service.topics import FREQUENCIES, MONTHLY, WEEKLY, WORDINGS, titles
from portal.core.clock import in_words

# Why somebody gets no bulletins (portal.bulletins.service.suppressing).
SUPPRESSED = {
    "gone": "We were told that there is no such mailbox",
    "often": "Mail to you came back again and again",
    "unwanted": "We were told that our mail was not wanted",
}
WORDS = {
    ("bulletin_requests", "frequency"): FREQUENCIES,
    ("bulletin_requests", "purpose"): {
        SIGN_UP: "To get bulletins",
        MANAGE: "A link to your bulletin choices",
        ADDRESS: "To get bulletins at this address, in place of another",
        MOVED: "That we tell you that another address was entered for your bulletins",
    },
    ("consents", "how"): {
        "sign-up form": "You signed up on this website, and confirmed it by email",
        "preferences": "You confirmed this address in place of another",
        UNDONE: "You took it back that you had left",
    },
    ("consents", "wording"): {**WORDINGS, "import": "Not on this website: you asked before"},
    ("mailed_links", "purpose"): {
        "bulletins.confirm": "To confirm what you asked for",
        "bulletins.not-me": "To say that it was not you who asked",
        "bulletins.preferences": "To your bulletin choices",
    },
    ("outbox", "kind"): {
        "bulletins.confirm": "To confirm your sign-up",
        "bulletins.manage": "Your link to your bulletin choices",
        "bulletins.address_new": "To confirm your new address",
        "bulletins.address_old": "That a new address was asked for",
        "bulletins.issue": "A bulletin",
        "bulletins.digest": "What was new on your topics",
        "bulletins.notice_change": "That our privacy notice changes",
    },
    ("outbox", "batch"): {"reminder": "A reminder"},
    ("subscribers", "frequency"): FREQUENCIES,
    ("suppressions", "why"): SUPPRESSED,
}
TOPICS = {("subscriber_topics", "topic"), ("bulletin_requests", "topics")}


def words(table: str, column: str, value: str) -> str | None:
    """What a code means; None for what is none of ours."""
    if (table, column) in TOPICS:
        return ", ".join(titles(value.split())) or None
    known = WORDS.get((table, column), {}).get(value)
    return known or (_batch(value) if (table, column) == ("outbox", "batch") else None)


def _batch(batch: str) -> str | None:
    """Which bulletin, digest, version of the notice or repetition a mail was."""
    before, _, after = batch.partition(":")
    if before == "notice" and after.isdecimal():
        return f"Version {after} of the privacy notice"
    if before == WEEKLY:
        return f"The week that began on {in_words(date.fromisoformat(f'{after}-1'))}"
    if before == MONTHLY:
        return f"{date.fromisoformat(f'{after}-01'):%B %Y}"
    if batch.startswith("again-"):
        return "Asked for again"
    try:
        issue = issues.find(batch)
    except IssueError:
        return None
    return issue.title if issue else None
