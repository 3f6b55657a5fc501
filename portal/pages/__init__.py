"""Content pages, their search and site map, what machines ask a site for, and pages by staff.

Pages come from files; an editor's version is laid over its file once a second person published it.
Kept about people: which member of staff wrote and who published, as random numbers. The search
index is made from the pages.
"""

from datetime import timedelta

from flask import Flask, current_app

import portal.staff as staff
from portal.core import jobs as schedule
from portal.core import panels
from portal.core.placeholders import values_of
from portal.core.site import current_settings
from portal.pages import cli, jobs, views
from portal.pages.models import STATES, PageVersion
from portal.pages.service import demo, library, versions, writing
from portal.pages.service.reading import read_files
from portal.pages.service.shelf import Shelf

# What is found besides our own pages may change while the portal runs.
INDEX_EVERY = timedelta(minutes=10)
EDITOR = ("editor",)
DESK = "/staff/pages"


def register(app: Flask) -> None:
    """Read the library and join the application. Raises ContentError when a file is broken."""
    with app.app_context():
        settings = current_settings()
    files = read_files(settings.content_dir)
    app.extensions[library.EXTENSION] = Shelf(files, values_of(settings), views.leads)
    for blueprint in views.BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.cli.add_command(cli.group)
    app.context_processor(views.frame)
    app.before_request(views.keep_current)
    app.before_request(views.suggest)
    schedule.at_start(app, jobs.index)
    schedule.every(app, "pages.index", INDEX_EVERY, jobs.index)
    panels.register("pages.known", views.is_known)
    panels.register("demo.fill", _demo)
    panels.register("records.words", _words)
    for name, label in writing.ACTIONS.items():
        staff.register_action(name, label)
    staff.register_page("Pages", DESK, EDITOR)
    waiting = ("page for a second person", "pages for a second person")
    staff.register_count(waiting, DESK, EDITOR, versions.waiting)


def _demo(_by: str) -> list[str]:
    """What an editor finds who only tries the portal out."""
    return demo.fill(current_app.extensions[library.EXTENSION])


def _words(table: str, column: str, value: str) -> str | None:
    """What became of a page, for who wrote it."""
    return STATES.get(value) if (table, column) == (PageVersion.__tablename__, "state") else None
