"""Organisations register and change: what is done, what is refused, and what is recorded."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Account, Person
from app.accounts.queries.actors import actor_of
from app.core.errors import Conflict, NotAllowed, RuleBroken
from app.core.permissions import NOBODY, Role, ScopeKind
from app.organisations.logic import OrganisationState, Side, SmeTag
from app.organisations.queries.organisations import list_alike
from app.organisations.service.profiles import edit_organisation, enter_organisation, register_organisation
from app.organisations.service.verification import Verdict, verify_organisation
from tests.factories import (
    make_organisation,
)
from tests.organisations.conftest import USCC, Ground, make_entry

S = OrganisationState


def refused(error: pytest.ExceptionInfo[RuleBroken]) -> tuple[str | None, str]:
    return error.value.field, str(error.value)


# Registering ----------------------------------------------------------------------------------------------------------
def test_anybody_signed_in_registers_an_organisation_and_becomes_its_member(ground: Ground, anybody: Account) -> None:
    entry = make_entry(
        uscc=USCC.lower(), sides=[Side.SERVICE, Side.SUPPLY], region="330200", website="example.org",
        sme_tags=[SmeTag.TECHNOLOGY_SME], aliases=[" 海川 ", "海川"], centre_id=ground.centre.id,
    )  # fmt: skip
    made = register_organisation(ground.session, ground.actor(anybody), entry, role=Role.PROJECT_TEAM)
    assert (made.state, made.uscc, made.website) == (S.APPLIED, USCC, "https://example.org")
    assert (made.sides, made.sme_tags, made.aliases) == (["supply", "service"], ["technology_sme"], ["海川"])
    assert made.sort_key.startswith("ning bo1")
    actor = actor_of(ground.session, anybody)
    assert made.id in actor.scope_ids(ScopeKind.ORGANISATION, Role.PROJECT_TEAM)
    assert ground.session.get_one(Person, anybody.person_id).organisation_id == made.id
    assert ground.facts("OrganisationApplied") == [
        {"organisation_id": made.id, "centre_id": ground.centre.id, "name": made.name}
    ]
    assert "organisation.applied" in ground.audit()


def test_whoever_only_enters_an_organisation_gets_no_role_but_may_correct_it_until_it_is_verified(
    ground: Ground, anybody: Account
) -> None:
    made = register_organisation(ground.session, ground.actor(anybody), make_entry(centre_id=ground.centre.id))
    assert ground.actor(anybody).scope_ids(ScopeKind.ORGANISATION) == frozenset()
    edit_organisation(
        ground.session, ground.actor(anybody), make_entry(short_name="海川", centre_id=ground.centre.id),
        organisation_id=made.id,
    )  # fmt: skip
    verify_organisation(ground.session, ground.operator_actor, Verdict(S.VERIFIED), organisation_id=made.id)
    with pytest.raises(NotAllowed):
        edit_organisation(ground.session, ground.actor(anybody), make_entry(), organisation_id=made.id)


def test_nobody_in_particular_registers_nothing(ground: Ground) -> None:
    with pytest.raises(NotAllowed):
        register_organisation(ground.session, NOBODY, make_entry())


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "三个字"}, "name"),
        ({"name": "很" * 61}, "name"),
        ({"uscc": "91330100MA2B1234X1"}, "uscc"),
        ({"region": "330199"}, "region"),
        ({"website": "javascript://alert(1)"}, "website"),
        ({"website": "https://exa mple.org"}, "website"),
    ],
)
def test_what_is_no_name_code_region_or_address_is_refused_beside_its_field(
    ground: Ground, anybody: Account, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(RuleBroken) as error:
        register_organisation(ground.session, ground.actor(anybody), make_entry(**changes))
    assert error.value.field == field


def test_a_published_source_may_use_a_short_name(session: Session) -> None:
    assert enter_organisation(session, make_entry(name="龙港市", source="article")).name == "龙港市"


def test_roles_of_investors_are_not_given_here(ground: Ground, anybody: Account) -> None:
    with pytest.raises(RuleBroken) as error:
        register_organisation(ground.session, ground.actor(anybody), make_entry(), role=Role.INVESTOR)
    assert error.value.field == "role"


def test_the_same_name_is_entered_only_once(ground: Ground, anybody: Account) -> None:
    with pytest.raises(RuleBroken) as error:
        register_organisation(
            ground.session, ground.actor(anybody), make_entry(name=f" {ground.organisation.name} "), is_another=True
        )
    assert refused(error) == ("name", "An organisation with this name is known here already.")


def test_a_credit_code_belongs_to_one_organisation(ground: Ground, anybody: Account) -> None:
    ground.organisation.uscc = USCC
    with pytest.raises(RuleBroken) as error:
        register_organisation(ground.session, ground.actor(anybody), make_entry(uscc=USCC))
    assert refused(error) == ("uscc", f"“{ground.organisation.name}” has this credit code already.")


def test_nearly_the_same_name_is_shown_first_and_accepted_when_confirmed(ground: Ground, anybody: Account) -> None:
    entry = make_entry(name="杭州启明材料科技")
    with pytest.raises(RuleBroken) as error:
        register_organisation(ground.session, ground.actor(anybody), entry)
    assert error.value.field == "is_another"
    assert list_alike(ground.session, entry.name) == [ground.organisation]
    made = register_organisation(ground.session, ground.actor(anybody), entry, is_another=True)
    assert list_alike(ground.session, entry.name, except_id=made.id) == [ground.organisation]


# Editing --------------------------------------------------------------------------------------------------------------
def test_a_member_edits_the_own_organisation_and_nobody_elses(ground: Ground) -> None:
    entry = make_entry(name=ground.organisation.name, description="新材料", centre_id=ground.centre.id)
    edited = edit_organisation(
        ground.session, ground.member_actor, entry, organisation_id=ground.organisation.id, version=1
    )
    assert edited.description == "新材料"
    assert "organisation.edited" in ground.audit()
    with pytest.raises(NotAllowed):
        edit_organisation(
            ground.session, ground.member_actor, entry, organisation_id=make_organisation(ground.session).id
        )


def test_a_change_on_an_old_state_is_refused(ground: Ground) -> None:
    with pytest.raises(Conflict):
        edit_organisation(
            ground.session, ground.member_actor, make_entry(), organisation_id=ground.organisation.id, version=7
        )


def test_another_name_asks_the_centre_again_and_stays_as_another_name(ground: Ground) -> None:
    verify_organisation(
        ground.session, ground.operator_actor, Verdict(S.VERIFIED), organisation_id=ground.organisation.id
    )
    old = ground.organisation.name
    entry = make_entry(name="杭州启明新材料有限公司", centre_id=ground.centre.id)
    edited = edit_organisation(ground.session, ground.member_actor, entry, organisation_id=ground.organisation.id)
    assert (edited.state, edited.aliases) == (S.APPLIED, [old])
    assert len(ground.facts("OrganisationApplied")) == 1


def test_other_details_need_no_new_verification(ground: Ground) -> None:
    verify_organisation(
        ground.session, ground.operator_actor, Verdict(S.VERIFIED), organisation_id=ground.organisation.id
    )
    entry = make_entry(name=ground.organisation.name, address="杭州市余杭区", centre_id=ground.centre.id)
    edited = edit_organisation(ground.session, ground.member_actor, entry, organisation_id=ground.organisation.id)
    assert (edited.state, edited.address) == (S.VERIFIED, "杭州市余杭区")
    assert ground.facts("OrganisationApplied") == []


def test_the_centre_itself_corrects_a_name_without_a_new_round(ground: Ground) -> None:
    verify_organisation(
        ground.session, ground.operator_actor, Verdict(S.VERIFIED), organisation_id=ground.organisation.id
    )
    entry = make_entry(name="杭州启明新材料有限公司", centre_id=ground.centre.id)
    assert edit_organisation(
        ground.session, ground.operator_actor, entry, organisation_id=ground.organisation.id
    ).state is S.VERIFIED  # fmt: skip


def test_a_rejected_entry_goes_back_to_its_centre_when_it_is_corrected(ground: Ground) -> None:
    verdict = Verdict(S.REJECTED, reason="执照不清晰")
    verify_organisation(ground.session, ground.operator_actor, verdict, organisation_id=ground.organisation.id)
    entry = make_entry(name=ground.organisation.name, centre_id=ground.centre.id)
    edited = edit_organisation(ground.session, ground.member_actor, entry, organisation_id=ground.organisation.id)
    assert (edited.state, edited.state_reason) == (S.APPLIED, None)
