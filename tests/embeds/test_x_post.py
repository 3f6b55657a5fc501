"""Posts on X: our words and a link; nothing of X is loaded, whatever a visitor allowed."""

import pytest
from flask import Flask

from portal.core import markdown
from portal.embeds.links import EmbedError

pytestmark = pytest.mark.one_database

URL = "https://x.com/examplehealth/status/1000000000000000001"
TEXT = f'::x-post{{url="{URL}" author="A <i>name</i>" date="2026-10-01" text="Tea & <b>talk</b>"}}'


def show(app: Flask, text: str) -> str:
    with app.test_request_context("/"):
        return str(markdown.render(text))


def test_it_is_a_quotation_with_a_link_and_nothing_more(app: Flask) -> None:
    html = show(app, TEXT)
    assert "Tea &amp; &lt;b&gt;talk&lt;/b&gt;" in html
    assert "A &lt;i&gt;name&lt;/i&gt;" in html
    assert '<time datetime="2026-10-01">1 October 2026</time>' in html
    assert f'href="{URL}" rel="noopener noreferrer external">' in html
    assert not any(tag in html for tag in ("<script", "<iframe", "<img", "<form"))


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "https://x.com.evil.example/a/status/1",
        "https://evil.example/https://x.com/a/status/1",
        "http://x.com/a/status/1",
        "https://x.com/a/status/1?ref=2",
    ],
)
def test_only_the_address_of_a_post_is_linked(url: str, app: Flask) -> None:
    with pytest.raises(EmbedError, match="not the address of a post"):
        show(app, TEXT.replace(URL, url))


def test_a_date_that_is_none_is_named(app: Flask) -> None:
    with pytest.raises(EmbedError, match="write it like 2026-10-01"):
        show(app, TEXT.replace("2026-10-01", "1 October"))


def test_the_date_may_be_left_out(app: Flask) -> None:
    assert "<time" not in show(app, TEXT.replace(' date="2026-10-01"', ""))


def test_in_a_mail_it_is_the_same_words(app: Flask) -> None:
    html = markdown.render_mail(TEXT, base_url="https://portal.example.org")
    assert "Tea &amp; &lt;b&gt;talk" in html
    assert f'<a href="{URL}">on X</a>' in html
