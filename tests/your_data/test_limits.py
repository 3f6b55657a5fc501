"""Nobody's mailbox can be flooded through us, however the address is spelt (TRUST B8)."""

from itertools import product

import pytest
from flask import Flask

from tests.support.client import PortalClient
from tests.your_data.asker import ASK, STAFF, Asker, later, run_job

pytestmark = pytest.mark.database
LOCALS = ("ann", "Ann", "a.nn", "a.n.n", "ann+a", "ann+b.c", "ANN+x")
DOMAINS = ("example.org", "EXAMPLE.ORG", "example.org.")


@pytest.mark.parametrize("path", ["/your-data", "/your-data/ask"])
def test_one_mailbox_in_many_spellings_gets_one_mail(
    client: PortalClient, asker: Asker, path: str
) -> None:
    for place, (local, domain) in enumerate(product(LOCALS, DOMAINS)):
        client.post(
            path,
            data=ASK | {"email": f"{local}@{domain}"},
            environ_base={"REMOTE_ADDR": f"192.0.{place}.1"},
        )
    assert asker.mails is not None
    assert len([mail for mail in asker.sink.mails if STAFF not in mail.rcpt_tos]) == 1


def test_one_mail_in_ten_minutes_and_three_in_a_day(asker: Asker) -> None:
    came = []
    for minutes in (0, 9, 11, 22, 33, 44, 24 * 60 + 1):
        with later(minutes=minutes):
            asker.ask_for_link()
            came.append(len(asker.mails))
    assert came == [1, 1, 2, 3, 3, 3, 4]


def test_a_mail_that_has_to_be_tried_again_is_counted_once(asker: Asker) -> None:
    asker.sink.refuse(asker.email, "450 4.2.1 Later")
    asker.ask_for_link()
    assert asker.mails == []
    asker.sink.refusals.clear()
    with later(minutes=2):
        assert len(asker.mails) == 1


def test_a_request_to_a_person_is_kept_even_when_its_mail_is_not_sent(asker: Asker) -> None:
    for words in ("One thing", "Another thing"):
        asker.ask_person(message=words)
    assert len(asker.mails) == 1
    assert len(asker.sink.to(STAFF)) == 2


def test_a_wish_for_a_link_is_gone_after_two_days_and_its_mail_with_it(
    app: Flask, asker: Asker
) -> None:
    asker.ask_for_link()
    with later(days=2, seconds=1):
        run_job(app, "records.retention")
        assert asker.mails == []
