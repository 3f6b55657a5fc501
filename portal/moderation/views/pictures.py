"""The work in pictures: each role sees what it works with. Counts about nobody."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

import portal.staff as staff
from portal.feedback.models import ANSWER_WITHIN
from portal.moderation.service import pictures
from portal.staff import allowed

bp = Blueprint("moderation_pictures", __name__, url_prefix="/staff/pictures")

HERE = "/staff/pictures"
SEEN_BY = ("moderator", "editor", "admin")


@bp.get("")
@allowed(*SEEN_BY)
def show() -> ResponseReturnValue:
    """Feedback for those who answer it, subscribers for those who write to them."""
    person = staff.signed_in()
    sees_readers = person.has("editor", "admin")
    found = pictures.of_feedback() if person.has("moderator", "admin") else []
    found += pictures.of_subscribers() if sees_readers else []
    return render_template(
        "moderation/pictures.html",
        pictures=found,
        promised=ANSWER_WITHIN.days,
        sees_readers=sees_readers,
    )
