"""Mail at the desk: groups about nobody, tried again or marked as sent, each act in the trail."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core.clock import now
from portal.extensions import db
from portal.outbox import BULK, deliver_due, post
from portal.outbox.models import ACCEPTED, CLAIMED, DUE, PARKED, REFUSED, UNCERTAIN, OutboxRow
from portal.outbox.service import holding, standing
from tests.staff.trail import rows
from tests.support import staff
from tests.support.client import PortalClient

pytestmark = pytest.mark.database
HERE = "/staff/mail"
KEYS = re.compile(r'name="chosen" value="([0-9a-f]+)"')


def put(state: str, count: int = 1, kind: str = "feedback.answered", **more: str) -> None:
    """Mails that stand like this."""
    for place in range(count):
        post(kind, f"{state}-{place}")
        db.session.flush()
    for row in db.session.scalars(select(OutboxRow).where(OutboxRow.subject.like(f"{state}-%"))):
        row.state, row.attempts, row.finished_at = state, 3, now()
        for name, value in more.items():
            setattr(row, name, value)
    db.session.commit()


def states() -> list[str]:
    """How each mail stands."""
    db.session.rollback()
    return sorted(db.session.scalars(select(OutboxRow.state)))


@pytest.fixture
def admin(app: Flask, client: PortalClient) -> PortalClient:
    """A browser in which an admin is signed in; the invitation that brought them is forgotten."""
    staff.come_in(client, "admin")
    for row in db.session.scalars(select(OutboxRow)):
        db.session.delete(row)
    db.session.commit()
    return client


def page(client: PortalClient) -> str:
    return client.get(HERE).get_data(as_text=True)


def act(client: PortalClient, button: str, **more: str) -> str:
    """Press the first button of the page; returns where it led, or what it asked."""
    sent = {"chosen": KEYS.findall(page(client))[0], "action": button, **more}
    answer = staff.post(client, HERE, **sent)
    return answer.headers.get("Location") or answer.get_data(as_text=True)


def test_mail_is_for_admins(app: Flask, client: PortalClient) -> None:
    others = staff.staff_client(client, "moderator", "investigator", "editor")
    assert others.get(HERE).status_code == 403
    assert client.get(HERE).status_code == 303


def test_it_shows_kinds_numbers_and_codes_and_never_for_whom(admin: PortalClient) -> None:
    put(REFUSED, 3, reply="550 5.1.1")
    put(DUE)
    text = page(admin)
    assert "Our answer to your feedback" in text
    assert "550 5.1.1" in text
    assert '<td data-label="How many">3</td>' in text
    assert f"{REFUSED}-0" not in text
    assert "No worker has run yet" in text


@pytest.mark.parametrize("state", [REFUSED, PARKED])
def test_failed_mail_is_tried_again_from_the_first_try_on(state: str, admin: PortalClient) -> None:
    put(state, 2, reply="550 5.7.1")
    assert act(admin, "again").endswith("done=again-2")
    assert states() == [DUE, DUE]
    row = db.session.scalars(select(OutboxRow)).first()
    assert row
    assert (row.attempts, row.reply, row.finished_at) == (0, "", None)
    last = rows()[-1]
    assert (last["action"], last["about"], last["detail"]) == (
        "mail.tried_again",
        "feedback.answered",
        "2",
    )
    assert "2 mails are on their way again" in admin.get(f"{HERE}?done=again-2").get_data(
        as_text=True
    )


@pytest.mark.parametrize(("state", "reason"), [(UNCERTAIN, "worker died"), (REFUSED, "gave up")])
def test_what_may_come_twice_is_asked_about_first(
    state: str, reason: str, admin: PortalClient
) -> None:
    put(state, 2, lane=BULK, reason=reason)
    asked = act(admin, "again")
    assert "may get it twice" in asked
    assert states() == [state, state]
    assert act(admin, "again", step="confirmed").endswith("done=again-2")
    assert states() == [DUE, DUE]


def test_uncertain_mail_that_arrived_is_marked_as_sent(admin: PortalClient) -> None:
    put(UNCERTAIN)
    put(REFUSED)
    assert "1</strong> mail to decide about" in admin.get("/staff/").get_data(as_text=True)
    assert act(admin, "sent").endswith("done=sent-1")
    assert states() == [ACCEPTED, REFUSED]
    assert rows()[-1]["action"] == "mail.called_sent"
    assert act(admin, "sent").endswith("done=gone"), "what was refused did not arrive"


@pytest.mark.parametrize("state", [DUE, CLAIMED])
def test_what_is_under_way_cannot_be_touched(state: str, admin: PortalClient) -> None:
    put(UNCERTAIN)
    key = KEYS.findall(page(admin))[0]
    put(state)
    assert KEYS.findall(page(admin)) == [key, key]
    put(UNCERTAIN, reply="changed")
    answer = staff.post(admin, HERE, chosen=key, action="again", step="confirmed")
    assert answer.headers["Location"].endswith("done=gone")
    assert state in states()
    assert staff.post(admin, HERE, chosen=key, action="burn").status_code == 422


@pytest.mark.parametrize("done", ["again-", "again-x", "again-9999999999", "burn-1", "<b>", ""])
def test_an_odd_word_in_the_address_says_nothing(done: str, admin: PortalClient) -> None:
    text = admin.get(HERE, query_string={"done": done}).get_data(as_text=True)
    assert "nhsuk-notification-banner" not in text


def test_tried_again_it_is_built_anew_and_skipped_when_unwanted(admin: PortalClient) -> None:
    put(REFUSED, reply="550")
    act(admin, "again")
    deliver_due()
    assert states() == ["skipped"]


@pytest.mark.parametrize(("button", "sent"), [("release", 3), ("drop", 1)])
def test_after_a_restore_no_mail_leaves_until_somebody_says_so(
    button: str, sent: int, admin: PortalClient
) -> None:
    put(DUE, 2)
    holding.hold()
    post("staff.invitation", "asked-since")
    db.session.commit()
    assert deliver_due() == 0
    assert states() == [DUE] * 3
    assert "A backup was put back" in page(admin)
    assert "3 mails wait." in page(admin)
    assert standing.to_decide()[0] == 3
    answer = staff.post(admin, HERE, action=button)
    assert "A backup was put back" not in page(admin)
    assert standing.to_decide()[0] == 0
    assert rows()[-1]["action"] == f"mail.{'released' if button == 'release' else 'dropped'}"
    said = admin.get(str(answer.headers["Location"])).get_data(as_text=True)
    assert (
        "Mail goes again" if button == "release" else "2 mails of the backup are dropped"
    ) in said
    assert states().count(DUE) == sent
    assert deliver_due() == sent
