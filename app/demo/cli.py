"""`flask demo`: load the demonstration, and recount the season."""

import json
from pathlib import Path
from typing import Final

import click
from flask import current_app
from flask.cli import AppGroup

from app.accounts.queries.demo import DEMO_PASSWORD
from app.core.db import database
from app.core.errors import RuleBroken
from app.demo.logic.season import Season
from app.demo.queries.contents import is_empty
from app.demo.queries.counts import Line, recount
from app.demo.service.cast import HOST, Part
from app.demo.service.load import load_all

SEASON_FILE: Final = Path(__file__).with_name("season.json")
REFUSAL: Final = (
    "DEMO_MODE is off. The demonstration opens accounts with a published password, so it is loaded only where "
    "DEMO_MODE=true says that this is no real centre."
)
group = AppGroup("demo", help="The demonstration: the season of June 2023, and an event still to come.")


def read_season() -> Season:
    """Read the season file."""
    return Season(json.loads(SEASON_FILE.read_text(encoding="utf-8")))


def welcome() -> list[str]:
    """Return what a visitor of the demonstration must know: nothing, where there is none."""
    if not current_app.config["DEMO_MODE"]:
        return []
    accounts = [f"{part.value}@{HOST}" for part in Part]
    half = (len(accounts) + 1) // 2
    return [
        f"  Sign in with one of these, password {DEMO_PASSWORD}:",
        f"    {'  '.join(accounts[:half])}",
        f"    {'  '.join(accounts[half:])}",
    ]


@group.command("load")
@click.option("--if-empty", is_flag=True, help="Do nothing when there are records already, or outside demo mode.")
def load(*, if_empty: bool) -> None:
    """Load the season, the demonstration event and its accounts into an empty database."""
    if not current_app.config["DEMO_MODE"]:
        if not if_empty:
            raise click.ClickException(REFUSAL)
        click.echo("DEMO_MODE is off: nothing is loaded.")
        return
    if if_empty and not is_empty(database.session()):
        click.echo("There are records already: the demonstration is not loaded.")
        return
    try:
        with database.transaction() as session:
            load_all(session, read_season())
    except RuleBroken as error:
        raise click.ClickException(str(error)) from error
    click.echo("\n".join(["The demonstration is loaded.", *welcome()]))


@group.command("verify")
def verify() -> None:
    """Recount every number of the article; stop at the first difference."""
    for expected in read_season().expectations():
        line = recount(database.session(), expected)
        click.echo(_row(line))
        if not line.is_right:
            raise click.ClickException(f"{expected.id}: {_said(line)}")
    click.echo("Every number is as the article says.")


def _row(line: Line) -> str:
    mark = "ok " if line.is_right else "NO "
    expected = f"{line.expected.bound}{line.expected.value.normalize():f}"
    return f"{mark} {line.expected.id:<32} {expected:>7} {_found(line):>7}  {line.what}"


def _found(line: Line) -> str:
    return "-" if line.found.value is None else f"{line.found.bound}{line.found.value.normalize():f}"


def _said(line: Line) -> str:
    expected = f"{line.expected.bound}{line.expected.value.normalize():f}"
    return f"the article says {expected} (“{line.expected.quote}”), the database {_found(line)}"
