"""The personal agenda: as page, on paper, and as PDF."""

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from flask import Response, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import gettext as _

from app.core.clock import now, today
from app.core.db import database
from app.core.display import date_range, day, label, language, listed
from app.core.permissions import Permission, requires
from app.core.web import current_actor
from app.documents.logic.personal_agenda import Engagement, OwnDay, PersonalAgenda, print_personal_agenda
from app.documents.logic.sheet import Paper
from app.documents.service import cached_bytes, content_key
from app.events.models.event import Event
from app.home.logic.agenda import AgendaDay, Placed
from app.home.queries.agenda import PersonalDays, find_feed_token, get_bearer, read_agenda
from app.home.routes.blueprint import bp

ON_PAPER = "print"


@bp.get("/agenda")
@requires(Permission.REGISTRATION_OWN)
def show_agenda() -> ResponseReturnValue:
    """Show what one does at events, day by day, of all events or of one."""
    actor, session = current_actor(), database.session()
    days = read_agenda(session, actor, slug=request.args.get("event", ""))
    person, organisation = get_bearer(session, actor.person_id or 0)
    return render_template(
        "home/show_agenda.html", days=days, person=person, organisation=organisation, weekday=weekday,
        time_of=time_of, is_paper=request.args.get("view") == ON_PAPER, today=today(),
        feed=find_feed_token(session, person.id) is not None,
    )  # fmt: skip


@bp.get("/agenda.pdf")
@requires(Permission.REGISTRATION_OWN)
def download_agenda() -> ResponseReturnValue:
    """Give the agenda as PDF, of all events to come or of one."""
    actor, session = current_actor(), database.session()
    agenda = printable(read_agenda(session, actor, slug=request.args.get("event", "")))
    key = content_key("personal-agenda", replace(agenda, paper=replace(agenda.paper, made_at=now().min)), today())
    content = cached_bytes("personal-agenda", key, lambda: print_personal_agenda(agenda).content)
    answer = Response(content, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="agenda-{request.args.get("event") or "all"}.pdf"'
    return answer


def printable(days: PersonalDays) -> PersonalAgenda:
    """Return the agenda of the person behind this request as its PDF says it."""
    session = database.session()
    person, organisation = get_bearer(session, current_actor().person_id or 0)
    event = days.chosen
    zone = ZoneInfo(event.zone) if event else ZoneInfo("Asia/Shanghai")
    title = _("Personal agenda of %(name)s", name=person.name)
    return PersonalAgenda(
        paper=Paper(
            title=title, made_at=now().astimezone(zone), author=person.name, subject=event.title if event else "",
            number=event.number if event else "", lang="en" if language() == "en" else "zh",
        ),
        person=person.name, organisation=organisation, event=_event_words(event), date=_dates(days.shown),
        place=_place(event), contact=(event.contact if event else "") or "", feed_url=_feed_url(person.id),
        days=tuple(_own_day(each, with_event=event is None) for each in days.shown),
    )  # fmt: skip


def _event_words(event: Event | None) -> str:
    if event is None:
        return str(_("All events"))
    return event.title_en if language() == "en" and event.title_en else event.title


def _place(event: Event | None) -> str:
    if event is None:
        return ""
    return " · ".join(part for part in (event.city, event.venue.name if event.venue else None) if part)


def _dates(days: Sequence[AgendaDay]) -> str:
    entries = [placed.item for each in days for placed in each.entries]
    return date_range(entries[0].start_at, entries[-1].end_at) if entries else ""


def _feed_url(person_id: int) -> str:
    token = find_feed_token(database.session(), person_id)
    if token is None:
        return ""
    base: str = current_app.extensions["luyan_config"].base_url
    return base.rstrip("/") + url_for("notifications.show_feed", token=token)


def _own_day(each: AgendaDay, *, with_event: bool) -> OwnDay:
    rows = tuple(_engagement(placed, with_event=with_event) for placed in each.entries)
    return OwnDay(label=f"{day(each.day)} {weekday(each)}", rows=rows)


def _engagement(placed: Placed, *, with_event: bool) -> Engagement:
    item = placed.item
    title = f"{item.title}（{item.event_title}）" if with_event else item.title
    status = _("Clash") if placed.clashes else label(item.state)
    return Engagement(
        time=time_of(placed), kind=label(item.kind), title=title, place=item.place,
        counterpart=listed(item.people), status=str(status),
    )  # fmt: skip


def weekday(each: AgendaDay) -> str:
    """Return the name of the day of the week."""
    return str(format_date(each.day, "EEEE"))


def time_of(placed: Placed) -> str:
    """Return the time of an entry in the zone of its event."""
    zone = ZoneInfo(placed.item.zone)
    return f"{placed.item.start_at.astimezone(zone):%H:%M}–{placed.item.end_at.astimezone(zone):%H:%M}"
