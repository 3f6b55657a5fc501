"""Posts come from forms: anything else is refused before a view reads it."""

import pytest

from tests.support.client import PortalClient


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/xml", "nonsense"])
def test_what_no_form_sends_is_refused(kind: str, client: PortalClient) -> None:
    body = '{"choice": "allow", "next": "/"}'
    answer = client.post("/cookies/choice", data=body, content_type=kind)
    assert answer.status_code == 415
    assert "This address expects a form." in answer.get_data(as_text=True)
    assert not answer.headers.getlist("Set-Cookie")


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_both_kinds_of_form_are_read(kind: str, client: PortalClient) -> None:
    data = {"choice": "deny", "next": "/about"}
    answer = client.post("/cookies/choice", data=data, content_type=kind)
    assert answer.headers["Location"] == "/about"
