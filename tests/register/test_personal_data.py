"""The register of personal data: a column takes from its table what it does not say itself."""

from pathlib import Path

import pytest

from portal.register import RegisterError
from portal.register.personal_data import FILE, PersonalData, load

GOOD = """
[[tables]]
name = "letters"
title = "Your letters"
whose = "writer"
purpose = "answers"
why = "Answer a letter."
erasure = "destroy key"
found_by = "town"
not_personal = ["id", "created_at"]
[[tables.columns]]
name = "email_sealed"
label = "Email address"
encrypted = true
form_field = "email"
[[tables.columns]]
name = "town"
label = "Town"
erasure = "blank"
"""


def read(folder: Path, text: str) -> PersonalData:
    (folder / FILE).write_text(text, encoding="utf-8")
    return load(folder)


def test_a_column_takes_from_its_table_what_it_does_not_say(tmp_path: Path) -> None:
    table = read(tmp_path, GOOD).find("letters")
    assert table is not None
    email, town = table.columns
    assert (email.erasure, email.encrypted) == ("destroy key", True)
    assert (town.erasure, town.encrypted) == ("blank", False)


def test_every_column_is_accounted_for_or_not(tmp_path: Path) -> None:
    table = read(tmp_path, GOOD).find("letters")
    assert table is not None
    known = [table.declares(name) for name in ("id", "town", "shoe_size")]
    assert known == [True, True, False]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('purpose = "answers"\n', "", "'letters': purpose is missing"),
        ('found_by = "town"\n', "", "found_by is missing"),
        ('found_by = "town"', 'found_by = "city"', "it has no column 'city'"),
        ('found_by = "town"', 'found_by = "town"\nparent = "x"', "there is no table 'x'"),
        ('label = "Town"\n', "", "'letters.town': label is missing"),
        ('erasure = "blank"', 'erasure = "never"', "write one of delete row"),
        ('erasure = "blank"', 'erase = "blank"', "unknown key 'erase'"),
        ("encrypted = true\n", "", "'letters.email_sealed': what people write is kept encrypted"),
        ('name = "town"', 'name = "id"', "column 'id' is listed twice"),
        ("encrypted = true", 'encrypted = "yes"', "encrypted must be true or false"),
        ('not_personal = ["id", "created_at"]', "not_personal = [1]", "a list of texts"),
        ("[[tables.columns]]", "[tables.columns]", "cannot be read"),
        ("[[tables]]", '[[controls]]\nname = "q"\n[[tables]]', "'q': why is missing"),
    ],
)
def test_a_mistake_is_refused_with_its_remedy(
    old: str, new: str, words: str, tmp_path: Path
) -> None:
    with pytest.raises(RegisterError, match=FILE) as caught:
        read(tmp_path, GOOD.replace(old, new, 1))
    assert words in str(caught.value)


def test_a_table_listed_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RegisterError, match="listed twice"):
        read(tmp_path, GOOD + GOOD)
