"""What goes on in the background: the worker, its jobs, waiting mail, and backups."""

from datetime import timedelta

from sqlalchemy import select

from portal.backups import LAST
from portal.core import clock
from portal.core.clock import in_words, wait_in_words
from portal.core.jobs import RUNNING, JobRun, age, heartbeat_age
from portal.core.site import current_settings
from portal.doctor.service.findings import Finding, look, ok, wrong
from portal.extensions import db
from portal.outbox.service import holding, oldest_waiting, standing

STALE = timedelta(minutes=2)
DAILY = timedelta(hours=26)
SLOW = timedelta(minutes=15)


def worker() -> list[Finding]:
    """Whether somebody does what is due."""
    since = heartbeat_age()
    todo = "Start `portal serve`, or `portal worker`: no mail leaves and nothing is removed."
    if since is None:
        return [wrong("worker", "None has run yet.", todo)]
    if since < -STALE:
        todo = "Set the clock: a sign of life from the future keeps jobs waiting."
        return [wrong("worker", "Its last sign of life is in the future.", todo)]
    saw = f"Its last sign of life was {wait_in_words(max(since, timedelta()))} ago."
    return [wrong("worker", saw, todo)] if since > STALE else [ok("worker", saw)]


def jobs() -> list[Finding]:
    """Whether the last run of each job went well."""
    rows = db.session.execute(select(JobRun.name, JobRun.last_error).order_by(JobRun.name)).all()
    failed = [f"{name} ({error})" for name, error in rows if error not in ("", RUNNING)]
    if failed:
        todo = "Look for `job failed` in the log: it names the place."
        return [wrong("jobs", f"The last run failed: {', '.join(failed)}.", todo)]
    return [ok("jobs", "None failed.")]


def queue() -> list[Finding]:
    """Whether mail goes, and whether some waits for a person."""
    found: list[Finding] = []
    held = holding.held_since()
    if held:
        saw = f"A backup was put back on {in_words(held)}, and no mail has left since."
        todo = "See `portal outbox status`, then `portal outbox release`, or do so at /staff/mail."
        found.append(look("mail queue", saw, todo))
    count, _ = standing.to_decide()
    if count:
        saw = f"{count} {'mail waits' if count == 1 else 'mails wait'} for a decision."
        found.append(look("mail queue", saw, "An admin decides at /staff/mail."))
    oldest = oldest_waiting()
    if oldest and clock.now() - oldest > SLOW and not held:
        saw = f"Somebody has waited for a link for {wait_in_words(clock.now() - oldest)}."
        found.append(wrong("mail queue", saw, "See the lines about the worker and the relay."))
    return found or [ok("mail queue", "Nothing is stuck.")]


def backup() -> list[Finding]:
    """When the last one was made."""
    is_production, since = current_settings().is_production, age(LAST)
    saw = f"The last was made {wait_in_words(since)} ago." if since else "None was made yet."
    todo = "Run `portal backup FOLDER --keys OTHER-FOLDER` each night."
    if since is not None and since <= DAILY:
        return [ok("backup", saw)]
    return [(wrong if is_production else look)("backup", saw, todo)]
