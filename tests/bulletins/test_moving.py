"""Subscribers in and out as CSV: consent that can be shown, and no formula in any cell (B64)."""

import io
from pathlib import Path

import pytest
from flask import Flask

from portal.bulletins.models import Subscriber
from portal.bulletins.service import moving
from portal.extensions import db
from tests.bulletins.post import ONE_CLICK, Reader, rows, send, subscriber, unsubscribe_of
from tests.support.client import PortalClient

pytestmark = pytest.mark.database
HEAD = "email,name,topics,frequency,source,consented_at\n"
GOOD = "reader@example.org,Ann,mind wellbeing,weekly,paper form,2025-03-31\n"


def taken(text: str, encoding: str = "utf-8") -> moving.Report:
    return moving.import_people(io.BytesIO(text.encode(encoding)))


def test_what_was_exported_can_be_imported_again(app: Flask, client: PortalClient) -> None:
    odd = '"=1+1@example.org","-2+3",mind,each,form,2025-01-01\n'
    taken(HEAD + GOOD + odd)
    before = "".join(moving.export_people())
    db.session.execute(db.delete(Subscriber))
    db.session.commit()
    assert taken(before).taken == 2
    assert "".join(moving.export_people()) == before
    assert '"\'=1+1@example.org","\'-2+3"' in before


@pytest.mark.one_database
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("between", [",", "\t"])
def test_a_file_is_read_as_spreadsheets_save_it(app: Flask, encoding: str, between: str) -> None:
    text = (HEAD + GOOD.replace("Ann", "Zoë Žuk")).replace(",", between).replace("\n", "\r\n")
    assert taken(text, encoding).taken == 1
    assert subscriber().name == "Zoë Žuk"


@pytest.mark.one_database
@pytest.mark.parametrize(
    "data",
    [
        (HEAD + GOOD + GOOD.replace("reader", "other").replace("Ann", "Zoë")).encode("cp1252"),
        (HEAD + GOOD).encode("utf-16-le"),
        (HEAD + GOOD).encode("utf-32"),
        (HEAD + GOOD).encode("utf-16") + b"x",
        (HEAD + GOOD).encode() + b"\x00",
        (HEAD + GOOD + GOOD.replace("Ann", '"' + "A" * 200_000)).encode(),
        b"PK\x03\x04\x14\x00\x06\x00",
    ],
    ids=["cp1252", "no mark", "utf-32", "half a letter", "nul", "one quote", "a workbook"],
)
def test_a_file_that_cannot_be_read_is_refused_whole(
    app: Flask, tmp_path: Path, data: bytes
) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(data)
    said = app.test_cli_runner().invoke(args=["bulletins", "import", str(file)])
    assert said.exit_code == 1
    assert said.output.startswith("Nothing was imported. The file cannot be read as a list. Save")
    assert rows(Subscriber) == 0


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("reader@,,mind,each,form,2025-01-01", "Enter an email address"),
        ("reader@example.org,,mind,each,,2025-01-01", "source is empty"),
        ("reader@example.org,,mind,each,form,", "consented_at must be a day"),
        ("reader@example.org,,mind,each,form,2999-01-01", "still to come"),
        ("reader@example.org,,hacking,each,form,2025-01-01", "topics must be"),
        ("reader@example.org,,mind,hourly,form,2025-01-01", "frequency must be"),
        (f"reader@example.org,{'n' * 101},mind,each,form,2025-01-01", "name must be one line of"),
    ],
)
def test_a_line_that_cannot_be_shown_to_be_wanted_is_refused(
    app: Flask, line: str, why: str
) -> None:
    report = taken(HEAD + line + "\n")
    assert report.taken == 0
    assert report.refused[0][0] == 2
    assert why in report.refused[0][1]
    assert rows(Subscriber) == 0


@pytest.mark.one_database
def test_a_file_of_which_nothing_was_taken_says_so(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(HEAD + GOOD.replace("Ann", '"Ann\nBcc: x"') + GOOD.replace("mind", "none"))
    said = app.test_cli_runner().invoke(args=["bulletins", "import", str(file)])
    assert said.exit_code == 1
    assert "line 3: name must be one line of 100 letters or fewer\n" in said.output
    assert "0 imported, 2 refused.\nNothing was imported. Put these lines right" in said.output
    file.write_text(HEAD)
    assert app.test_cli_runner().invoke(args=["bulletins", "import", str(file)]).exit_code == 0


def test_who_is_there_or_has_left_is_not_brought_in(client: PortalClient, reader: Reader) -> None:
    reader.subscribe()
    there = taken(HEAD + GOOD)
    assert "already" in there.refused[0][1]
    client.post(unsubscribe_of(reader), data=ONE_CLICK)
    left = taken(HEAD + GOOD)
    assert "has left since" in left.refused[0][1]


def test_who_was_imported_gets_bulletins_and_can_leave(
    client: PortalClient, reader: Reader
) -> None:
    taken(HEAD + GOOD.replace("weekly", "each"))
    send("welcome")
    assert reader.mails[-1].message["Subject"] == "Welcome to our bulletin"
    client.post(unsubscribe_of(reader), data=ONE_CLICK)
    assert rows(Subscriber) == 0


def test_the_commands_name_lines_and_never_addresses(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(HEAD + GOOD + GOOD, encoding="utf-8-sig")
    run = app.test_cli_runner().invoke
    said = run(args=["bulletins", "import", str(file)]).output
    assert said == "line 3: this address is subscribed already\n1 imported, 1 refused.\n"
    assert subscriber().name == "Ann"
    assert run(args=["bulletins", "export"]).output.startswith('"email","name","topics"')
    file.write_text("email\n", encoding="utf-8")
    wrong = run(args=["bulletins", "import", str(file)])
    assert wrong.exit_code == 1
    assert "must name these columns" in wrong.output
