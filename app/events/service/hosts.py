"""The host chain of an event, and the groups for whom it is."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.db import check_version
from app.core.errors import NotFound, RuleBroken
from app.core.names import tidy
from app.core.permissions import Actor, Permission, authorise
from app.documents.logic.agenda_cover import Host, Role
from app.events.logic.details import Group, RegistrationRules
from app.events.logic.states import HostRole
from app.events.models.event import AudienceGroup, Event, EventOrganiser
from app.events.models.registration import Registration
from app.events.queries.events import get_event_by_id
from app.events.service.waiting import offer_free_places
from app.organisations.models import Organisation

ROLE_ORDER = list(HostRole)
ON_COVERS: dict[HostRole, Role] = {
    HostRole.GUIDANCE: "guidance",
    HostRole.HOST: "host",
    HostRole.UNDERTAKER: "undertaker",
    HostRole.CO_ORGANISER: "co_organiser",
    HostRole.SUPPORT: "supporter",
}


def in_print_order(links: list[EventOrganiser]) -> list[EventOrganiser]:
    """Return a host chain as it is printed: 指导, 主办, 承办 …, each in the given order."""
    return sorted(links, key=lambda link: (ROLE_ORDER.index(link.role), link.position, link.id or 0))


def printed_hosts(event: Event) -> tuple[Host, ...]:
    """Return the host chain as covers print it."""
    chain = in_print_order(event.organisers)
    return tuple(Host(ON_COVERS[link.role], link.organisation.name) for link in chain if link.role in ON_COVERS)


def add_host(session: Session, actor: Actor, *, event_id: int, organisation_id: int, role: HostRole) -> Event:
    """Put an organisation at the end of its part of the host chain."""
    event = _event(session, actor, event_id)
    if session.get(Organisation, organisation_id) is None:
        raise RuleBroken("Please choose an organisation.", field="organisation_id")
    if any(link.organisation_id == organisation_id and link.role is role for link in event.organisers):
        raise RuleBroken("This organisation has this role already.", field="organisation_id")
    event.organisers.append(EventOrganiser(organisation_id=organisation_id, role=role, position=len(event.organisers)))
    session.flush()
    return _renumbered(session, event.id)


def move_host(session: Session, actor: Actor, *, event_id: int, link_id: int, up: bool) -> Event:
    """Move an organisation one place up or down among those with the same role."""
    event = _event(session, actor, event_id)
    link = _link(event, link_id)
    same = [other for other in in_print_order(event.organisers) if other.role is link.role]
    place = same.index(link)
    other = place - 1 if up else place + 1
    if 0 <= other < len(same):
        same[place].position, same[other].position = same[other].position, same[place].position
    session.flush()
    return _renumbered(session, event.id)


def remove_host(session: Session, actor: Actor, *, event_id: int, link_id: int) -> tuple[int, HostRole]:
    """Take an organisation out of the host chain; the answer is what puts it back."""
    event = _event(session, actor, event_id)
    link = _link(event, link_id)
    event.organisers.remove(link)
    session.flush()
    _renumbered(session, event.id)
    return link.organisation_id, link.role


def _event(session: Session, actor: Actor, event_id: int) -> Event:
    event = get_event_by_id(session, event_id)
    authorise(actor, Permission.EVENT_EDIT, event)
    return event


def _link(event: Event, link_id: int) -> EventOrganiser:
    link = next((link for link in event.organisers if link.id == link_id), None)
    if link is None:
        raise NotFound("This organisation is not in the host chain.")
    return link


def _renumbered(session: Session, event_id: int) -> Event:
    event = get_event_by_id(session, event_id)
    for position, link in enumerate(in_print_order(event.organisers)):
        link.position = position
    session.flush()
    session.expire(event, ["organisers"])
    return get_event_by_id(session, event_id)


def edit_groups(
    session: Session, actor: Actor, *, event_id: int, rules: RegistrationRules, version: int | None
) -> Event:
    """Set who may register and when; a group somebody chose can be renamed but not removed."""
    event = _event(session, actor, event_id)
    check_version(event, version)
    _check_rules(event, rules)
    wanted = {group.id for group in rules.groups if group.id}
    counts = _count_by_group(session, event_id)
    for group in [row for row in event.groups if row.id not in wanted]:
        if counts.get(group.id):
            raise RuleBroken("People have registered in the group “%(name)s”; it cannot be removed.",
                             field="groups", name=group.name)  # fmt: skip
        event.groups.remove(group)
    session.flush()
    known = {group.id: group for group in event.groups}
    for position, entry in enumerate(rules.groups):
        row = known.get(entry.id or 0)
        if row is None:
            event.groups.append(_new_group(entry, position))
            continue
        row.name, row.quota, row.position, row.badge_colour = (
            tidy(entry.name),
            entry.quota,
            position,
            entry.badge_colour,
        )
    event.registration_opens_at, event.registration_closes_at = rules.opens_at, rules.closes_at
    event.needs_approval, event.fee, event.notice = rules.needs_approval, rules.fee, rules.notice
    session.flush()
    offer_free_places(session, event.id)
    return event


def _new_group(entry: Group, position: int) -> AudienceGroup:
    return AudienceGroup(name=tidy(entry.name), quota=entry.quota, position=position, badge_colour=entry.badge_colour)


def _check_rules(event: Event, rules: RegistrationRules) -> None:
    names = [tidy(group.name) for group in rules.groups]
    if len(set(names)) < len(names):
        raise RuleBroken("Two groups have the same name.", field="groups")
    if any(group.quota is not None and group.quota < 1 for group in rules.groups):
        raise RuleBroken("A quota is at least 1; leave it empty for no limit.", field="groups")
    quotas = sum(group.quota or 0 for group in rules.groups)
    if event.capacity is not None and quotas > event.capacity:
        raise RuleBroken("The quotas add up to %(sum)d, but the event holds %(capacity)d people.",
                         field="groups", sum=quotas, capacity=event.capacity)  # fmt: skip
    if rules.opens_at and rules.closes_at and rules.closes_at <= rules.opens_at:
        raise RuleBroken("Registration has to close after it opens.", field="closes_at")
    if rules.closes_at and rules.closes_at > event.start_at:
        raise RuleBroken("Registration has to close before the event begins.", field="closes_at")


def _count_by_group(session: Session, event_id: int) -> dict[int, int]:
    rows = select(Registration.group_id, func.count()).where(Registration.event_id == event_id)
    return dict(session.execute(rows.group_by(Registration.group_id)).all())
