"""The display settings: what is not sent stays as it is, what is unknown is refused in words."""

from collections.abc import Callable
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, RadioField, SelectField, ValidationError

from portal.core.forms import PublicForm
from portal.core.visitor import (
    CONTRAST,
    TEXT_SIZE,
    TOOLBAR,
    USUAL_CONTRAST,
    Visitor,
    nearest_text_size,
)
from portal.register import cookies

ENGLISH = "en"
CONTRASTS = {
    USUAL_CONTRAST: "The usual colours",
    "high": "High contrast: black on white",
    "dark": "Dark: light on dark blue",
    "yellow-on-black": "Yellow on black",
}
TEXT_SIZES = {"100": "100%", "125": "125%", "150": "150%", "200": "200%"}
TOOLBARS = {"open": "Open", "closed": "Closed"}
REMEMBER = {
    "yes": "Yes, on every page, for a year",
    "no": "No, use them for one page only",
}

MAY_BE_EMPTY = {"language", "remember"}


def _languages() -> dict[str, str]:
    return {ENGLISH: "English"} | {known.code: known.name for known in cookies().languages}


def _listed(message: str) -> Callable[[PublicForm, Any], None]:
    """A field that was not sent is fine; one sent twice, or with another value, is not."""

    def check(_form: PublicForm, field: Any) -> None:
        sent = field.raw_data or []
        known = {option[0] for option in field.iter_choices()}
        if sent and (len(sent) > 1 or sent[0] not in known):
            raise ValidationError(message)

    return check


def _in_our_words(sent: MultiDict[str, str]) -> MultiDict[str, str]:
    """No contrast is the usual one, pixels are our nearest size, an empty choice is not made."""
    said = []
    for name, value in sent.items(multi=True):
        if name == CONTRAST:
            said.append((name, value or USUAL_CONTRAST))
        elif name == TEXT_SIZE:
            said.append((name, nearest_text_size(value) or value))
        elif value or name not in MAY_BE_EMPTY:
            said.append((name, value))
    return MultiDict(said)


class SettingsForm(PublicForm):
    """Each field may come alone: the toolbar's buttons send one at a time."""

    class Meta(PublicForm.Meta):
        """What the site before this one sent is understood."""

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """The fields as they were sent, in today's words."""
            sent = super().wrap_formdata(form, formdata)
            return _in_our_words(sent) if sent else sent

    contrast: Any = RadioField(
        "Colours",
        name=CONTRAST,
        choices=CONTRASTS,
        validate_choice=False,
        validators=[_listed("Choose one of the colours in the list")],
    )
    font_size: Any = RadioField(
        "Text size",
        name=TEXT_SIZE,
        choices=TEXT_SIZES,
        validate_choice=False,
        validators=[_listed("Choose one of the text sizes in the list")],
    )
    toolbar: Any = RadioField(
        "The accessibility tools at the top of each page",
        name=TOOLBAR,
        choices=TOOLBARS,
        validate_choice=False,
        validators=[_listed("Choose whether the tools are open or closed")],
    )
    language: Any = SelectField(
        "Language",
        choices=_languages,
        validate_choice=False,
        validators=[_listed("Choose one of the languages in the list")],
    )
    remember: Any = RadioField(
        "Keep these settings?",
        choices=REMEMBER,
        validate_choice=False,
        validators=[_listed("Choose whether to keep these settings")],
    )
    next: Any = HiddenField()

    @classmethod
    def showing(cls, visitor: Visitor, goal: str, language: str = "") -> "SettingsForm":
        """The form as this visitor sees the portal now."""
        return cls(
            formdata=None,
            data={
                "contrast": visitor.contrast or USUAL_CONTRAST,
                "font_size": visitor.font_size,
                "toolbar": visitor.toolbar,
                "language": language or visitor.language or ENGLISH,
                "remember": "yes",
                "next": goal,
            },
        )

    def display(self) -> dict[str, str]:
        """What was sent about the look of the page, by the name of its cookie."""
        fields = (self.contrast, self.font_size, self.toolbar)
        return {field.name: field.data for field in fields if field.raw_data}

    def chosen_language(self) -> str | None:
        """The language that was sent: its code, empty for English, None when none was."""
        if not self.language.raw_data or not self.language.data:
            return None
        return "" if self.language.data == ENGLISH else str(self.language.data)

    @property
    def keeps(self) -> bool:
        """Whether to store anything at all."""
        return bool(self.remember.data != "no")
