"""Papers of the stage: minutes sheets, the change slip, and the flow of the signing ceremony."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.agreements.models.agreement import Agreement
from app.agreements.queries.ceremony import StagedBatch, read_ceremony, shown_time
from app.core.display import day, label, language, listed, time_range
from app.documents.logic.ceremony import Batch, Ceremony, OnStage, StagedAgreement, print_ceremony
from app.documents.logic.change_slip import ChangeSlip, Correction, print_change_slip
from app.documents.logic.minutes_sheet import MinutesSheets, Talk, print_minutes_sheets
from app.documents.logic.sheet import Lang
from app.documents.logic.title_slides import TitleSlide, TitleSlides, print_title_slides
from app.documents.logic.words import word
from app.documents.service import Made
from app.events.logic.release import Change, ChangeKind, compare, readable
from app.events.models.event import Event
from app.events.queries.programme import list_releases, snapshot_of
from app.library.logic import FIELDS, term
from app.meetings.logic.states import HOLDS_A_SLOT
from app.meetings.models import Meeting
from app.meetings.queries.meetings import list_event_meetings
from app.reports.service.people_papers import pdf
from app.reports.service.wanted import Wanted, dates_of, event_title, paper_of, place_of
from app.roadshow.models import RunningOrderItem
from app.roadshow.queries.live import State, title_slide
from app.roadshow.queries.order import list_event_turns

MARKS: dict[Lang, tuple[str, str, str]] = {"zh": ("右1", "左1", "左2"), "en": ("right 1", "left 1", "left 2")}


def minutes_sheets(session: Session, event: Event, wanted: Wanted) -> MinutesSheets:
    """Return a sheet for every meeting that holds a slot, in the order of time and table."""
    meetings = [each for each in list_event_meetings(session, event.id, states=HOLDS_A_SLOT) if each.slot]
    meetings.sort(key=lambda each: (each.slot.start_at, each.table.position if each.table else 0, each.id))  # type: ignore[union-attr]  # filtered above
    return MinutesSheets(
        paper=paper_of(event, word(wanted.lang, "minutes"), wanted), event=event_title(event, wanted.lang),
        talks=tuple(_talk(each) for each in meetings),
    )  # fmt: skip


def make_minutes(sheets: MinutesSheets) -> Made:
    """Draw the minutes sheets."""
    return pdf(print_minutes_sheets(sheets))


def _talk(meeting: Meeting) -> Talk:
    slot, table = meeting.slot, meeting.table
    investor, pitch = meeting.investor.organisation.name, meeting.pitch
    team = pitch.organisation.name if pitch.organisation else pitch.title
    when = f"{day(slot.start_at)} {time_range(slot.start_at, slot.end_at)}" if slot else ""
    return Talk(
        title=f"{investor} · {pitch.title}", time=when, place=table.name if table else "", topic=pitch.title,
        sides=(_side(investor, meeting.representative), _side(team, meeting.presenter)),
    )  # fmt: skip


def _side(organisation: str, person: Person) -> str:
    return f"{organisation} ({person.name})" if language() == "en" else f"{organisation}（{person.name}）"


def title_slides(session: Session, event: Event, wanted: Wanted) -> TitleSlides:
    """Return the title slides of the pitches on stage as the big screen has them; none of those for named people."""
    turns = [(item, slide) for item in list_event_turns(session, event.id) if (slide := title_slide(item))]
    return TitleSlides(
        paper=paper_of(event, word(wanted.lang, "title slides"), wanted), event=event_title(event, wanted.lang),
        slides=tuple(_slide(item, slide, wanted.lang) for item, slide in turns),
    )  # fmt: skip


def make_title_slides(deck: TitleSlides) -> Made:
    """Draw the title slides."""
    return pdf(print_title_slides(deck))


def _slide(item: RunningOrderItem, slide: State, lang: Lang) -> TitleSlide:
    round_ = item.pitch.investment_round
    facts = (f"TRL {slide['trl']}" if slide["trl"] else "", label(round_) if round_ else "", slide["number"])
    return TitleSlide(
        number=f"{slide['position']:02d}", title=slide["title"], team=slide["team"], presenter=slide["presenter"],
        time=time_range(item.start_at, item.end_at), field=term(FIELDS, slide["field"], lang),
        facts=tuple(fact for fact in facts if fact), summary=slide["summary"],
    )  # fmt: skip


def change_slip(session: Session, event: Event, wanted: Wanted) -> ChangeSlip:
    """Return what has changed in public since a printed release, by default since the one before the last."""
    releases = list_releases(session, event.id)
    last = releases[0] if releases else None
    older = [each for each in releases[1:] if wanted.since in (None, each.number)]
    changes = compare(snapshot_of(older[0]), snapshot_of(last)) if older else []
    paper = paper_of(event, word(wanted.lang, "change slip"), wanted, version=last.name if last else "")
    return ChangeSlip(
        paper=paper, event=event_title(event, wanted.lang), before=older[0].name if older else "",
        corrections=tuple(_correction(each) for each in readable(changes, is_inside=False)),
    )  # fmt: skip


def make_slip(slip: ChangeSlip) -> Made:
    """Draw the change slip."""
    return pdf(print_change_slip(slip))


def _correction(change: Change) -> Correction:
    kind = ChangeKind(change["kind"])
    place = {name: _place(change[name]) for name in ("place", "before") if name in change}
    before, now = place.get("before", ""), place.get("place", "")
    if kind is ChangeKind.PEOPLE:
        before, now = listed(change["left"]), listed(change["joined"])
    if kind in (ChangeKind.CANCELLED, ChangeKind.REMOVED):
        before, now = now, str(change.get("reason") or "")
    if kind is ChangeKind.CHANGED:
        before, now = str(change.get("title_before") or ""), change["title"]
    return Correction(session=change["title"], change=label(kind), before=before, now=now)


def _place(place: dict[str, str]) -> str:
    start, end = datetime.fromisoformat(place["start"]), datetime.fromisoformat(place["end"])
    return f"{day(start)} {time_range(start, end)} {place['room']}".strip()


def ceremony(session: Session, event: Event, wanted: Wanted) -> Ceremony:
    """Return the flow of the signing ceremony: batches with their times, people on stage, and host words."""
    batches = read_ceremony(session, event.id)
    signing = next((each.signing for batch in batches for each in batch.agreements if each.signing), None)
    return Ceremony(
        paper=paper_of(event, word(wanted.lang, "ceremony"), wanted), event=event_title(event, wanted.lang),
        date=day(signing.start_at) if signing and signing.start_at else dates_of(event), place=place_of(event),
        batches=tuple(_batch(batch, event, wanted.lang) for batch in batches),
    )  # fmt: skip


def make_ceremony(flow: Ceremony) -> Made:
    """Draw the flow of the ceremony."""
    return pdf(print_ceremony(flow))


def _batch(batch: StagedBatch, event: Event, lang: Lang) -> Batch:
    return Batch(
        number=batch.number, time=shown_time(batch, ZoneInfo(event.zone)), words=batch.words,
        agreements=tuple(_staged(agreement, lang) for agreement in batch.agreements),
    )  # fmt: skip


def _staged(agreement: Agreement, lang: Lang) -> StagedAgreement:
    parties = tuple(
        OnStage(
            name=party.printed_name, signatory=party.signatory or "", assistant=party.assistant or "",
            mark=party.stage_mark or MARKS[lang][min(place, 2)],
        )
        for place, party in enumerate(agreement.parties)
    )  # fmt: skip
    return StagedAgreement(title=agreement.title, kind=label(agreement.agreement_type), parties=parties)
