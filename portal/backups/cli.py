"""portal backup and portal restore: copies of both stores for two places, and the way back."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.backups.service import aside, restoring, taking
from portal.backups.service.manifest import KEYS, RECORDS, BackupError, Manifest
from portal.backups.service.restoring import Restored
from portal.core import sizes
from portal.core.clock import in_words, time_in_words
from portal.core.crypto import CryptoError

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
        much = f"{what.rows} rows in {what.tables} tables, {sizes.in_words(what.size)}"
        click.echo(f"{TITLES[what.store]}: {much}: {each.file}")
    click.echo("Both were read back and are whole.")
    for store, count in done.deleted.items():
        if count:
            days = taking.KEPT[store].days
            click.echo(f"Deleted, as older than {days} days: {TITLES[store].lower()}, {count}.")
    if place.resolve().is_relative_to(folder.resolve()):
        click.echo(TOGETHER)
    click.echo(SECRETS)


@click.command("restore")
@click.argument("folder", type=FOLDER)
@click.option("--keys", type=FOLDER, help="Where the copies of keys are, to put the newest back.")
@click.option("--at", default="", help="Another copy than the newest: how its moment begins.")
@click.option("--replace", is_flag=True, help="Put aside the database that is here.")
@with_appcontext
def restore(folder: Path, keys: Path | None, at: str, replace: bool) -> None:
    """Put a backup back, with everything stopped. No mail leaves until somebody lets it go."""
    try:
        records = restoring.choose(folder, RECORDS, at)
        if keys is None and not restoring.has_keys():
            keys = folder / BESIDE
        copy = restoring.choose(keys, KEYS) if keys else None
        migrations = current_app.extensions["migrate"].directory
        newest = restoring.check_revisions([records, copy], migrations)
        done = restoring.restore(records, copy, newest=newest, replace=replace)
    except (BackupError, CryptoError) as error:
        raise SystemExit(f"Nothing was put back. {error}.") from None
    except OSError as error:
        raise SystemExit(f"Nothing was put back ({error.strerror}). Look at the disk.") from None
    click.echo("\n".join(_told(done)))


def _told(done: Restored) -> list[str]:
    """What was done, what it came to, and what to do now."""
    lines = [_back("records", done.records), *_about_keys(done)]
    lines += [
        f"Put aside: {kept}. It goes after {aside.KEPT.days} days, or when you delete it."
        for kept in done.kept
    ]
    if done.records.revision != done.revision:
        lines.append(f"Brought from revision {done.records.revision} to {done.revision}.")
    lines += [
        f"Erased again, as they left after that: {done.erased}.",
        f"No mail leaves now. {done.waiting} wait, and may have left before the restore.",
        "See `portal outbox status`, then `portal outbox release`, with --drop or without.",
        "The audit trail says that a backup was put back.",
    ]
    if done.lost:
        lines.append(f"Its entries {done.lost} are lost. The anchors that knew them are put aside.")
    state = f"is not whole: {done.problem}" if done.problem else "is whole"
    return [*lines, f"The trail {state}.", "Start the portal now, and wait for /health/ready."]


def _about_keys(done: Restored) -> list[str]:
    if done.keys is None:
        return [
            "The keys that were here stay: they know who was erased since.",
            "Is there a newer copy? Put it back before you start: keys without a record go then.",
        ]
    lines = [_back("keys", done.keys)]
    if done.keys.made < done.records.made:
        lines.append("The keys are older than the records: what came between cannot be read.")
    return [*lines, "Who was erased after that is back. Erase them again: `portal data erase`."]


def _back(what: str, manifest: Manifest) -> str:
    moment = f"{in_words(manifest.made_at)}, {time_in_words(manifest.made_at)}"
    return f"Put back: the {what} of {moment}, {manifest.rows} rows."
