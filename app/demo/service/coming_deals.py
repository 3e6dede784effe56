"""Pitches, investors, wishes, meetings, a need and agreements of the invented event, each at another station."""

from datetime import time
from decimal import Decimal
from typing import Final

from app.accounts.models import Person
from app.agreements.logic.states import AgreementType
from app.agreements.models.agreement import Agreement
from app.agreements.queries.agreements import get_agreement_by_id
from app.agreements.service.drafting import AgreementInput, PartyInput, enter_agreement
from app.agreements.service.names import ask_for_names, confirm_name, proofread_names
from app.agreements.service.signing import make_print_ready
from app.demo.logic import invented
from app.demo.logic.invented import Days, Project
from app.demo.service.cast import INVENTED, Part
from app.demo.service.coming import EVENT, extra, take_as_verified
from app.demo.service.loading import Loading, marked
from app.demo.service.reasons import ALL_INVENTED
from app.events.models.event import Event
from app.events.models.programme import EventSession
from app.investors.logic import InvestorKind, InvestorState
from app.investors.models import Investor
from app.investors.service import (
    InvestorProfile,
    MandateTerms,
    apply_as_investor,
    join_event,
    verify_investor,
    write_mandate,
)
from app.library.logic import NeedState
from app.library.service.entries import add_need, ask_expert, move_need
from app.matching.logic.wishes import Wish, WishSide
from app.matching.service.wishes import express_interest
from app.meetings.logic.states import BookingMode
from app.meetings.queries.ground import list_slots
from app.meetings.queries.people import get_pair
from app.meetings.service.booking import schedule_by_hand
from app.meetings.service.ground import Cut, Rules, add_block, add_tables, set_rules
from app.meetings.service.requests import Asking, request_meeting
from app.meetings.service.running import Wanted, start_plan
from app.pitches.logic.states import PitchState
from app.pitches.models import Pitch
from app.pitches.service.drafts import save_draft, start_pitch
from app.pitches.service.steps import move_pitch, submit_pitch
from app.roadshow.logic import QuestionTheme
from app.roadshow.service.order import arrange_order
from app.roadshow.service.questions import ask_question

TO_STAGE: Final = (PitchState.FORMAL_CHECK, PitchState.IN_REVIEW, PitchState.SHORTLISTED, PitchState.CONFIRMED)
PATIENCE_HOURS: Final = 240
OWN: Final = "own_pitch"


def hand_in_pitches(load: Loading) -> None:
    """Let teams apply; some pitches are chosen and stand in the running order, others wait for the organiser."""
    own = _hand_in(load, invented.OWN, None)
    load.keep(OWN, own)
    others = [_hand_in(load, each, extra(load, each.presenter, "教授", each.team)) for each in invented.PROJECTS]
    chosen = [own, *(load.keep(f"pitch_{n}", row) for n, row in enumerate(others) if invented.PROJECTS[n].is_chosen)]
    with load.cast.acting(Part.ORGANISER) as actor:
        for pitch in chosen:
            for after in TO_STAGE:
                move_pitch(load.session, actor, pitch_id=pitch.id, after=after)
        arrange_order(load.session, actor, session_id=load.get("roadshow", EventSession).id)
    with load.cast.acting(Part.TEAM) as actor:
        event = load.get(EVENT, Event)
        start_pitch(load.session, actor, event=event, title=invented.DRAFT_TITLE, organisation_name=invented.BIOTECH)


def _hand_in(load: Loading, project: Project, presenter: Person | None) -> Pitch:
    event = load.get(EVENT, Event)
    acting = load.cast.acting(Part.TEAM) if presenter is None else load.cast.acting_as(presenter)
    with acting as actor:
        pitch = start_pitch(load.session, actor, event=event, title=project.title, organisation_name=project.team)
        save_draft(load.session, actor, pitch_id=pitch.id, values=project.values())
        submit_pitch(load.session, actor, pitch_id=pitch.id)
    pitch.source = INVENTED
    return pitch


def let_investors_in(load: Loading) -> None:
    """Let two investors join with a mandate; a third one waits to be verified."""
    event, account = load.get(EVENT, Event), load.cast.accounts[Part.INVESTOR].person
    manager = extra(load, "演示基金经理", "投资总监")
    _apply(load, invented.UNVERIFIED_INVESTOR, InvestorKind.ANGEL, extra(load, "演示申请人", "负责人"))
    for name, kind, person in (
        (invented.VENTURE, InvestorKind.VC, account), (invented.FUND, InvestorKind.GOVERNMENT_FUND, manager),
    ):  # fmt: skip
        investor = load.keep(f"investor_{name}", _apply(load, name, kind, person))
        take_as_verified(load, investor.organisation)
        with load.cast.acting(Part.OPERATOR) as actor:
            verify_investor(load.session, actor, investor_id=investor.id, state=InvestorState.ACTIVE)
        with load.cast.acting(Part.ORGANISER) as actor:
            join_event(load.session, actor, event=event, investor_id=investor.id, representative_id=person.id)
    _look_for(load, invented.VENTURE, ("生物医药", "集成电路", "新材料"), ("angel", "pre_a", "a"), (5, 30))
    _look_for(load, invented.FUND, ("新材料", "智能装备"), ("pre_a", "a", "b"), (10, 50))


def _apply(load: Loading, name: str, kind: InvestorKind, person: Person) -> Investor:
    profile = InvestorProfile(kind, introduction="虚构的投资机构，仅供演示。", decision_days=30)
    with load.cast.acting_as(person) as actor:
        investor = apply_as_investor(load.session, actor, name=name, profile=profile, centre_id=load.rows["ctr_hz"].id)
    person.organisation_id = investor.organisation_id
    investor.source = INVENTED
    marked(investor, {"name": ALL_INVENTED})
    return investor


def _look_for(
    load: Loading, name: str, fields: tuple[str, ...], stages: tuple[str, ...], millions: tuple[int, int]
) -> None:
    terms = MandateTerms(
        fields=fields, stages=stages, ticket_min=Decimal(millions[0] * 10**6), ticket_max=Decimal(millions[1] * 10**6),
        regions=("330000",),
    )  # fmt: skip
    with load.cast.acting(Part.OPERATOR) as actor:
        write_mandate(load.session, actor, investor_id=load.rows[f"investor_{name}"].id, terms=terms)


def open_meetings(load: Loading, days: Days) -> None:
    """Open blocks of slots with tables; some requests wait, one meeting is settled, a plan is asked for."""
    event = load.get(EVENT, Event)
    with load.cast.acting(Part.ORGANISER) as actor:
        rules = Rules(BookingMode.MIXED, cap_per_day=6, expiry_hours=PATIENCE_HOURS)
        set_rules(load.session, actor, event=event, rules=rules)
        for name, start, end in (("上午", time(9, 30), time(11, 30)), ("下午", time(15, 10), time(17, 30))):
            cut = Cut(name, days.at(start), days.at(end), 20, 5)
            add_block(load.session, actor, event=event, cut=cut)
        add_tables(load.session, actor, event=event, count=4, name="洽谈桌", room_id=load.rows[invented.TALKS].id)
    _wish(load)
    _ask(load, event)


def _wish(load: Loading) -> None:
    venture = load.get(f"investor_{invented.VENTURE}", Investor)
    pitch = load.get("pitch_0", Pitch)
    with load.cast.acting(Part.INVESTOR) as actor:
        express_interest(
            load.session, actor, pitch=pitch, investor_id=venture.id, side=WishSide.INVESTOR, wish=Wish.MUST_MEET
        )
    with load.cast.acting_as(load.get(invented.PROJECTS[0].presenter, Person)) as actor:
        express_interest(load.session, actor, pitch=pitch, investor_id=venture.id, side=WishSide.PITCH, wish=Wish.MEET)


def _ask(load: Loading, event: Event) -> None:
    venture = load.get(f"investor_{invented.VENTURE}", Investor).id
    fund = load.get(f"investor_{invented.FUND}", Investor).id
    own, other = load.get(OWN, Pitch), load.get("pitch_1", Pitch)
    with load.cast.acting(Part.INVESTOR) as actor:
        pair = get_pair(load.session, event, number=own.number, investor_id=venture)
        asking = Asking(message="想了解中试进度和本轮融资安排。（演示）")
        request_meeting(load.session, actor, pair=pair, asking=asking)
    with load.cast.acting_as(load.get(invented.PROJECTS[1].presenter, Person)) as actor:
        pair = get_pair(load.session, event, number=other.number, investor_id=venture)
        request_meeting(load.session, actor, pair=pair, asking=Asking(message="希望介绍母粒试用结果。（演示）"))
    with load.cast.acting(Part.ORGANISER) as actor:
        pair = get_pair(load.session, event, number=other.number, investor_id=fund)
        slot = list_slots(load.session, event.id)[0]
        schedule_by_hand(load.session, actor, pair=pair, slot_id=slot.id)
        start_plan(load.session, actor, event=event, wanted=Wanted(name="第一稿（演示）", seconds=5))
    with load.cast.acting(Part.ATTENDEE) as actor:
        ask_question(
            load.session, actor, event=event, pitch=own, theme=QuestionTheme.MARKET,
            content="首个品种预计何时进入临床？（演示提问）",
        )  # fmt: skip


def publish_need(load: Loading) -> None:
    """Let the company hand in a need, and the centre take it into the library."""
    with load.cast.acting(Part.COMPANY) as actor:
        organisation_id = load.rows[invented.MATERIALS].id
        need = add_need(load.session, actor, values=invented.NEED, organisation_id=organisation_id)
        move_need(load.session, actor, entry=need, after=NeedState.SUBMITTED)
    with load.cast.acting(Part.OPERATOR) as actor:
        for after in (NeedState.SORTING, NeedState.VERIFIED, NeedState.IN_LIBRARY, NeedState.PUBLISHED):
            move_need(load.session, actor, entry=need, after=after)
        ask_expert(
            load.session, actor, need=need, person_id=load.cast.accounts[Part.EXPERT].person.id,
            note="请看看现有的包覆工艺能否不增加后处理工序。（演示）",
        )  # fmt: skip
    need.source = INVENTED
    marked(need, {"title": ALL_INVENTED})


def draft_agreements(load: Loading) -> None:
    """Prepare two agreements: one ready to be signed, one whose names the company has to confirm."""
    ready = _draft(load, invented.READY_AGREEMENT, AgreementType.INTENT, (invented.VENTURE, invented.BIOTECH))
    for part, name in ((Part.INVESTOR, invented.VENTURE), (Part.TEAM, invented.BIOTECH)):
        party = next(each for each in ready.parties if each.printed_name == name)
        with load.cast.acting(part) as actor:
            signatory = load.cast.accounts[part].person.name
            confirm_name(load.session, actor, agreement_id=ready.id, party_id=party.id, signatory=signatory)
    with load.cast.acting(Part.OPERATOR) as actor:
        proofread_names(load.session, actor, agreement_id=ready.id)
    with load.cast.acting(Part.ORGANISER) as actor:
        make_print_ready(load.session, actor, agreement_id=ready.id)
    _draft(load, invented.OPEN_AGREEMENT, AgreementType.FRAMEWORK, (invented.MATERIALS, invented.UNIVERSITY))


def _draft(load: Loading, title: str, kind: AgreementType, names: tuple[str, ...]) -> Agreement:
    event = load.get(EVENT, Event)
    content = AgreementInput(
        title=title, agreement_type=kind, parties=tuple(PartyInput(name=name) for name in names),
        session_id=load.rows["signing"].id, place=invented.VENUE,
    )  # fmt: skip
    with load.cast.acting(Part.ORGANISER) as actor:
        agreement = enter_agreement(load.session, actor, event=event, content=content)
        ask_for_names(load.session, actor, agreement_id=agreement.id)
    return get_agreement_by_id(load.session, agreement.id)
