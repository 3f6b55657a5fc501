"""The one renderer: whatever a text holds, only harmless markup comes out."""

from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from markupsafe import Markup

from portal.core import markdown
from portal.core.markdown import MarkdownError, parse, plain, render, render_mail

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](&#106;avascript:alert(1))",
    "[a](java\tscript:alert(1))",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "[a](vbscript:msgbox)",
    "![a](https://tracker.example/p.png)",
    "![a](//tracker.example/p.png)",
    "![a](data:image/svg+xml;base64,PHN2Zz4=)",
    '![a](/x.png"onerror="alert(1))',
    '[a](/x "t" onclick="alert(1))',
    "<javascript:alert(1)>",
    '<https://a.example/"onmouseover=alert(1)>',
    "| a |\n|---|\n| <iframe src=//e></iframe> |",
    "```<b onclick=alert(1)>\n</code><script>\n```",
    "<style>*{display:none}</style>",
    "<form action=//e><button>go</button></form>",
    "<!-- --><a href='javascript:x'>",
    "## <img src=x onerror=alert(1)>",
    "[a]: javascript:alert(1)\n\n[a]",
]
NEVER = {"script", "style", "iframe", "form", "button", "svg", "object", "embed", "input", "meta"}


class Reader(HTMLParser):
    """What a browser would find in the markup."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.fixture
def clip() -> Iterator[None]:
    """A directive for the length of a test."""
    before = dict(markdown._on_page), dict(markdown._as_text)
    markdown.register_directive("clip", lambda a: Markup("<b>{}</b>").format(a["id"]))
    yield
    for registry, kept in zip((markdown._on_page, markdown._as_text), before, strict=True):
        registry.clear()
        registry.update(kept)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_brings_anything_that_acts_or_loads(text: str) -> None:
    for html in (render(text), render_mail(text, base_url="https://portal.example.org")):
        for tag, attributes in Reader(html).found:
            assert tag not in NEVER
            assert not [name for name in attributes if name.startswith("on") or name == "style"]
            address = (attributes.get("href") or attributes.get("src") or "").lower().strip()
            assert address.split(":")[0] not in {"javascript", "data", "vbscript"}
            assert tag != "img" or "tracker.example" not in address


def test_headings_get_ids_that_can_be_linked_to_and_never_clash() -> None:
    html = render("## Today’s *tips*\n\n## Today's tips\n\n## ???")
    assert [each[1]["id"] for each in Reader(html).found if each[0] == "h2"] == [
        "todays-tips", "today-s-tips", "part",
    ]  # fmt: skip
    assert 'id="a-2"' in render("## A\n\n## A")
    assert 'id="next-2"' in render("## Next"), "the page has a part of that name"


def test_headings_can_be_moved_down() -> None:
    html = render("# One\n\n###### Six", heading_shift=1)
    assert "<h2" in html
    assert "<h6" in html


def test_a_link_to_another_site_says_so_before_it_is_followed() -> None:
    html = render("[NHS](https://www.nhs.uk) and [sleep](/sleep) and [call](tel:111)")
    assert "(another website)" in html
    assert html.count("(another website)") == 1
    assert 'rel="noopener noreferrer external"' in html
    assert '<a href="/sleep">sleep</a>' in html
    assert '<a href="tel:111">call</a>' in html


def test_a_mail_has_whole_addresses_and_no_marks() -> None:
    html = render_mail("## Hi\n\n[sleep](/sleep)", base_url="https://portal.example.org")
    assert '<a href="https://portal.example.org/sleep">sleep</a>' in html
    assert "<h2>Hi</h2>" in html


def test_table_cells_say_what_they_head() -> None:
    html = render("| a | b |\n|---|--:|\n| 1 | 2 |")
    assert '<th scope="col">a</th>' in html
    assert '<td class="app-right">2</td>' in html


@pytest.mark.usefixtures("clip")
def test_a_directive_is_filled_in_after_the_sanitiser() -> None:
    document = parse('Before.\n\n::clip{id="<i>" title="A film"}\n\nAfter.')
    assert "<b>&lt;i&gt;</b>" in document.html()
    assert "<p>A film</p>" in document.mail()
    assert "clip" not in plain('One.\n\n::clip{id="x"}\n\nTwo.')


@pytest.mark.usefixtures("clip")
def test_a_directive_that_is_written_wrongly_is_explained() -> None:
    with pytest.raises(MarkdownError, match="clip"):
        parse("::clip{id=x}")
    with pytest.raises(MarkdownError, match="id"):
        parse('::clip{title="x"}').html()


def test_an_unknown_directive_is_only_words() -> None:
    assert "::unknown" in render('::unknown{id="<b>"}')
    assert "<b>" not in render('::unknown{id="<b>"}')


def test_the_words_alone_have_no_markup() -> None:
    assert plain("## A *b*\n\n- c <i>d</i>") == "A b. c <i>d</i>."
