"""What Werkzeug works out for each address of an app is worked out once here, for all apps.

A test makes an app of its own. Nine tenths of that time went into the small programs that build
addresses, and then a tenth into reading their rules.
"""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]

_write = Rule._compile_builder
_read = Rule._parse_rule
_written: dict[tuple[Any, ...], Builder] = {}
_known: dict[tuple[Any, ...], tuple[list[Any], list[Any], dict[str, Any]]] = {}


def _compile_builder(rule: Rule, append_unknown: bool = True) -> Builder:
    """The program that builds this address; it is handed its rule at each call."""
    key = (rule.rule, *rule._trace, repr(rule.defaults), append_unknown)
    if key not in _written:
        _written[key] = _write(rule, append_unknown)
    return _written[key]


def _parse_rule(rule: Rule, text: str) -> list[Any]:
    """The parts of this address, once the rule knows its trace, converters and arguments."""
    key = (text, rule.strict_slashes, rule.websocket, *rule.map.converters)
    if rule._converters:  # the part behind a host with names in it
        return list(_read(rule, text))
    if key not in _known:
        before = len(rule._trace)
        parts = list(_read(rule, text))
        _known[key] = (parts, rule._trace[before:], dict(rule._converters))
        return parts
    parts, trace, converters = _known[key]
    rule._trace.extend(trace)
    rule._converters.update(converters)
    rule.arguments.update(converters)
    return parts


def write_once() -> None:
    """From now on, until the tests end."""
    Rule._compile_builder = _compile_builder  # type: ignore[method-assign, assignment]  # that is the point
    Rule._parse_rule = _parse_rule  # type: ignore[method-assign, assignment]  # and so is this
