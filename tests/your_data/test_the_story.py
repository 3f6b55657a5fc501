"""The story of somebody who wants to know: from the form to "it is deleted"."""

import pytest

from portal.bulletins.models import Subscriber
from portal.complaints.service import papers
from portal.core.clock import in_words
from portal.core.crypto import RecordKey
from portal.extensions import db
from portal.records.service import holds
from portal.your_data.models import DataLink
from tests.staff import trail
from tests.support import cases
from tests.support.client import PortalClient
from tests.your_data.asker import EMAIL, STAFF, Asker, later, request, rows

pytestmark = pytest.mark.database


def test_from_asking_to_deleting(client: PortalClient, asker: Asker) -> None:
    asker.subscribe("Ann Lee")
    answer = asker.ask_for_link(" ANN@Example.ORG ")
    assert "Check your email" in asker.read(answer.headers["Location"])
    path = asker.newest_link()
    page = asker.read(path)
    assert "Ann Lee" in page
    assert "Looking after your mind" in page
    sure = asker.read(f"{path}/delete")
    assert "What we will erase" in sure
    assert rows(Subscriber) == 1
    done = client.post(f"{path}/delete", data={"action": "delete"})
    told = asker.read(done.headers["Location"])
    assert "It is deleted" in told
    assert "Record that you agreed to bulletins" in told
    assert client.get(path).status_code == 404
    assert rows(Subscriber) == rows(DataLink) == 0


def test_erasing_destroys_every_key_that_opens_the_person(
    client: PortalClient, asker: Asker
) -> None:
    asker.subscribe("Ann Lee")
    path = asker.link()
    client.post(f"{path}/delete", data={"action": "delete"})
    assert rows(RecordKey) == 0
    with later(minutes=11):
        page = asker.read(asker.link())
    assert "Record that you agreed to bulletins" in page
    assert "Your bulletins" not in page
    assert "Ann Lee" not in page


def test_what_a_person_has_to_answer_stays_until_it_is_answered(
    client: PortalClient, asker: Asker
) -> None:
    asker.ask_person()
    path = asker.link()
    told = asker.read(client.post(f"{path}/delete", data={"action": "delete"}).headers["Location"])
    assert "Your requests about your information" in told
    assert "3 years from our answer" in told
    assert request().message == "My letter of May has the wrong street."
    assert [mail.rcpt_tos for mail in asker.sink.mails if "answer by" in mail.message["Subject"]]


def test_a_request_to_a_person_is_acknowledged_and_the_officer_told(asker: Asker) -> None:
    answer = asker.ask_person()
    assert answer.headers["Location"] == "/your-data/check-your-email"
    reference = f"{request().reference[:3]}-{request().reference[3:6]}-{request().reference[6:]}"
    [mine], [theirs] = asker.mails, asker.sink.to(STAFF)
    assert reference in mine.text
    assert "You get our answer by" in mine.text
    assert reference in theirs.text
    assert "Ann Lee" not in theirs.raw.decode()
    assert "street" not in theirs.raw.decode()
    assert db.session.scalar(db.select(db.func.count()).select_from(DataLink)) == 0


def test_many_mails_that_stay_are_one_line_with_the_last_day(
    client: PortalClient, asker: Asker
) -> None:
    for day in (0, 2, 4):
        with later(days=day):
            asker.ask_person(message=f"Letter {day}")
            assert asker.mails
    with later(days=5):
        path = asker.link()
        assert asker.read(f"{path}/delete").count("Emails we sent you") == 1
        told = client.post(f"{path}/delete", data={"action": "delete"}).headers["Location"]
        page = asker.read(told)
    assert page.count("Emails we sent you") == 1
    assert "The last of them until" in page


def test_what_is_on_hold_is_not_called_deleted_and_the_trail_of_the_case_knows(
    client: PortalClient, asker: Asker
) -> None:
    case = cases.made(email=EMAIL)
    holds.place(case.public_id, "court", "data protection officer", holds.latest())
    cases.act(papers.lies, case, "Cabinet 4")
    path = asker.link()
    asker.read(path)
    client.get(f"{path}/data.json")
    told = asker.read(client.post(f"{path}/delete").headers["Location"])
    assert "<h1>Nothing could be deleted yet</h1>" in told
    assert f"We look at it again on {in_words(holds.latest())}".lower() in told.lower()
    assert "We have to keep this paper until the case is closed" in told
    assert "Ask us to" not in told
    noted = {row["action"]: (row["actor"], row["detail"]) for row in trail.rows()}
    assert noted["your_data.read"] == noted["your_data.saved"] == ("visitor", "")
    assert noted["your_data.erased"] == ("visitor", "kept on hold")
    about = [row["about"] for row in trail.rows() if row["action"].startswith("your_data.")]
    assert set(about) == {case.public_id}
