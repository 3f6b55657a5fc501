"""What comes back is read for what it is, whoever wrote it, and whatever is in it (B56)."""

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.outbox import tags
from portal.outbox.incoming import parts, reports
from portal.outbox.incoming.reading import AUTOMATIC, LEAVE, OTHER, UNREADABLE, read
from tests.outbox.samples import SAMPLES, THEM, Sample

NAME = "12.0123456789abcdef01234567"
BOX = f"b+{NAME}@bounces.example.org"


@pytest.mark.parametrize("sample", SAMPLES, ids=[sample.name for sample in SAMPLES])
def test_a_mail_is_read_as_what_it_is(sample: Sample) -> None:
    raw = sample.filled(NAME, BOX)
    mail = read(raw)
    assert (mail.kind, mail.status) == (sample.kind, sample.status)
    if sample.kind in ("returned", "delayed", "complained"):
        assert mail.names == (NAME,)
    if sample.kind in ("returned", "delayed"):
        assert reports.recipients(parts.parse(raw))[0].address == THEM


def test_there_are_forty_shapes_and_more() -> None:
    assert len({sample.name for sample in SAMPLES}) >= 40


@pytest.mark.parametrize(
    ("status", "whose"),
    [
        *((f"5.1.{last}", "hard") for last in (0, 1, 2, 3, 4, 6, 10)),
        *((code, "soft") for code in ("5.2.2", "4.4.7", "4.2.2", "5.0.0", "5.2.1", "550", "")),
        *((code, "ours") for code in ("5.7.1", "5.7.606", "5.6.1", "5.1.7", "5.1.8")),
        ("550 5.1.1", "hard"),
        ("5.1.5", "soft"),
    ],
)
def test_a_code_says_whose_fault_it_is(status: str, whose: str) -> None:
    assert reports.standing(status) == whose


@pytest.mark.parametrize("words", ["unsubscribe", "Unsubscribe.", "\n\n  UNSUBSCRIBE \nThank you"])
def test_one_word_in_the_first_line_or_the_subject_is_a_wish_to_leave(words: str) -> None:
    reply = EmailMessage()
    reply["In-Reply-To"], reply["Subject"] = f"<{NAME}@portal.example.org>", "Re: Winter news"
    reply.set_content(words)
    assert read(reply.as_bytes()).kind == LEAVE
    assert read(reply.as_bytes()).names == (NAME,)
    reply.set_content(f"<html><body><p>{words}</p></body></html>", subtype="html")
    assert read(reply.as_bytes()).kind == LEAVE
    reply.replace_header("Subject", "Re: unsubscribe")
    reply.set_content("Sent from my phone")
    assert read(reply.as_bytes()).kind == LEAVE
    reply["Auto-Submitted"] = "auto-generated"
    assert read(reply.as_bytes()).kind == AUTOMATIC


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "List-Id: <a.example.org>",
        "Return-Path: <>",
        "Return-Path: <MAILER-DAEMON>",
    ],
)
def test_what_no_person_wrote_is_not_obeyed(header: str) -> None:
    assert read(f"{header}\nSubject: unsubscribe\n\nunsubscribe\n".encode()).kind == AUTOMATIC
    assert read(b"Auto-Submitted: no\nSubject: unsubscribe\n\n").kind == LEAVE


def _nested(depth: int) -> bytes:
    head = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (place, place)
        for place in range(depth)
    )
    return head + b"\nunsubscribe\n"


HOSTILE = {
    "a thousand parts in each other": _nested(1000),
    "a hundred parts in each other": _nested(15),
    "a million lines": b"Subject: x\n\n" + b"\n" * 1_000_000,
    "a line without end": b"Subject: " + b"x" * 5_000_000,
    "brackets": b"Content-Type: text/html\n\n" + b"<" * 1_000_000,
    "headers without end": b"To: a\n" * 19_000,
    "nothing": b"",
    "zeros": b"\x00" * 1000,
    "no boundary": b"Content-Type: multipart/report; boundary\n\n--\n",
    "an unknown letter set": b"Content-Type: text/plain; charset=x-none\n\nunsubscribe\xff\n",
    "broken base64": b"Content-Transfer-Encoding: base64\n\n!!!!A\n",
    "mails in mails": b"Content-Type: message/rfc822\n\n" * 3000,
    "many tags": b" ".join(b"%d.0123456789abcdef01234567" % place for place in range(9000)),
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_made_to_break_its_reader_breaks_nothing(raw: bytes) -> None:
    mail = read(raw)
    assert mail.kind in (UNREADABLE, OTHER, LEAVE, AUTOMATIC)
    assert len(mail.names) <= 5


@given(st.binary(max_size=400), st.sampled_from(SAMPLES), st.integers(0, 900))
def test_a_report_with_anything_in_it_is_still_read(junk: bytes, sample: Sample, at: int) -> None:
    raw = sample.filled(NAME, BOX)
    assert read(raw[:at] + junk + raw[at:]).kind


def test_a_name_is_found_in_any_case_and_never_in_a_longer_number() -> None:
    assert tags.names_in(BOX.upper()) == [NAME]
    assert tags.names_in(f"<x1{NAME}@a> <{NAME}f@a>") == []
