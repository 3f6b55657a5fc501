"""The flags in the queue: which message has which, found, counted and left out."""

import re

import pytest

from portal.feedback.models import FLAGS
from portal.feedback.service import reading
from portal.feedback.service.reading import NO_FLAG, Filters
from tests.moderation.desk import Desk
from tests.moderation.test_queue import take

pytestmark = pytest.mark.database

LINKS = "See www.a.example and www.b.example"
CARD = "My card is 4111 1111 1111 1111, see www.a.example and www.b.example"


@pytest.fixture(autouse=True)
def some(desk: Desk) -> None:
    """Three messages: one flag, two flags, none."""
    take(LINKS, 1)
    take(CARD, 2)
    take("An ordinary one", 3)


def test_each_flag_finds_its_messages_and_says_how_many(desk: Desk) -> None:
    page = desk.read("/staff/feedback?flag=details")
    assert CARD in page
    assert LINKS not in page
    assert "An ordinary one" not in page
    assert f"{FLAGS['links']} (2)" in page
    assert re.search(r'value="details" selected>[^<]+\(1\)', page)


def test_what_has_a_flag_is_left_out_when_somebody_says_so(desk: Desk) -> None:
    page = desk.read(f"/staff/feedback?flag={NO_FLAG}")
    assert "An ordinary one" in page
    assert LINKS not in page
    assert CARD not in page


@pytest.mark.parametrize("odd", ["%", "_", "link", "links details", "' OR 1=1"])
def test_a_flag_that_nobody_offered_means_nothing(odd: str, desk: Desk) -> None:
    page = desk.client.get("/staff/feedback", query_string={"flag": odd}).get_data(as_text=True)
    assert "An ordinary one" in page
    assert LINKS in page


def test_part_of_the_name_of_a_flag_finds_nothing() -> None:
    assert reading.count(Filters(flag="links")) == 2
    assert reading.count(Filters(flag="link")) == 0
