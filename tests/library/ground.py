"""A university with an achievement, a proof-of-concept centre, and short ways through the gates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import Account
from app.accounts.queries.actors import actor_of
from app.core.permissions import Actor, Role, ScopeKind
from app.events.logic.states import Visibility
from app.library.logic import AchievementState, PocAdvice, PocStage, PocVerdict
from app.library.models import Achievement, PocProject
from app.library.queries import get_poc_project
from app.library.service import proof_of_concept as service
from app.notifications.logic import Template
from app.notifications.models import Message
from app.organisations.logic import OrganisationType
from app.organisations.models import Organisation
from tests.factories import make_achievement, make_centre, make_member, make_organisation

PAPERS: dict[PocStage, dict[str, Any]] = {
    PocStage.APPLY: {"question": "能否在人血浆中保持活性", "expected_use": "体外诊断试剂", "trl_before": 4},
    PocStage.PLAN: {
        "work": "三批次放大", "months": 6, "starts_on": date(2030, 7, 1), "budget": Decimal(500000),
        "measures": [("收率", "不低于80%"), ("纯度", "不低于98%")],
    },
    PocStage.VERIFY: {
        "findings": "两批达标", "verified_on": date(2024, 1, 5), "results": [("83%", True), ("97.1%", False)],
    },
    PocStage.REPORT: {"summary": "收率达标，纯度略低", "trl_after": 5, "advice": PocAdvice.MORE_WORK},
}  # fmt: skip


class World:
    """A university with an achievement, a proof-of-concept centre with two people, and the centre above it."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.above = make_centre(session)
        self.owner: Organisation = make_organisation(session, org_type=OrganisationType.UNIVERSITY)
        self.poc: Organisation = make_organisation(
            session, org_type=OrganisationType.POC_CENTER, centre_id=self.above.id
        )
        self.achievement: Achievement = make_achievement(
            session, organisation=self.owner, state=AchievementState.PUBLISHED, visibility=Visibility.PUBLIC
        )
        self.team = make_member(session, Role.PROJECT_TEAM, ScopeKind.ORGANISATION, self.owner.id)
        self.judge = make_member(session, Role.TECH_MANAGER, ScopeKind.ORGANISATION, self.poc.id)
        self.second = make_member(session, Role.TECH_MANAGER, ScopeKind.ORGANISATION, self.poc.id)
        self.operator = make_member(session, Role.CENTRE_OPERATOR, ScopeKind.CENTRE, self.above.id)
        self.stranger = make_member(session, Role.TECH_MANAGER, ScopeKind.ORGANISATION, make_organisation(session).id)

    def actor(self, account: Account) -> Actor:
        wanted = select(Account).where(Account.id == account.id).options(joinedload(Account.person))
        return actor_of(self.session, self.session.scalars(wanted.execution_options(populate_existing=True)).one())

    def apply(self) -> PocProject:
        return service.apply_for_proof(
            self.session, self.actor(self.team), achievement=self.achievement, organisation_id=self.poc.id,
            values=PAPERS[PocStage.APPLY],
        )  # fmt: skip

    def hand_in(self, number: str) -> PocProject:
        project = get_poc_project(self.session, number)
        service.write_gate(self.session, self.actor(self.team), project=project, values=PAPERS[project.stage])
        service.hand_in(self.session, self.actor(self.team), project=get_poc_project(self.session, number))
        return get_poc_project(self.session, number)

    def decide(
        self, number: str, verdict: PocVerdict, by: Account | None = None, reason: str = "依据充分"
    ) -> PocProject:
        project = get_poc_project(self.session, number)
        service.decide_gate(self.session, self.actor(by or self.judge), project=project, verdict=verdict, reason=reason)
        return get_poc_project(self.session, number)

    def told(self, template: Template) -> set[int | None]:
        return set(self.session.scalars(select(Message.person_id).where(Message.template == template)))
