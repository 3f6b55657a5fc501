"""The answer of a case: write it, sign it, send it; the letter; how the case ends or begins again.

What is typed is never lost: a part that is missing, somebody who was faster and a password that is
asked for again all give it back.
"""

import re
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

import portal.staff as staff
from portal.complaints.models import Complaint
from portal.complaints.service import answering, consent, ending, filing
from portal.complaints.service.answering import Draft, IncompleteError
from portal.complaints.service.filing import CaseError, ChangedError
from portal.complaints.service.letter import letter_of
from portal.core import htmx
from portal.core.forms import StepForm
from portal.core.references import spaced
from portal.core.security import allow_body
from portal.investigations.forms.answering import AnswerForm, EndForm, ReopenForm, SendForm
from portal.investigations.service import answers
from portal.investigations.service.listing import HERE
from portal.investigations.views import saying
from portal.staff import allowed, fresh

Form = TypeVar("Form", bound=StepForm)

bp = Blueprint("investigations_answers", __name__, url_prefix=f"{HERE}/<case>")

INVESTIGATOR = "investigator"
WRITE, LETTER, CLOSE, REOPEN, CASE = "write", "letter", "close", "reopen", "case"
# Whose words a new answer begins with.
LAST = "last"
# A place on the page of the case.
PLACE = re.compile(r"[a-z-]{1,40}")
# Six parts of 12,000 letters, of four bytes each, three signs a byte; and the rest of the form.
MOST_BYTES = 900_000
DONE = {
    "saved": "The draft is saved",
    "signed": "The answer is signed. It has not been sent yet",
    "sent": "The answer was sent",
    "closed": "The case is closed",
    "reopened": "The case is open again, and they are told why",
}
STAY = "What you typed below is not sent yet. Send it or empty it, then go to the case"
FASTER = "Somebody else changed this case since you opened it. Look at it again, then send yours"


@bp.url_value_preprocessor
def allow_long_answers(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let a long answer in; it comes before the size of the request is looked at."""
    allow_body(MOST_BYTES)


@bp.get("/answer")
@allowed(INVESTIGATOR)
def show(case: str) -> ResponseReturnValue:
    """The answer as it stands, and what is missing."""
    answers.look(case, staff.signed_in()) or abort(404)
    return _page(case)


@bp.post("/answer")
@allowed(INVESTIGATOR)
def save(case: str) -> ResponseReturnValue:
    """Keep what is written so far; then to the letter, to closing the case without it, or to the
    page of the case.
    """
    form, then = AnswerForm(), request.args.get("show", "")
    place = _place()
    onward = {
        LETTER: "/letter",
        CLOSE: "/answer?done=saved&show=close",
        CASE: f"?done={saying.DRAFTED}{place}",
    }.get(then, "")
    if then in {CLOSE, CASE} and form.validate() and form.draft == _saved(case):
        return htmx.redirect(f"{HERE}/{case}{'/answer?show=close' if then == CLOSE else place}")
    return _act(case, form, _save, "saved", onward)


@bp.post("/answer/sign")
@allowed(INVESTIGATOR)
def sign(case: str) -> ResponseReturnValue:
    """Keep what is written, and sign it; what is missing is said before a password is asked for."""
    form = AnswerForm()
    if form.validate() and not _lacking(case, form):
        return _sign(case)

    def keep(number: str, form: AnswerForm, by: str) -> None:
        _save(number, form, by)
        raise IncompleteError(_lacking(number, form))

    return _act(case, form, keep, "signed")


@fresh
def _sign(case: str) -> ResponseReturnValue:
    def both(number: str, form: AnswerForm, by: str) -> None:
        _save(number, form, by)
        answering.sign(number, by=by, seen_version=form.seen + 1)

    return _act(case, AnswerForm(), both, "signed")


@bp.post("/answer/send")
@allowed(INVESTIGATOR)
def send(case: str) -> ResponseReturnValue:
    """Give it to the person."""

    def give(number: str, form: SendForm, by: str) -> None:
        posted, despite = bool(form.posted.data), bool(form.despite.data)
        answering.send(number, by=by, seen_version=form.seen, posted=posted, despite=despite)

    return _act(case, SendForm(), give, "sent")


@bp.post("/close")
@allowed(INVESTIGATOR)
def close(case: str) -> ResponseReturnValue:
    """End the case."""

    def end(number: str, form: EndForm, by: str) -> None:
        despite = bool(form.despite.data)
        ending.close(number, form.ending.data, by=by, seen_version=form.seen, despite=despite)

    return _act(case, EndForm(), end, "closed")


@bp.post("/reopen")
@allowed(INVESTIGATOR)
def reopen(case: str) -> ResponseReturnValue:
    """Look into it again; or go to the case, when nothing is typed that would be lost."""
    if request.args.get("show") == CASE:
        return _leave(case, ReopenForm())

    def begin(number: str, form: ReopenForm, by: str) -> None:
        told, harmless = form.message.data or "", bool(form.tells_nothing.data)
        ending.reopen(number, told, tells_nothing=harmless, by=by, seen_version=form.seen)

    return _act(case, ReopenForm(), begin, "reopened")


@bp.get("/letter")
@allowed(INVESTIGATOR)
def letter(case: str) -> ResponseReturnValue:
    """The newest answer as a letter, or one that was sent, to be read and printed."""
    found = answers.look(case, staff.signed_in()) or abort(404)
    earlier = {str(each.number): each for each in answering.sent(found)}
    answer = earlier.get(request.args.get("number", "")) or answering.latest(found) or abort(404)
    return render_template(
        "investigations/letter.html",
        letter=letter_of(found, answer),
        answer=answer,
        case=found,
        missing=[] if answer.sent_at else answering.missing(found, answer),
    )


def _leave(number: str, form: ReopenForm) -> ResponseReturnValue:
    """Go to the case; when something is typed and not sent, stay, and say so."""
    if not answers.may_look(number, staff.signed_in()):
        abort(404)
    if form.message.data or form.tells_nothing.data:
        form.refuse(STAY)
        return _page(number, form, 422)
    return htmx.redirect(f"{HERE}/{number}{_place()}")


def _place() -> str:
    """The place on the page of the case that was asked for."""
    at = request.args.get("at", "")
    return f"#{at}" if PLACE.fullmatch(at) else ""


def _saved(number: str) -> Draft:
    """What is saved of the answer; nothing when nothing is."""
    return AnswerForm.filled(answers.standing(_theirs(number)).writing).draft


def _lacking(number: str, form: AnswerForm) -> dict[str, str]:
    """Which parts are not in the form, in words, by the name of each."""
    return answering.gaps(_theirs(number), form.draft)


def _theirs(number: str) -> Complaint:
    """The case, when it is for whoever asks."""
    if not answers.may_look(number, staff.signed_in()):
        abort(404)
    return filing.find(number) or abort(404)


def _save(number: str, form: AnswerForm, by: str) -> None:
    answering.draft(number, form.draft, by=by, seen_version=form.seen)


def _act(
    case: str, form: Form, verb: Callable[[str, Form, str], None], done: str, onward: str = ""
) -> ResponseReturnValue:
    """Do it, and say so; or show the page again with what was typed."""
    person = staff.signed_in()
    if not answers.may_look(case, person):
        abort(404)
    status = 422
    if form.validate():
        try:
            verb(case, form, person.public_id)
        except ChangedError:
            form.refuse(FASTER)
            status = 409
        except CaseError as error:
            _refuse(form, error)
        else:
            return htmx.redirect(f"{HERE}/{case}{onward or f'/answer?done={done}'}")
    return _page(case, form, status)


def _refuse(form: StepForm, error: CaseError) -> None:
    """Say what is wrong: of a part that is missing, at its control."""
    if isinstance(form, AnswerForm) and isinstance(error, IncompleteError):
        form.lacks(error.gaps)
    else:
        saying.refuse(form, error)


def _page(public_id: str, sent: StepForm | None = None, status: int = 200) -> Response:
    case = filing.find(public_id) or abort(404)
    standing = answers.standing(case)
    shows = _shows(standing, sent)
    page = render_template(
        "investigations/answer.html",
        case=case,
        shows_consent=answering.to_be_shown(case),
        standing=standing,
        shows=shows,
        told=answers.told(case) if shows == WRITE else [],
        begun=request.args.get("from") == LAST,
        letter=letter_of(case, standing.writing) if standing.writing else None,
        reference=spaced(case.reference),
        form=sent if isinstance(sent, AnswerForm) else _begun(standing),
        send_form=sent if isinstance(sent, SendForm) else SendForm(formdata=None),
        end_form=_end_form(standing, sent),
        reopen_form=sent if isinstance(sent, ReopenForm) else ReopenForm(formdata=None),
        sent=sent,
        stays=sent is not None and sent.trouble == STAY,
        others=sent.differs(standing.writing) if isinstance(sent, AnswerForm) else [],
        ahead=answers.ahead(case),
        **_said(case),
    )
    return make_response(page, status)


def _said(case: Complaint) -> dict[str, object]:
    """What is said of what was just done, and of those it is about."""
    done = request.args.get("done", "")
    return {
        "done": DONE.get(done, ""),
        "reaches": saying.answered(done, case),
        "complainer": consent.complainer(case),
        "record": consent.to_record(case),
    }


def _begun(standing: answers.Standing) -> AnswerForm:
    """The form with what is saved; or, when it is asked for, with the words that were sent."""
    if standing.writing is None and standing.sent and request.args.get("from") == LAST:
        return AnswerForm.again(standing.sent[-1])
    return AnswerForm.filled(standing.writing)


def _end_form(standing: answers.Standing, sent: StepForm | None) -> EndForm:
    """Only the endings that would not be refused."""
    form = sent if isinstance(sent, EndForm) else EndForm(formdata=None)
    form.ending.choices = list(standing.endings.items())
    return form


def _shows(standing: answers.Standing, sent: StepForm | None) -> str:
    """What the page is for: to write, to send the letter as it stands, to end the case, or to
    begin again.

    One of them at a time, so that nothing typed into one is lost by a press in another.
    """
    asked = "" if sent else request.args.get("show", "")
    if isinstance(sent, ReopenForm) or (asked == REOPEN and not standing.may_write):
        return REOPEN
    if isinstance(sent, EndForm) or not standing.may_write:
        return CLOSE
    if isinstance(sent, AnswerForm) or asked == WRITE:
        return WRITE
    if asked == CLOSE:
        return CLOSE
    return LETTER if standing.is_signed and not standing.missing else WRITE
