"""The register of promises: every sentence once, and the mistakes it refuses."""

from pathlib import Path

import pytest

from portal.register import RegisterError, promises
from portal.register.promises import FILE, SENTENCES, load
from portal.register.reading import FOLDER

GOOD = (FOLDER / FILE).read_text(encoding="utf-8")
NEW = '[[promises]]\nid = "new"\nabout = "rights"\nearlier = "e"\nwords = "w"\n'
DATES = "reviewed = 2026-01-01\nreview_by = 2026-12-31\n"


def test_every_sentence_of_the_earlier_notice_is_told_once_and_in_order() -> None:
    told = [number for entry in promises().entries for number in entry.sentences]
    assert tuple(told) == SENTENCES
    assert len(SENTENCES) == 101


def test_sentences_are_named_as_people_name_them() -> None:
    one, three = promises().find("a-reason-in-law"), promises().find("one-place")
    assert one is not None
    assert three is not None
    assert (one.numbers, three.numbers) == ("S004", "S001–S003")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('sentences = ["S004"]', "", "sentence S004 is missing"),
        ('sentences = ["S004"]', 'sentences = ["S004", "S005"]', "S005 is told twice"),
        ('sentences = ["S004"]', 'sentences = ["S400"]', "there is no sentence S400"),
        ('about = "keeping"', 'about = "gardens"', "write one of information"),
        ('id = "one-place"', 'id = "One place"', "it stands in links"),
        ('id = "one-place"', 'id = "encrypted"', "listed twice"),
        ('kind = "rewritten"\nwhy = ', 'kind = "rewritten"\nnote = ', "why is missing"),
        ('kind = "descriptive"', 'kind = "certain"', "write one of enforced"),
        ('check = "notice-linked"', 'chekc = "notice-linked"', "unknown key 'chekc'"),
        ('"tests/promises/test_from', '"test_from', "write it like tests/"),
    ],
)
def test_a_mistake_is_refused_with_its_remedy(
    old: str, new: str, words: str, tmp_path: Path
) -> None:
    assert old in GOOD
    refused(GOOD.replace(old, new, 1), words, tmp_path)


@pytest.mark.parametrize(
    ("rest", "words"),
    [
        ('kind = "enforced"', "names its code and its tests"),
        ('kind = "enforced"\nstands = "not yet"', "says what is missing"),
        ('kind = "enforced"\nmissing = "m"', "nothing missing"),
        ('kind = "rewritten"\nwhy = "w"\nhome = "h"', "a live check"),
        ('kind = "descriptive"\ncheck = "headers"', "promises nothing"),
        ('kind = "attested"\nowner = "Operator"', "names its owner, reviewed and review_by"),
        (f'kind = "attested"\n{DATES}', "names its owner"),
        (f'kind = "rewritten"\nwhy = "w"\nowner = "Operator"\n{DATES}', 'for kind = "attested"'),
        (
            f'kind = "attested"\nowner = "Operator"\n{DATES.replace("2026-12", "2027-12")}',
            "within a year",
        ),
        (
            'kind = "enforced"\nstands = "not yet"\nmissing = "m"\ntests = ["tests/a.py::test_a"]',
            "nothing tests what is not built",
        ),
    ],
)
def test_each_kind_has_to_say_what_stands_behind_it(rest: str, words: str, tmp_path: Path) -> None:
    refused(f"{GOOD}\n{NEW}{rest}\n", words, tmp_path)


def refused(text: str, words: str, folder: Path) -> None:
    """The register is refused, with the file's name and these words."""
    (folder / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(RegisterError, match=FILE) as caught:
        load(folder)
    assert words in str(caught.value)
