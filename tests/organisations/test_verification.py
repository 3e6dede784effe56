"""Organisations are verified, merged and related: what is done, what is refused, and who sees them."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account, Membership
from app.core.errors import NotAllowed, NotFound, RuleBroken
from app.core.permissions import Role, ScopeKind
from app.organisations.logic import OrganisationState, OrganisationType, RelationKind
from app.organisations.models import Organisation
from app.organisations.queries.organisations import find_by_name, get_organisation, list_relations, may_see
from app.organisations.service.profiles import edit_organisation
from app.organisations.service.relations import RelationTerms, end_relation, relate_organisations, resume_relation
from app.organisations.service.verification import Verdict, count_references, merge_organisations, verify_organisation
from tests.factories import (
    make_agreement,
    make_centre,
    make_event,
    make_host,
    make_investor,
    make_member,
    make_membership,
    make_organisation,
    make_pitch,
)
from tests.organisations.conftest import OTHER_USCC, USCC, Ground, make_entry

S = OrganisationState


def refused(error: pytest.ExceptionInfo[RuleBroken]) -> tuple[str | None, str]:
    return error.value.field, str(error.value)


# Verifying ------------------------------------------------------------------------------------------------------------
def test_the_operator_of_the_centre_verifies_under_the_name_on_the_seal(ground: Ground) -> None:
    old = ground.organisation.name
    verdict = Verdict(S.VERIFIED, seal_name="杭州启明材料科技股份有限公司")
    found = verify_organisation(ground.session, ground.operator_actor, verdict, organisation_id=ground.organisation.id)
    assert (found.name, found.aliases, found.state) == ("杭州启明材料科技股份有限公司", [old], S.VERIFIED)
    assert found.verified_at is not None
    assert ground.facts("OrganisationVerified") == [{"organisation_id": found.id, "name": found.name}]
    assert "organisation.verified" in ground.audit()


@pytest.mark.parametrize("state", [S.REJECTED, S.SUSPENDED])
def test_rejecting_and_suspending_need_a_reason_that_the_organisation_reads(ground: Ground, state: S) -> None:
    if state is S.SUSPENDED:
        ground.organisation.state = S.VERIFIED
    with pytest.raises(RuleBroken) as error:
        verify_organisation(
            ground.session, ground.operator_actor, Verdict(state, reason="  "), organisation_id=ground.organisation.id
        )
    assert error.value.field == "reason"
    found = verify_organisation(
        ground.session, ground.operator_actor, Verdict(state, reason="名称不符"), organisation_id=ground.organisation.id
    )
    assert found.state_reason == "名称不符"
    fact = "OrganisationRejected" if state is S.REJECTED else "OrganisationSuspended"
    assert ground.facts(fact) == [{"organisation_id": found.id, "name": found.name, "reason": "名称不符"}]


def test_a_decision_follows_the_table_of_steps(ground: Ground) -> None:
    with pytest.raises(RuleBroken) as error:
        verify_organisation(
            ground.session, ground.operator_actor, Verdict(S.SUSPENDED, reason="x"),
            organisation_id=ground.organisation.id,
        )  # fmt: skip
    assert "cannot become" in str(error.value)


@pytest.mark.parametrize("name", ["温州医科大学", "很" * 61])
def test_a_seal_name_is_checked_like_any_other(ground: Ground, name: str) -> None:
    make_organisation(ground.session, name="温州医科大学")
    with pytest.raises(RuleBroken) as error:
        verify_organisation(
            ground.session, ground.operator_actor, Verdict(S.VERIFIED, seal_name=name),
            organisation_id=ground.organisation.id,
        )  # fmt: skip
    assert error.value.field == "seal_name"


def test_only_the_own_centre_or_the_platform_verifies(ground: Ground) -> None:
    elsewhere = make_member(ground.session, Role.CENTRE_OPERATOR, ScopeKind.CENTRE, make_centre(ground.session).id)
    for account in (elsewhere, ground.member):
        with pytest.raises(NotAllowed):
            verify_organisation(
                ground.session, ground.actor(account), Verdict(S.VERIFIED), organisation_id=ground.organisation.id
            )
    verify_organisation(
        ground.session, ground.actor(ground.admin), Verdict(S.VERIFIED), organisation_id=ground.organisation.id
    )


# Merging --------------------------------------------------------------------------------------------------------------
def test_merging_moves_every_record_and_keeps_both_sources(ground: Ground) -> None:
    session, old = ground.session, ground.organisation
    old.uscc, old.facts, old.region = USCC, ["成立于2001年"], "330100"
    kept = make_organisation(session, centre_id=ground.centre.id, facts=["高新技术企业"], source="article")
    event = make_event(session)
    host, pitch = make_host(session, event, organisation_id=old.id), make_pitch(session, event, organisation=old)
    party = make_agreement(session, event).parties[0]
    party.organisation = old
    session.flush()
    assert count_references(session, old.id) == 3
    merge_organisations(session, ground.operator_actor, organisation_id=old.id, into_id=kept.id)
    session.refresh(host), session.refresh(pitch), session.refresh(party)
    assert {host.organisation_id, pitch.organisation_id, party.organisation_id} == {kept.id}
    assert (kept.uscc, kept.region, kept.source) == (USCC, "330100", "article")
    assert kept.facts == ["高新技术企业", "成立于2001年"]
    assert old.name in kept.aliases
    assert (old.state, old.merged_into_id, old.uscc) == (S.MERGED, kept.id, None)
    assert find_by_name(session, old.name) == kept
    membership = session.scalar(select(Membership).where(Membership.person_id == ground.member.person_id))
    assert membership is not None
    assert membership.scope_id == kept.id
    assert ground.facts("OrganisationMerged") == [
        {"organisation_id": old.id, "into_id": kept.id, "name": kept.name}
    ]  # fmt: skip


def test_two_entries_in_one_place_are_not_merged_and_nothing_moves(ground: Ground) -> None:
    session, old = ground.session, ground.organisation
    kept = make_organisation(session, centre_id=ground.centre.id)
    pitch = make_pitch(session, organisation=old)
    make_investor(session, organisation=old), make_investor(session, organisation=kept)
    with pytest.raises(RuleBroken) as error:
        merge_organisations(session, ground.operator_actor, organisation_id=old.id, into_id=kept.id)
    assert error.value.field == "into"
    session.refresh(pitch)
    assert pitch.organisation_id == old.id


def test_what_cannot_be_one_organisation_is_not_merged(ground: Ground) -> None:
    session, old = ground.session, ground.organisation
    old.uscc = USCC
    other = make_organisation(session, centre_id=ground.centre.id, uscc=OTHER_USCC)
    merged = make_organisation(session, centre_id=ground.centre.id, state=S.MERGED)
    for into in (other, merged, old):
        with pytest.raises(RuleBroken):
            merge_organisations(session, ground.operator_actor, organisation_id=old.id, into_id=into.id)
    with pytest.raises(NotAllowed):
        merge_organisations(
            session, ground.operator_actor, organisation_id=old.id, into_id=make_organisation(session).id
        )
    with pytest.raises(RuleBroken):
        edit_organisation(session, ground.operator_actor, make_entry(), organisation_id=merged.id)


# Relations ------------------------------------------------------------------------------------------------------------
def test_founders_change_and_both_states_are_kept_with_dates(ground: Ground) -> None:
    session, centre = ground.session, ground.organisation
    first, second = make_organisation(session), make_organisation(session)
    actor = ground.operator_actor
    terms = RelationTerms(first.id, RelationKind.LEAD_FOUNDER, since=date(2022, 11, 1), source="都市快报")
    before = relate_organisations(session, actor, organisation_id=centre.id, terms=terms)
    end_relation(session, actor, relation_id=before.id, until=date(2024, 1, 1))
    after = relate_organisations(
        session, actor, organisation_id=centre.id,
        terms=RelationTerms(second.id, RelationKind.LEAD_FOUNDER, since=date(2024, 1, 1)),
    )  # fmt: skip
    assert [(row.other.name, row.since, row.until) for row in list_relations(session, centre.id)] == [
        (second.name, date(2024, 1, 1), None),
        (first.name, date(2022, 11, 1), date(2024, 1, 1)),
    ]
    assert list_relations(session, second.id) == [after]
    resume_relation(session, actor, relation_id=before.id)
    assert [row.id for row in list_relations(session, centre.id)] == [before.id, after.id]


def test_relations_in_force_stand_in_the_order_of_their_weight(ground: Ground) -> None:
    session = ground.session
    for kind in reversed(RelationKind):
        terms = RelationTerms(make_organisation(session).id, kind)
        relate_organisations(session, ground.operator_actor, organisation_id=ground.organisation.id, terms=terms)
    assert [row.kind for row in list_relations(session, ground.organisation.id)] == list(RelationKind)


def test_senseless_relations_are_refused(ground: Ground) -> None:
    session, own = ground.session, ground.organisation
    other = make_organisation(session)
    kind, actor = RelationKind.PARENT, ground.member_actor
    late, early = date(2024, 1, 1), date(2023, 1, 1)
    for terms, field in (
        (RelationTerms(own.id, kind), "other"),
        (RelationTerms(other.id, kind, since=late, until=early), "until"),
    ):
        with pytest.raises(RuleBroken) as error:
            relate_organisations(session, actor, organisation_id=own.id, terms=terms)
        assert error.value.field == field
    made = relate_organisations(session, actor, organisation_id=own.id, terms=RelationTerms(other.id, kind, late))
    with pytest.raises(RuleBroken):
        relate_organisations(session, actor, organisation_id=own.id, terms=RelationTerms(other.id, kind))
    with pytest.raises(RuleBroken):
        end_relation(session, actor, relation_id=made.id, until=early)
    end_relation(session, actor, relation_id=made.id)
    with pytest.raises(RuleBroken):
        end_relation(session, actor, relation_id=made.id)
    with pytest.raises(NotAllowed):
        relate_organisations(session, actor, organisation_id=other.id, terms=RelationTerms(own.id, kind))
    with pytest.raises(NotFound):
        end_relation(session, actor, relation_id=0)


# Who may see ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("state", list(S))
def test_verified_ones_are_public_and_others_are_for_their_own_people(
    ground: Ground, anybody: Account, state: S
) -> None:
    ground.organisation.state = state
    seen = {
        name: may_see(ground.actor(account), ground.organisation)
        for name, account in (
            ("nobody", None), ("anybody", anybody), ("member", ground.member), ("operator", ground.operator),
            ("admin", ground.admin),
        )
    }  # fmt: skip
    is_public = state is S.VERIFIED
    assert seen == {"nobody": is_public, "anybody": is_public, "member": True, "operator": True, "admin": True}


def test_spellings_follow_the_names(session: Session) -> None:
    row = make_organisation(session, name="西湖生物医药（杭州）有限公司", name_en="Westlake Bio", aliases=["西湖生物"])
    assert row.known_as == "\n西湖生物医药杭州有限公司\n西湖生物医药杭州\nwestlakebio\n西湖生物\n"
    row.name = "杭州西湖生物医药有限公司"
    session.flush()
    assert row.sort_key.startswith("hang2 zhou1")
    assert row.known_as.startswith("\n杭州西湖生物医药有限公司\n")


def test_who_is_not_there_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound):
        get_organisation(session, 0)
    assert find_by_name(session, "没有这个机构") is None
    assert session.scalar(select(Organisation.id).where(Organisation.org_type == OrganisationType.MEDIA)) is None


def test_members_of_two_organisations_keep_both(ground: Ground) -> None:
    other = make_organisation(ground.session)
    make_membership(ground.session, ground.member.person, Role.PROJECT_TEAM, ScopeKind.ORGANISATION, other.id)
    assert ground.member_actor.scope_ids(ScopeKind.ORGANISATION) == {other.id, ground.organisation.id}
