"""Refusals at the desk: they say why, and what was written is not lost."""

import pytest

from tests.support import staff
from tests.support.client import PortalClient

WORDS = "We are sorry that the line rang out. <b>We</b> have put two more people on it."


def test_who_wrote_for_too_long_gets_their_words_back(client: PortalClient) -> None:
    staff.come_in(client, "moderator")
    token = staff.csrf(client)
    with staff.later(minutes=21):
        data = {"csrf": token, "answer": WORDS, "password": "secret " * 9, "new_password": "x" * 30}
        answer = client.post("/staff/account/end", data=data)
    html = staff.html_of(answer)
    assert answer.status_code == 403
    assert "Nothing was saved or sent" in html
    assert "rang out. &lt;b&gt;We&lt;/b&gt; have put" in html
    assert "secret" not in html
    assert token not in html


def test_a_stranger_s_post_is_told_the_same(client: PortalClient) -> None:
    answer = client.post("/staff/people/invite", data={"name": "Jo"})
    assert answer.status_code == 403
    assert "You are not signed in any more" in staff.html_of(answer)


def test_a_page_of_another_role_says_so(client: PortalClient) -> None:
    staff.come_in(client, "editor")
    html = staff.html_of(client.get("/staff/people"))
    assert "This is not part of your work" in html
    assert "It is the work of: admin." in html
    assert ">People</a>" not in html


def test_a_page_of_another_session_says_so(client: PortalClient) -> None:
    staff.come_in(client, "editor")
    answer = client.post("/staff/account/end", data={"csrf": "0" * 64})
    assert "This page is too old" in staff.html_of(answer)


@pytest.mark.parametrize(("code", "words"), [("404", "Page not found"), ("405", "does not work")])
def test_what_is_not_there_is_said_to_staff_alone(
    code: str, words: str, client: PortalClient
) -> None:
    staff.come_in(client, "editor")
    token = staff.csrf(client)
    wrong = {"404": lambda: client.get("/staff/nothing")}
    wrong["405"] = lambda: client.post("/staff/", data={"csrf": token})
    answer = wrong[code]()
    assert answer.status_code == int(code)
    html = staff.html_of(answer)
    assert words in html
    assert 'href="/staff/">Go to the desk</a>' in html
    assert ": your account</span>" in html
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_stranger_learns_nothing_of_what_is_there(client: PortalClient) -> None:
    answers = [client.get(path) for path in ("/staff/nothing", "/staff/people")]
    assert [each.status_code for each in answers] == [303, 303]
    assert "staff" not in staff.html_of(client.get("/nothing"))


def test_htmx_gets_a_whole_page_where_a_part_will_not_do(client: PortalClient) -> None:
    staff.come_in(client, "admin")
    with staff.later(minutes=11):
        data = {"csrf": staff.csrf(client), "action": "codes"}
        answer = client.post("/staff/account/codes", data=data, headers={"HX-Request": "true"})
    assert answer.headers["HX-Retarget"] == "#main"
    assert answer.headers["HX-Reselect"] == "#main"
