"""A form with its own sealed key in the page, so that sending it fifty times is one request."""

import secrets
from datetime import timedelta

from wtforms import HiddenField, ValidationError

from portal.core.forms import PublicForm
from portal.core.sealed import SealError, SealExpiredError, open_sealed, seal

STAMP_LIFE = timedelta(hours=24)
OLD_STAMP = "This page was open for a long time. Check your answers and send them again"
BAD_STAMP = "We could not read a part of this form. Check your answers and send them again"


class StampedForm(PublicForm):
    """A form whose page carries a sealed key, so that sending it fifty times is one request."""

    stamp = HiddenField()

    def new_stamp(self) -> None:
        """Put a fresh key in the page."""
        self.stamp.data = seal(type(self).__name__, {"key": secrets.token_urlsafe(16)})

    @property
    def key(self) -> str:
        """The page's key; empty for a page that carries none, since it may be cached whole."""
        if not self.stamp.data:
            return ""
        return str(open_sealed(type(self).__name__, self.stamp.data, STAMP_LIFE)["key"])

    def validate_stamp(self, field: HiddenField) -> None:
        """Refuse a key that is not ours or too old, and put a fresh one in its place."""
        try:
            _ = self.key
        except SealExpiredError as error:
            self.new_stamp()
            raise ValidationError(OLD_STAMP) from error
        except SealError as error:
            self.new_stamp()
            raise ValidationError(BAD_STAMP) from error

    def refuse(self, message: str) -> None:
        """Say what is wrong with the whole form."""
        self.stamp.errors = [message]

    @property
    def errors_in_order(self) -> list[tuple[str, str]]:
        """As they stand on the page; a stale key belongs to the form, not to a field in it."""
        listed = super().errors_in_order
        return [("" if name == self.stamp.id else name, message) for name, message in listed]
