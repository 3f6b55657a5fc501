"""Werkzeug writes a small program for each address of an app; here it is written once for all apps.

A test makes an app of its own, and nine tenths of that time went there.
"""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]

_write = Rule._compile_builder
_written: dict[tuple[Any, ...], Builder] = {}


def _compile_builder(rule: Rule, append_unknown: bool = True) -> Builder:
    """The program that builds this address; it is handed its rule at each call."""
    key = (rule.rule, *rule._trace, repr(rule.defaults), append_unknown)
    if key not in _written:
        _written[key] = _write(rule, append_unknown)
    return _written[key]


def write_once() -> None:
    """From now on, until the tests end."""
    Rule._compile_builder = _compile_builder  # type: ignore[method-assign, assignment]  # that is the point
