"""A report laid out in lines, for the page and for the file."""

from dataclasses import dataclass

import portal.staff as staff
from portal.complaints.models import codes
from portal.complaints.service.reporting import OTHERWISE, Report, Row
from portal.core import spreadsheet
from portal.core.clock import today

REPORTED = "complaint.reported"
AT_END, NOW = "Open on 31 March", "Open now"
COLUMNS = (
    "Open on 1 April",
    "Received",
    "Opened again",
    "Closed",
    AT_END,
    *codes.OUTCOMES.values(),
    OTHERWISE,
    "Went to the Ombudsman",
)
ALL = "All complaints about care"
AREAS, SUBJECTS = "By kind of service", "By subject"
APART = "Apart from care: not in the count of the NHS"


def note(year: int) -> None:
    """Write down that somebody opens the report of a year, before anything is read."""
    staff.view(REPORTED, detail=str(year))


def columns(report: Report) -> list[str]:
    """What is counted; a year that is not over has no end yet."""
    return [NOW if each == AT_END and not report.is_over else each for each in COLUMNS]


def parts(report: Report) -> list[tuple[str, list[Row]]]:
    """The tables of a report, each with its heading."""
    return [
        (ALL, [report.care]),
        (AREAS, report.areas),
        (SUBJECTS, report.subjects),
        (APART, report.others),
    ]


def numbers(row: Row) -> list[int]:
    """The numbers of a line, one for each column."""
    flow = [row.before, row.received, row.reopened, row.closed, row.after]
    return [*flow, *row.outcomes.values(), row.ombudsman]


@dataclass(frozen=True)
class Table:
    """A part of the report: its lines as cells, and the names of those that are all zeros."""

    heading: str
    rows: list[list[str | int]]
    empty: list[str]


def tables(report: Report) -> list[Table]:
    """The same for the page, where a line of zeros is one name in a sentence."""
    return [
        Table(
            heading,
            [[row.label, *numbers(row)] for row in rows if any(numbers(row))],
            [row.label for row in rows if not any(numbers(row))],
        )
        for heading, rows in parts(report)
    ]


def csv(report: Report) -> str:
    """The counts of a year as CSV, of which day they are, and what was learned at its end."""
    lines = [spreadsheet.line(["Part", "What", *columns(report)])]
    for heading, rows in parts(report):
        lines += [spreadsheet.line([heading, row.label, *map(str, numbers(row))]) for row in rows]
    settled = "Settled by the end of the next working day: not in the count of the NHS"
    lines.append(spreadsheet.line([settled, "", "", str(report.settled)]))
    late = "Of those that came in this year: not in the count of the NHS"
    for what, count in (
        ("Acknowledged late, or closed late without it", report.late_acknowledged),
        ("Answered late, or closed late without an answer", report.late_answered),
    ):
        lines.append(spreadsheet.line([late, what, "", str(count)]))
    lines.append(spreadsheet.line(["As at", today().isoformat()]))
    lines += [spreadsheet.line(["What changed", text]) for text in report.learned]
    return "".join(lines)
