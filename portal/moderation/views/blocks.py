"""Blocks: placed from a message, listed, looked at again by an admin, and lifted."""

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue

import portal.staff as staff
from portal.core import htmx
from portal.core.clock import today
from portal.core.forms import StepForm
from portal.core.references import spaced
from portal.feedback.service.letters import paragraphs
from portal.moderation.forms import BlockForm, ReviewForm
from portal.moderation.models import BLOCK_CATEGORIES, WHAT
from portal.moderation.service import blocks, opening
from portal.moderation.service.blocks import BlockError, Placed
from portal.staff import allowed

bp = Blueprint("moderation_blocks", __name__, url_prefix="/staff")

HERE = "/staff/blocks"
DONE = {
    "placed": "The block stands. They are told the truth when they write, and can appeal",
    "lifted": "The block is lifted",
    "reviewed": "The block stands on, with its new end",
}


@bp.get("/blocks")
@allowed("moderator", "admin")
def show() -> ResponseReturnValue:
    """All of them."""
    staff.view("block.listed")
    return htmx.render(
        "moderation/blocks.html",
        "moderation/blocks.html",
        blocks=blocks.everything(),
        done=DONE.get(request.args.get("done", ""), ""),
        whats=WHAT,
        categories=BLOCK_CATEGORIES,
        today=today(),
    )


@bp.get("/feedback/<reference>/block")
@allowed("moderator")
def show_new(reference: str) -> ResponseReturnValue:
    """Block the author of a message."""
    form = BlockForm(formdata=None)
    message = _message(reference, form)
    return _new(form, reference, bool(blocks.possible(message)))


@bp.post("/feedback/<reference>/block")
@allowed("moderator")
def place(reference: str) -> ResponseReturnValue:
    """Place it."""
    form = BlockForm()
    message = _message(reference, form)
    if not form.validate():
        return _new(form, reference, bool(blocks.possible(message)), 422)
    by = staff.signed_in().public_id
    why = {"category": form.category.data or "", "reason": form.reason.data or ""}
    try:
        blocks.place(message, form.what.data or "", int(form.days.data), **why, by=by)
    except BlockError as error:
        form.refuse(str(error))
        return _new(form, reference, bool(blocks.possible(message)), 422)
    return htmx.redirect(f"{HERE}?done=placed")


@bp.get("/blocks/<block>")
@allowed("moderator", "admin")
def show_one(block: str) -> ResponseReturnValue:
    """One block, with its reason and its history."""
    placed = blocks.find(block) or abort(404)
    staff.view("block.viewed", placed.public_id)
    filled = {"category": placed.category, "reason": placed.reason}
    return _one(placed, ReviewForm(formdata=None, data=filled))


@bp.post("/blocks/<block>/lift")
@allowed("moderator", "admin")
def lift(block: str) -> ResponseReturnValue:
    """End it now."""
    placed, form = blocks.find(block) or abort(404), StepForm()
    try:
        blocks.lift(block, by=staff.signed_in().public_id, seen_version=form.seen)
    except BlockError as error:
        review = ReviewForm(formdata=None)
        review.refuse(str(error))
        return _one(placed, review, 409)
    return htmx.redirect(f"{HERE}?done=lifted")


@bp.post("/blocks/<block>/review")
@allowed("admin")
def review(block: str) -> ResponseReturnValue:
    """Give it a new end."""
    placed, form = blocks.find(block) or abort(404), ReviewForm()
    if not form.validate():
        return _one(placed, form, 422)
    why = {"category": form.category.data or "", "reason": form.reason.data or ""}
    by = staff.signed_in().public_id
    try:
        blocks.review(block, int(form.days.data), **why, by=by, seen_version=form.seen)
    except BlockError as error:
        form.refuse(str(error))
        return _one(placed, form, 422)
    return htmx.redirect(f"{HERE}?done=reviewed")


def _message(reference: str, form: BlockForm) -> str:
    """The public id of a message; the form offers what there is to block of its author."""
    public_id = opening.find(reference, staff.signed_in()) or abort(404)
    form.what.choices = blocks.possible(public_id)
    return public_id


def _new(form: BlockForm, reference: str, is_possible: bool, status: int = 200) -> Response:
    page = "moderation/block_new.html"
    shown = {"reference": spaced(reference.replace("-", "").upper()), "is_possible": is_possible}
    return htmx.render(page, page, status, form=form, **shown)


def _one(placed: Placed, form: StepForm, status: int = 200) -> Response:
    page = "moderation/block.html"
    return htmx.render(
        page,
        page,
        status,
        block=placed,
        form=form,
        history=opening.history(placed.public_id),
        what=WHAT[placed.what],
        category=BLOCK_CATEGORIES.get(placed.category, ""),
        paragraphs=paragraphs,
        may_review=staff.signed_in().has("admin") and placed.is_active,
    )
