"""Commands of the operator: serve, listen, back up, restore."""

import os
import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from app.core import backup, listeners
from app.core.archive import DamagedArchive
from app.core.db import database
from app.core.monitor import check_migrations
from app.core.serving import why_not
from config import ROOT, Config


def _config() -> Config:
    found: Config = current_app.extensions["luyan_config"]
    return found


@click.command("serve")
@with_appcontext
def serve() -> None:
    """Run web server and worker until stopped (Ctrl-C; a second one does not wait)."""
    config = _config()
    if reason := why_not(config.host, config.port):
        raise click.ClickException(reason)
    if not check_migrations(database.session())["ok"]:
        raise click.ClickException("The database is not up to date. First run: flask --app wsgi db upgrade")
    greeting = current_app.extensions.get("greeting", list)()
    database.session.remove()
    database.engine.dispose()
    sys.stdout.flush()
    os.chdir(ROOT)
    # The program that watches the others needs nothing of what is loaded here, so it takes our place.
    os.execv(sys.executable, [sys.executable, "-m", "app.core.serving", *greeting])  # noqa: S606 -- ourselves


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@with_appcontext
def back_up(file: Path) -> None:
    """Copy the database and all uploaded files into FILE (a new .tar.gz); the program may go on working."""
    try:
        summary = backup.back_up(file, _config())
    except backup.NoBackup as error:
        raise click.ClickException(f"No backup was made: {error}.") from error
    click.echo(f"Backed up the database (revision {summary.revision}) and {summary.files} files to {file}")
    click.echo("SECRET_KEY and DATA_KEY are not in it: keep them elsewhere. Without DATA_KEY it cannot be restored.")


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--force", is_flag=True, help="Replace what is in the database now.")
@with_appcontext
def restore(file: Path, *, force: bool) -> None:
    """Bring back what FILE holds, once it proved to be undamaged and made for this database."""
    try:
        summary = backup.restore(file, _config(), force=force)
    except (backup.NoBackup, DamagedArchive) as error:
        raise click.ClickException(f"Nothing was restored: {error}.") from error
    click.echo(f"Restored the database and {summary.files} files as they were at {summary.made_at}")
    if not summary.is_current:
        click.echo("It comes from an older Luyan. Now run: flask --app wsgi db upgrade")


COMMANDS = (serve, back_up, restore, listeners.command)
