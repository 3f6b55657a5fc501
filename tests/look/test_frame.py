"""What stands around every page: attributes of <html>, banner, toolbar, header, footer."""

from types import SimpleNamespace
from typing import Any

import html5lib
import pytest

from tests.look.dom import environment
from tests.support.pages import elements, faults_of, text_of

PAGE = """{% extends "base.html" %}
{% block title %}A page{% endblock %}
{% block main %}<h1>A page</h1>{% endblock %}"""
SITE = {"name": "A portal", "organisation": "Us", "contact_email": "us@example.org"}
USUAL = {"contrast": "", "font_size": "100", "toolbar": "open", "gpc": False}


def draw(source: str = PAGE, visitor: dict[str, Any] | None = None, **context: Any) -> str:
    """A page as the portal draws it, with the least that it needs."""
    jinja = environment()
    jinja.globals.update(asset=lambda name: f"/static/{name}", integrity=lambda name: "sha384-x")
    jinja.globals["admit"] = lambda key: False
    polish = {"code": "pl", "name": "Polski", "href": "https://example.org/pl"}
    jinja.globals["translations"] = lambda path: [polish]
    navigation = [{"label": "Home", "href": "/", "current": True}]
    given = {
        "site": SimpleNamespace(**SITE),
        "visitor": SimpleNamespace(**USUAL | (visitor or {})),
        "here": "/",
        "navigation": navigation,
        "urgent_help_url": "/urgent-help",
        "banner_open": True,
    }
    return jinja.from_string(source).render(given | context)


def root_of(html: str) -> Any:
    """The page as a tree."""
    return html5lib.parse(html, namespaceHTMLElements=False)


def pressed(html: str) -> list[str]:
    """The words of the toolbar's buttons that are on."""
    on = [node for node in elements(root_of(html)) if node.get("aria-pressed") == "true"]
    return [text_of(node) for node in on]


def test_the_frame_is_sound() -> None:
    assert faults_of(draw()) == []


def test_the_usual_look_leaves_the_colours_to_the_system() -> None:
    assert root_of(draw()).get("data-contrast") is None


@pytest.mark.parametrize("mode", ["high", "dark", "yellow-on-black"])
def test_a_chosen_contrast_is_one_attribute(mode: str) -> None:
    assert root_of(draw(visitor={"contrast": mode})).get("data-contrast") == mode


def test_the_toolbar_says_what_is_on() -> None:
    chosen = {"contrast": "dark", "font_size": "150"}
    assert pressed(draw(visitor=chosen)) == ["A++ 150%", "Dark"]


def test_a_closed_toolbar_is_one_button() -> None:
    toolbar = draw(visitor={"toolbar": "closed"}).split('id="toolbar"')[1].split("</section>")[0]
    assert toolbar.count("<button") == 1
    assert "Accessibility tools</button>" in toolbar


def test_the_cookie_question_comes_first_and_its_answers_are_equal() -> None:
    html = draw()
    assert html.index('id="cookie-banner"') < html.index('class="skip"')
    banner = html.split('id="cookie-banner"')[1].split("</form>")[0]
    assert banner.count('<button type="submit" name="choice"') == 3


def test_an_answered_question_is_not_asked_again() -> None:
    assert "cookie-banner" not in draw(banner_open=False)


def test_a_form_page_has_nothing_else_to_click() -> None:
    html = draw("{% set minimal = true %}" + PAGE)
    assert 'aria-label="Main"' not in html
    assert "Polski" not in html


def test_urgent_help_is_on_every_page() -> None:
    html = draw("{% set minimal = true %}" + PAGE)
    assert 'href="/urgent-help"' in html
    assert all(number in html for number in ("999", "111", "116 123"))


@pytest.mark.parametrize("answer", ["allow", "deny", "dismiss"])
def test_an_answer_is_confirmed_in_place(answer: str) -> None:
    source = '{% include "cookies/_banner.html" %}'
    html = draw(source, answered=answer)
    assert faults_of(html, fragment=True) == []
    assert "<button" not in html
