"""Who may do what: the one table, and the functions that ask it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, TypeVar

from app.core.errors import NotAllowed

View = TypeVar("View", bound=Callable[..., object])


class Role(StrEnum):
    """What a membership makes of a person inside its scope."""

    PLATFORM_ADMIN = "platform_admin"
    CENTRE_OPERATOR = "centre_operator"
    EVENT_ORGANISER = "event_organiser"
    CHECK_IN_HELPER = "check_in_helper"
    REVIEWER = "reviewer"
    TECH_MANAGER = "tech_manager"
    PROJECT_TEAM = "project_team"
    NEED_COMPANY = "need_company"
    INVESTOR = "investor"
    SPEAKER = "speaker"
    ATTENDEE = "attendee"
    PRESS = "press"
    PUBLIC = "public"


class ScopeKind(StrEnum):
    """What a membership is a membership of."""

    PLATFORM = "platform"
    CENTRE = "centre"
    EVENT = "event"
    ORGANISATION = "organisation"
    PERSON = "person"


class Scope(StrEnum):
    """How far a permission reaches: every row, or the rows within the membership's scope."""

    ANY = "any"
    OWN = "own"


class Permission(StrEnum):
    """Things a person may do, as thing:action."""

    ACCOUNT_OWN = "account:own"
    MEMBERSHIP_GRANT = "membership:grant"
    PLATFORM_ADMINISTER = "platform:administer"
    AUDIT_READ = "audit:read"
    ORGANISATION_CREATE = "organisation:create"
    ORGANISATION_READ = "organisation:read"
    ORGANISATION_EDIT = "organisation:edit"
    ORGANISATION_VERIFY = "organisation:verify"
    CENTRE_EDIT = "centre:edit"
    EVENT_CREATE = "event:create"
    EVENT_READ = "event:read"
    EVENT_EDIT = "event:edit"
    EVENT_APPROVE = "event:approve"
    PROGRAMME_EDIT = "programme:edit"
    REGISTRATION_CREATE = "registration:create"
    REGISTRATION_OWN = "registration:own"
    REGISTRATION_MANAGE = "registration:manage"
    CHECK_IN = "registration:check_in"
    TASK_EDIT = "task:edit"
    OUTBOX_READ = "outbox:read"
    OUTBOX_SEND = "outbox:send"
    PITCH_CREATE = "pitch:create"
    PITCH_EDIT = "pitch:edit"
    PITCH_READ = "pitch:read"
    PITCH_CONFIDENTIAL = "pitch:confidential"
    PITCH_TRIAGE = "pitch:triage"
    SLIDES_READ = "slides:read"
    INVESTOR_CREATE = "investor:create"
    INVESTOR_EDIT = "investor:edit"
    INVESTOR_READ = "investor:read"
    INVESTOR_VERIFY = "investor:verify"
    LIBRARY_READ = "library:read"
    LIBRARY_EDIT = "library:edit"
    LIBRARY_TRIAGE = "library:triage"
    EXPERT_ASK = "expert:ask"
    EXPERT_ANSWER = "expert:answer"
    POC_READ = "proof:read"
    POC_EDIT = "proof:edit"
    POC_DECIDE = "proof:decide"
    MATCH_READ = "match:read"
    MATCH_OVERVIEW = "match:overview"
    MATCH_STEER = "match:steer"
    MATCH_TUNE = "match:tune"
    INTEREST_EXPRESS = "interest:express"
    MEETING_REQUEST = "meeting:request"
    MEETING_ANSWER = "meeting:answer"
    MEETING_READ = "meeting:read"
    MEETING_PLAN = "meeting:plan"
    MEETING_MINUTES = "meeting:minutes"
    ROADSHOW_RUN = "roadshow:run"
    QUESTION_ASK = "question:ask"
    QUESTION_MODERATE = "question:moderate"
    QUESTION_ANSWER = "question:answer"
    REVIEW_WRITE = "review:write"
    EVALUATION_RUN = "evaluation:run"
    AGREEMENT_READ = "agreement:read"
    AGREEMENT_EDIT = "agreement:edit"
    AGREEMENT_CONFIRM = "agreement:confirm"
    CERTIFICATE_ISSUE = "certificate:issue"
    CONTRACT_REGISTRATION_EDIT = "contract_registration:edit"
    FOLLOW_UP_EDIT = "follow_up:edit"
    ENQUIRY_SEND = "enquiry:send"
    REPORT_READ = "report:read"
    STATISTICS_READ = "statistics:read"


P = Permission
_PERSONAL = (P.ACCOUNT_OWN, P.REGISTRATION_OWN)
_SIGNED_IN = (P.REGISTRATION_CREATE, P.PITCH_CREATE, P.INVESTOR_CREATE, P.ORGANISATION_CREATE, P.QUESTION_ASK,
              P.ENQUIRY_SEND)  # fmt: skip
_ORGANISING = (
    P.EVENT_READ, P.EVENT_EDIT, P.PROGRAMME_EDIT, P.REGISTRATION_MANAGE, P.CHECK_IN, P.TASK_EDIT, P.OUTBOX_READ,
    P.OUTBOX_SEND, P.MEMBERSHIP_GRANT, P.PITCH_READ, P.PITCH_CONFIDENTIAL, P.PITCH_TRIAGE, P.PITCH_EDIT, P.SLIDES_READ,
    P.MATCH_OVERVIEW, P.MATCH_READ, P.EXPERT_ASK, P.MEETING_READ, P.MEETING_PLAN, P.MEETING_MINUTES, P.ROADSHOW_RUN,
    P.QUESTION_MODERATE, P.EVALUATION_RUN, P.AGREEMENT_READ, P.AGREEMENT_EDIT, P.CERTIFICATE_ISSUE,
    P.FOLLOW_UP_EDIT, P.REPORT_READ, P.AUDIT_READ,
)  # fmt: skip
_SIDE = (P.MEETING_REQUEST, P.MEETING_ANSWER, P.MEETING_READ, P.MEETING_MINUTES, P.INTEREST_EXPRESS, P.MATCH_READ,
         P.AGREEMENT_READ, P.AGREEMENT_CONFIRM, P.FOLLOW_UP_EDIT, P.ORGANISATION_EDIT)  # fmt: skip


def _table(*, any_: Iterable[Permission] = (), own: Iterable[Permission] = ()) -> dict[Permission, Scope]:
    return dict.fromkeys(own, Scope.OWN) | dict.fromkeys(any_, Scope.ANY)


POLICY: dict[Role, dict[Permission, Scope]] = {
    Role.PLATFORM_ADMIN: _table(any_=(
        P.PLATFORM_ADMINISTER, P.MEMBERSHIP_GRANT, P.AUDIT_READ, P.ORGANISATION_READ, P.ORGANISATION_EDIT,
        P.ORGANISATION_VERIFY, P.CENTRE_EDIT, P.EVENT_READ, P.PITCH_READ, P.INVESTOR_READ, P.LIBRARY_READ,
        P.MEETING_READ, P.OUTBOX_READ, P.REPORT_READ, P.STATISTICS_READ, P.MATCH_TUNE)),
    Role.CENTRE_OPERATOR: _table(
        any_=(P.ORGANISATION_READ, P.INVESTOR_READ, P.LIBRARY_READ, P.STATISTICS_READ, P.MATCH_TUNE),
        own=(P.EVENT_CREATE, P.EVENT_APPROVE, P.ORGANISATION_EDIT, P.ORGANISATION_VERIFY, P.CENTRE_EDIT,
             P.INVESTOR_EDIT, P.INVESTOR_VERIFY, P.LIBRARY_EDIT, P.LIBRARY_TRIAGE, P.MATCH_STEER,
             P.CONTRACT_REGISTRATION_EDIT, P.POC_READ, P.POC_DECIDE,
             *_ORGANISING)),
    Role.EVENT_ORGANISER: _table(any_=(P.ORGANISATION_READ, P.INVESTOR_READ), own=(P.EVENT_CREATE, *_ORGANISING)),
    Role.CHECK_IN_HELPER: _table(own=(P.CHECK_IN,)),
    # What is confidential opens to a judge pitch by pitch, with the declaration of conflicts, and not with the role.
    Role.REVIEWER: _table(any_=(P.LIBRARY_READ,), own=(P.PITCH_READ, P.REVIEW_WRITE, P.MEETING_READ, P.EVENT_READ)),
    Role.TECH_MANAGER: _table(
        any_=(P.ORGANISATION_READ, P.INVESTOR_READ, P.LIBRARY_READ),
        own=(P.ORGANISATION_EDIT, P.LIBRARY_EDIT, P.MATCH_READ, P.MATCH_STEER, P.EXPERT_ASK, P.MEETING_READ,
             P.MEETING_REQUEST, P.MEETING_MINUTES,
             P.PITCH_READ, P.AGREEMENT_READ, P.AGREEMENT_EDIT, P.CONTRACT_REGISTRATION_EDIT, P.FOLLOW_UP_EDIT,
             P.POC_READ, P.POC_EDIT, P.POC_DECIDE)),
    Role.PROJECT_TEAM: _table(
        any_=(P.INVESTOR_READ, P.LIBRARY_READ),
        own=(P.PITCH_EDIT, P.PITCH_READ, P.PITCH_CONFIDENTIAL, P.SLIDES_READ, P.QUESTION_ANSWER, P.LIBRARY_EDIT,
             P.CONTRACT_REGISTRATION_EDIT, P.POC_READ, P.POC_EDIT, *_SIDE)),
    Role.NEED_COMPANY: _table(any_=(P.LIBRARY_READ,), own=(P.LIBRARY_EDIT, *_SIDE)),
    Role.INVESTOR: _table(any_=(P.PITCH_READ, P.LIBRARY_READ, P.INVESTOR_READ), own=(P.INVESTOR_EDIT, *_SIDE)),
    Role.SPEAKER: _table(own=(P.MEETING_READ,)),
    Role.ATTENDEE: _table(
        any_=_SIGNED_IN,
        own=(*_PERSONAL, P.PITCH_READ, P.PITCH_EDIT, P.PITCH_CONFIDENTIAL, P.SLIDES_READ, P.QUESTION_ANSWER,
             P.REVIEW_WRITE, P.EXPERT_ANSWER, P.POC_READ, P.POC_EDIT, P.POC_DECIDE, *_SIDE)),
    Role.PRESS: _table(any_=(P.ORGANISATION_READ,)),
    Role.PUBLIC: {},
}  # fmt: skip


@dataclass(frozen=True)
class Reach:
    """To whom a row belongs: the centres, events, organisations and people whose members own it."""

    centres: frozenset[int] = frozenset()
    events: frozenset[int] = frozenset()
    organisations: frozenset[int] = frozenset()
    people: frozenset[int] = frozenset()


def reach(
    *,
    centre: int | None = None,
    event: int | None = None,
    organisations: Iterable[int | None] = (),
    people: Iterable[int | None] = (),
) -> Reach:
    """Build a Reach from ids of which some may be missing."""
    return Reach(
        frozenset(() if centre is None else (centre,)),
        frozenset(() if event is None else (event,)),
        frozenset(i for i in organisations if i is not None),
        frozenset(i for i in people if i is not None),
    )


class Owned(Protocol):
    """A thing that knows to whom it belongs."""

    def reach(self) -> Reach:
        """Return to whom it belongs."""
        ...


@dataclass(frozen=True)
class Grant:
    """A role inside one scope; `scope_id` is None for the platform."""

    role: Role
    kind: ScopeKind
    scope_id: int | None = None

    def covers(self, owners: Reach) -> bool:
        """Tell whether this scope is among the owners of a row."""
        match self.kind:
            case ScopeKind.PLATFORM:
                return True
            case ScopeKind.CENTRE:
                return self.scope_id in owners.centres
            case ScopeKind.EVENT:
                return self.scope_id in owners.events
            case ScopeKind.ORGANISATION:
                return self.scope_id in owners.organisations
            case ScopeKind.PERSON:
                return self.scope_id in owners.people


@dataclass(frozen=True)
class Actor:
    """The person behind a request or a job, with all roles; nobody has none."""

    person_id: int | None = None
    account_id: int | None = None
    name: str = ""
    grants: tuple[Grant, ...] = field(default=())

    @property
    def is_signed_in(self) -> bool:
        """Tell whether anybody is signed in."""
        return self.account_id is not None

    def roles(self) -> frozenset[Role]:
        """Return the roles held anywhere."""
        return frozenset(grant.role for grant in self.grants)

    def scope_ids(self, kind: ScopeKind, role: Role | None = None) -> frozenset[int]:
        """Return the ids of the scopes of one kind, of one role if named."""
        wanted = (g for g in self.grants if g.kind is kind and role in (None, g.role))
        return frozenset(g.scope_id for g in wanted if g.scope_id is not None)


NOBODY = Actor()


def may(actor: Actor, permission: Permission, thing: Owned | None = None) -> bool:
    """Tell whether the actor holds a permission, for a thing if one is given, else anywhere."""
    owners = None if thing is None else thing.reach()
    for grant in actor.grants:
        scope = POLICY[grant.role].get(permission)
        if scope is Scope.ANY or (scope is Scope.OWN and (owners is None or _within(actor, grant, owners))):
            return True
    return False


def _within(actor: Actor, grant: Grant, owners: Reach) -> bool:
    return grant.covers(owners) or (actor.person_id is not None and actor.person_id in owners.people)


def authorise(actor: Actor, permission: Permission, thing: Owned | None = None) -> None:
    """Refuse unless the actor may."""
    if not may(actor, permission, thing):
        raise NotAllowed("You are not allowed to do this.")


def requires(permission: Permission) -> Callable[[View], View]:
    """Mark a view with the permission its visitor must hold somewhere; checked before the view runs."""

    def mark(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]  # read by core.web before each request
        return view

    return mark


def public(view: View) -> View:
    """Mark a view that anybody may see."""
    view.is_public = True  # type: ignore[attr-defined]  # read by core.web before each request
    return view
