"""Nobody learns from the page of a case whether there is one (TRUST B9), or gets in by trying."""

import re
import time
from itertools import product
from statistics import median

import pytest
from markupsafe import escape
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.complaints.models import ComplaintEntry
from portal.complaints.service import opening
from portal.complaints.service.pairs import new_secret
from portal.core.references import LENGTH, new_reference
from portal.extensions import db
from portal.staff.models import AuditEntry
from tests.complaints.person import CASE, MARK, Complainer, html_of, later
from tests.support.client import PortalClient

ROUND = 200
FIELD = re.compile(
    r'name="reference" type="text"( value="[^"]*")?.*?name="code" type="text"( value="[^"]*")?',
    re.DOTALL,
)
# A leak stays however long one looks; noise goes. So doubt is met with another round.
MOST_ROUNDS = 5


def wrong_pairs(complainer: Complainer) -> dict[str, dict[str, str]]:
    """One wrong pair of each kind."""
    return {
        "unknown": {"reference": new_reference(), "code": new_secret()},
        "wrong code": {"reference": complainer.receipt.reference, "code": new_secret()},
        "malformed": {"reference": "?" * LENGTH, "code": ""},
    }


def auc(first: list[float], second: list[float]) -> float:
    """How often one of the first takes longer than one of the second: 0.5 when nothing tells."""
    longer = sum((a > b) + (a == b) / 2 for a, b in product(first, second))
    return longer / (len(first) * len(second))


@pytest.mark.database
def test_every_wrong_pair_gets_the_same_answer_to_the_byte(complainer: Complainer) -> None:
    pairs = wrong_pairs(complainer).values()
    answers = [complainer.client.post(CASE, data=data) for data in pairs]
    told = [
        (
            answer.status_code,
            # What was typed as the reference stands again in its field, whatever it was.
            answer.get_data().replace(f'value="{data["reference"]}"'.encode(), b"value"),
            {name: value for name, value in answer.headers if name not in {"X-Request-Id", "Date"}},
        )
        for answer, data in zip(answers, pairs, strict=True)
    ]
    assert told[0] == told[1] == told[2]
    assert told[0][0] == 422
    assert "Error: Open your complaint" in html_of(answers[0])
    assert b"value" in told[0][1]


@pytest.mark.one_database
def test_the_reference_stays_as_it_was_typed_and_never_the_code(complainer: Complainer) -> None:
    typed = [complainer.receipt.reference, new_reference(), '"><b>&', "x" * 500]
    for reference in typed:
        page = html_of(complainer.open(reference, "SOMECODE222"))
        shown = FIELD.findall(page)
        assert shown == [(f' value="{escape(reference[:40])}"', "")], reference
        assert "SOMECODE222" not in page
        assert "<b>" not in page


@pytest.mark.database
def test_every_wrong_pair_takes_the_same_time(complainer: Complainer) -> None:
    took: dict[str, list[float]] = {name: [] for name in wrong_pairs(complainer)}
    complainer.open(code="AAA")
    for count in range(MOST_ROUNDS * ROUND):
        if count and count % ROUND == 0 and is_noise(took):
            break
        for place, (name, data) in enumerate(wrong_pairs(complainer).items()):
            address = {"REMOTE_ADDR": f"{10 + place}.{count // 250}.{count % 250}.1"}
            began = time.perf_counter()
            complainer.client.post(CASE, data=data, environ_overrides=address, check=False)
            took[name].append(time.perf_counter() - began)
    assert is_noise(took), {name: median(times) for name, times in took.items()}


def is_noise(took: dict[str, list[float]]) -> bool:
    """Whether nobody could tell the kinds apart by their times."""
    unknown, *others = took.values()
    return all(
        0.45 <= auc(unknown, other) <= 0.55 and 0.8 < median(unknown) / median(other) < 1.25
        for other in others
    )


@pytest.mark.database
def test_tries_are_limited_and_told_when_to_try_again_and_shut_nobody_out(
    complainer: Complainer,
) -> None:
    answers = [complainer.open(code=new_secret()) for _ in range(12)]
    assert [answer.status_code for answer in answers] == [422] * 10 + [429] * 2
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 15 * 60 + 1
    assert "Try again in 15 minutes" in html_of(answers[-1])
    assert complainer.open().status_code == 429, "the same network waits"
    assert complainer.open(address="192.0.2.7").status_code == 200, "another does not"
    with later(minutes=16):
        assert complainer.open().status_code == 200


@pytest.mark.database
def test_what_is_no_reference_is_nobody_elses_try(complainer: Complainer) -> None:
    def post(reference: str) -> TestResponse:
        return complainer.client.post(CASE, data={"reference": reference, "code": new_secret()})

    assert {post("KD4-WM7").status_code for _ in range(15)} == {422}
    for _ in range(60):
        empty = post(" ")
        assert empty.status_code == 422
        assert "Enter your reference" in html_of(empty)
    assert complainer.open().status_code == 200


@pytest.mark.database
def test_who_opens_their_own_case_often_is_not_shut_out(complainer: Complainer) -> None:
    assert {complainer.open().status_code for _ in range(15)} == {200}


@pytest.mark.database
def test_one_network_cannot_go_through_references(complainer: Complainer) -> None:
    statuses = [complainer.open(new_reference(), new_secret()).status_code for _ in range(62)]
    assert statuses == [422] * 60 + [429] * 2
    assert complainer.open(address="192.0.2.7").status_code == 200


@pytest.mark.database
def test_the_trail_says_that_a_case_was_opened_or_refused_and_not_what_was_typed(
    complainer: Complainer,
) -> None:
    complainer.open()
    for data in wrong_pairs(complainer).values():
        complainer.client.post(CASE, data=data)
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    looks = [each for each in entries if each.action in {opening.OPENED, opening.REFUSED}]
    assert [(each.action, each.about) for each in looks] == [
        (opening.OPENED, complainer.receipt.public_id),
        *[(opening.REFUSED, "")] * 3,
    ]
    assert {(each.actor, each.detail) for each in looks} == {("visitor", "")}


@pytest.mark.database
def test_no_page_of_a_case_names_it_in_its_address_or_its_title(
    complainer: Complainer, client: PortalClient
) -> None:
    complainer.say(f"{MARK} message")
    for answer in (complainer.open(), complainer.say("Another")):
        head = html_of(answer).partition("<title>")[2].partition("</title>")[0]
        assert head.startswith("Your complaint")
        assert complainer.receipt.reference not in answer.request.path + head
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "Set-Cookie" not in answer.headers


@pytest.mark.database
def test_markup_in_a_message_is_shown_as_words(complainer: Complainer) -> None:
    page = html_of(complainer.say("<script>alert(1)</script>"))
    assert "&lt;script&gt;alert(1)" in page
    assert db.session.scalars(select(ComplaintEntry)).one().text == "<script>alert(1)</script>"
