"""Lines of CSV that a spreadsheet shows and never runs (TRUST B12)."""

import csv
import io
import re
from collections.abc import Iterable

# A spreadsheet would take a cell that starts so for a formula.
FORMULA = re.compile(r"""[\s'"]*[=+\-@\t\r]""")


def line(cells: Iterable[str]) -> str:
    """One line, each cell quoted, and none of them a formula."""
    text = io.StringIO()
    marked = (f"'{cell}" if FORMULA.match(cell) else cell for cell in cells)
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerow(marked)
    return text.getvalue()


def without_mark(cell: str) -> str:
    """A cell as it was before `line` marked it."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell[1:]) else cell
