"""Links in mails: bound to a purpose, mended when mail programs break them, unforgeable."""

import dataclasses
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.core import clock, tokens
from portal.core.columns import new_public_id
from portal.core.site import EXTENSION
from portal.extensions import db

SUBJECT = new_public_id()
PURPOSES = ("confirm", "not-me", "preferences", "unsubscribe")
pytestmark = pytest.mark.database


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_signed_token_is_read_for_its_purpose_only(app: Flask, purpose: str) -> None:
    token = tokens.sign(purpose, SUBJECT)
    assert tokens.read(purpose, token) == SUBJECT
    assert all(tokens.read(other, token) is None for other in PURPOSES if other != purpose)


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_mailed_link_is_found_for_its_purpose_only(app: Flask, purpose: str) -> None:
    token = tokens.mint(purpose, SUBJECT, timedelta(days=7))
    found = tokens.find(purpose, token)
    assert found is not None
    assert found.subject == SUBJECT
    assert all(tokens.find(other, token) is None for other in PURPOSES if other != purpose)
    db.session.rollback()


@pytest.mark.parametrize("mangle", ["{}.", "{})", "{}>", "{}.\r\n", " {}", "{}%20", "{}&quot;"])
def test_a_token_that_a_mail_program_dressed_up_still_works(app: Flask, mangle: str) -> None:
    token = tokens.sign("confirm", SUBJECT)
    assert tokens.read("confirm", mangle.format(token).replace("&quot;", '"')) == SUBJECT


def test_a_token_with_a_soft_line_break_still_works(app: Flask) -> None:
    token = tokens.sign("confirm", SUBJECT)
    assert tokens.read("confirm", f"{token[:20]}=\r\n{token[20:]}") == SUBJECT


def test_a_changed_token_is_not_read(app: Flask) -> None:
    token = tokens.sign("confirm", SUBJECT)
    for place in range(len(token)):
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        assert tokens.read("confirm", changed) is None


def test_a_token_survives_the_rotation_of_the_keys(app: Flask) -> None:
    token = tokens.sign("unsubscribe", SUBJECT)
    old = app.extensions[EXTENSION]
    keys = ("n" * 40, *old.secret_keys)
    app.extensions[EXTENSION] = dataclasses.replace(old, secret_keys=keys)
    assert tokens.read("unsubscribe", token) == SUBJECT
    app.extensions[EXTENSION] = dataclasses.replace(old, secret_keys=("n" * 40,))
    assert tokens.read("unsubscribe", token) is None


def test_only_the_hash_of_a_mailed_token_is_kept(app: Flask) -> None:
    token = tokens.mint("confirm", SUBJECT, timedelta(days=7))
    db.session.flush()
    row = db.session.execute(select(tokens.MailedLink.__table__)).one()
    assert token not in repr(row)
    db.session.rollback()


def test_a_link_ends_to_the_second(app: Flask) -> None:
    token = tokens.mint("confirm", SUBJECT, timedelta(days=7))
    link = tokens.find("confirm", token)
    assert link is not None
    with clock.freeze(link.expires_at - timedelta(seconds=1)):
        assert not link.is_expired
    with clock.freeze(link.expires_at):
        assert link.is_expired
    db.session.rollback()
