"""What a mail is known by when it comes back: a keyed tag that fits one mail and nobody else's."""

import re
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from portal import outbox
from portal.config import SettingsError
from portal.core.columns import new_public_id
from portal.core.site import current_settings
from portal.extensions import db
from portal.outbox import tags
from portal.outbox.models import OutboxRow
from portal.outbox.transport import Relay
from tests.outbox.test_delivery import build
from tests.support.databases import MakeApp
from tests.support.settings import make_settings
from tests.support.smtp import Sink

BOUNCES = "bounces12345@bounces.example.org"
LOCAL_PART = 64


@pytest.fixture
def app(make_app: MakeApp, smtp_sink: Sink) -> Flask:
    """An app that knows where its mail comes back to."""
    outbox.register("test.mail", build)
    return make_app(**smtp_sink.settings, mail_bounces=BOUNCES)


def sent() -> OutboxRow:
    outbox.post("test.mail", "p0")
    db.session.commit()
    outbox.deliver_due()
    return db.session.scalars(select(OutboxRow)).one()


@pytest.mark.one_database
def test_reports_come_back_to_an_address_that_names_the_mail(app: Flask, smtp_sink: Sink) -> None:
    with app.app_context():
        row = sent()
        mail = smtp_sink.mails[0]
        box, _, domain = mail.mail_from.partition("@")
        assert re.fullmatch(r"bounces12345\+\d+\.[0-9a-f]{24}", box)
        assert domain == "bounces.example.org"
        (name,) = tags.names_in(mail.mail_from)
        assert tags.is_name_of(row, name)
        # The Message-ID carries the same, for reports that lost the address.
        assert tags.names_in(str(mail.message["Message-ID"])) == [name]
        assert str(mail.message["Message-ID"]).endswith("@portal.example.org>")


@pytest.mark.one_database
def test_without_the_setting_the_envelope_stays_as_it_was(
    make_app: MakeApp, smtp_sink: Sink
) -> None:
    outbox.register("test.mail", build)
    with make_app(**smtp_sink.settings).app_context():
        sent()
        assert smtp_sink.mails[0].mail_from == current_settings().mail_from


@pytest.mark.one_database
def test_a_tag_of_another_mail_or_a_changed_one_fits_nothing(app: Flask) -> None:
    with app.app_context():
        row = sent()
        name = tags.name_of(row)
        number, _, tag = name.partition(".")
        other = "0" if tag[0] != "0" else "1"
        assert not tags.is_name_of(row, f"{number}.{other}{tag[1:]}")
        row.subject = "p1"
        assert not tags.is_name_of(row, name)
        db.session.rollback()


@pytest.mark.one_database
def test_the_way_out_by_mail_names_one_subscriber_whatever_a_mail_system_does_to_it(
    app: Flask,
) -> None:
    with app.app_context():
        person, other = new_public_id(), new_public_id()
        address = tags.leave_address(person, current_settings())
        assert len(address.partition("@")[0]) <= LOCAL_PART
        assert tags.leaving_in(address.upper()) == [person]
        name, _, tag = address.partition("@")[0].rpartition(".")
        stranger = tags.leave_address(other, current_settings()).partition("@")[0][:-25]
        assert tags.leaving_in(f"{stranger}.{tag}@bounces.example.org") == []
        assert tags.leaving_in(f"{name}.{tag[::-1]}@bounces.example.org") == []


def test_an_address_that_leaves_no_room_for_a_tag_is_refused_at_the_start(tmp_path: Path) -> None:
    for wrong in ("returned-mail@example.org", "B@example.org", "b+x@example.org", "b"):
        with pytest.raises(SettingsError, match="PORTAL_MAIL_BOUNCES"):
            make_settings(tmp_path, mail_bounces=wrong)


class Talk:
    """A relay that says what it can do, and keeps what it is asked."""

    def __init__(self, *can: str) -> None:
        self.can, self.asked = can, dict[str, tuple[str, ...]]()

    def has_extn(self, name: str) -> bool:
        """Whether it offered that."""
        return name in self.can

    def mail(self, sender: str, options: tuple[str, ...]) -> tuple[int, bytes]:
        """MAIL FROM."""
        self.asked["mail"] = (sender, *options)
        return 250, b""

    def rcpt(self, _to: str, options: tuple[str, ...]) -> tuple[int, bytes]:
        """RCPT TO, and no further."""
        self.asked["rcpt"] = options
        return 550, b"5.1.1 no"

    def rset(self) -> None:
        """Begin again."""


@pytest.mark.one_database
@pytest.mark.parametrize("can", [("dsn",), ()])
def test_a_relay_that_can_reports_failures_alone_and_without_our_words(
    app: Flask, can: tuple[str, ...]
) -> None:
    with app.app_context():
        talk, name = Talk(*can), "1.0123456789abcdef01234567"
        relay = Relay(current_settings())
        relay.smtp = talk  # type: ignore[assignment]  # what a relay says is all that is faked
        assert relay.send("amal@example.org", b"", name).reply == "550 5.1.1"
        box = f"bounces12345+{name}@bounces.example.org"
        wishes = ("RET=HDRS", f"ENVID={name}") if can else ()
        assert talk.asked == {
            "mail": (box, *wishes),
            "rcpt": ("NOTIFY=FAILURE",) if can else (),
        }
