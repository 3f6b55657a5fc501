"""A request for a host that is not ours is refused, with words."""

import pytest

from tests.support.client import PortalClient

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize("path", ["/", "/about", "/health/live", "/no-such-page"])
def test_another_host_is_told_no_on_a_whole_page(client: PortalClient, path: str) -> None:
    answer = client.get(path, headers={"Host": "evil.example.net"})
    assert answer.status_code == 400
    assert "We could not read that" in answer.text
    assert "evil.example.net" not in answer.text
