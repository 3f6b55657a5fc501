"""What forms say when something is wrong: our own words, never those of the library."""

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import pytest
import wtforms.fields
import wtforms.validators
from flask import Flask
from werkzeug.datastructures import MultiDict

import portal
from portal.core.forms import PLAIN, PublicForm
from tests.house.test_forms import every_form

pytestmark = pytest.mark.one_database

WRONG = ("no-such-choice", "x" * 30_000, "")
SAYS = {"gettext", "ngettext"}


def said_by_the_library() -> set[str]:
    """Every message that WTForms can give by itself."""
    modules = [wtforms.validators]
    for found in pkgutil.iter_modules(wtforms.fields.__path__, "wtforms.fields."):
        modules.append(importlib.import_module(found.name))
    calls = [
        node
        for module in modules
        for node in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in SAYS
    ]
    texts = [text for call in calls for text in call.args if isinstance(text, ast.Constant)]
    return {text.value for text in texts if isinstance(text.value, str)}


def everywhere() -> Iterator[Any]:
    """Every kind of form in the portal."""
    for found in pkgutil.walk_packages(portal.__path__, "portal."):
        if "forms" in found.name:
            importlib.import_module(found.name)
    # Not the kinds that tests make for themselves.
    yield from (form for form in every_form(PublicForm) if form.__module__.startswith("portal."))


def filled(kind: Any, sent: MultiDict[str, str] | None) -> Any:
    """A form of a kind with what was sent; whatever else it needs is there."""
    needed: dict[str, Any] = {
        name: "x" if told.annotation is str else {}
        for name, told in inspect.signature(kind.__init__).parameters.items()
        if told.default is told.empty
        and told.kind in {told.KEYWORD_ONLY, told.POSITIONAL_OR_KEYWORD}
    }
    needed.pop("self")
    return kind(formdata=sent, **needed)


def wrongly_filled(kind: Any) -> Iterator[Any]:
    """The form with nothing in it, and with each wrong thing in every field."""
    names = [field.name for field in filled(kind, None)]
    yield filled(kind, MultiDict())
    for wrong in WRONG:
        yield filled(kind, MultiDict(dict.fromkeys(names, wrong)))
        yield filled(kind, MultiDict([(name, wrong) for name in names] * 2))


def test_no_form_shows_a_message_of_the_library(app: Flask) -> None:
    library = said_by_the_library()
    assert "Not a valid choice." in library
    shapes = [re.sub(r"%\\\((\w+)\\\)[ds]", ".*", re.escape(text)) for text in library if text]
    theirs = re.compile("|".join(shapes))
    looked, raw = 0, set()
    with app.test_request_context("/", method="POST"):
        for kind in everywhere():
            for form in wrongly_filled(kind):
                looked += 1
                form.validate()
                told = [(field.name, str(error)) for field in form for error in field.errors]
                raw |= {(kind.__name__, *each) for each in told if theirs.fullmatch(each[1])}
    assert looked > 100
    assert not raw, "say what to do, at the field or in PLAIN of portal/core/forms.py"


def test_our_words_are_for_messages_that_the_library_has() -> None:
    assert set(PLAIN) <= said_by_the_library()
    assert not any(words.endswith(".") for words in PLAIN.values())
