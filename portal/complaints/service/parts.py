"""Which parts of a complaint are upheld, and which are not, when it is upheld in part.

They stand as lines at the head of what we conclude, which is sealed: so the letter, the page of the
case and every copy have them, and the answer is one text that its responsible person approves.
"""

from dataclasses import dataclass

from portal.complaints.models import codes

IS_UPHELD, IS_NOT = "Upheld: ", "Not upheld: "
NO_PART = "which part is upheld"
NO_REST = "which part is not upheld"
NOT_PARTLY = "that it is partly upheld, though it names parts"


@dataclass(frozen=True)
class Parts:
    """The parts, one a line, and the rest of what we conclude."""

    upheld: str = ""
    rest: str = ""
    words: str = ""

    def joined(self) -> str:
        """What we conclude, as it is kept and as the letter has it."""
        lines = [
            *(f"{IS_UPHELD}{line}" for line in _lines(self.upheld)),
            *(f"{IS_NOT}{line}" for line in _lines(self.rest)),
        ]
        return "\n\n".join(part for part in ("\n".join(lines), self.words) if part)


def parted(conclusion: str | None) -> Parts:
    """What was kept: the parts at its head, and the rest."""
    upheld, rest = [], []
    lines = (conclusion or "").split("\n")
    while lines:
        if lines[0].startswith(IS_UPHELD):
            upheld.append(lines.pop(0).removeprefix(IS_UPHELD))
        elif lines[0].startswith(IS_NOT):
            rest.append(lines.pop(0).removeprefix(IS_NOT))
        else:
            break
    return Parts("\n".join(upheld), "\n".join(rest), "\n".join(lines).lstrip("\n"))


def gaps(outcome: str, conclusion: str | None) -> dict[str, str]:
    """What the answer does not say of its parts, in words, by the name of each (RULES R20)."""
    found = parted(conclusion)
    if outcome == codes.PARTLY:
        asked = {"upheld": (found.upheld, NO_PART), "rest": (found.rest, NO_REST)}
        return {name: words for name, (said, words) in asked.items() if not said}
    return {"outcome": NOT_PARTLY} if outcome and (found.upheld or found.rest) else {}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
