"""Who presented, who invested and what was asked at the conference of the article."""

from typing import Final

from app.demo.logic.season import Entry
from app.demo.service.cast import Part
from app.demo.service.loading import Loading, marked
from app.demo.service.reasons import KINDS, explain
from app.events.logic.states import Visibility
from app.events.models.event import Event
from app.investors.logic import InvestorKind
from app.investors.models import Investor
from app.investors.service import (
    InvestorProfile,
    MandateTerms,
    TrackRecord,
    record_investor,
    record_participation,
    show_track_record,
    write_mandate,
)
from app.organisations.logic import OrganisationType
from app.organisations.models import Organisation
from app.pitches.logic.states import PitchState
from app.pitches.models import Pitch
from app.pitches.service.bulk import decide
from app.pitches.service.records import record_pitch
from app.roadshow.logic import QuestionTheme
from app.roadshow.service.order import arrange_order
from app.roadshow.service.questions import record_question

KINDS_OF: Final = {
    OrganisationType.INVESTOR_FINANCIAL: InvestorKind.VC,
    OrganisationType.INVESTOR_INDUSTRIAL: InvestorKind.CVC,
    OrganisationType.INVESTOR_STATE: InvestorKind.GOVERNMENT_FUND,
}
EARLY_ROUNDS: Final = ("seed", "angel", "pre_a", "a", "a_plus", "b")
THEMES: Final = {
    "技术门槛": QuestionTheme.THRESHOLD, "市场前景": QuestionTheme.MARKET, "团队构建": QuestionTheme.TEAM,
    "股权架构": QuestionTheme.EQUITY,
}  # fmt: skip


def present_pitches(load: Loading) -> None:
    """Enter the eleven pitches, put them in order on stage, and note that they were presented."""
    stage = next(each for each in load.season.list("sessions") if each.get("pitch_count"))
    event = load.get(stage["event_ref"], Event)
    told = sorted(load.season.list("pitches"), key=lambda each: each["order"])
    for each in told:
        _record(load, each, stage, event)
    with load.cast.acting(Part.ORGANISER) as actor:
        arrange_order(load.session, actor, session_id=load.rows[stage.id].id)
        for after in (PitchState.SLIDES_LOCKED, PitchState.PRESENTED):
            load.session.flush()
            versions = {load.rows[each.id].id: load.rows[each.id].version for each in told}
            decide(load.session, actor, event=event, versions=versions, after=after)


def _record(load: Loading, told: Entry, stage: Entry, event: Event) -> None:
    values = {
        "title": told["title"], "field": told["field"], "visibility": Visibility(told["visibility"]),
        "minutes": stage["pitch_minutes"], "qa_minutes": stage["qa_minutes"],
    }  # fmt: skip
    marks = told.marks(
        title="title",
        field="field",
        visibility="visibility",
        state="status",
        organisation_id="org_ref",
        position="order",
    ) | stage.marks(minutes="pitch_minutes", qa_minutes="qa_minutes")
    with load.cast.acting(Part.ORGANISER) as actor:
        pitch = record_pitch(
            load.session, actor, event=event, values=values, organisation_id=load.id_of(told["org_ref"]),
            source="article", assumed=explain(marks),
        )  # fmt: skip
    load.keep(told.id, pitch)


def enter_investors(load: Loading) -> None:
    """Enter every investor of the article with what it says of them, and who came to the conference."""
    for told in load.season.list("organisations"):
        kind = KINDS_OF.get(OrganisationType(told["org_type"]))
        if kind is not None:
            _enter_investor(load, told, kind)
    for told in load.season.list("investor_participants"):
        with load.cast.acting(Part.ORGANISER) as actor:
            row = record_participation(
                load.session, actor, event=load.get(told["event_ref"], Event), role_text=told["representative_role"],
                investor=load.get(f"investor_{told['org_ref']}", Investor),
            )  # fmt: skip
        load.keep(told.id, row)


def _enter_investor(load: Loading, told: Entry, kind: InvestorKind) -> None:
    with load.cast.acting(Part.OPERATOR) as actor:
        investor = record_investor(
            load.session, actor, organisation=load.get(told.id, Organisation), profile=InvestorProfile(kind),
            assumed=explain(told.marks(kind="org_type")),
        )  # fmt: skip
    investor.source = "article"
    load.keep(f"investor_{told.id}", investor)
    profile = told.get("profile")
    if profile:
        _describe(load, investor, profile)


def _describe(load: Loading, investor: Investor, profile: dict[str, object]) -> None:
    """Write down fields and honours as the article tells them; which rounds “early to middle” means is derived."""
    terms = MandateTerms(
        fields=[str(each) for each in _list(profile["sectors"])], stages=EARLY_ROUNDS,
        looking_for=str(profile["stage_focus"]),
    )  # fmt: skip
    fifty, gp = _list(profile["honours"])
    honours = [(str(fifty), int(str(profile["top50_times"])), None), (str(gp), None, str(profile["honour_issuer"]))]
    with load.cast.acting(Part.OPERATOR) as actor:
        write_mandate(load.session, actor, investor_id=investor.id, terms=terms)
        show_track_record(load.session, actor, investor_id=investor.id, record=TrackRecord(honours=honours))
    marked(investor, {"stages": {"kind": "derived", "why": KINDS["derived"]}})


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def note_questions(load: Loading) -> None:
    """Enter a question for each theme the article names; the words of a question only keep its place."""
    for told in load.season.list("questions"):
        event, pitch = load.get(told["event_ref"], Event), load.find(told["pitch_ref"], Pitch)
        with load.cast.acting(Part.ORGANISER) as actor:
            row = record_question(
                load.session, actor, event=event, pitch=pitch, theme=THEMES[told["theme"]], content=told["text"],
                assumed=explain(told.marks(content="text")),
            )  # fmt: skip
        load.keep(told.id, row)
