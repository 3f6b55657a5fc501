"""Official examples as forms of ours: what our macros are called with to draw the same thing."""

import json
from collections.abc import Iterator
from typing import Any

from markupsafe import Markup
from wtforms import (
    Field,
    Form,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types

from tests.look.dom import environment
from tests.support.tools import need_package

COMPONENTS = "nhsuk-frontend/dist/nhsuk/components"
Options = dict[str, Any]
# What we draw of each part. Examples that use more (icons, prefixes, ...) are not ours to match.
LABELLED = {"label", "name", "id", "hint", "errorMessage", "autocomplete"}
GROUPED = {"fieldset", "name", "idPrefix", "hint", "errorMessage", "items", "inline"}
DRAWN = {
    "input": LABELLED | {"value", "type", "width", "spellcheck", "inputmode", "code"},
    "textarea": LABELLED,
    "select": LABELLED | {"items", "value"},
    "radios": GROUPED | {"value"},
    "checkboxes": GROUPED | {"values"},
    # Not links as buttons: theirs claim to be buttons, and need a script to act like one.
    "button": {"text", "variant", "small"},
}
PARTS = {
    "label": {"text", "heading", "size"},
    "legend": {"text", "heading", "size"},
    "items": {"value", "text", "hint", "selected", "checked"},
    "fieldset": {"legend"},
    "hint": {"text"},
    "errorMessage": {"text"},
}


def examples(component: str) -> Iterator[tuple[str, Options, str]]:
    """Name, options and markup of each official example made only of what we draw."""
    file = need_package(f"{COMPONENTS}/{component}/fixtures.json")
    for example in json.loads(file.read_text(encoding="utf-8"))["fixtures"]:
        options = example["context"]
        # Ours always say what is wrong, and always group.
        unlike = options.get("errorMessage") is True or options.get("fieldset", {}) is None
        if set(options) <= DRAWN[component] and _is_drawn(options) and not unlike:
            yield example["name"], options, example["html"]


def _is_drawn(options: Options) -> bool:
    if "heading" in options and "size" not in options:
        return False  # ours is large unless another size is asked for
    return all(_part_is_drawn(name, value) for name, value in options.items())


def _part_is_drawn(name: str, value: Any) -> bool:
    if isinstance(value, list):
        return all(item and _part_is_drawn(name, item) for item in value)
    if isinstance(value, dict):
        return set(value) <= PARTS.get(name, set()) and _is_drawn(value)
    return True


def _text(value: Any) -> str:
    return value["text"] if isinstance(value, dict) else value or ""


def _field(options: Options, kind: Any, **more: Any) -> Any:
    label = options.get("label") or options["fieldset"]["legend"]
    words = label if isinstance(label, str) else label.get("heading") or label["text"]
    identity = options.get("id") or options.get("idPrefix") or options["name"]
    form = type("Example", (Form,), {})()
    field = kind(words, id=identity, **more).bind(form, options["name"])
    field.process(None)
    field.errors = [_text(options["errorMessage"])] if options.get("errorMessage") else []
    return field


def _common(options: Options) -> Options:
    label = options.get("label") or options["fieldset"]["legend"]
    label = {} if isinstance(label, str) else label
    return {
        "hint": _text(options.get("hint")),
        "size": label.get("size", ""),
        "heading": "heading" in label,
    }


def _call(macro: str, *arguments: Any, **options: Any) -> Markup:
    module: Any = environment().get_template("macros/forms.html").module
    drawn: Markup = getattr(module, macro)(*arguments, **options)
    return drawn


def _choices(options: Options) -> list[SelectChoice]:
    return [SelectChoice(item["value"], item["text"]) for item in options["items"]]


def draw_input(options: Options) -> Markup:
    """An official text input, by us."""
    field = _field(options, StringField, default=options.get("value"))
    names = ("type", "width", "inputmode", "autocomplete", "code")
    more = {name: options[name] for name in names if name in options}
    if "spellcheck" in options:
        more["spellcheck"] = str(options["spellcheck"]).lower()
    return _call("text_input", field, **_common(options), **more)


def draw_textarea(options: Options) -> Markup:
    """An official text area, by us."""
    more = {"autocomplete": options.get("autocomplete", "")}
    return _call("textarea", _field(options, TextAreaField), **_common(options), **more)


def draw_select(options: Options) -> Markup:
    """An official select, by us."""
    chosen = [item["value"] for item in options["items"] if item.get("selected")]
    default = options.get("value") or (chosen[0] if chosen else None)
    field = _field(options, SelectField, choices=_choices(options), default=default)
    return _call("select", field, **_common(options))


def _draw_group(options: Options, macro: str, field: Field) -> Markup:
    hints = {i["value"]: _text(i["hint"]) for i in options["items"] if "hint" in i}
    inline = options.get("inline", False)
    return _call(macro, field, hints=hints, inline=inline, **_common(options))


def draw_radios(options: Options) -> Markup:
    """Official radios, by us."""
    checked = [item["value"] for item in options["items"] if item.get("checked")]
    default = options.get("value") or (checked[0] if checked else None)
    field = _field(options, RadioField, choices=_choices(options), default=default)
    return _draw_group(options, "radios", field)


def draw_checkboxes(options: Options) -> Markup:
    """Official checkboxes, by us."""
    checked = [item["value"] for item in options["items"] if item.get("checked")]
    default = options.get("values") or checked
    field = _field(options, SelectMultipleField, choices=_choices(options), default=default)
    return _draw_group(options, "checkboxes", field)


def draw_button(options: Options) -> Markup:
    """An official button, by us."""
    more = {"kind": options.get("variant", ""), "href": options.get("href", "")}
    return _call("button", options["text"], small=options.get("small", False), **more)


DRAW = {
    "input": draw_input,
    "textarea": draw_textarea,
    "select": draw_select,
    "radios": draw_radios,
    "checkboxes": draw_checkboxes,
    "button": draw_button,
}
