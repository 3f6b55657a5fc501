"""What was wanted when it was put in the outbox, and is not when its turn comes, does not leave."""

import pytest

from tests.bulletins.post import Reader, send, unsubscribe_of
from tests.support.client import PortalClient

pytestmark = pytest.mark.database


@pytest.mark.parametrize(
    "change",
    [
        {"action": "pause"},
        {"action": "weekly"},
        {"action": "topic", "topic": "wellbeing"},
        {"action": "leave"},
    ],
    ids=lambda change: change["action"],
)
def test_a_change_of_mind_counts_until_the_last_moment(
    client: PortalClient, reader: Reader, change: dict[str, str]
) -> None:
    reader.subscribe(topics=["wellbeing"])
    before = len(reader.mails)
    assert send("welcome").added == 1
    client.post(unsubscribe_of(reader), data=change)
    assert len(reader.mails) == before
