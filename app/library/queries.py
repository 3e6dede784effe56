"""Reading the catalogue, and the proofs of concept."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.accounts.models import Account, Membership, Person
from app.accounts.queries.memberships import members_of
from app.core.errors import NotFound
from app.core.permissions import POLICY, Actor, Permission, Role, Scope, ScopeKind
from app.events.logic.states import Visibility
from app.library.logic import ACHIEVEMENT_SHOWN, NEED_SHOWN, POC_RUNNING, POC_TEAM_ACTS, ExpertState, PocState
from app.library.models import Achievement, Need, NeedExpert, PocGate, PocProject, PocRecord
from app.organisations.logic import OrganisationState, OrganisationType
from app.organisations.models import Organisation

Entry = Achievement | Need
MOST_EXPERTS: Final = 2000
OPEN_TO_ALL: Final = (Achievement.state.in_(ACHIEVEMENT_SHOWN), Achievement.visibility == Visibility.PUBLIC)
SHOWN: Final[dict[type[Any], frozenset[Any]]] = {Achievement: ACHIEVEMENT_SHOWN, Need: NEED_SHOWN}
TEXTS: Final[dict[type[Any], tuple[Any, ...]]] = {
    Achievement: (
        Achievement.title, Achievement.number, Achievement.summary, Achievement.problem_solved, Achievement.effect,
        Achievement.applies_to,
    ),
    Need: (Need.title, Need.number, Need.problem),
}  # fmt: skip


@dataclass(frozen=True)
class LibraryFilter:
    """What a visitor looks for, as written in the address; `desk` is `mine`, `sorting` or empty for everybody's."""

    words: str = ""
    field: str = ""
    state: str = ""
    desk: str = ""
    sort: str = "-number"
    page: int = 1
    per_page: int = 20


@dataclass(frozen=True)
class LibraryPage:
    """One page of a list."""

    items: list[Any]
    number: int
    per_page: int
    total: int


def find_page(session: Session, actor: Actor, kind: type[Any], wanted: LibraryFilter) -> LibraryPage:
    """Return one page of achievements or needs that the visitor may see."""
    chosen = (
        select(kind)
        .outerjoin(Organisation, Organisation.id == kind.organisation_id)
        .where(*_allowed(actor, kind, wanted.desk), *_conditions(kind, wanted))
    )
    total = session.scalar(select(func.count()).select_from(chosen.with_only_columns(kind.id).subquery())) or 0
    last = max((total + wanted.per_page - 1) // wanted.per_page, 1)
    number = min(max(wanted.page, 1), last)
    columns = {"number": kind.number, "title": kind.title, "field": kind.field, "state": kind.state}
    column = columns.get(wanted.sort.removeprefix("-"), kind.number)
    rows = (
        chosen.order_by(column.desc() if wanted.sort.startswith("-") else column.asc(), kind.id)
        .options(joinedload(kind.organisation))
        .limit(wanted.per_page)
        .offset((number - 1) * wanted.per_page)
    )
    return LibraryPage(list(session.scalars(rows)), number, wanted.per_page, total)


def list_fields(session: Session, kind: type[Any]) -> list[str]:
    """Return the fields that shown entries name."""
    rows = session.scalars(
        select(kind.field).where(kind.field.is_not(None), kind.state.in_(SHOWN[kind])).distinct().order_by(kind.field)
    )
    return [str(field) for field in rows]


def get_achievement(session: Session, number: str) -> Achievement:
    """Return an achievement with its owner."""
    found = session.scalar(
        select(Achievement).where(Achievement.number == number).options(joinedload(Achievement.organisation))
    )
    if found is None:
        raise NotFound("There is no such achievement.")
    return found


def get_need(session: Session, number: str) -> Need:
    """Return a need with its company and event."""
    found = session.scalar(
        select(Need).where(Need.number == number).options(joinedload(Need.organisation), joinedload(Need.event))
    )
    if found is None:
        raise NotFound("There is no such need.")
    return found


def list_event_needs(session: Session, event_id: int) -> list[Need]:
    """Return the needs brought to an event, by number."""
    wanted = select(Need).where(Need.event_id == event_id).options(joinedload(Need.organisation)).order_by(Need.number)
    return list(session.scalars(wanted))


def list_experts(session: Session, need_id: int) -> list[NeedExpert]:
    """Return the experts asked to help with a need."""
    wanted = (
        select(NeedExpert)
        .where(NeedExpert.need_id == need_id)
        .options(joinedload(NeedExpert.person))
        .order_by(NeedExpert.code, NeedExpert.id)
    )
    return list(session.scalars(wanted))


def find_expert(session: Session, need_id: int, person_id: int | None) -> NeedExpert | None:
    """Return the request to a person to help with a need, if there is one."""
    if person_id is None:
        return None
    return session.scalar(select(NeedExpert).where(NeedExpert.need_id == need_id, NeedExpert.person_id == person_id))


def list_open_requests(session: Session, person_id: int) -> list[Need]:
    """Return the needs a person was asked to help with and has not answered, oldest first."""
    wanted = (
        select(Need)
        .join(NeedExpert, NeedExpert.need_id == Need.id)
        .where(NeedExpert.person_id == person_id, NeedExpert.state == ExpertState.ASKED, Need.state.in_(NEED_SHOWN))
    )
    return list(session.scalars(wanted.order_by(NeedExpert.asked_at, NeedExpert.id)))


def list_known_experts(session: Session, person_id: int | None = None) -> list[Person]:
    """Return who may be asked to help: people with an account who judge, or stand behind a public achievement."""
    judges = select(Membership.person_id).where(Membership.role == Role.REVIEWER, Membership.revoked_at.is_(None))
    contacts = select(Achievement.contact_person_id).where(*OPEN_TO_ALL)
    wanted = (
        select(Person)
        .join(Account, Account.person_id == Person.id)
        .where(Account.closed_at.is_(None), or_(Person.id.in_(judges), Person.id.in_(contacts)))
    )
    if person_id is not None:
        wanted = wanted.where(Person.id == person_id)
    return list(session.scalars(wanted.order_by(Person.id.desc()).limit(MOST_EXPERTS)))


def _scopes(actor: Actor, permission: Permission, kind: ScopeKind) -> list[int]:
    return [
        grant.scope_id
        for grant in actor.grants
        if grant.kind is kind and grant.scope_id is not None and POLICY[grant.role].get(permission) is Scope.OWN
    ]


def _allowed(actor: Actor, kind: type[Any], desk: str) -> list[ColumnElement[bool]]:
    if desk == "mine":
        mine = [kind.organisation_id.in_(_scopes(actor, Permission.LIBRARY_EDIT, ScopeKind.ORGANISATION))]
        mine += [kind.created_by == actor.person_id] if actor.person_id else []
        return [or_(*mine)]
    if desk == "sorting":
        centres = _scopes(actor, Permission.LIBRARY_TRIAGE, ScopeKind.CENTRE)
        return [kind.centre_id.in_(centres), kind.state != "draft"]
    return [kind.state.in_(SHOWN[kind]), kind.visibility != Visibility.NAMED]


def _conditions(kind: type[Any], wanted: LibraryFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for word in wanted.words.split():
        pattern = f"%{word.replace('%', '').replace('_', '')}%"
        open_texts = or_(kind.title.ilike(pattern), kind.number.ilike(pattern), kind.owner_group.ilike(pattern),
                         Organisation.name.ilike(pattern))  # fmt: skip
        inner = [text.ilike(pattern) for text in TEXTS[kind][2:]]
        found.append(or_(open_texts, *[text & (kind.visibility == Visibility.PUBLIC) for text in inner]))
    if wanted.field:
        found.append(kind.field == wanted.field)
    states = {member.value: member for member in type(next(iter(SHOWN[kind])))}
    if wanted.state in states:
        found.append(kind.state == states[wanted.state])
    return found


def get_poc_project(session: Session, number: str) -> PocProject:
    """Return a proof of concept with its gates, its measures and both sides."""
    found = session.scalar(
        select(PocProject)
        .where(PocProject.number == number)
        .options(
            joinedload(PocProject.achievement), joinedload(PocProject.organisation), joinedload(PocProject.applicant),
            selectinload(PocProject.measures), selectinload(PocProject.gates).joinedload(PocGate.decider),
            selectinload(PocProject.gates).joinedload(PocGate.judge),
        )
        .execution_options(populate_existing=True)
    )  # fmt: skip
    if found is None:
        raise NotFound("There is no such proof of concept.")
    return found


def find_poc_project(session: Session, project_id: int) -> PocProject:
    """Return a proof of concept by its key, for whoever was told of it."""
    return get_poc_project(session, session.get_one(PocProject, project_id).number)


def list_poc_of_achievement(session: Session, achievement_id: int) -> list[PocProject]:
    """Return the proofs of concept of an achievement, the newest first."""
    return list(session.scalars(_poc_rows().where(PocProject.achievement_id == achievement_id)))


def list_completed_poc(session: Session) -> list[PocProject]:
    """Return what was proved and reported, the newest first, of achievements that everybody may find."""
    return list(session.scalars(_poc_rows().join(Achievement, Achievement.id == PocProject.achievement_id).where(
        PocProject.state == PocState.COMPLETED, Achievement.state.in_(ACHIEVEMENT_SHOWN),
        Achievement.visibility != Visibility.NAMED,
    )))  # fmt: skip


def list_own_poc(session: Session, actor: Actor) -> list[PocProject]:
    """Return the proofs of concept that somebody applies for, decides on, or is named to decide on."""
    team = _scopes(actor, Permission.POC_EDIT, ScopeKind.ORGANISATION)
    desks = _scopes(actor, Permission.POC_DECIDE, ScopeKind.ORGANISATION)
    named = select(PocGate.project_id).where(PocGate.decider_id == (actor.person_id or 0))
    return list(session.scalars(_poc_rows().where(or_(
        PocProject.applicant_id.in_(team), PocProject.organisation_id.in_(desks),
        PocProject.centre_id.in_(_scopes(actor, Permission.POC_DECIDE, ScopeKind.CENTRE)),
        PocProject.created_by == (actor.person_id or 0), PocProject.id.in_(named),
    ))))  # fmt: skip


def list_poc_centres_to_ask(session: Session) -> list[Organisation]:
    """Return the proof-of-concept centres that are known and verified."""
    rows = select(Organisation).where(
        Organisation.org_type == OrganisationType.POC_CENTER, Organisation.state == OrganisationState.VERIFIED
    )
    return list(session.scalars(rows.order_by(Organisation.sort_key, Organisation.id)))


def list_poc_records(session: Session, project_id: int) -> list[PocRecord]:
    """Return the history of a proof of concept, the newest line first."""
    rows = select(PocRecord).where(PocRecord.project_id == project_id).options(joinedload(PocRecord.person))
    return list(session.scalars(rows.order_by(PocRecord.id.desc())))


def list_poc_deciders(session: Session, project: PocProject) -> list[Person]:
    """Return who may be named to decide: people of the proof-of-concept centre, and of the centre above it."""
    rows = list(members_of(session, ScopeKind.ORGANISATION, project.organisation_id))
    if project.centre_id is not None:
        above = members_of(session, ScopeKind.CENTRE, project.centre_id)
        rows += [each for each in above if each.role is Role.CENTRE_OPERATOR]
    found = {each.person.id: each.person for each in rows if each.person is not None}
    return sorted(found.values(), key=lambda person: (person.sort_key, person.id))


def list_poc_due(session: Session, day: date) -> list[PocProject]:
    """Return the running proofs of concept with a gate that waits until this day at the latest."""
    waits = (PocProject.state.in_(POC_TEAM_ACTS) & (PocGate.due_on <= day)) | (
        (PocProject.state == PocState.SUBMITTED) & (PocGate.decide_by <= day)
    )
    rows = (
        _poc_rows()
        .join(PocGate, (PocGate.project_id == PocProject.id) & (PocGate.stage == PocProject.stage))
        .where(PocProject.state.in_(POC_RUNNING), waits)
    )
    return list(session.scalars(rows))


def next_attempt(session: Session, achievement_id: int, organisation_id: int) -> int:
    """Return the number of the next proof of an achievement at one centre."""
    rows = select(func.max(PocProject.attempt)).where(
        PocProject.achievement_id == achievement_id, PocProject.organisation_id == organisation_id
    )
    return (session.scalar(rows) or 0) + 1


def _poc_rows() -> Any:  # noqa: ANN401 -- a select that goes on
    loaded = (joinedload(PocProject.achievement), joinedload(PocProject.organisation), selectinload(PocProject.gates),
              selectinload(PocProject.measures))  # fmt: skip
    return select(PocProject).options(*loaded).order_by(PocProject.id.desc())
