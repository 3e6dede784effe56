"""Who is told about the verification of an organisation."""

from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.organisations.facts import (
    OrganisationApplied,
    OrganisationMerged,
    OrganisationRejected,
    OrganisationSuspended,
    OrganisationVerified,
)
from app.organisations.models import Organisation
from tests.factories import make_organisation
from tests.notifications.conftest import messages
from tests.notifications.told import told
from tests.organisations.conftest import Ground


def applied(row: Organisation) -> OrganisationApplied:
    return OrganisationApplied(row.id, row.centre_id, row.name)


def test_the_centre_is_told_that_an_organisation_waits(ground: Ground) -> None:
    found = told(ground.session, applied(ground.organisation))
    assert found == {("organisation_applied", ground.operator.person_id, "queued")}


def test_without_a_centre_the_platform_is_told(ground: Ground) -> None:
    found = told(ground.session, applied(make_organisation(ground.session)))
    assert found == {("organisation_applied", ground.admin.person_id, "queued")}


def test_a_centre_that_enters_an_organisation_tells_itself_nothing(ground: Ground) -> None:
    ground.session.info["person_id"] = ground.operator.person_id
    assert told(ground.session, applied(ground.organisation)) == set()


def test_members_and_whoever_entered_it_read_the_decision_with_its_reason(ground: Ground, anybody: Account) -> None:
    row = ground.organisation
    row.created_by = anybody.person_id
    people = {ground.member.person_id, anybody.person_id}
    for fact in (
        OrganisationVerified(row.id, row.name),
        OrganisationRejected(row.id, row.name, "执照不清晰"),
        OrganisationSuspended(row.id, row.name, "印章已更换"),
    ):
        assert told(ground.session, fact) == {("organisation_decided", person, "queued") for person in people}
    bodies = [message.body for message in messages(ground.session)]
    assert sum("执照不清晰" in body for body in bodies) == len(people)
    assert sum("印章已更换" in body for body in bodies) == len(people)


def test_merging_tells_nobody(session: Session) -> None:
    row, kept = make_organisation(session), make_organisation(session)
    assert told(session, OrganisationMerged(row.id, kept.id, kept.name)) == set()
