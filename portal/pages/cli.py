"""Commands about pages."""

import click
from flask import current_app
from flask.cli import AppGroup

from portal.pages.service import search
from portal.pages.service.library import EXTENSION

group = AppGroup("pages", help="Content pages and their search.")


@group.command("index")
def index() -> None:
    """Make the search find what the files hold now."""
    changed = search.index_pages(current_app.extensions[EXTENSION])
    click.echo(f"The search index is up to date: {changed} changed.")
