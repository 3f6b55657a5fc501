"""What staff published is laid over the files: in every process, at once, and never in the way."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, text

from portal.core import clock
from portal.extensions import db
from portal.pages.models import LIVE, PageVersion
from portal.pages.service import search
from portal.pages.service.library import EXTENSION
from portal.pages.service.reading import load
from portal.pages.service.shelf import Shelf
from tests.pages.editors import Editor
from tests.support.client import PortalClient
from tests.support.databases import MakeApp

pytestmark = pytest.mark.database

FRONT = "---\ntitle: {title}\nsummary: S.\nsection: {section}\nreviewed: 2026-11-01\n---\n"


def put(shelf: Shelf, title: str, section: str = "mind", slug: str = "sleep", n: int = 1) -> None:
    """Publish something behind the backs of all processes."""
    db.session.add(
        PageVersion(
            slug=slug,
            number=n,
            text=f"{FRONT.format(title=title, section=section)}\nWords.\n",
            file_hash=shelf.files.mark(slug),
            state=LIVE,
            author="a",
            writers="a",
            created_at=clock.now(),
            publication=n,
        )
    )
    db.session.commit()


def title(app: Flask, path: str = "/sleep") -> str:
    """The heading of a page."""
    html = app.test_client().get(path).get_data(as_text=True)
    return html.partition("<h1>")[2].partition("</h1>")[0]


def test_another_process_shows_it_within_two_seconds(make_app: MakeApp) -> None:
    first, second = make_app(), make_app()
    with second.app_context():
        assert title(first) == "Sleep"
        put(second.extensions[EXTENSION], "Better sleep")
        with clock.freeze(clock.now() + timedelta(seconds=2)):
            assert title(first) == title(second) == "Better sleep"


def test_a_page_costs_no_query_between_two_looks(app: Flask, client: PortalClient) -> None:
    asked: list[str] = []
    client.get("/sleep")
    event.listen(db.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    with clock.freeze(clock.now() + timedelta(seconds=1)):
        client.get("/sleep")
        assert [each for each in asked if "page_versions" in each] == []
    with clock.freeze(clock.now() + timedelta(seconds=3)):
        client.get("/sleep")
        client.get("/stress")
        assert len([each for each in asked if "page_versions" in each]) == 1


def test_without_its_table_the_files_are_served(app: Flask, client: PortalClient) -> None:
    db.session.execute(text("ALTER TABLE page_versions RENAME TO page_versions_gone"))
    db.session.commit()
    try:
        with clock.freeze(clock.now() + timedelta(seconds=3)):
            assert client.get("/sleep").status_code == 200
    finally:
        db.session.execute(text("ALTER TABLE page_versions_gone RENAME TO page_versions"))
        db.session.commit()


def test_the_worker_looks_before_it_makes_the_search(make_app: MakeApp) -> None:
    web, worker = make_app(), make_app()
    with worker.app_context():
        search.index_shelf(worker.extensions[EXTENSION])
        put(worker.extensions[EXTENSION], "Ventilation")
        search.index_shelf(worker.extensions[EXTENSION])
        assert [found.href for found in search.find("ventilation")] == ["/sleep"]
    assert 'href="/sleep"' in web.test_client().get("/search?q=ventilation").get_data(True)


def test_a_page_that_this_release_cannot_show_gives_way_to_its_file(
    app: Flask, client: PortalClient
) -> None:
    shelf: Shelf = app.extensions[EXTENSION]
    put(shelf, "Lost", section="a-section-that-went")
    put(shelf, "Alone", section="gone", slug="alone", n=2)
    put(shelf, "Our notice", slug="your-information", n=3)
    shelf.look(db.session())
    db.session.rollback()
    assert title(app) == "Sleep"
    assert client.get("/alone").status_code == 404
    assert "Our notice" not in client.get("/sitemap").get_data(as_text=True)
    assert "no section called" in shelf.problems["sleep"]


def test_an_upgrade_that_changes_the_file_is_noticed(make_app: MakeApp, tmp_path: Path) -> None:
    from_staff = make_app()
    with from_staff.app_context():
        put(from_staff.extensions[EXTENSION], "Better sleep")
    (tmp_path / "pages").mkdir()
    words = FRONT.format(title="Newer sleep", section="mind")
    (tmp_path / "pages" / "sleep.md").write_text(f"{words}\nNewer.\n", encoding="utf-8")
    upgraded = make_app(content_dir=tmp_path)
    with upgraded.app_context():
        ann = Editor(upgraded, "Ann")
        assert "The file has changed" in ann.read()
        assert "The file has changed" in ann.read("/sleep")
        assert "Newer" in ann.read("/sleep/versions", old="0", new="1")
        assert title(upgraded) == "Better sleep"


def test_what_staff_published_is_exported_as_files_to_ship(app: Flask, tmp_path: Path) -> None:
    shelf: Shelf = app.extensions[EXTENSION]
    put(shelf, "Better sleep")
    said = app.test_cli_runner().invoke(args=["pages", "export", str(tmp_path)])
    assert said.output == "sleep.md\n1 page written.\n"
    assert load(tmp_path, shelf.values).pages["sleep"].title == "Better sleep"


def test_a_version_that_was_shipped_is_told_apart(make_app: MakeApp, tmp_path: Path) -> None:
    first = make_app()
    with first.app_context():
        put(first.extensions[EXTENSION], "Better sleep")
        first.test_cli_runner().invoke(args=["pages", "export", str(tmp_path)])
    shipped = make_app(content_dir=tmp_path)
    with shipped.app_context():
        html = Editor(shipped, "Ann").read()
        assert "its file says the same" in html
        assert "The file has changed" not in html
