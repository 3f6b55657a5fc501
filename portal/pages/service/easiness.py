"""How easy a text is to read: an estimate, from the length of its sentences and of its words.

Flesch-Kincaid (Kincaid and others, 1975) gives a year of school in the USA, where children begin at
six or so; with five added it is an age. It knows nothing of meaning, and counts syllables by rule.
"""

import re

FROM_YEAR_TO_AGE = 5.0
PER_SENTENCE, PER_SYLLABLE, LESS = 0.39, 11.8, 15.59
YOUNGEST = 5
# With fewer words the number would say more about chance than about the text.
FEWEST_WORDS = 60
SENTENCE = re.compile(r"[.!?:;]+(?:\s|\Z)")
WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*")
VOWELS = re.compile(r"[aeiouy]+")
SILENT = re.compile(r"(?:[^laeiouy]e|[^aeiouytd]ed|[^aeiouyscxzgh]es)\Z")


def reading_age(text: str) -> int | None:
    """About how old somebody is who reads this with ease, in years; None for a short text."""
    words = WORD.findall(text)
    if len(words) < FEWEST_WORDS:
        return None
    sentences = sum(bool(WORD.search(part)) for part in SENTENCE.split(text))
    syllables = sum(_syllables(word.lower()) for word in words)
    year = PER_SENTENCE * len(words) / sentences + PER_SYLLABLE * syllables / len(words) - LESS
    return max(YOUNGEST, round(year + FROM_YEAR_TO_AGE))


def _syllables(word: str) -> int:
    """Groups of vowels, without an e that nobody hears: one at least."""
    return max(1, len(VOWELS.findall(word)) - bool(SILENT.search(word)))
