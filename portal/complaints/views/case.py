"""The page of a case: opened with a reference and a code, without a session (TRUST B9, B10).

Nothing about a case is ever in an address, and a GET never shows one: it is sent for with a POST.
"""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from portal.complaints.forms.case import (
    NO_NUMBER,
    NO_REFERENCE,
    NO_WHERE,
    OPEN_FOR,
    WRONG_PAIR,
    MessageForm,
    OpenForm,
    TalkForm,
    Ticket,
)
from portal.complaints.models import Complaint
from portal.complaints.models.codes import DECLINED, WANTED
from portal.complaints.service import opening, viewing, writing
from portal.complaints.service.opening import TooManyError
from portal.core.clock import wait_in_words
from portal.core.references import spaced
from portal.core.screening import Found, numbers_in
from portal.core.security import allow_body, private_page

bp = Blueprint("complaints_case", __name__, url_prefix="/complaints/case")

# What a mailed link holds: a reference and a code, each in its own alphabet.
LINK = re.compile(r"([A-Z2-9]{9})-([A-Z2-9]{20})\Z")
TOO_OLD = f"This page was open for more than {OPEN_FOR // timedelta(hours=1)} hours"
AGAIN = f"{TOO_OLD}. Enter your reference and your code again"
MANY = "This was tried many times."
AGAIN_KEPT = f"{AGAIN}. What you wrote is still here"
# 20,000 letters of four bytes each, three signs a byte, and the rest of the form.
MOST_BYTES = 300_000
WITH_MESSAGE = {"write", "talk", "look_again"}


@bp.url_value_preprocessor
def allow_long_words(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let a long message in, where one comes, before the size of the request is looked at."""
    if (endpoint or "").rpartition(".")[2] in WITH_MESSAGE:
        allow_body(MOST_BYTES)


@bp.get("")
@private_page
def ask() -> ResponseReturnValue:
    """Where the reference and the code are entered."""
    return _ask(OpenForm(formdata=None))


@bp.get("/<pair>")
@private_page
def follow(pair: str) -> ResponseReturnValue:
    """A mailed link: a button and nothing else, so that programs that open links see nothing."""
    found = LINK.match(pair.upper())
    if found is None:
        return _ask(OpenForm(formdata=None))
    form = OpenForm(formdata=None)
    form.reference.data, form.code.data = found.groups()
    return make_response(
        render_template("complaints/case_link.html", form=form, reference=spaced(found[1]))
    )


@bp.post("")
@private_page
def show() -> ResponseReturnValue:
    """The case; for every wrong pair one and the same answer."""
    form = OpenForm()
    ticket = form.ticket
    if ticket:
        return _again(ticket)
    if not form.reference.data:
        return _refuse(NO_REFERENCE)
    try:
        case = _open(form)
    except TooManyError as error:
        return _later(OpenForm.once_more(), error.wait)
    return _case(case) if case else _refuse(WRONG_PAIR)


@bp.post("/news")
@private_page
def look_again() -> ResponseReturnValue:
    """The case as it stands now, with the message that is being written."""
    ticket = MessageForm().ticket
    return _again(ticket) if ticket else _refuse_kept(MessageForm())


@bp.post("/message")
@private_page
def write() -> ResponseReturnValue:
    """Add a message; whatever goes wrong, the words stay in the page."""
    form = MessageForm()
    ticket = form.ticket
    try:
        case = opening.find(ticket.pair) if ticket and not ticket.is_old else _open_again(form)
    except TooManyError as error:
        return _later(form, error.wait, "complaints/case_again.html")
    if case is None:
        return make_response(render_template("complaints/case_again.html", form=form), 422)
    if not form.validate():
        return _case(case, message=form, talk=TalkForm(), status=422)
    warned = ticket.warned if ticket else ()
    found = [each for each in numbers_in(form.message.data or "") if each.kind not in warned]
    if found:
        return _case(case, message=form, talk=TalkForm(), found=found)
    return _add(case, form, ticket.key if ticket else "")


@bp.post("/talk")
@private_page
def talk() -> ResponseReturnValue:
    """Take up our offer to talk, or decline it."""
    form, message = TalkForm(), MessageForm()
    ticket = form.ticket
    case = opening.find(ticket.pair) if ticket and not ticket.is_old else None
    if case is None or ticket is None:
        return _refuse_kept(message)
    if not _is_whole(form, case):
        return _case(case, talk=form, message=message, status=422)
    try:
        writing.choose_to_talk(case.public_id, form.talk.data, ticket.key, form.reach)
    except TooManyError as error:
        form.talk.errors = [f"{MANY} Try again in {wait_in_words(error.wait)}"]
        return _wait(_case(case, talk=form, message=message, status=429), error.wait)
    return _case(case, message=message, sent="We have your answer")


@bp.post("/letter")
@private_page
def letter() -> ResponseReturnValue:
    """Our answer as a letter, to print and to keep."""
    form = OpenForm()
    ticket = form.ticket
    case = opening.find(ticket.pair) if ticket and not ticket.is_old else None
    seen = opening.show(case) if case else None
    if case is None or seen is None or not seen.letters:
        return _refuse(AGAIN)
    form.new_ticket(case.pair_index)
    return make_response(render_template("complaints/case_letter.html", case=seen, form=form))


def _again(ticket: Ticket) -> Response:
    """The case once more, with the message that is being written."""
    case = None if ticket.is_old else opening.find(ticket.pair)
    if case is None:
        return _refuse_kept(MessageForm())
    return _case(case, message=MessageForm(), talk=TalkForm())


def _is_whole(form: TalkForm, case: Complaint) -> bool:
    """Whether it can be sent: how to talk or where to write, unless we know it."""
    if not form.validate():
        return False
    if form.talk.data == WANTED and not (form.phone.data or case.phone):
        form.phone.errors = [NO_NUMBER]
        return False
    is_nowhere = not (form.email.data or form.address.data or viewing.knows_where(case))
    if form.talk.data == DECLINED and is_nowhere:
        form.email.errors = [NO_WHERE]
        return False
    return True


def _open(form: OpenForm) -> Complaint | None:
    return opening.open_case(form.reference.data or "", form.code.data or "", request.remote_addr)


def _open_again(form: MessageForm) -> Complaint | None:
    """The case of a page that was open too long, when its reference and code came with it."""
    if not (form.reference.data or form.code.data):
        form.refuse(AGAIN_KEPT)
        return None
    case = _open(form)
    if case is None:
        form.refuse(WRONG_PAIR)
    return case


def _add(case: Complaint, form: MessageForm, key: str) -> Response:
    try:
        writing.say(case.public_id, form.message.data or "", key)
    except TooManyError as error:
        form.message.errors = [f"{MANY} Try again in {wait_in_words(error.wait)}"]
        return _wait(_case(case, message=form, status=429), error.wait)
    return _case(case, sent="We have your message")


def _case(
    case: Complaint,
    *,
    sent: str = "",
    message: MessageForm | None = None,
    talk: TalkForm | None = None,
    found: Sequence[Found] = (),
    status: int = 200,
) -> Response:
    """The page; `sent` says what was done just now, and a form comes with what stands in it.

    `found` are the numbers in a message that we do not need: each kind is warned of once.
    """
    message = message or MessageForm(formdata=None)
    talk = talk or TalkForm(formdata=None, data={"phone": case.phone})
    forms = _bound(case, message, talk, found)
    html = render_template(
        "complaints/case.html",
        case=opening.show(case),
        sent=sent,
        found=found,
        wrong=talk if talk.errors else message,
        forms=forms,
    )
    return make_response(html, status)


def _bound(
    case: Complaint, message: MessageForm, talk: TalkForm, found: Sequence[Found]
) -> tuple[OpenForm, MessageForm, TalkForm]:
    """The forms of the page, bound to the case, with what the message was warned of in them."""
    warned = [*(message.ticket.warned if message.ticket else ()), *(each.kind for each in found)]
    forms = (OpenForm(formdata=None), message, talk)
    for form in forms:
        form.new_ticket(case.pair_index, warned)
    return forms


def _refuse(words: str) -> Response:
    """The same page for whatever is wrong: the reference stands as it was sent."""
    form = OpenForm.once_more()
    form.refuse(words)
    return _ask(form, 422)


def _refuse_kept(message: MessageForm) -> Response:
    """The page was too old: the message that was being written stays."""
    if not message.message.data:
        return _refuse(AGAIN)
    message.refuse(AGAIN_KEPT)
    return make_response(render_template("complaints/case_again.html", form=message), 422)


def _ask(form: OpenForm, status: int = 200) -> Response:
    return make_response(render_template("complaints/case_open.html", form=form), status)


def _later(form: OpenForm, wait: timedelta, page: str = "complaints/case_open.html") -> Response:
    """Say when to try again, and keep what was written."""
    form.refuse(f"{MANY} Try again in {wait_in_words(wait)}")
    return _wait(make_response(render_template(page, form=form), 429), wait)


def _wait(response: Response, wait: timedelta) -> Response:
    response.headers["Retry-After"] = str(int(wait.total_seconds()) + 1)
    return response
