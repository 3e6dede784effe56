"""Reading queries, items and feedback from lines of text; each bad line is named with its number and what is wrong."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from app.matching.logic.engine.entries import Entry, Ranked
from app.matching.logic.engine.feedback import Judgement

VETO: Final = "veto"
QUERY_NAMES: Final = ("query", "req", "need")
ITEM_NAMES: Final = ("item", "ach", "achievement")
LEVEL_NAMES: Final = ("level", "label", "grade")
COLUMNS: Final = 3


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that cannot be read: its number from 1, a code and the key it is about."""

    number: int
    code: str
    key: str = ""


def read_entries(lines: Iterable[str]) -> tuple[list[Entry], list[BadLine]]:
    """Entries, one JSON object a line, and the lines that are none."""
    entries: list[Entry] = []
    bad: list[BadLine] = []
    seen: set[str] = set()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        found = _entry(number, line)
        if isinstance(found, BadLine):
            bad.append(found)
        elif found.id in seen:
            bad.append(BadLine(number, "used_twice", found.id))
        else:
            seen.add(found.id)
            entries.append(found)
    return entries, bad


def _entry(number: int, line: str) -> Entry | BadLine:
    try:
        data = json.loads(line)
    except ValueError:
        return BadLine(number, "not_json")
    if not isinstance(data, dict):
        return BadLine(number, "not_an_object")
    wrong = _wrong_key(data)
    if wrong is not None:
        return BadLine(number, wrong[0], wrong[1])
    return Entry(
        id=str(data["id"]), title=data.get("title") or "", text=data.get("text") or "", field=data.get("field"),
        organisation=data.get("organisation"), exclude=tuple(data.get("exclude") or ()),
        open=data.get("open") is not False,
    )  # fmt: skip


def _wrong_key(data: dict[str, Any]) -> tuple[str, str] | None:
    if not isinstance(data.get("id"), (str, int)) or isinstance(data.get("id"), bool) or not str(data["id"]).strip():
        return "missing", "id"
    for key in ("title", "text", "field", "organisation"):
        if not isinstance(data.get(key, ""), (str, type(None))):
            return "not_text", key
    if not (data.get("title") or data.get("text") or "").strip():
        return "missing", "title"
    exclude = data.get("exclude") or []
    if not isinstance(exclude, list) or not all(isinstance(word, str) for word in exclude):
        return "not_a_list", "exclude"
    return None


def read_feedback(lines: Iterable[str]) -> tuple[list[Judgement], list[BadLine]]:
    """Judgements from tab-separated lines: query, item, level (a number, or the word veto); a header may name them."""
    judgements: list[Judgement] = []
    bad: list[BadLine] = []
    places = (0, 1, 2)
    for number, line in enumerate(lines, start=1):
        cells = [cell.strip() for cell in line.rstrip("\n\r").split("\t")]
        if not any(cells):
            continue
        named = _places(cells) if number == 1 else None
        if named is not None:
            places = named
            continue
        found = _judgement(number, cells, places)
        (bad if isinstance(found, BadLine) else judgements).append(found)  # type: ignore[arg-type]  # each to its own
    return judgements, bad


def _places(cells: list[str]) -> tuple[int, int, int] | None:
    """Where a header says the three columns are; None when the line is no header."""
    found = [next((at for at, cell in enumerate(cells) if cell in names), None) for names in
             (QUERY_NAMES, ITEM_NAMES, LEVEL_NAMES)]  # fmt: skip
    if any(at is None for at in found):
        return None
    return (found[0] or 0, found[1] or 0, found[2] or 0)


def _judgement(number: int, cells: list[str], places: tuple[int, int, int]) -> Judgement | BadLine:
    if len(cells) <= max(places):
        return BadLine(number, "too_few_columns", str(COLUMNS))
    query, item, level = (cells[at] for at in places)
    if not query or not item:
        return BadLine(number, "missing", "query" if not query else "item")
    if level == VETO:
        return Judgement(query, item, 0.0, veto=True)
    try:
        value = float(level)
    except ValueError:
        return BadLine(number, "not_a_number", level)
    if not abs(value) < float("inf"):
        return BadLine(number, "not_a_number", level)
    return Judgement(query, item, value)


def as_line(query: str, found: Ranked) -> str:
    """One answer as a line of JSON."""
    evidence: list[dict[str, Any]] = []
    for reason in found.evidence:
        if reason.like is not None:
            evidence.append({"part": reason.signal.value, "judged": list(reason.like), "level": reason.level})
        elif reason.words:
            evidence.append({"part": reason.signal.value, "words": list(reason.words)})
    data: dict[str, Any] = {
        "query": query, "item": found.item, "score": found.score,
        "parts": {signal.value: points for signal, points in found.parts.items()}, "evidence": evidence,
    }  # fmt: skip
    if found.level is not None:
        data["level"] = found.level
    return json.dumps(data, ensure_ascii=False)
