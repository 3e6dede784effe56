"""The booklet of pitches in its three editions: what each reader may see decides what is printed."""

from typing import Any

from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.core.display import day, label, money, time_range
from app.core.errors import RuleBroken
from app.documents.logic.booklet import Booklet, BookletPitch, Edition, print_booklet
from app.documents.logic.sheet import Lang
from app.documents.logic.words import word
from app.documents.service import Made
from app.events.logic.states import Visibility
from app.events.models.event import Event
from app.events.service.hosts import printed_hosts
from app.organisations.models import Organisation
from app.pitches.logic.visibility import RANK, PitchField, hidden_fields, visible_fields
from app.reports.queries.papers import StagePitch, levels_of, list_stage_pitches
from app.reports.service.people_papers import pdf
from app.reports.service.wanted import Wanted, dates_of, event_title, paper_of, place_of

EDITIONS: dict[str, tuple[Edition, Visibility]] = {
    "booklet_public": ("public", Visibility.PUBLIC),
    "booklet_registered": ("registered", Visibility.REGISTERED),
    "booklet_after_nda": ("after_nda", Visibility.REGISTERED),
}
POINTS = ("innovation", "transfer_outlook", "market_outlook", "investment_value")
F = PitchField
FIGURES = (F.IP_SUMMARY, F.TEAM_STRUCTURE, F.CAP_TABLE)


def booklet(session: Session, event: Event, wanted: Wanted) -> Booklet:
    """Return the booklet in the edition that is wanted; a confidential one is for one reader."""
    edition, level = EDITIONS[wanted.kind]
    reader = session.get(Person, wanted.reader_id) if wanted.reader_id else None
    levels = levels_of(session, event.id, reader.id) if reader and edition == "after_nda" else {}
    if edition == "after_nda" and not any(RANK[each] > RANK[level] for each in levels.values()):
        raise RuleBroken("No pitch of this event is open to this reader beyond what everybody sees.")
    rows = list_stage_pitches(session, event.id)
    shown = [(row, levels.get(row.pitch.id, level)) for row in rows]
    entries = [
        _pitch(row, upto, f"{number:02d}", wanted.lang)
        for number, (row, upto) in enumerate(shown, start=1)
        if RANK[upto] >= RANK[_least(row)]
    ]
    paper = paper_of(event, word(wanted.lang, "booklet"), wanted, version=word(wanted.lang, f"edition {edition}"))
    return Booklet(
        paper=paper, event=event_title(event, wanted.lang), date=dates_of(event), place=place_of(event),
        edition=edition, hosts=printed_hosts(event), contact=event.contact or "",
        reader=_named(session, reader, wanted.lang) if reader and edition == "after_nda" else "",
        pitches=tuple(entries),
    )  # fmt: skip


def make_booklet(wanted: Booklet) -> Made:
    """Draw the booklet."""
    return pdf(print_booklet(wanted))


def _least(row: StagePitch) -> Visibility:
    """Return from which level on a reader may know that a pitch exists: only those for named people are hidden."""
    return Visibility.NAMED if row.pitch.visibility is Visibility.NAMED else Visibility.PUBLIC


def _named(session: Session, reader: Person, lang: Lang) -> str:
    organisation = session.get(Organisation, reader.organisation_id) if reader.organisation_id else None
    return _with(reader.name, organisation.name, lang) if organisation else reader.name


def _with(name: str, organisation: str, lang: Lang) -> str:
    """Return a person with the organisation in the brackets of the language."""
    return f"{name} ({organisation})" if lang == "en" else f"{name}（{organisation}）"


def _pitch(row: StagePitch, level: Visibility, number: str, lang: Lang) -> BookletPitch:
    pitch, shown = row.pitch, visible_fields(row.pitch, level)
    presenter = pitch.presenter
    return BookletPitch(
        number=number, title=pitch.title, team=pitch.organisation.name if pitch.organisation else "",
        presenter=presenter.person.name if presenter and presenter.person else "", when=_when(row),
        facts=tuple(_facts(shown, lang)), points=tuple(str(shown.get(name) or "") for name in POINTS),  # type: ignore[arg-type]
        hidden=tuple(label(field) for field, _ in hidden_fields(pitch, level)),
    )  # fmt: skip


def _facts(shown: dict[str, Any], lang: Lang) -> list[tuple[str, str]]:
    """Return the short facts that this edition may show."""
    said = [(label(F.SUMMARY), str(shown.get("summary") or ""))]
    said += [(label(each), str(value)) for each in FIGURES if (value := shown.get(each.value))]
    if F.ASK_AMOUNT.value in shown:
        said.append((label(F.ASK_AMOUNT), money(shown[F.ASK_AMOUNT.value])))
    if shown.get(F.EQUITY_OFFERED.value) is not None:
        said.append((label(F.EQUITY_OFFERED), f"{shown[F.EQUITY_OFFERED.value]}%"))
    if shown.get(F.VALUATION.value) is not None:
        said.append((label(F.VALUATION), money(shown[F.VALUATION.value])))
    trl = f"TRL {shown['trl']}" if shown.get("trl") else ""
    round_ = label(shown["investment_round"]) if shown.get("investment_round") else ""
    heading = "　".join(part for part in (str(shown.get("field") or ""), trl, round_) if part)
    return [*([(word(lang, "field"), heading)] if heading else []), *[(name, text) for name, text in said if text]]


def _when(row: StagePitch) -> str:
    if row.start_at is None or row.end_at is None:
        return ""
    return f"{day(row.start_at)} {time_range(row.start_at, row.end_at)}"
