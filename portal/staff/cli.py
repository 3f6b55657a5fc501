"""portal staff: the first people are let in from the server. portal audit: is the trail whole?"""

import click
from flask.cli import AppGroup

from portal.core.clock import in_words
from portal.core.forms import normalise_email, tidy
from portal.core.site import current_settings
from portal.staff import links
from portal.staff.models import ROLES
from portal.staff.service import anchors, letters, people, verifying
from portal.staff.service.anchors import AnchorError
from portal.staff.service.people import Member, StaffError

staff_group = AppGroup("staff", help="Who may work at the desk.")
audit_group = AppGroup("audit", help="The trail of who looked at what, and who did what.")
LONGEST_NAME = 100
UNANCHORED = """What is here is as it was written, but there is no anchor to compare it with:
entries that were cut off at the end would not be missed. Note one with: portal audit anchor"""


@staff_group.command("add")
@click.argument("name")
@click.option("--email", required=True, help="Work email address; the invitation goes there.")
@click.option("--role", "roles", multiple=True, required=True, type=click.Choice(list(ROLES)))
def add(name: str, email: str, roles: tuple[str, ...]) -> None:
    """Invite somebody: they get an email with a link that works for 48 hours."""
    name = str(tidy(name))[:LONGEST_NAME]
    if not name:
        raise SystemExit("Write a name.")
    try:
        _say_invited(people.invite(name, normalise_email(email), list(roles)))
    except ValueError as error:
        raise SystemExit(f"{error}.") from None


@staff_group.command("list")
def list_all() -> None:
    """Print everybody with their roles. Mind who sees your screen."""
    members = people.everybody()
    for each in members:
        since = in_words(each.joined_at) if each.joined_at else ""
        roles = ", ".join(each.roles)
        state = f"{each.state.lower()} {since}".rstrip()
        click.echo(f"{each.name} <{each.email}>  {roles}  {state}  {each.second_step.lower()}")
    click.echo(f"{len(members)} {'person' if len(members) == 1 else 'people'}.")


@staff_group.command("disable")
@click.argument("email")
def disable(email: str) -> None:
    """Close somebody's way in, at once."""
    try:
        people.disable(_named(email))
    except StaffError as error:
        raise SystemExit(f"{error}.") from None
    click.echo("They cannot sign in any more, and every session has ended.")


@staff_group.command("reset")
@click.argument("email")
def reset(email: str) -> None:
    """Take password, authenticator and sessions away, and send a new invitation."""
    try:
        _say_invited(people.reset(_named(email)))
    except StaffError as error:
        raise SystemExit(f"{error}.") from None


def _named(email: str) -> str:
    person = people.by_email(email)
    if person is None:
        raise SystemExit("Nobody with this email address is on the list.")
    return person.public_id


def _say_invited(member: Member) -> None:
    click.echo("Invited. The link in the email works once, for 48 hours.")
    # Without a mail server, whoever is at this machine is the one who reads the mail.
    if current_settings().mail_to_folder:
        letter = letters.invitation(member.public_id)
        if letter:
            click.echo(f"No mail leaves this machine: open {links.welcome(letter.token)}")


@audit_group.command("verify")
@click.option("--against", default="", help="A head from the log, NUMBER:HASH, as one more anchor.")
def verify(against: str) -> None:
    """Walk the whole trail, and name the first entry that is wrong (exit 1)."""
    try:
        found = verifying.verify(against=anchors.parse(against) if against else None)
    except AnchorError as error:
        raise SystemExit(f"{error}.") from None
    click.echo(f"{found.count} entries read in {found.seconds:.2f} seconds.")
    if found.problem:
        raise SystemExit(f"The trail is not whole: {found.problem}.")
    click.echo("The trail is whole." if found.anchored else UNANCHORED)


@audit_group.command("anchor")
def anchor() -> None:
    """Note the newest entry in the log and in audit.heads, as the worker does daily; print it."""
    noted = anchors.note()
    click.echo(noted or "There is no entry yet.")


@audit_group.command("accept")
def accept() -> None:
    """Begin anew with what is there: after a restored backup, or once you know what was wrong."""
    verifying.accept()
    click.echo("Accepted, and the next entry says so. The anchors so far are kept aside.")
