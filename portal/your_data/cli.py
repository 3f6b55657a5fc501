"""portal data requests, show, answer: what people asked about their information."""

import click
from flask.cli import with_appcontext

from portal.core.clock import in_words
from portal.core.references import spaced
from portal.records.cli import data_group
from portal.your_data.models import KINDS, OUTCOMES, WAYS
from portal.your_data.service import answering
from portal.your_data.service.answering import AnswerError, Details, Waiting

TELL_THEM = (
    "Write to the person before the first month is over: that it takes longer, and why, and that "
    "they can complain to us and to the ICO."
)


def join() -> None:
    """Add the commands to the group of those about what is held."""
    for command in (requests, show, answer):
        data_group.add_command(command)


@click.command("requests")
@with_appcontext
def requests() -> None:
    """List every request without an answer, the most urgent first. No names."""
    waiting = answering.waiting()
    for one in waiting:
        click.echo(_line(one))
    late = sum(one.days_left < 0 for one in waiting)
    click.echo(f"{len(waiting)} waiting, {late} overdue.")


@click.command("show")
@click.argument("reference")
@with_appcontext
def show(reference: str) -> None:
    """Print one request with who asked and what they wrote. Mind who sees your screen."""
    try:
        found = answering.details(reference)
    except AnswerError as error:
        raise SystemExit(str(error)) from None
    for label, value in _facts(found):
        click.echo(f"{label + ':':12}{value}")
    if found.message:
        click.echo(f"\n{found.message}")


@click.command("answer")
@click.argument("reference")
@click.option("--outcome", type=click.Choice(list(OUTCOMES)), help="What became of it.")
@click.option("--extend", is_flag=True, help="Take two months more. Allowed once, in time.")
@with_appcontext
def answer(reference: str, outcome: str | None, extend: bool) -> None:
    """Note that a request was answered, or that its answer takes longer."""
    if extend == bool(outcome):
        raise SystemExit("Write --outcome and what became of it, or --extend.")
    try:
        if extend:
            click.echo(f"The answer is due by {in_words(answering.extend(reference))}.")
            click.echo(TELL_THEM)
        else:
            answering.answer(reference, outcome or "")
            click.echo(f"Noted: {OUTCOMES[outcome or '']}.")
    except AnswerError as error:
        raise SystemExit(str(error)) from None


def _line(one: Waiting) -> str:
    left = f"{one.days_left} days left" if one.days_left >= 0 else f"OVERDUE by {-one.days_left}"
    return f"{spaced(one.reference)}  {one.kind:8}asked {one.asked_on}  due {one.answer_by}  {left}"


def _facts(found: Details) -> list[tuple[str, str]]:
    answered = in_words(found.answered_at) if found.answered_at else "not yet"
    facts = [
        ("Reference", spaced(found.reference)),
        ("Asks", KINDS.get(found.kind, found.kind)),
        ("Came", in_words(found.asked_at)),
        ("Due", in_words(found.answer_by)),
        ("Answered", answered),
        ("Outcome", OUTCOMES.get(found.outcome, "")),
        ("Email", found.email),
        ("Name", found.name),
        ("Answer", WAYS.get(found.way, found.way)),
    ]
    return [(label, value) for label, value in facts if value]
