"""A mail says the same as text and as HTML, and no value can be more than a text."""

import re
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import DictLoader

from portal.core.columns import new_public_id
from portal.core.references import unspaced
from portal.outbox.compose import (
    HeaderError,
    Source,
    compose,
    list_headers,
    unsubscribe_header,
    wire,
)

pytestmark = pytest.mark.one_database

BODY = """# Hello {{ who }}

You asked for **{{ what }}**.

[Confirm your sign-up]({{ link }} "button")

- One [thing](/sleep)
- Two

{{ extra }}
"""
SEPARATORS = [
    "\r\n",
    "\n",
    "\r",
    "\x0b",
    "\x0c",
    "\x1c",
    "\x1d",
    "\x1e",
    "\x85",
    "\u2028",
    "\u2029",
    "\x00",
]
HOSTILE = "<script>alert(1)</script> [x](http://evil.example) ![y](http://evil.example/p.png) **b**"


@pytest.fixture
def app(app: Flask) -> Flask:
    """The app with a mail of its own."""
    with_templates(app, {"t/subject.txt": "A test for {{ who }}\n", "t/body.md": BODY})
    return app


def with_templates(app: Flask, templates: dict[str, str]) -> None:
    """Give the app these templates beside those it has."""
    shipped = app.jinja_loader
    assert shipped is not None
    app.jinja_env.loader = _Both(DictLoader(templates), shipped)


class _Both(DictLoader):
    def __init__(self, first: DictLoader, second: object) -> None:
        super().__init__(first.mapping)
        self.second = second

    def get_source(self, environment, template):  # type: ignore[no-untyped-def]  # Jinja's own signature
        if template in self.mapping:
            return super().get_source(environment, template)
        return self.second.get_source(environment, template)  # type: ignore[attr-defined]  # a loader


def written(who: str = "Ann", extra: str = "", **headers: str) -> tuple[str, str, bytes]:
    """The text part, the HTML part and the bytes of a mail."""
    values = {"who": who, "what": who, "extra": extra, "link": "http://localhost/x/a_b_c?d=1&e=2"}
    message = compose("t", "ann@example.org", values, headers=headers)
    raw = wire(message)
    parsed = message_from_bytes(raw, policy=policy.default)
    parts = [parsed.get_body((kind,)) for kind in ("plain", "html")]
    return *[str(part.get_content()) for part in parts if part], raw  # type: ignore[return-value]  # two


def test_every_address_of_the_html_is_in_the_text(app: Flask) -> None:
    text, html, _ = written()
    for href in re.findall(r'href="([^"]+)"', html):
        assert href.replace("&amp;", "&").removeprefix("mailto:") in text, href
    assert "http://localhost/sleep" in text


def test_the_text_has_short_lines_and_the_wire_no_long_ones(app: Flask) -> None:
    text, _, raw = written(extra=Source("word " * 300))
    assert max(len(line) for line in text.splitlines() if "://" not in line) <= 78
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")
    for sign in ("1. ", "- "):
        text, _, _ = written(extra=Source(sign + "word " * 30))
        assert f"\n{sign}word" in text
        assert f"\n{' ' * len(sign)}word" in text, "a list stands below its sign"


def test_a_value_is_never_markup_nor_a_link(app: Flask) -> None:
    text, html, _ = written(who=HOSTILE)
    assert "<script" not in html
    assert "evil.example/p.png)" in html
    assert not re.search(r'(href|src)="[^"]*evil', html)
    assert HOSTILE in " ".join(text.split())


def test_what_an_editor_wrote_is_markdown(app: Flask) -> None:
    _, html, _ = written(extra=Source("## A *heading*"))
    assert re.search(r"<h2[^>]*>A <em>heading</em></h2>", html)


@pytest.mark.parametrize("separator", SEPARATORS, ids=repr)
def test_no_header_can_be_started_from_a_header(app: Flask, separator: str) -> None:
    with pytest.raises((HeaderError, ValueError)):
        written(**{"X-Test": f"a{separator}Bcc: evil@example.org"})
    with pytest.raises((HeaderError, ValueError)):
        compose("t", f"a@example.org{separator}Bcc: evil@example.org", {"who": "", "link": ""})


@pytest.mark.parametrize("separator", SEPARATORS, ids=repr)
def test_no_header_can_be_started_from_a_subject(app: Flask, separator: str) -> None:
    try:
        _, _, raw = written(who=f"a{separator}Bcc: evil@example.org")
    except (HeaderError, ValueError):
        return
    parsed = message_from_bytes(raw, policy=policy.default)
    assert parsed["Bcc"] is None
    assert re.search(rb"(?im)^bcc:", raw.split(b"\r\n\r\n")[0]) is None


def test_a_long_way_out_stays_one_line_and_no_encoded_word(app: Flask) -> None:
    url = "https://portal.example.org/bulletins/unsubscribe/" + "a" * 200
    archive = help_page = "https://portal.example.org/bulletins"
    headers = unsubscribe_header(url, new_public_id()) | list_headers(
        list_id="wellbeing", archive=archive, help_page=help_page
    )
    _, _, raw = written(**headers)
    head = raw.split(b"\r\n\r\n")[0].split(b"\r\n")
    (line,) = [part for part in head if part.lower().startswith(b"list-unsubscribe:")]
    assert line.startswith(b"List-Unsubscribe: <" + url.encode() + b">, <mailto:")
    assert b"=?" not in b"".join(part for part in head if part.startswith(b"List-"))
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in head


def test_the_html_stands_alone(app: Flask) -> None:
    _, html, raw = written()
    assert '<html lang="en-GB"' in html
    assert html.count("<h1") == 1
    assert not re.search(r"<(img|script|link|iframe)\b", html)
    assert html.count("<table") == html.count('role="presentation"')
    assert len(raw) < 102_000


def test_no_mail_template_says_more_than_its_kind(app: Flask) -> None:
    folder = Path(app.root_path) / "templates"
    kinds = {path.parent for path in folder.glob("*/mail/*/body.md")}
    assert all((kind / "subject.txt").exists() for kind in kinds)


def test_no_value_can_pass_for_an_editors_text(app: Flask) -> None:
    text, html, _ = written(who="\ue0000\ue001", extra=Source("Only once"))
    assert text.count("Only once") == html.count("Only once") == 1


def test_an_editors_text_is_dressed_like_the_rest(app: Flask) -> None:
    _, html, _ = written(extra=Source('## Part\n\n[Read more](/sleep "button")'))
    assert re.search(r'<h2 style="[^"]*font-size', html)
    assert re.search(r'<a [^>]*href="http://localhost/sleep"[^>]*>Read more</a>', html)
    assert "\ue000" not in html


def test_a_reference_stays_in_one_piece_and_an_address_as_it_is(app: Flask) -> None:
    link = '[Open KD4-WM7-RT3](/case/KD4-WM7-RT3 "button")'
    text, html, _ = written(extra=Source(f"Your reference is **KD4-WM7-RT3**.\n\n{link}"))
    assert html.count("KD4\u2011WM7\u2011RT3") == 2
    assert "use this address: http://localhost/case/KD4-WM7-RT3" in html
    assert 'href="http://localhost/case/KD4-WM7-RT3"' in html
    assert "\u2011" not in text
    assert unspaced("KD4\u2011WM7\u2011RT3") == "KD4WM7RT3"
