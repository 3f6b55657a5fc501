"""What other mail systems report: RFC 3464, RFC 5965, and the two shapes that are older than both.

A code says whose fault it is (RFC 3463). `HARD`: there is no such mailbox. `SOFT`: not this time,
as far as anybody can tell. `OURS`: they mind our mail or its sender, so its reader loses nothing.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import Message
from email.utils import parseaddr

from portal.outbox.incoming import parts

HARD, SOFT, OURS = "hard", "soft", "ours"
FAILED, DELAYED = "failed", "delayed"
# 5.1.7 and 5.1.8 are about the sender's address; 5.1.5 says that all is well.
GONE = re.compile(r"5\.1\.(?:0|1|2|3|4|6|10)\Z")
UNWELCOME = re.compile(r"5\.(?:1\.[78]|6\.\d+|7\.\d+)\Z")
CODE = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?!\.?\d)")
BASIC = re.compile(r"(?<![\d.])([45])\d\d(?!\.?\d)")
VAGUE = "0.0"
NO_CODE = "5.0.0"
# What a person calls spam; "not-spam" and reports about signatures are no complaints.
ABUSE = {"abuse", "fraud", "virus", "opt-out", "opt-out-list", "other"}
# qmail, and hosts that learnt from it: a paragraph that begins with the address.
NAMED = re.compile(r"(?m)^<([^<>\s@]{1,64}@[^<>\s@]{1,255})>:?[ \t]*\r?\n?")
DAEMONS = {"mailer-daemon", "postmaster"}
REPORTS = {"message/delivery-status", "message/global-delivery-status"}
COMPLAINTS = "message/feedback-report"


@dataclass(frozen=True)
class Recipient:
    """One line of a report: to whom it was, what was done, and the code."""

    address: str
    action: str
    status: str


def standing(said: str) -> str:
    """Whose fault a code is; the code may stand among other words. Anything unknown is `SOFT`."""
    found = CODE.search(said)
    code = found[1] if found else ""
    if GONE.match(code):
        return HARD
    return OURS if UNWELCOME.match(code) else SOFT


def complains(mail: Message) -> bool:
    """Whether it is a complaint by a reader, which their mail host passes on."""
    for part in parts.walk(mail):
        if part.get_content_type() == COMPLAINTS:
            kinds = (parts.header(group, "Feedback-Type") for group in parts.groups(part))
            return any(kind.lower() in ABUSE for kind in kinds)
    return False


def recipients(mail: Message) -> list[Recipient]:
    """What a report says about each recipient; nothing when it is no report."""
    for part in parts.walk(mail):
        if part.get_content_type() in REPORTS:
            return [_recipient(group) for group in parts.groups(part) if _is_about_one(group)]
    return _older(mail)


def original_names(mail: Message) -> str:
    """What a report calls the mail that it is about, as the sender named it (RFC 3464, 2.2.1)."""
    fields = ("Original-Envelope-Id", "Original-Mail-From", "X-Original-Message-ID")
    told = {*REPORTS, COMPLAINTS}
    found = [
        group
        for part in parts.walk(mail)
        if part.get_content_type() in told
        for group in parts.groups(part)
    ]
    return " ".join(parts.header(group, name) for group in found for name in fields)


def verdict(told: Iterable[Recipient]) -> Recipient | None:
    """The one line that counts: a mail that reached anybody has arrived, else the mildest does."""
    lines = list(told)
    if any(line.action not in (FAILED, DELAYED) for line in lines):
        return None
    order = [DELAYED, OURS, SOFT, HARD]
    ranks = {line: order.index(_rank(line)) for line in lines}
    return min(lines, key=lambda line: ranks[line], default=None)


def _rank(line: Recipient) -> str:
    return DELAYED if line.action == DELAYED else standing(line.status)


def _is_about_one(group: Message) -> bool:
    return "Final-Recipient" in group or "Original-Recipient" in group


def _recipient(group: Message) -> Recipient:
    named = parts.header(group, "Final-Recipient") or parts.header(group, "Original-Recipient")
    status = CODE.search(parts.header(group, "Status"))
    code = status[1] if status else ""
    if not code or code.endswith(VAGUE):
        # A vague code: the server's own words are better.
        code = _code_in(parts.header(group, "Diagnostic-Code"), code or NO_CODE)
    action = parts.header(group, "Action").partition(" ")[0].lower()
    return Recipient(_address(named), action or FAILED, code)


def _address(named: str) -> str:
    return named.rpartition(";")[2].strip().strip("<>").strip()


def _code_in(words: str, otherwise: str) -> str:
    found = CODE.search(words)
    if found and not found[1].endswith(VAGUE):
        return found[1]
    basic = BASIC.search(words)
    return f"{basic[1]}.{VAGUE}" if basic else otherwise


def _older(mail: Message) -> list[Recipient]:
    """Exim before 4.86 names them in a header; qmail and its like in paragraphs of the text."""
    text = parts.first_text(mail)
    failed = parts.header(mail, "X-Failed-Recipients")
    if failed:
        status = _code_in(text, NO_CODE)
        return [Recipient(each.strip(), FAILED, status) for each in failed.split(",")]
    if mail.get_content_type() == "multipart/report" or not is_from_a_mail_system(mail):
        return []
    report = re.split(r"(?m)^---", text)[0]
    cut = NAMED.split(report)
    return [
        Recipient(cut[place], FAILED, _code_in(cut[place + 1], NO_CODE))
        for place in range(1, len(cut) - 1, 2)
    ]


def is_from_a_mail_system(mail: Message) -> bool:
    """Whether nobody wrote it: an empty envelope sender, or the name of a mail system."""
    # Postfix writes MAILER-DAEMON for an empty envelope sender when it hands a mail to a pipe.
    senders = (parts.header(mail, name) for name in ("Return-Path", "From"))
    named = {parseaddr(sender)[1].partition("@")[0].lower() for sender in senders}
    return parts.header(mail, "Return-Path") == "<>" or not named.isdisjoint(DAEMONS)
