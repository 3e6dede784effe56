"""What invented bodies do for each other: proofs of concept at every stage, and the services of a platform."""

from datetime import timedelta
from typing import Final

from app.agreements.logic.states import AgreementType, LandingStage
from app.agreements.models.agreement import Agreement
from app.agreements.queries.agreements import get_agreement_by_id
from app.agreements.queries.services import get_enquiry
from app.agreements.service.drafting import AgreementInput
from app.agreements.service.historic import HistoricParty, enter_historic_agreement
from app.agreements.service.landing import MilestoneInput, plan_milestone
from app.agreements.service.services import Offer, answer_enquiry, offer_services, send_enquiry
from app.core.clock import today
from app.demo.logic import invented
from app.demo.logic.invented_proofs import (
    ENQUIRIES,
    LANDING_DISTRICT,
    LANDING_UNIT,
    LANDINGS,
    OFFER,
    OFFER_NOTE,
    PLATFORM,
    POC_CENTRE,
    SERVICES,
    Proof,
    proofs,
)
from app.demo.service.cast import INVENTED, Part
from app.demo.service.coming import NEXT, take_as_verified
from app.demo.service.loading import Loading, marked
from app.demo.service.reasons import ALL_INVENTED
from app.events.models.event import Event
from app.library.logic import AchievementState, PocAdvice, PocVerdict
from app.library.models import Achievement
from app.library.queries import get_poc_project
from app.library.service.entries import add_achievement, move_achievement
from app.library.service.proof_of_concept import apply_for_proof, decide_gate, hand_in, write_gate
from app.organisations.logic import OrganisationType
from app.organisations.models import Organisation
from app.organisations.service.profiles import OrganisationEntry, register_organisation

A: Final = AchievementState
TO_THE_LIBRARY: Final = (A.SORTING, A.IN_LIBRARY, A.EVALUATING, A.EVALUATED, A.PUBLISHED)
SIGNED_BEFORE: Final = timedelta(days=240)


def put_to_the_proof(load: Loading) -> None:
    """Found an invented centre, and take each proof as far as its papers and decisions reach."""
    with load.cast.acting(Part.OPERATOR) as actor:
        entry = OrganisationEntry(
            POC_CENTRE, OrganisationType.POC_CENTER, region="330100", centre_id=load.rows["ctr_hz"].id, source=INVENTED
        )
        centre = load.keep(POC_CENTRE, register_organisation(load.session, actor, entry, is_another=True))
    take_as_verified(load, centre)
    for proof in proofs(today()):
        _prove(load, proof, _published(load, proof), centre)


def _published(load: Loading, proof: Proof) -> Achievement:
    with load.cast.acting(Part.TEAM) as actor:
        owner = load.rows[invented.BIOTECH].id
        achievement = add_achievement(load.session, actor, values=proof.achievement, organisation_id=owner)
        move_achievement(load.session, actor, entry=achievement, after=A.SUBMITTED)
    with load.cast.acting(Part.OPERATOR) as actor:
        for after in TO_THE_LIBRARY:
            move_achievement(load.session, actor, entry=achievement, after=after)
    achievement.source = INVENTED
    marked(achievement, {"title": ALL_INVENTED})
    return achievement


def _prove(load: Loading, proof: Proof, achievement: Achievement, centre: Organisation) -> None:
    with load.cast.acting(Part.TEAM) as actor:
        first = proof.papers[0]
        number = apply_for_proof(
            load.session, actor, achievement=achievement, organisation_id=centre.id, values=first
        ).number
    for place, papers in enumerate(proof.papers):
        advice = {"advice": PocAdvice(papers["advice"])} if "advice" in papers else {}
        with load.cast.acting(Part.TEAM) as actor:
            write_gate(load.session, actor, project=get_poc_project(load.session, number), values=papers | advice)
            hand_in(load.session, actor, project=get_poc_project(load.session, number))
        for verdict, reason in proof.verdicts[place : place + 1]:
            with load.cast.acting(Part.OPERATOR) as actor:
                project = get_poc_project(load.session, number)
                decide_gate(load.session, actor, project=project, verdict=PocVerdict(verdict), reason=reason)


def open_platform(load: Loading) -> None:
    """Write down a signed agreement of two invented bodies, what they offer under it, and what was asked."""
    agreement = _signed(load, PLATFORM, AgreementType.PLATFORM_CO_CONSTRUCTION, invented.BIOTECH)
    with load.cast.acting(Part.ORGANISER) as actor:
        offer = Offer(title=OFFER, services=SERVICES, note=OFFER_NOTE)
        listing = offer_services(load.session, actor, agreement=agreement, offer=offer)
    for content, answer in ENQUIRIES:
        with load.cast.acting(Part.COMPANY) as actor:
            enquiry = send_enquiry(
                load.session, actor, listing=listing, organisation_id=load.rows[invented.MATERIALS].id, content=content
            )
        if answer:
            with load.cast.acting(Part.TEAM) as actor:
                answer_enquiry(load.session, actor, enquiry=get_enquiry(load.session, enquiry.id), answer=answer)


def let_projects_land(load: Loading) -> None:
    """Write frameworks down with the steps of their projects; one of them is overdue."""
    for title, steps in LANDINGS:
        agreement = _signed(load, title, AgreementType.FRAMEWORK, invented.MATERIALS)
        for stage, due, reached in steps:
            content = MilestoneInput(
                stage=LandingStage(stage), due_on=today() + timedelta(days=due), unit=LANDING_UNIT,
                district=LANDING_DISTRICT, done_on=None if reached is None else today() + timedelta(days=reached),
            )  # fmt: skip
            with load.cast.acting(Part.ORGANISER) as actor:
                plan_milestone(load.session, actor, agreement_id=agreement.id, content=content)


def _signed(load: Loading, title: str, kind: AgreementType, partner: str) -> Agreement:
    """Write down an agreement that two invented bodies signed some time ago."""
    signed = today() - SIGNED_BEFORE
    with load.cast.acting(Part.ORGANISER) as actor:
        agreement = enter_historic_agreement(
            load.session, actor, event=load.get(NEXT, Event),
            content=AgreementInput(title=title, agreement_type=kind, place=invented.CITY, sign_on=signed),
            parties=[HistoricParty(load.get(name, Organisation)) for name in (invented.UNIVERSITY, partner)],
            provenance={"source": INVENTED, "assumed": {"title": ALL_INVENTED}, "year": signed.year},
        )  # fmt: skip
    return get_agreement_by_id(load.session, agreement.id)
