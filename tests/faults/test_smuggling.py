"""No text in a mail can end it early and start another (TRUST B6)."""

from email.message import EmailMessage

import pytest
from flask import Flask
from jinja2 import ChoiceLoader, DictLoader

from portal import outbox
from portal.extensions import db
from portal.outbox import Source, compose
from tests.support.databases import MakeApp
from tests.support.smtp import Sink

SECOND = "MAIL FROM:<a@evil.example>{0}RCPT TO:<b@evil.example>{0}DATA{0}Subject: two{0}{0}x{0}.{0}"
ENDS = ["\r\n.\r\n", "\n.\n", "\r.\r", "\n.\r\n", "\r\n.\n", "\r\n.\r", "\r.\r\n", "\n.\r"]


@pytest.fixture
def app(make_app: MakeApp, smtp_sink: Sink) -> Flask:
    app = make_app(**smtp_sink.settings)
    templates = {"t/subject.txt": "One", "t/body.md": "# One\n\n{{ value }}\n\n{{ text }}\n"}
    assert app.jinja_loader is not None
    app.jinja_env.loader = ChoiceLoader([DictLoader(templates), app.jinja_loader])
    return app


def test_eight_ends_of_data_make_eight_mails_and_no_more(app: Flask, smtp_sink: Sink) -> None:
    def build(subject: str, _batch: str) -> EmailMessage:
        end = ENDS[int(subject)]
        hostile = f"before{end}{SECOND.format(end.replace('.', ''))}"
        return compose("t", "ann@example.org", {"value": hostile, "text": Source(hostile)})

    outbox.register("test.mail", build)
    with app.app_context():
        for place in range(len(ENDS)):
            outbox.post("test.mail", str(place))
        db.session.commit()
        assert outbox.deliver_due() == len(ENDS)
        db.session.remove()
    assert [mail.rcpt_tos for mail in smtp_sink.mails] == [["ann@example.org"]] * len(ENDS)
    for mail in smtp_sink.mails:
        bare = mail.raw.replace(b"\r\n", b"")
        assert b"\r" not in bare
        assert b"\n" not in bare
        assert "evil.example" in mail.text
