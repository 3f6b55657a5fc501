"""The tables of docs/promises.md, made from the register so that the two cannot disagree."""

import re

from portal.register import Promise, promises

BEGIN, END = "<!-- from the register: begin -->", "<!-- from the register: end -->"
TABLE = re.compile(f"{BEGIN}.*{END}", re.DOTALL)
HEAD = (
    "| # | The earlier notice, in short | We promise | Kind | Stands | By what |\n"
    + "|---" * 6
    + "|"
)


def renewed(text: str) -> str:
    """The document with its tables as the register has them now."""
    return TABLE.sub(lambda _: f"{BEGIN}\n\n{tables()}\n\n{END}", text)


def tables() -> str:
    """Every promise: those with sentences of the earlier notice first, then the others."""
    entries = promises().entries
    told = [_row(entry) for entry in entries if entry.sentences]
    silent = [_row(entry) for entry in entries if not entry.sentences]
    heading = "## Needed, though the earlier notice was silent"
    return "\n".join([HEAD, *told, "", heading, "", HEAD, *silent])


def _row(entry: Promise) -> str:
    stands = f"{entry.stands}: {entry.missing}" if entry.missing else entry.stands
    words = f"{entry.words} *{entry.why}*" if entry.why else entry.words
    if entry.kind == "descriptive":
        stands, words = "–", "–"
    cells = (entry.numbers or "–", entry.earlier, words, entry.kind, stands, _by(entry))
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _by(entry: Promise) -> str:
    if entry.owner:
        return f"{entry.owner}, {entry.reviewed} to {entry.review_by}"
    parts = [f"`{name}`" for name in entry.code]
    if entry.tests:
        count = len(entry.tests)
        parts.append(f"{count} {'test' if count == 1 else 'tests'}")
    if entry.check:
        parts.append(f"live check `{entry.check}`")
    return ", ".join(parts) or "–"
