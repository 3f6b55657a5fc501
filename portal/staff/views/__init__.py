"""Routes of the staff: the way in, joining, the desk, one's own account, and other people."""

from portal.staff.views import (
    account,
    desk,
    entering,
    holds,
    joining,
    mail,
    paper,
    people,
    records,
    trail,
)

BLUEPRINTS = (
    entering.bp,
    joining.bp,
    desk.bp,
    account.bp,
    people.bp,
    records.bp,
    holds.bp,
    paper.bp,
    trail.bp,
    mail.bp,
)
