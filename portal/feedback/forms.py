"""Forms of the feedback feature."""

from flask_wtf import FlaskForm
from wtforms import HiddenField
from wtforms.validators import AnyOf, DataRequired, Length


class UsefulForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF carries no types
    """Is this page useful? Without a stamp: it stands on pages that may be cached whole."""

    class Meta:
        csrf = False

    page = HiddenField(validators=[DataRequired(), Length(max=80)])
    useful = HiddenField(validators=[AnyOf(("yes", "no"))])
    next = HiddenField()
