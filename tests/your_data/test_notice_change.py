"""Who waits for an answer is told of a new privacy notice, once (RULES R23)."""

from datetime import UTC, datetime

import pytest

from portal.core import clock, panels
from portal.extensions import db
from portal.outbox import post_many
from portal.register import versions
from portal.your_data.service import answering
from tests.your_data.asker import Asker, request

pytestmark = pytest.mark.database
BEFORE = datetime(2026, 11, 1, 12, tzinfo=UTC)
KIND = "your_data.notice_change"


def announce(number: int) -> int:
    """Do what the notice does when a version is published."""
    readers = dict(panels.gather("notice.readers", number))[KIND]
    added = post_many(KIND, readers, batch=f"notice:{number}")
    db.session.commit()
    return added


@pytest.fixture
def newest(asker: Asker) -> int:
    """The newest version, when somebody asked under the first one."""
    with clock.freeze(BEFORE):
        asker.ask_person()
        assert len(asker.mails) == 1
    assert request().notice_version == 1
    assert versions().latest.number > 1
    return versions().latest.number


def test_who_waits_is_told_once_with_the_change_and_the_day(asker: Asker, newest: int) -> None:
    assert [announce(newest), announce(newest)] == [1, 0]
    mail = asker.mails[-1]
    assert versions().latest.summary in " ".join(mail.text.split())
    assert clock.in_words(versions().latest.effective) in mail.message["Subject"]
    assert f"http://localhost/your-information/changes/{newest}" in mail.text


def test_who_asked_under_the_new_one_already_is_not_told(asker: Asker, newest: int) -> None:
    assert announce(1) == 0


def test_who_was_answered_meanwhile_is_not_told(asker: Asker, newest: int) -> None:
    announce(newest)
    answering.answer(request().reference, "done")
    assert len(asker.mails) == 1
