"""Papers about people: badges, table tents, and the schedule of everybody as one book or one file each."""

import io
import re
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.core.display import day, label, listed
from app.documents.logic.badge import Badge, BadgeSheets, Colour, print_badges
from app.documents.logic.personal_agenda import Engagement, OwnDay, PersonalAgenda, print_personal_agenda
from app.documents.logic.schedules import Schedules, print_schedules
from app.documents.logic.sheet import Printed
from app.documents.logic.table_tent import TableTents, Tent, print_table_tents
from app.documents.logic.words import word
from app.documents.service import ZIP, Made
from app.events.models.event import Event
from app.events.models.registration import Registration
from app.notifications.logic import AgendaItem
from app.notifications.queries.agenda import list_agenda_items
from app.reports.queries.papers import list_badge_people, list_schedule_people, list_stage_people
from app.reports.service.wanted import Wanted, dates_of, event_title, paper_of, place_of

COLOURS = {"red": Colour.guest, "gold": Colour.investor, "blue": Colour.roadshow, "green": Colour.press}
UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


def badge_sheets(session: Session, event: Event, wanted: Wanted) -> BadgeSheets:
    """Return the badges of everybody with a place."""
    badges = tuple(_badge(registration) for registration in list_badge_people(session, event.id))
    paper = paper_of(event, word(wanted.lang, "badges"), wanted)
    return BadgeSheets(paper=paper, event=event_title(event, wanted.lang), badges=badges)


def make_badges(sheets: BadgeSheets) -> Made:
    """Draw the badges."""
    return pdf(print_badges(sheets))


def table_tents(session: Session, event: Event, wanted: Wanted) -> TableTents:
    """Return the table tents of everybody on stage."""
    tents = tuple(Tent(name=each.name, organisation=each.organisation) for each in list_stage_people(session, event.id))
    return TableTents(paper=paper_of(event, word(wanted.lang, "table tents"), wanted), tents=tents)


def make_tents(tents: TableTents) -> Made:
    """Draw the table tents."""
    return pdf(print_table_tents(tents))


def schedules(session: Session, event: Event, wanted: Wanted) -> Schedules:
    """Return the schedule of everybody who has anything to do at an event, by name."""
    paper = paper_of(event, word(wanted.lang, "schedules"), wanted)
    found = []
    for person, organisation in list_schedule_people(session, event.id):
        items = [item for item in list_agenda_items(session, person.id, event_id=event.id) if not item.is_cancelled]
        if items:
            mine = replace(paper, title=f"{word(wanted.lang, 'personal agenda')} · {person.name}", author=person.name)
            found.append(
                PersonalAgenda(
                    paper=mine, person=person.name, organisation=organisation, event=event_title(event, wanted.lang),
                    date=dates_of(event), place=place_of(event), days=_days(items, ZoneInfo(event.zone)),
                    contact=event.contact or "",
                )
            )  # fmt: skip
    return Schedules(paper=paper, agendas=tuple(found))


def make_schedule_book(wanted: Schedules) -> Made:
    """Draw all schedules in one PDF."""
    return pdf(print_schedules(wanted))


def make_schedule_files(wanted: Schedules) -> Made:
    """Draw each schedule as a file of its own, named after the person, in one archive."""
    target = io.BytesIO()
    pages = 0
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, agenda in enumerate(wanted.agendas, start=1):
            printed = print_personal_agenda(agenda)
            pages += printed.pages
            name = UNSAFE.sub("_", f"{number:03d}-{agenda.person}-{agenda.organisation}".strip("-"))[:100]
            entry = zipfile.ZipInfo(f"{name}.pdf", date_time=agenda.paper.made_at.timetuple()[:6])
            archive.writestr(entry, printed.content)
    return Made(target.getvalue(), pages, ZIP)


def pdf(printed: Printed) -> Made:
    """Return a drawn document as it is kept."""
    return Made(printed.content, printed.pages)


def _days(items: Iterable[AgendaItem], zone: ZoneInfo) -> tuple[OwnDay, ...]:
    def on(item: AgendaItem) -> date:
        return item.start_at.astimezone(zone).date()

    return tuple(
        OwnDay(label=day(each), rows=tuple(_engagement(item, zone) for item in group))
        for each, group in groupby(items, key=on)
    )


def _engagement(item: AgendaItem, zone: ZoneInfo) -> Engagement:
    start, end = item.start_at.astimezone(zone), item.end_at.astimezone(zone)
    return Engagement(
        time=f"{start:%H:%M}–{end:%H:%M}", kind=label(item.kind), title=item.title, place=item.place,
        counterpart=listed(item.people), status=label(item.state),
    )  # fmt: skip


def _badge(registration: Registration) -> Badge:
    return Badge(
        name=registration.person.name, group=registration.group.name, organisation=registration.organisation_name or "",
        position=registration.job_title or "", colour=COLOURS.get(registration.group.badge_colour, Colour.staff),
        serial=registration.badge_number or registration.number, code=registration.ticket_code,
    )  # fmt: skip
