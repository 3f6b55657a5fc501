"""What the display settings mean: words to announce, addresses, and links to translations."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote_plus, urlencode

from portal.core.visitor import CONTRAST, TEXT_SIZE, TOOLBAR, USUAL_CONTRAST, Visitor
from portal.register import Language, cookies

TRANSLATOR = "https://translate.google.com/translate"
FIELDS = {CONTRAST: "contrast", TEXT_SIZE: "font_size", TOOLBAR: "toolbar"}
SPOKEN = {
    "": "the usual colours",
    "high": "high contrast",
    "dark": "dark colours",
    "yellow-on-black": "yellow on black",
}


@dataclass(frozen=True)
class TranslatedView:
    """A link that leaves this site: Google fetches the page and shows it in another language."""

    code: str
    name: str
    english: str
    right_to_left: bool
    href: str


def translated_views(canonical: str) -> list[TranslatedView]:
    """One link for each language. The address given away has no query."""
    address = quote_plus(canonical)  # once: every page lists twenty
    return [_view(language, address) for language in cookies().languages]


def find_view(code: str, canonical: str) -> TranslatedView | None:
    """The link for one language, or None when it is not offered."""
    return next((view for view in translated_views(canonical) if view.code == code), None)


def as_choices(display: Mapping[str, str]) -> dict[str, str]:
    """Form values as the visitor's choices: the usual contrast is the absence of one."""
    return {
        FIELDS[name]: "" if value == USUAL_CONTRAST else value for name, value in display.items()
    }


def this_page_only(goal: str, display: Mapping[str, str]) -> str:
    """The address that shows one page with these settings and stores nothing."""
    return f"{goal}?{urlencode(display)}" if display else goal


def in_words(visitor: Visitor, display: Mapping[str, str]) -> str:
    """What changed, for somebody who cannot see it."""
    said = []
    if TEXT_SIZE in display:
        said.append(f"Text is now {visitor.font_size} per cent.")
    if CONTRAST in display:
        said.append(f"The page now has {SPOKEN[visitor.contrast]}.")
    if TOOLBAR in display:
        said.append(f"Accessibility tools are {visitor.toolbar}.")
    return " ".join(said)


def _view(language: Language, address: str) -> TranslatedView:
    return TranslatedView(
        language.code,
        language.name,
        language.english,
        language.right_to_left,
        f"{TRANSLATOR}?sl=en&tl={language.code}&u={address}",
    )
