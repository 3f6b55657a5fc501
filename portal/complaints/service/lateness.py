"""What was done after its day, or never: counted for good once it is sure, whoever looks later."""

from collections.abc import Iterator, Sequence
from datetime import date

from portal.complaints.service.clocks import acknowledge_by, answer_by

ACKNOWLEDGED, ANSWERED = "late-acknowledged", "late-answered"


def of(
    kind: str,
    received: date,
    *,
    acknowledged: date | None,
    answered: date | None,
    closed: date | None,
    extended: Sequence[date] = (),
) -> Iterator[str]:
    """Which of the two was late, of a complaint as it stood the first time that it was closed.

    An answer acknowledges too. What was never done is late when the case was closed after its day;
    of an open case nothing is sure yet. Raises ValueError for a kind that there is not.
    """
    told = min((day for day in (acknowledged, answered) if day), default=closed)
    if told and told > acknowledge_by(received, kind):
        yield ACKNOWLEDGED
    ended = answered or closed
    if ended and ended > max(answer_by(received, kind), *extended, received):
        yield ANSWERED
