"""The audit trail: lines only added, each sealed to the one before it, read as far as one may."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.accounts.models import AuditEntry
from app.accounts.queries.audit import (
    FIRST_HASH,
    AuditFilter,
    audit_actions,
    list_audit,
    names_of,
    seal,
    verify_audit,
)
from app.accounts.service.audit import write_audit
from app.core.permissions import Actor, Grant, Role, ScopeKind
from tests.factories import make_actor, make_centre, make_event, make_person, organiser_of

ADMIN = make_actor(None, Grant(Role.PLATFORM_ADMIN, ScopeKind.PLATFORM))


def write(session: Session, action: str = "thing:done", **more: object) -> AuditEntry:
    values: dict[str, object] = {"kind": "thing", "row_id": 1} | more
    return write_audit(session, action, **values)  # type: ignore[arg-type]


def test_each_line_carries_the_seal_of_the_one_before(session: Session) -> None:
    assert verify_audit(session).lines == 0
    first, second = write(session), write(session, detail={"städte": "温州", "day": date(2030, 6, 17)})
    assert (first.previous_hash, second.previous_hash) == (FIRST_HASH, first.hash)
    assert second.detail == {"städte": "温州", "day": "2030-06-17"}
    verdict = verify_audit(session)
    assert (verdict.is_whole, verdict.lines, verdict.head) == (True, 2, second.hash)


def test_a_line_says_who_did_it_from_where(session: Session) -> None:
    session.info.update(person_id=42, address="10.0.0.7")
    try:
        line = write(session)
    finally:
        session.info.clear()
    assert (line.person_id, line.address) == (42, "10.0.0.7")


@pytest.mark.parametrize(
    "change",
    [
        {"action": "thing:undone"},
        {"person_id": 7},
        {"object_id": 2},
        {"detail": {"amount": 2}},
        {"at": datetime(2030, 1, 1, tzinfo=UTC)},
        {"address": "10.0.0.8"},
        {"event_id": 3},
        {"object_kind": "other"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_word_breaks_the_chain_at_its_line(session: Session, change: dict[str, object]) -> None:
    lines = [write(session) for _ in range(3)]
    session.execute(update(AuditEntry).where(AuditEntry.id == lines[1].id).values(**change))
    session.expire_all()
    verdict = verify_audit(session)
    assert (verdict.is_whole, verdict.broken_id, verdict.lines) == (False, lines[1].id, 1)
    assert verdict.why == "its words were changed"


def test_a_line_taken_out_breaks_the_chain_at_the_next(session: Session) -> None:
    lines = [write(session) for _ in range(3)]
    session.execute(delete(AuditEntry).where(AuditEntry.id == lines[1].id))
    session.expire_all()
    assert verify_audit(session).broken_id == lines[2].id


def test_a_forged_seal_breaks_the_chain_behind_it(session: Session) -> None:
    lines = [write(session) for _ in range(3)]
    lines[1].detail = {"forged": True}
    lines[1].hash = seal(lines[1])
    session.flush()
    assert verify_audit(session).broken_id == lines[2].id


def test_a_long_trail_is_checked_in_pieces(session: Session) -> None:
    for number in range(510):
        write(session, row_id=number)
    assert verify_audit(session).lines == 510


def found(session: Session, actor: Actor, **wanted: object) -> list[str]:
    page = list_audit(session, actor, AuditFilter(**wanted))  # type: ignore[arg-type]
    return [entry.action for entry in page.items]


def test_an_organiser_reads_the_own_events_and_an_operator_those_of_the_centre(session: Session) -> None:
    centre = make_centre(session)
    event, other = make_event(session, centre_id=centre.id), make_event(session)
    write(session, "mine:done", event_id=event.id)
    write(session, "other:done", event_id=other.id)
    write(session, "none:done")
    operator = make_actor(None, Grant(Role.CENTRE_OPERATOR, ScopeKind.CENTRE, centre.id))
    assert found(session, organiser_of(event)) == ["mine:done"]
    assert found(session, operator) == ["mine:done"]
    assert found(session, ADMIN) == ["none:done", "other:done", "mine:done"]
    assert found(session, make_actor(make_person(session))) == []
    assert audit_actions(session, organiser_of(event)) == ["mine:done"]
    assert audit_actions(session, ADMIN) == ["mine:done", "none:done", "other:done"]


def test_lines_are_filtered_by_action_person_event_and_days_in_china(session: Session) -> None:
    person, event = make_person(session, name="审样"), make_event(session)
    late = write(session, "late:done")
    late.at = datetime(2030, 6, 17, 16, 30, tzinfo=UTC)  # half past midnight of the 18th in China
    mine = write(session, "mine:done", event_id=event.id)
    mine.at, mine.person_id = late.at - timedelta(hours=1), person.id
    session.flush()
    assert found(session, ADMIN, action="late:done") == ["late:done"]
    assert found(session, ADMIN, person="审") == ["mine:done"]
    assert found(session, ADMIN, event_id=event.id) == ["mine:done"]
    assert found(session, ADMIN, since=date(2030, 6, 18)) == ["late:done"]
    assert found(session, ADMIN, until=date(2030, 6, 17)) == ["mine:done"]
    assert names_of(session, {person.id}) == {person.id: "审样"}
