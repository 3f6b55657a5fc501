"""The test tools themselves work."""

import pytest

from tests.support.client import PortalClient


@pytest.mark.database
def test_an_unknown_address_gets_a_plain_page_with_a_way_on(client: PortalClient) -> None:
    answer = client.get("/no-such-page")
    assert answer.status_code == 404
    assert 'href="/' in answer.get_data(as_text=True)
