"""The disclosure log takes nothing without a law that allows it, and nobody's name."""

import pytest
from flask import Flask

from portal.records.service import sharing
from portal.records.service.sharing import DisclosureError

GOOD = {
    "recipient": "The Ombudsman",
    "what": "A complaint file",
    "ground": "ombudsman",
    "decided_by": "Complaints lead",
}


def test_what_is_whole_is_written_down(app: Flask) -> None:
    sharing.log(**GOOD)
    assert [each.recipient for each in sharing.listed()] == ["The Ombudsman"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"ground": "whim"}, "write one of these grounds"),
        ({"ground": ""}, "write one of these grounds"),
        ({"recipient": "jo@example.org"}, "never a person"),
        ({"decided_by": "jo@example.org"}, "never a person"),
        ({"what": " "}, "what: write"),
        ({"recipient": ""}, "recipient: write"),
        ({"ground": "duty"}, "law: name the Act"),
        ({"ground": "court", "law": " "}, "law: name the Act"),
        ({"law": "jo@example.org"}, "never a person"),
    ],
)
def test_what_is_not_whole_is_refused(change: dict[str, str], words: str, app: Flask) -> None:
    with pytest.raises(DisclosureError, match=words):
        sharing.log(**{**GOOD, **change})
    assert sharing.listed() == []
