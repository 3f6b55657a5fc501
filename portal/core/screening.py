"""What people's own words are looked through for before they are taken. Nothing here refuses them.

Words that suggest danger (RULES R34), and numbers that should not be sent (R32).
"""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from portal.config import SettingsError

CONTENT = Path(__file__).parent.parent / "content"
FILE = "urgent-wording.toml"
APOSTROPHES = "'’‘`´ʼ′"
# Invisible letters that would part a word.
UNSEEN = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")

NHS_BLOCKS = re.compile(r"(?<!\d)(?:\d{10}|\d{3}([ .-])\d{3}\1\d{4})(?!\d)")
NUMBER = re.compile(r"(?<![\d+])\d(?:[ .-]?\d){9,}(?!\d)")
NHS_DIGITS = 10
NHS_WEIGHTS = range(10, 1, -1)
INSURANCE = re.compile(
    r"\b(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ -]?"
    r"\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-D]\b",
    re.IGNORECASE,
)
CARD_DIGITS = range(13, 20)
CARD_STARTS = frozenset("23456")
SHOWN = 3
FOUND = {
    "nhs": "An NHS number",
    "insurance": "A National Insurance number",
    "card": "A bank card number",
}


@dataclass(frozen=True)
class Found:
    """One number that should not be sent: what it is, and its end."""

    kind: str
    masked: str

    @property
    def what(self) -> str:
        """What it is, in words."""
        return FOUND[self.kind]


def is_urgent(text: str) -> bool:
    """Whether the wording suggests danger or self-harm."""
    words = f" {plain(text)} "
    return any(f" {phrase} " in words for phrase in phrases())


def numbers_in(text: str) -> list[Found]:
    """Each number that should not be sent, masked, once."""
    text = unicodedata.normalize("NFKC", text)
    found = [Found("nhs", _masked(each)) for each in _nhs_numbers(text)]
    found += [Found("insurance", _masked(each[0])) for each in INSURANCE.finditer(text)]
    found += [Found("card", _masked(each)) for each in _cards(text)]
    return list(dict.fromkeys(found))


def plain(text: str) -> str:
    """Small letters, digits and single spaces; an apostrophe parts no word."""
    text = unicodedata.normalize("NFKC", text).lower()
    kept = (c for c in text if c not in APOSTROPHES and c not in UNSEEN)
    return " ".join("".join(c if c.isalnum() else " " for c in kept).split())


@lru_cache(maxsize=1)
def phrases() -> frozenset[str]:
    """The closed list, as it is compared. Raises SettingsError when it cannot be read."""
    path = CONTENT / FILE
    try:
        listed = tomllib.loads(path.read_text(encoding="utf-8"))["phrases"]
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError) as error:
        raise SettingsError(f"{path}: write phrases = [ ... ] ({error}).") from error
    return frozenset(plain(phrase) for phrase in listed)


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits have the right check digit (RULES: modulus 11)."""
    if len(digits) != NHS_DIGITS or not digits.isascii() or not digits.isdecimal():
        return False
    total = sum(weight * int(digit) for weight, digit in zip(NHS_WEIGHTS, digits, strict=False))
    check = 11 - total % 11
    return (0 if check == 11 else check) == int(digits[-1])


def is_card_number(digits: str) -> bool:
    """Whether the digits could be a bank card's (ISO/IEC 7812: Luhn)."""
    if len(digits) not in CARD_DIGITS or digits[0] not in CARD_STARTS:
        return False
    doubled = [int(d) * (1 + place % 2) for place, d in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _nhs_numbers(text: str) -> list[str]:
    blocks = [each[0] for each in NHS_BLOCKS.finditer(text)]
    # However it is spaced: ten digits in a row of their own.
    blocks += [each[0] for each in NUMBER.finditer(text)]
    unique = {_digits(block): block for block in reversed(blocks)}
    return [block for digits, block in reversed(unique.items()) if is_nhs_number(digits)]


def _cards(text: str) -> list[str]:
    return [each[0] for each in NUMBER.finditer(text) if is_card_number(_digits(each[0]))]


def _digits(written: str) -> str:
    return "".join(c for c in written if c.isdecimal())


def _masked(written: str) -> str:
    """The number with all but its end hidden: enough to find it in one's own text."""
    letters = [c for c in written if c.isalnum()]
    hidden = len(letters) - SHOWN
    shown = iter(["•"] * hidden + letters[hidden:])
    return "".join(next(shown) if c.isalnum() else c for c in written)
