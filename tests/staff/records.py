"""The pages of records at the desk: what a test sends there, and what it finds afterwards."""

from werkzeug.test import TestResponse

from portal.records.service import tables
from tests.staff.trail import rows
from tests.support import staff
from tests.support.client import PortalClient

HERE = "/staff/records"


def number_of(reference: str) -> str:
    """The number of the message with this reference."""
    return str(tables.number_of(reference, ["feedback"]))


def text_of(answer: TestResponse) -> str:
    """A page, as HTML."""
    return answer.get_data(as_text=True)


def newest() -> tuple[str, str, str]:
    """The newest entry of the trail."""
    row = rows()[-1]
    return row["action"], row["about"], row["detail"]


def post(client: PortalClient, path: str, **data: str) -> TestResponse:
    """Send a form of these pages."""
    return staff.post(client, f"{HERE}{path}", **data)
