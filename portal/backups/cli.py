"""portal backup: copies of the records and of their keys, for two places."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from portal.backups.service import taking
from portal.backups.service.manifest import KEYS, RECORDS, BackupError

FOLDER = click.Path(path_type=Path)
TITLES = {RECORDS: "Records", KEYS: "Keys"}
BESIDE = "keys"
TOGETHER = (
    "The keys lie beside the records, and whoever has both can read everything. "
    "Keep them elsewhere: --keys FOLDER."
)
SECRETS = (
    "Not in it: PORTAL_SECRET_KEYS, PORTAL_DATA_KEYS and PORTAL_INDEX_KEY. "
    "Without them nothing opens: keep them in a safe."
)


@click.command("backup")
@click.argument("folder", type=FOLDER)
@click.option("--keys", type=FOLDER, help="Another folder, for the keys; they live 30 days there.")
@with_appcontext
def backup(folder: Path, keys: Path | None) -> None:
    """Copy the records to FOLDER and their keys elsewhere, while everything runs on."""
    place = keys or folder / BESIDE
    try:
        if keys is None and folder.is_dir():
            place.mkdir(mode=taking.PRIVATE_FOLDER, exist_ok=True)
        done = taking.take(folder, place)
    except OSError as error:
        raise SystemExit(f"No folder could be made in {folder} ({error.strerror}).") from None
    except BackupError as error:
        raise SystemExit(f"{error}.") from None
    for each in done.copies:
        what = each.manifest
        much = f"{what.rows} rows in {what.tables} tables, {size_in_words(what.size)}"
        click.echo(f"{TITLES[what.store]}: {much}: {each.file}")
    click.echo("Both were read back and are whole.")
    for store, count in done.deleted.items():
        if count:
            days = taking.KEPT[store].days
            click.echo(f"Deleted, as older than {days} days: {TITLES[store].lower()}, {count}.")
    if place.resolve().is_relative_to(folder.resolve()):
        click.echo(TOGETHER)
    click.echo(SECRETS)


def size_in_words(size: int) -> str:
    """A size in bytes, as people say it."""
    return f"{size / 1_000_000:.1f} MB" if size >= 100_000 else f"{size / 1000:.1f} kB"
