"""A mail from its two templates: subject.txt, and body.md for both the text and the HTML part."""

import re
import textwrap
from collections.abc import Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import lru_cache
from typing import Any

import css_inline
from flask import current_app
from jinja2 import Environment
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from portal.core.clock import now
from portal.core.markdown import render_mail
from portal.core.site import current_settings
from portal.outbox.tags import leave_address

# RULES R40: one line each, however long, or a link becomes an encoded word.
WIRE = SMTP.clone(max_line_length=998)
# RFC 2045 6.7: a line of quoted-printable has 76 letters.
QUOTED = SMTP.clone(max_line_length=76)
TEXT_WIDTH = 78
PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
BUTTON = re.compile(r'<p><a href="([^"]+)" title="button"([^>]*)>(.*?)</a></p>', re.DOTALL)
# A reference as people read it (portal.core.references), in words and never in an address.
REFERENCE = re.compile(r"(?<![\w/=])[A-Y]{2}[2-9](?:-[A-Y]{2}[2-9]){2}\b(?![^<]*>)")
# What a line of a list begins with: the lines after it begin below its words.
ITEM = re.compile(r"^ *(?:- |\d+\. )?")
STYLES = re.compile(r"<style>(.*?)</style>", re.DOTALL)
# Two signs without a meaning, which are taken out of every value.
MARK = "\ue000{}\ue001"
NO_MARKS = {0xE000: None, 0xE001: None}
MARKED = re.compile("<p[^>]*>\ue000(\\d+)\ue001</p>")
# RFC 3676 section 4.3: the space is part of it, and a reply leaves out what follows.
SIGNATURE = "-- "
# Control characters, and the two line ends of Unicode.
BREAKING = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class HeaderError(ValueError):
    """A text that would start a new header line was put in a header (STACK: header injection)."""


class Source(str):
    """Markdown by an editor, in a paragraph of its own: used as it is. Other values are texts."""

    __slots__ = ()


class Mark(int):
    """Where an editor's text goes, when the rest is done."""

    __slots__ = ()


def compose(
    template_dir: str,
    to: str,
    context: Mapping[str, Any],
    *,
    headers: Mapping[str, str] | None = None,
    automatic: bool = True,
) -> EmailMessage:
    """Build a mail with a text and an HTML part that say the same.

    ``context`` may hold ``why`` (why you get this) and ``links`` (label and href) for the foot.
    Values are texts, never Markdown or HTML, unless they are ``Source``. Raises HeaderError.
    """
    settings = current_settings()
    values = {"site": settings, **context}
    headline = _templates("mail_subjects").get_template(f"{template_dir}/subject.txt")
    subject = " ".join(headline.render(values).split())
    body, sources = _body(f"{template_dir}/body.md", values)
    message = EmailMessage(policy=QUOTED)
    message["From"] = Address(settings.name, addr_spec=settings.mail_from)
    message["To"] = Address(addr_spec=one_line("To", to))
    message["Subject"] = one_line("Subject", subject)
    message["Date"] = format_datetime(now())
    if automatic:
        # RFC 3834: a notice by a program is not to be answered by another.
        message["Auto-Submitted"] = "auto-generated"
    for name, value in (headers or {}).items():
        message[name] = one_line(name, value)
    message.set_content(_text(body, sources, values), cte="quoted-printable")
    html = _html(subject, body, sources, values)
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    return message


def wire(message: EmailMessage) -> bytes:
    """The mail as it goes over the wire."""
    return message.as_bytes(policy=WIRE)


def unsubscribe_header(link: str, public_id: str) -> dict[str, str]:
    """One https way out of a subscriber's, then one by mail (RFC 2369)."""
    box = leave_address(public_id, current_settings())
    return {"List-Unsubscribe": f"<{link}>, <mailto:{box}?subject=unsubscribe>"}


def list_headers(*, list_id: str, archive: str, help_page: str) -> dict[str, str]:
    """The headers of a bulletin (RFC 2369, 2919, 8058), beside `unsubscribe_header`."""
    settings = current_settings()
    owner = f"mailto:{settings.contact_email}"
    return {
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": f"<{list_id}.{settings.mail_from.rpartition('@')[2]}>",
        "List-Archive": f"<{archive}>",
        "List-Help": f"<{help_page}>",
        "List-Owner": f"<{owner}>",
        "List-Post": "NO",
    }


def one_line(name: str, value: str) -> str:
    """The value of a header. Raises HeaderError."""
    if BREAKING.search(value):
        raise HeaderError(f"{name} must be one line")
    return value


def _templates(name: str, **changes: Any) -> Environment:
    """An environment for what is not HTML, kept with the app so that templates stay compiled."""
    found = current_app.extensions.get(name)
    if not isinstance(found, Environment):
        found = current_app.jinja_env.overlay(autoescape=False, **changes)
        current_app.extensions[name] = found
    return found


def _body(name: str, values: Mapping[str, Any]) -> tuple[str, list[Source]]:
    """The Markdown of a mail, with a mark in place of each text by an editor."""
    sources: list[Source] = []

    def marked(value: Any) -> Any:
        if not isinstance(value, Source):
            return value
        sources.append(value)
        return Mark(len(sources) - 1)

    # Values inside others are texts: an editor's words stand by themselves.
    values = {key: marked(value) for key, value in values.items()}
    template = _templates("mail_bodies", finalize=_as_text).get_template(name)
    return template.render(values), sources


def _as_text(value: Any) -> str:
    """Write a value so that Markdown sees words and no signs."""
    if isinstance(value, Mark):
        return MARK.format(int(value))
    words = str("" if value is None else value).translate(NO_MARKS)
    return PUNCTUATION.sub(r"\\\1", " ".join(words.split()))


def _html(subject: str, body: str, sources: list[Source], values: Mapping[str, Any]) -> str:
    base_url = current_settings().base_url
    content = _with_buttons(render_mail(body, base_url=base_url))
    # Not Flask's render_template: a mail has no request, and no visitor's settings.
    layout = current_app.jinja_env.get_template("mail/layout.html").render(
        {**values, "subject": subject, "who": _who_we_are(), "content": Markup(content)}  # noqa: S704 - sanitised by render_mail
    )
    styles = STYLES.search(layout)
    css = styles[1] if styles else ""
    html = css_inline.inline(layout, keep_style_tags=True, load_remote_stylesheets=False)
    return MARKED.sub(lambda found: _styled(sources[int(found[1])], base_url, css), html)


@lru_cache(maxsize=8)
def _styled(source: Source, base_url: str, css: str) -> str:
    """An editor's words for the HTML part: the same for a hundred thousand readers."""
    content = _with_buttons(render_mail(source, base_url=base_url))
    return css_inline.inline_fragment(content, css, load_remote_stylesheets=False)


def _with_buttons(html: str) -> str:
    return REFERENCE.sub(_whole, BUTTON.sub(_button, html))


def _whole(found: re.Match[str]) -> str:
    """A reference that no narrow screen breaks at its hyphens; it opens what it did."""
    return found[0].replace("-", "\u2011")


def _button(found: re.Match[str]) -> str:
    href, rest, label = found.groups()
    return (
        f'<p><a class="button" href="{href}"{rest}>{label}</a></p>'
        f'<p class="address">If the button does not work, use this address: {href}</p>'
    )


def _text(body: str, sources: list[Source], values: Mapping[str, Any]) -> str:
    settings = current_settings()
    foot = [str(values["why"])] if values.get("why") else []
    foot += [f"{link['label']}:\n{link['href']}" for link in values.get("links") or []]
    foot += [_who_we_are(), settings.contact_email]
    words = _plain_text(body, settings.base_url)
    for place, source in enumerate(sources):
        words = words.replace(MARK.format(place), _worded(source, settings.base_url))
    return "\n\n".join([words, SIGNATURE, *(_wrap(part) for part in foot)]) + "\n"


def _who_we_are() -> str:
    """Our name and address; an address that begins with the name says it once."""
    settings = current_settings()
    name, address = settings.organisation, settings.contact_address
    if address.startswith(name):
        return address
    return f"{name}, {address}" if address else name


@lru_cache(maxsize=8)
def _worded(source: Source, base_url: str) -> str:
    """An editor's words for the text part, made once. What is about one person is not kept."""
    return _plain_text(source, base_url)


def _plain_text(source: str, base_url: str) -> str:
    """Markdown for the text part, with whole addresses and short lines."""
    tokens = MarkdownIt("commonmark", {"html": False}).parse(source)
    return "\n\n".join(_wrap(block) for block in _blocks(tokens, base_url))


def _wrap(block: str) -> str:
    lines = []
    for line in block.splitlines():
        indent = " " * (len(line) - len(ITEM.sub("", line)))
        lines += textwrap.wrap(
            line,
            TEXT_WIDTH,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [line]
    return "\n".join(lines)


def _blocks(tokens: list[Token], base_url: str) -> list[str]:
    """Paragraphs, headings and list items as texts; a link is followed by its address."""
    blocks: list[str] = []
    items: list[int] = []
    fresh = False
    for token in tokens:
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            items.append(0 if token.type == "ordered_list_open" else -1)
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            items.pop()
        elif token.type == "list_item_open":
            fresh = True
            items[-1] += items[-1] >= 0
        elif token.type == "inline":
            sign = _sign(items, fresh)
            fresh = False
            blocks.append(sign + _inline(token.children or [], base_url))
        elif token.type == "heading_close":
            rule = "=" if token.tag == "h1" else "-"
            blocks[-1] += "\n" + rule * min(TEXT_WIDTH, len(blocks[-1]))
    return blocks


def _sign(items: list[int], fresh: bool) -> str:
    if not items:
        return ""
    sign = f"{items[-1]}. " if items[-1] > 0 else "- "
    return "  " * (len(items) - 1) + (sign if fresh else " " * len(sign))


def _inline(tokens: list[Token], base_url: str) -> str:
    words, start, link, button = "", 0, "", False
    for token in tokens:
        if token.type == "link_open":
            start, link = len(words), str(token.attrGet("href") or "")
            link = base_url + link if link.startswith("/") else link
            button = token.attrGet("title") == "button"
        elif token.type == "link_close":
            label = words[start:]
            if button:
                words += f":\n{link}"
            elif label not in {link, link.removeprefix("mailto:"), link.removeprefix("tel:")}:
                words += f" ({link})"
        elif token.type in {"softbreak", "hardbreak"}:
            words += " " if token.type == "softbreak" else "\n"
        else:
            words += token.content
    return words
