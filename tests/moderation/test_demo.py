"""The demo: a newcomer sees the desk alive, and nobody meets it where real people are."""

import pytest
from sqlalchemy import select

from portal.complaints.models import Complaint, ComplaintEvent, codes
from portal.core.clock import today
from portal.extensions import db
from portal.feedback.models import Appeal, Feedback
from portal.feedback.service import counting, reading, showing
from portal.moderation.service import demo
from portal.moderation.service.demo import DemoError
from portal.pages.models import PageVersion
from portal.pages.service import versions
from portal.staff.models import StaffPerson
from tests.feedback.writer import rows
from tests.support.databases import MakeApp

pytestmark = pytest.mark.database


def test_filling_it_twice_is_filling_it_once(make_app: MakeApp) -> None:
    with make_app().app_context():
        staff = demo.fill()
        kinds = (Feedback, Appeal, StaffPerson, Complaint, ComplaintEvent, PageVersion)
        first, weeks = [rows(kind) for kind in kinds], counting.by_week()
        assert demo.fill() == staff
        assert [rows(kind) for kind in kinds] == first
        assert counting.by_week() == weeks
        assert first[0] >= 15
        assert [role for _, role in staff].count("editor") == 2
        assert versions.waiting()[0] == 1
        assert showing.count_published() >= 3
        assert reading.overdue() >= 1
        assert all(week.count for week in counting.by_week()[:7])
        assert reading.by_priority()[2] >= 1
        assert set(db.session.scalars(select(Complaint.state))) == set(codes.STATES)
        assert db.session.scalar(select(Complaint.id).where(Complaint.restricted)) is not None
        assert db.session.scalar(select(Complaint.id).where(Complaint.urgent)) is not None
        assert db.session.scalar(select(Complaint.id).where(Complaint.due_on < today()))


def test_it_is_refused_where_mail_could_leave(make_app: MakeApp) -> None:
    with make_app(mail_server="127.0.0.1").app_context():
        with pytest.raises(DemoError):
            demo.fill()
        assert rows(Feedback) == 0
