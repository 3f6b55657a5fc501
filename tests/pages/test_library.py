"""A content file that cannot be used stops the start, with its name and how to mend it."""

from pathlib import Path

import pytest

from portal.config import SettingsError
from portal.core.placeholders import PLACEHOLDERS
from portal.pages.service.reading import ContentError, load

VALUES = dict.fromkeys(PLACEHOLDERS, "x") | {"name": "Our *portal*", "contact_phone": "01 23"}
GOOD = "---\ntitle: T\nsummary: S\nreviewed: 2026-11-01\n---\nHello."

BROKEN = {
    "---\nsummary: S\nreviewed: 2026-11-01\n---\n": "write a title",
    "---\ntitle: T\nreviewed: 2026-11-01\n---\n": "write a summary",
    "---\ntitle: T\nsummary: S\nreviewed: soon\n---\n": "reviewed: 2026-11-16",
    "---\ntitle: a: b\n---\n": "quotes",
    GOOD.replace("title: T", "title: T\norder: first"): "whole number",
    GOOD.replace("title: T", "title: T\nshare: maybe"): "true or false",
    GOOD.replace("title: T", "title: T\nnext: sleep"): "as a list",
    GOOD.replace("title: T", "title: T\nnext: [nowhere]"): "nowhere, which is no page",
    GOOD.replace("title: T", "title: T\nsection: nothing"): "no section called nothing",
    GOOD.replace("title: T", "title: T\ntilte: T"): "no tilte",
    GOOD + "\n\n# Again\n": "start headings at ##",
    GOOD + " {{ secret_keys }}": "Use one of",
    GOOD + '\n\n::utube{id="x"}\n': "no ::utube",
    GOOD + "\n\n::youtube{id=x}\n": 'key="value"',
}


pytestmark = [
    pytest.mark.usefixtures("app"),  # which knows the directives
    pytest.mark.one_database,
]


@pytest.mark.parametrize("text", BROKEN, ids=BROKEN.values())
def test_a_broken_page_is_explained(text: str, tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "mine.md").write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=BROKEN[text]) as caught:
        load(tmp_path, VALUES)
    assert "mine.md" in str(caught.value)
    assert isinstance(caught.value, SettingsError)


def test_a_broken_list_of_sections_is_explained(tmp_path: Path) -> None:
    (tmp_path / "sections.toml").write_text("[[section]]\nslug = 'x'\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"sections\.toml.*title"):
        load(tmp_path, VALUES)


def test_a_value_is_words_and_never_markup(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "mine.md").write_text(GOOD + " {{ name }} {{ contact_phone }}")
    pages = load(tmp_path, VALUES).pages
    html = pages["mine"].document.html()
    assert "Our *portal*" in html
    assert '<a href="tel:0123">01 23</a>' in html
