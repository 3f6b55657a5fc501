"""Commands about pages."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from portal.pages.service import exporting, search
from portal.pages.service.library import EXTENSION

group = AppGroup("pages", help="Content pages and their search.")


@group.command("index")
def index() -> None:
    """Make the search find what readers get now."""
    changed = search.index_shelf(current_app.extensions[EXTENSION])
    click.echo(f"The search index is up to date: {changed} changed.")


@group.command("export")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def export(folder: Path) -> None:
    """Write what staff published as files into FOLDER/pages, to ship or to keep."""
    names = exporting.export(current_app.extensions[EXTENSION], folder)
    for name in names:
        click.echo(name)
    click.echo(f"{len(names)} {'page' if len(names) == 1 else 'pages'} written.")
