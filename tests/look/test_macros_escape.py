"""Hostile text in every place of every macro comes out as text (STACK, trap 1)."""

from typing import Any

import pytest
from wtforms import BooleanField, Form, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types

from tests.look.dom import environment, parse

HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>"
CHOICES = [SelectChoice(HOSTILE, HOSTILE), SelectChoice("b", "B")]


def field(kind: Any = StringField, **options: Any) -> Any:
    """A field whose every word is hostile."""
    made = kind(HOSTILE, id="f", default=HOSTILE, **options).bind(Form(), "f")
    made.process(None)
    made.errors = [HOSTILE]
    return made


def words(*names: str) -> dict[str, str]:
    """Hostile text for each of these arguments."""
    return dict.fromkeys(names, HOSTILE)


class Faulty:
    """A form with a hostile message."""

    errors_in_order = [(HOSTILE, HOSTILE)]


ROW = {"key": HOSTILE, "value": HOSTILE, "href": HOSTILE, "action": HOSTILE, "hidden": HOSTILE}
INPUT = ("type", "hint", "label", "size", "autocomplete", "inputmode", "spellcheck", "width")
FORMS: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = [
    ("text_input", (field(),), words(*INPUT, "check") | {"attrs": {"data-x": HOSTILE}}),
    ("text_input", (field(),), {"heading": True}),
    ("email_input", (field(),), words("hint", "label", "check")),
    ("password_input", (field(),), words("hint", "autocomplete")),
    ("textarea", (field(),), words("hint", "label", "size", "rows", "autocomplete", "check")),
    ("select", (field(SelectField, choices=CHOICES),), words("hint", "label", "size")),
    (
        "radios",
        (field(SelectField, choices=CHOICES),),
        words("hint", "legend", "size") | {"hints": {HOSTILE: HOSTILE}},
    ),
    (
        "checkboxes",
        (field(SelectMultipleField, choices=CHOICES),),
        words("hint", "legend", "size") | {"hints": {HOSTILE: HOSTILE}, "heading": True},
    ),
    ("checkbox", (field(BooleanField),), words("hint", "label")),
    ("error_summary", (Faulty,), {}),
    ("button", (HOSTILE,), words("kind", "name", "value") | {"attrs": {"data-x": HOSTILE}}),
    ("button", (HOSTILE,), words("kind", "href")),
]
PAGES: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = [
    ("breadcrumbs", ([{"title": HOSTILE, "href": HOSTILE}],), {}),
    ("back_link", (HOSTILE,), words("text")),
    ("new_tab", (HOSTILE, HOSTILE), {}),
    ("panel", (HOSTILE,), words("text")),
    ("notification", (HOSTILE,), words("title", "id")),
    ("summary_list", ([ROW],), {}),
    ("table", (HOSTILE, [HOSTILE, HOSTILE], [[HOSTILE, HOSTILE]]), {}),
    ("pagination", (HOSTILE, 2), words("previous", "next")),
]
SHARE: tuple[str, tuple[Any, ...], dict[str, Any]] = (
    "share",
    ([{"name": HOSTILE, "href": HOSTILE}],),
    words("title"),
)
CASES = [("forms", *case) for case in FORMS] + [("page", *case) for case in PAGES]
CASES += [("share", *SHARE)]


@pytest.mark.parametrize(("file", "macro", "given", "named"), CASES)
def test_hostile_text_stays_text(
    file: str, macro: str, given: tuple[Any, ...], named: dict[str, Any]
) -> None:
    module: Any = environment().get_template(f"macros/{file}.html").module
    root = parse(getattr(module, macro)(*given, **named))
    tags = {node.tag for node in root.iter() if isinstance(node.tag, str)}
    handlers = {name for node in root.iter() for name in node.attrib if name.startswith("on")}
    assert not tags & {"script", "img"}
    assert not handlers


def test_every_macro_has_been_tried() -> None:
    tried = {(file, macro) for file, macro, *_ in CASES}
    # long_date takes a date; hidden_fields draws what WTForms draws.
    elsewhere = {("page", "long_date"), ("forms", "hidden_fields"), ("share", "icons")}
    macros = {
        (file, name)
        for file in ("forms", "page", "share")
        for name in dir(environment().get_template(f"macros/{file}.html").module)
        if not name.startswith("_")
    }
    assert macros == tried | elsewhere
