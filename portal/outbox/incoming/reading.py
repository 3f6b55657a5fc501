"""What a mail that came in is, and which of ours it is about. Asks nobody and changes nothing."""

import html
import logging
import re
from dataclasses import dataclass
from email.message import Message

from portal.outbox import tags
from portal.outbox.incoming import parts, reports

RETURNED, DELAYED, COMPLAINT = "returned", "delayed", "complained"
LEAVE, AUTOMATIC, OTHER, UNREADABLE = "leave", "automatic", "other", "unreadable"
# Where a mail system writes down to whom a mail came, the surest first.
TO_US = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To", "Cc")
ANSWERS = ("In-Reply-To", "References")
ROBOTS = ("bulk", "list", "junk", "auto_reply")
ROBOT_HEADERS = ("List-Id", "X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress")
WISH = re.compile(
    r"\W*(?:(?:re|aw|sv|fw|fwd)\s?:\s*)?(?:please )?unsubscribe(?: me)?(?: please)?\W*"
)
TAGS = re.compile(r"<[^<>]{0,500}>")
WORDS = 2000
MOST_NAMES = 5

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Incoming:
    """What a mail is: the names it may be about, who wants to leave, and what a report says."""

    kind: str
    names: tuple[str, ...] = ()
    leaving: tuple[str, ...] = ()
    status: str = ""


def read(raw: bytes, to: tuple[str, ...] = ()) -> Incoming:
    """Say what a mail is, whatever is in it. ``to`` are the addresses it was delivered to."""
    try:
        return _read(parts.parse(raw), raw, to)
    except Exception as error:
        # Made to break its reader, or broken: nobody is told, and a mail server must not be.
        kind = type(error).__name__
        logger.info("a mail that came in cannot be read: %s", kind, exc_info=error)
        return Incoming(UNREADABLE)


def _read(mail: Message, raw: bytes, to: tuple[str, ...]) -> Incoming:
    came_to = " ".join([*to, *(value for name in TO_US for value in mail.get_all(name, []))])
    names = tags.names_in(came_to) or _named_within(mail, raw)
    told = reports.recipients(mail)
    if reports.complains(mail):
        return Incoming(COMPLAINT, tuple(names[:MOST_NAMES]))
    if told:
        return _report(reports.verdict(told), tuple(names[:MOST_NAMES]))
    if _is_automatic(mail):
        return Incoming(AUTOMATIC)
    if not _wishes_to_leave(mail):
        return Incoming(OTHER)
    answers = " ".join(parts.header(mail, name) for name in ANSWERS)
    answered = tags.names_in(answers)[-MOST_NAMES:]
    return Incoming(LEAVE, tuple(answered), tuple(tags.leaving_in(came_to)))


def _report(line: reports.Recipient | None, names: tuple[str, ...]) -> Incoming:
    if line is None:
        return Incoming(OTHER)
    kind = DELAYED if line.action == reports.DELAYED else RETURNED
    return Incoming(kind, names, status=line.status)


def _named_within(mail: Message, raw: bytes) -> list[str]:
    """The names that a report gives, wherever: of its fields first, then of the mail it repeats."""
    said = reports.original_names(mail)
    return tags.names_in(said) or tags.names_in(raw[: parts.MOST_BYTES].decode("latin-1"))


def _is_automatic(mail: Message) -> bool:
    """RFC 3834: neither answered nor obeyed, or two programs could talk for ever (B27, B51)."""
    if parts.header(mail, "Auto-Submitted").lower() not in ("", "no"):
        return True
    if parts.header(mail, "Precedence").lower() in ROBOTS or reports.is_from_a_mail_system(mail):
        return True
    return any(name in mail for name in ROBOT_HEADERS)


def _wishes_to_leave(mail: Message) -> bool:
    """Whether the subject or the first line is the word "unsubscribe", and no more."""
    if WISH.fullmatch(parts.header(mail, "Subject").lower()):
        return True
    words = html.unescape(TAGS.sub("\n", parts.first_text(mail)[:WORDS]))
    lines = (line.strip() for line in words.splitlines())
    return bool(WISH.fullmatch(next((line for line in lines if line), "").lower()))
