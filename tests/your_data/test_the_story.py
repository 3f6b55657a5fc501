"""The story of somebody who wants to know: from the form to "it is deleted"."""

import pytest

from portal.bulletins.models import Subscriber
from portal.core.crypto import RecordKey
from portal.extensions import db
from portal.your_data.models import DataLink
from tests.support.client import PortalClient
from tests.your_data.asker import EMAIL, Asker, rows

pytestmark = pytest.mark.database


def test_from_asking_to_deleting(client: PortalClient, asker: Asker) -> None:
    asker.subscribe("Ann Lee")
    answer = asker.ask_for_link(" ANN@Example.ORG ")
    assert "Check your email" in asker.read(answer.headers["Location"])
    path = asker.newest_link()
    page = asker.read(path)
    assert EMAIL in page
    assert "Ann Lee" in page
    sure = asker.read(f"{path}/delete")
    assert "What we will erase" in sure
    assert rows(Subscriber) == 1
    done = client.post(f"{path}/delete", data={"action": "delete"})
    told = asker.read(done.headers["Location"])
    assert "It is deleted" in told
    assert "6 years" in told
    assert client.get(path).status_code == 404
    assert rows(Subscriber) == rows(DataLink) == 0
