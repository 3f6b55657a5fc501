"""Each sign-up and each consent remembers the notice that was in force when it was sent."""

import pytest

from portal.bulletins.models import BulletinRequest, Consent
from portal.core.clock import today
from portal.extensions import db
from portal.register import versions
from tests.bulletins.post import Reader

pytestmark = pytest.mark.database


def test_a_sign_up_and_its_consent_remember_the_notice(reader: Reader) -> None:
    reader.subscribe()
    in_force = versions().in_force(today()).number
    db.session.rollback()
    assert db.session.scalars(db.select(BulletinRequest)).one().notice_version == in_force
    assert db.session.scalars(db.select(Consent)).one().notice_version == in_force
