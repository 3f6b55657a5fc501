"""What changed from one text to another: word by word, with the line breaks kept."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, ADDED, REMOVED = "same", "added", "removed"
# A word with the space behind it, or space at the very start.
WORD = re.compile(r"\S+\s*|\s+")
# Past this many words a comparison would keep somebody waiting: then it is whole texts.
MOST_WORDS = 1500


@dataclass(frozen=True)
class Run:
    """Words that stayed, came or went."""

    what: str
    text: str


def compare(old: str, new: str) -> list[Run]:
    """What changed from one text to the other, in the order of reading."""
    before, after = WORD.findall(old), WORD.findall(new)
    if max(len(before), len(after)) > MOST_WORDS:
        return [Run(REMOVED, old), Run(ADDED, new)]
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    runs: list[Run] = []
    for what, i, until_i, j, until_j in matcher.get_opcodes():
        if what == "equal":
            runs.append(Run(SAME, "".join(after[j:until_j])))
        else:
            gone, new_words = "".join(before[i:until_i]), "".join(after[j:until_j])
            if gone.endswith("\n") and new_words.endswith("\n"):
                # Both are the end of one line.
                gone = gone.rstrip("\n") + " "
            runs += [Run(REMOVED, gone), Run(ADDED, new_words)]
    return [run for run in runs if run.text]
