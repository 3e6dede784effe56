"""The four events of the article: planned, approved and released like any other, then taken to their end."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from app.demo.logic.layout import CHINA, CLOSES, OPENS, hours_of, moment
from app.demo.logic.season import Entry
from app.demo.service.cast import Part
from app.demo.service.loading import Loading, marked
from app.demo.service.reasons import ASSUMED_STOP, KINDS, NO_HOURS, WHO_PRESENTED, explain
from app.events.logic.details import Basics, Group, RegistrationRules, TimeAndPlace
from app.events.logic.states import ConfirmState, Duty, EventState, EventType, HostRole, SessionType, Visibility
from app.events.models.event import Event
from app.events.models.venue import Venue
from app.events.service.events import edit_event, edit_time_and_place, start_event
from app.events.service.history import record_course
from app.events.service.hosts import add_host, edit_groups
from app.events.service.release import release_programme
from app.events.service.sessions import SessionValues, add_session
from app.events.service.sessions_people import DutyValues, add_session_person
from app.events.service.states import Step, change_state
from app.events.service.venues import VenueDetails, add_floor, add_venue

SLUGS: Final = {
    "ev_wz": "wenzhou-2023", "ev_jd": "jiande-shanghai-2023", "ev_lg": "longgang-2023", "ev_hz": "hangzhou-centre-2023",
}  # fmt: skip
# In our own words, with nothing in them that the article does not say.
SUMMARIES: Final = {
    "ev_wz": "省部委共建医科大学的师生代表、医药卫生领域专家、企业和投资机构200余人参会：签约、专题报告、交流探讨，"
    "11个医学科技成果项目路演，投资方与演讲人互动问答。",
    "ev_jd": "9位行业专家围绕碳酸钙产业，在上海两所高校与建德市企业圆桌会谈、现场交流，并签订180万元校企研发合作项目。",
    "ev_lg": "龙港市与华工创投签订战略合作协议，与武汉、湖北五家企业签订项目合作框架协议。",
    "ev_hz": "杭州技术转移转化中心揭牌并投入运营：一楼展示、二楼服务、三楼路演、四楼集聚机构与人才。",
}
BRANDS: Final = {"ev_jd": "科创菁英"}
ROLES: Final = {"指导": HostRole.GUIDANCE, "主办": HostRole.HOST, "承办": HostRole.UNDERTAKER}
LONGGANG: Final = "龙港"
STOPS: Final = {"上海第二工业大学": "sspu", "上海应用技术大学": "sit"}
RELEASE_NAME: Final = "据报道整理"
RELEASE_NOTE: Final = "环节按报道的叙述顺序排列；报道未给出时间，时间为演示而排。"


def open_venues(load: Loading) -> None:
    """Write down the places the article names; of its rooms it says nothing, of the centre's floors their use."""
    cities = {"ev_wz": "温州", "ev_jd": "上海", "ev_hz": "杭州"}
    with load.cast.acting(Part.ORGANISER) as actor:
        for told in load.season.list("events"):
            for name in told.get("venues") or [told.get("venue")]:
                if name is None:
                    continue
                details = VenueDetails(name=name, city=cities[told.id], centre_id=load.rows["ctr_hz"].id)
                venue = load.keep(name, add_venue(load.session, actor, details=details))
                marked(venue, {"city": {"kind": "derived", "why": KINDS["derived"]}})
        centre = load.get(load.rows["org_hzttc"].name, Venue)
        for level, floor in enumerate(load.season.part("platform").parts("floors"), start=1):
            add_floor(load.session, actor, venue_id=centre.id, level=level, name=floor["floor"], use=floor["use"])


def hold_events(load: Loading) -> None:
    """Enter the four events with hosts, groups and released programmes; the tour gets its two stops."""
    for told in load.season.list("events"):
        event = _plan(load, told)
        _invite_hosts(load, told, event)
        _lay_out(load, told, event)
        _approve(load, event)
        for number, name in enumerate(told.get("venues") or (), start=1):
            _approve(load, _add_stop(load, told, event, number, name))


def end_events(load: Loading) -> None:
    """Take the events to their end, once everything that happened there is written down."""
    for name in SLUGS:
        with load.cast.acting(Part.ORGANISER) as actor:
            record_course(load.session, actor, event_id=load.rows[name].id)
    for name in STOPS.values():
        with load.cast.acting(Part.ORGANISER) as actor:
            record_course(load.session, actor, event_id=load.rows[f"stop_{name}"].id)


def _plan(load: Loading, told: Entry) -> Event:
    day = date.fromisoformat(told["start_date"])
    basics = Basics(
        title=told["name"], event_type=EventType(told["event_type"]), slug=SLUGS[told.id],
        title_en=told["name_en"], brand=BRANDS.get(told.id), summary=SUMMARIES[told.id],
        visibility=Visibility(told["visibility"]),
    )  # fmt: skip
    venue = load.find(told.get("venue"), Venue)
    city = told.get("city") or (venue.city if venue else LONGGANG)
    where = TimeAndPlace(moment(day, OPENS), moment(day, CLOSES), city=city, venue_id=venue.id if venue else None)
    with load.cast.acting(Part.ORGANISER) as actor:
        event = start_event(load.session, actor, basics=basics, first_day=day, centre_id=load.rows["ctr_hz"].id)
    with load.cast.acting(Part.ORGANISER) as actor:
        edit_event(load.session, actor, event_id=event.id, basics=basics, version=None)
        edit_time_and_place(load.session, actor, event_id=event.id, where=where, version=None)
        groups = [Group(name) for name in told.get("attendee_groups") or ()]
        edit_groups(load.session, actor, event_id=event.id, rules=RegistrationRules(groups), version=None)
    event.source = "article"
    marked(event, explain(told.marks(
        title="name", title_en="name_en", event_type="event_type", start_at="start_date", end_at="end_date",
        city="city", state="status", visibility="visibility",
    )))  # fmt: skip
    marked(event, {"hours": NO_HOURS})
    if not told.get("city"):
        marked(event, {"city": {"kind": "derived", "why": KINDS["derived"]}})
    return load.keep(told.id, event)


def _invite_hosts(load: Loading, told: Entry, event: Event) -> None:
    with load.cast.acting(Part.ORGANISER) as actor:
        for each in told.parts("organisers"):
            organisation_id = load.rows[each["org_ref"]].id
            add_host(load.session, actor, event_id=event.id, organisation_id=organisation_id, role=ROLES[each["role"]])
            link = next(link for link in event.organisers if link.organisation_id == organisation_id)
            link.is_assumed = bool(each.marks(role="role", organisation="org_ref"))


def _lay_out(load: Loading, told: Entry, event: Event) -> None:
    """Put the sessions into the programme in the order of the article, and release it."""
    sessions = [each for each in load.season.list("sessions") if each["event_ref"] == told.id]
    for each in sorted(sessions, key=lambda part: part["sequence"]):
        _add_session(load, each, event)
    with load.cast.acting(Part.ORGANISER) as actor:
        release_programme(load.session, actor, event=event, name=RELEASE_NAME, note=RELEASE_NOTE)


def _add_session(load: Loading, told: Entry, event: Event) -> None:
    start, end = hours_of(told.id, event.start_at.astimezone(CHINA).date())
    values = SessionValues(
        title=told["title"], session_type=SessionType(told["session_type"]), start_at=start, end_at=end,
        description=_describe(told),
    )  # fmt: skip
    with load.cast.acting(Part.ORGANISER) as actor:
        row = load.keep(told.id, add_session(load.session, actor, event=event, values=values))
        for name in told.get("speaker_refs") or ():
            duty = DutyValues(duty=Duty.SPEAKER, person_id=load.rows[name].id, state=ConfirmState.CONFIRMED)
            add_session_person(load.session, actor, each=row, values=duty)
    marked(row, {"start_at": NO_HOURS, "end_at": NO_HOURS})
    if told.get("pitch_count"):
        marked(row, {"people": WHO_PRESENTED})
    marked(row, explain(told.marks(title="title", position="sequence", session_type="session_type", venue="venue")))


def _describe(told: Entry) -> str | None:
    parts = [("地点：", told.get("venue")), ("主题：", "、".join(told.get("topics") or told.get("qa_themes") or ())),
             ("每个项目讲：", "、".join(told.get("present_points") or ()))]  # fmt: skip
    return "\n".join(head + text for head, text in parts if text) or None


def _add_stop(load: Loading, told: Entry, series: Event, number: int, name: str) -> Event:
    """Add a stop of the tour; that each campus was a stop of its own, on the same day, is assumed."""
    day = date.fromisoformat(told["start_date"])
    basics = Basics(
        title=f"{series.title}·{name}", event_type=series.event_type, slug=f"{series.slug}-{STOPS[name]}",
        summary=f"“{series.brand}”系列活动第{number}站：{name}。日程见系列活动页面。",
    )  # fmt: skip
    where = TimeAndPlace(moment(day, OPENS), moment(day, CLOSES), venue_id=load.rows[name].id)
    with load.cast.acting(Part.ORGANISER) as actor:
        stop = start_event(load.session, actor, basics=basics, first_day=day, parent_id=series.id)
    with load.cast.acting(Part.ORGANISER) as actor:
        edit_event(load.session, actor, event_id=stop.id, basics=basics, version=None)
        edit_time_and_place(load.session, actor, event_id=stop.id, where=where, version=None)
    stop.source = "article"
    marks: Mapping[str, dict[str, str]] = explain(told.marks(start_at="start_date", end_at="end_date"))
    marked(stop, {**marks, "title": ASSUMED_STOP, "hours": NO_HOURS})
    return load.keep(f"stop_{STOPS[name]}", stop)


def _approve(load: Loading, event: Event) -> None:
    with load.cast.acting(Part.ORGANISER) as actor:
        change_state(load.session, actor, event_id=event.id, step=Step(EventState.IN_REVIEW))
    with load.cast.acting(Part.OPERATOR) as actor:
        change_state(load.session, actor, event_id=event.id, step=Step(EventState.APPROVED))
