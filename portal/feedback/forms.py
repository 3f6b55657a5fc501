"""Forms of the feedback feature."""

from wtforms import HiddenField
from wtforms.validators import AnyOf, DataRequired, Length

from portal.core.forms import PublicForm


class UsefulForm(PublicForm):
    """Is this page useful? Without a stamp: it stands on pages that may be cached whole."""

    page = HiddenField(validators=[DataRequired(), Length(max=80)])
    useful = HiddenField(validators=[AnyOf(("yes", "no"))])
    next = HiddenField()
