"""Before a message goes: help first when it cries for it, and numbers that should not be sent."""

import pytest

from portal.feedback.models import Feedback
from tests.feedback.writer import SENT, Writer, message, rows
from tests.support.client import PortalClient

pytestmark = pytest.mark.database
CRY = "I don’t want to live any more.\n\nNobody answers."
NHS = "My NHS number is 943 476 5919."
HTMX = {"HX-Request": "true"}


def test_help_comes_first_and_the_words_stay(client: PortalClient, writer: Writer) -> None:
    shown = client.post("/feedback", data=SENT | {"message": CRY})
    page = shown.get_data(as_text=True)
    assert shown.status_code == 200
    assert page.index("tel:999") < page.index("tel:111") < page.index("tel:116123")
    assert page.index("Call Samaritans on 116 123") < page.index("<textarea")
    assert CRY in page
    assert "Send my message" in page
    assert rows(Feedback) == 0


def test_the_button_goes_on_and_marks_it_urgent(client: PortalClient, writer: Writer) -> None:
    sent = SENT | {"message": CRY, "seen": "urgent"}
    done = client.post("/feedback", data=sent)
    assert done.status_code == 303
    assert message().urgent
    assert "before others" in writer.read(done.headers["Location"])
    assert "116 123" in writer.mails[0].text


def test_everything_else_that_was_chosen_comes_along(client: PortalClient) -> None:
    page = client.post("/feedback", data=SENT | {"message": CRY}).get_data(as_text=True)
    for name in ("reply", "publish", "name", "email"):
        assert f'<input type="hidden" name="{name}" value="{SENT[name]}">' in page


def test_with_scripts_help_comes_in_place(client: PortalClient, writer: Writer) -> None:
    shown = client.post("/feedback", data={"message": CRY}, headers=HTMX)
    assert shown.get_data(as_text=True).lstrip().startswith('<div id="feedback-form">')
    assert "tel:999" in shown.get_data(as_text=True)


def test_a_number_is_shown_masked_with_the_choice(client: PortalClient, writer: Writer) -> None:
    page = client.post("/feedback", data={"message": NHS}).get_data(as_text=True)
    assert "An NHS number: <strong>••• ••• •919</strong>" in page
    assert 'name="seen" value="nhs">Send it as it is' in page
    assert rows(Feedback) == 0
    assert client.post("/feedback", data={"message": NHS, "seen": "nhs"}).status_code == 303
    assert message().flags.split() == ["bare", "details"]


def test_taking_it_out_sends_the_rest(client: PortalClient, writer: Writer) -> None:
    client.post("/feedback", data={"message": NHS})
    assert client.post("/feedback", data={"message": "My number is with you."}).status_code == 303
    assert "943" not in str(message().message)


def test_another_kind_of_number_is_shown_too(client: PortalClient, writer: Writer) -> None:
    both = {"message": f"{NHS} Card 4111 1111 1111 1111.", "seen": "nhs"}
    page = client.post("/feedback", data=both).get_data(as_text=True)
    assert "A bank card number" in page


def test_both_warnings_come_one_after_the_other_and_then_it_goes(
    client: PortalClient, writer: Writer
) -> None:
    sent: dict[str, object] = {"message": f"{CRY} {NHS}"}
    assert "tel:999" in client.post("/feedback", data=sent).get_data(as_text=True)
    second = client.post("/feedback", data=sent | {"seen": "urgent"}).get_data(as_text=True)
    assert "An NHS number" in second
    assert '<input type="hidden" name="seen" value="urgent">' in second
    assert client.post("/feedback", data=sent | {"seen": ["urgent", "nhs"]}).status_code == 303


def test_words_that_were_never_offered_as_seen_mean_nothing(client: PortalClient) -> None:
    odd = {"message": CRY, "seen": "everything <b>"}
    page = client.post("/feedback", data=odd).get_data(as_text=True)
    assert "tel:999" in page
    assert "everything" not in page
