"""How long, for one row or a whole table, in the words of the notice."""

from datetime import datetime
from typing import Any

from portal.core.clock import in_words
from portal.register import Rule, retention
from portal.register import Table as Entry


def rules_for(entry: Entry, row: Any) -> list[Rule]:
    """The rules that apply to a row."""
    return [
        rule
        for rule in retention().of(entry.name)
        if all(getattr(row, name) in values for name, values in rule.only.items())
    ]


def kept_until(entry: Entry, row: Any) -> str:
    """Until when a row is kept: a date when it is known, otherwise the rule's own words."""
    ends = [end for rule in rules_for(entry, row) for end in _ends(rule, row)]
    if ends:
        return f"until {in_words(min(ends))}"
    return " and ".join(dict.fromkeys(rule.words for rule in rules_for(entry, row)))


def _ends(rule: Rule, row: Any) -> list[datetime]:
    if rule.period is None:
        return []
    moments = [getattr(row, name) for name in rule.anchor]
    return [rule.period.after(moment) for moment in moments if isinstance(moment, datetime)]
