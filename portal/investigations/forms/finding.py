"""Finding a case."""

from wtforms import StringField
from wtforms.validators import DataRequired, Length

from portal.core.forms import PublicForm, tidy

NOTHING = "Enter a reference, such as KD4-WM7-RT3, or an email address"


class FindForm(PublicForm):
    """A reference or an email address. Names are sealed, so nothing is found by one."""

    q = StringField(
        "Reference or email address",
        filters=[tidy],
        validators=[DataRequired(NOTHING), Length(max=254, message=NOTHING)],
    )
