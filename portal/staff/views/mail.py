"""Mail, for admins: what waits, what failed, what is uncertain. Never to whom, and never what."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from portal.core import htmx, panels
from portal.core.clock import ago_in_words, wait_in_words
from portal.core.jobs import heartbeat_age
from portal.outbox.models import COMPLAINED, RETURNED
from portal.outbox.service import counts, holding, standing
from portal.outbox.service.returns import came_in
from portal.outbox.service.standing import FAILED, WAITS, Group
from portal.staff.service import mail
from portal.staff.views.gate import allowed

bp = Blueprint("staff_mail", __name__, url_prefix="/staff/mail")

HERE = "/staff/mail"
ASKED = "confirmed"
LATE_SECONDS = 120
BACK = (RETURNED, COMPLAINED)
STATES = {
    "due": "Waits for its time",
    "claimed": "Being sent",
    "deferred": "Tried; tried again later",
    "stopped": "Held back by us",
    "refused": "Refused by the mail server",
    "parked": "Could not be built",
    "uncertain": "Handed over, without an answer",
    "returned": "Came back after it was taken",
    "complained": "Its reader, or their mail company, called it unwanted",
}
# What came in this month, in the order of the page: see portal.outbox.incoming.handling.
CAME_IN = {
    "returned": "Reports that a mail did not arrive",
    "complained": "Complaints by readers, passed on by their mail companies",
    "left": "Readers who left by mail",
    "delayed": "Notes that a mail is late",
    "automatic": "Out-of-office notes and other mail by programs",
    "again": "What we knew already",
    "unknown": "Reports with no sign of a mail of ours, or a false or old one",
    "other": "Other mail",
    "unreadable": "Mail that cannot be read",
}
# Our own words for what happened; else it is the kind of an error.
REASONS = {
    "gave up": "(given up after days of trying)",
    "worker died": "Our worker stopped in the middle",
    "relay hung up": "The mail server hung up",
    "fault": "Something went wrong here: see the log",
    "came back": "Stopped by itself: too many came back or were complained about",
}
# For one, and for several.
DONE = {
    "again": ("mail is on its way again", "mails are on their way again"),
    "sent": ("mail is marked as sent", "mails are marked as sent"),
    "drop": ("mail of the backup is dropped", "mails of the backup are dropped"),
}
RELEASED = "Mail goes again"


@bp.get("")
@allowed("admin")
def show() -> ResponseReturnValue:
    """How mail stands."""
    found, age = standing.groups(), heartbeat_age()
    return render_template(
        "staff/outbox.html",
        waits=[each for each in found if each.state in WAITS],
        failed=[each for each in found if each.state in FAILED],
        uncertain=[each for each in found if each.is_uncertain],
        back=[each for each in found if each.state in BACK],
        came_in=came_in(),
        more=panels.gather("mail.more"),
        counts=counts(),
        held=holding.held_since(),
        waiting=holding.waiting(),
        worker=wait_in_words(age) if age is not None else "",
        is_late=age is None or age.total_seconds() > LATE_SECONDS,
        done=_done(),
        **_words(),
    )


@bp.post("")
@allowed("admin")
def act() -> ResponseReturnValue:
    """Send a group again, or note that it arrived; what could come twice is asked about first."""
    step, group = request.form.get("action", ""), standing.find(request.form.get("chosen", ""))
    if step in (mail.RELEASE, mail.DROP):
        return htmx.redirect(f"{HERE}?done={step}-{mail.release(drop=step == mail.DROP)}")
    if step not in DONE:
        abort(422)
    if group is None or not (group.is_uncertain or (group.is_failed and step == mail.AGAIN)):
        return htmx.redirect(f"{HERE}?done=gone")
    if step == mail.AGAIN and group.may_double and request.form.get("step") != ASKED:
        return render_template("staff/outbox_again.html", group=group, **_words())
    count = mail.send_again(group) if step == mail.AGAIN else mail.call_sent(group)
    return htmx.redirect(f"{HERE}?done={step}-{count}")


def _done() -> str:
    """What was done, in words: read back from the address, where only a number is free."""
    sent = request.args.get("done", "")
    step, _, number = sent.partition("-")
    if step == mail.RELEASE:
        return RELEASED
    if sent == "gone":
        return "Nothing was done: it stands otherwise by now"
    if step not in DONE or not number.isdecimal() or len(number) > 9:
        return ""
    return f"{int(number)} {DONE[step][int(number) != 1]}"


def _words() -> dict[str, object]:
    """What a page says kinds, states and moments with."""
    return {
        "states": STATES,
        "kinds_in": CAME_IN,
        "kind_of": _kind,
        "why": _why,
        "ago": ago_in_words,
    }


def _kind(group: Group) -> str:
    """What a kind of mail is, as the person it is for would say it."""
    return panels.first("records.words", "outbox", "kind", group.kind) or group.kind


def _why(group: Group) -> str:
    """Why it stands so: the server's code, and our own word for it."""
    said = " ".join(part for part in (group.reply, REASONS.get(group.reason, group.reason)) if part)
    if group.state in BACK:
        return said or "No code"
    return said or ("No answer" if group.tries else "Not tried yet")
