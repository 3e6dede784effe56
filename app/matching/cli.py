"""Ranking from the command line: queries and items as lines of JSON, answers as lines of JSON."""

from collections.abc import Callable
from pathlib import Path
from typing import Final, NoReturn, TypeVar

import click

from app.matching.logic.engine.exchange import BadLine, as_line, read_entries, read_feedback
from app.matching.logic.engine.feedback import Judgement
from app.matching.logic.engine.matcher import TextMatcher
from app.matching.logic.engine.meaning import Remembering, Small
from app.matching.logic.engine.vectors_on_disk import FolderOfVectors

FAULTY: Final = 2
FAULTS: Final = {
    "not_json": "is not JSON",
    "not_an_object": "is not a JSON object",
    "missing": "lacks “{key}”",
    "not_text": "“{key}” should be text",
    "not_a_list": "“{key}” should be a list of words",
    "used_twice": "uses the id {key} a second time",
    "too_few_columns": "has fewer than {key} columns",
    "not_a_number": "“{key}” is neither a number nor the word veto",
}
Read = TypeVar("Read")
Reader = Callable[[list[str]], tuple[list[Read], list[BadLine]]]
FILE: Final = click.Path(path_type=Path, dir_okay=False)


@click.group("matching")
def group() -> None:
    """Rank who fits whom."""


@group.command("rank")
@click.option("--queries", metavar="Q.jsonl", type=FILE, required=True, help='Lines {"id", "title", "text"}.')
@click.option("--items", metavar="I.jsonl", type=FILE, required=True, help="Lines of the same form.")
@click.option("--out", metavar="R.jsonl", type=FILE, required=True, help="Where the answers go.")
@click.option("--top", metavar="K", type=click.IntRange(min=1), default=20, show_default=True)
@click.option("--feedback", metavar="F.tsv", type=FILE, help="Lines query, item, level (or veto), with tabs between.")
@click.option(
    "--cache", metavar="DIR", type=click.Path(path_type=Path, file_okay=False), help="Keeps vectors of texts."
)
@click.option("--words-only", is_flag=True, help="Leave the meaning of texts out.")
def rank_file(queries: Path, items: Path, out: Path, top: int, **rest: object) -> None:
    """Rank the items of I.jsonl for each query of Q.jsonl, best first, with parts and evidence."""
    asked, offered = _read(queries, read_entries), _read(items, read_entries)
    feedback: list[Judgement] = _read(Path(str(rest["feedback"])), read_feedback) if rest["feedback"] else []
    known = {each.id for each in asked}, {each.id for each in offered}
    strange = sum(each.query not in known[0] or each.item not in known[1] for each in feedback)
    if strange:
        click.echo(
            f"{rest['feedback']}: {strange} lines are about queries or items that are not in the files", err=True
        )
    memory = FolderOfVectors(Path(str(rest["cache"]))) if rest["cache"] else {}
    embedder = None if rest["words_only"] else Remembering(Small(), memory)
    matcher = TextMatcher(embedder).fit(offered, feedback, asked)
    with out.open("w", encoding="utf-8") as file:
        for query in asked:
            file.writelines(f"{as_line(query.id, found)}\n" for found in matcher.rank(query, top))
    click.echo(f"{len(asked)} queries, {len(offered)} items, {len(feedback)} judgements: {out}")


def _read(path: Path, reader: Reader[Read]) -> list[Read]:
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        _refuse([f"{path}: {error}"])
    found, bad = reader(lines)
    if bad:
        _refuse([f"{path}:{each.number}: {FAULTS[each.code].format(key=each.key)}" for each in bad])
    return found


def _refuse(lines: list[str]) -> NoReturn:
    """Say what is wrong, write nothing, and leave with the code for faulty input."""
    for line in lines:
        click.echo(line, err=True)
    raise SystemExit(FAULTY)
