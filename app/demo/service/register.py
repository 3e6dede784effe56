"""The centre, the organisations with what is said of them, and the people the article names."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from app.accounts.service.memberships import grant_membership
from app.accounts.service.people import PersonData, register_person
from app.core.permissions import Role, ScopeKind
from app.demo.logic.season import Entry
from app.demo.service.cast import Part
from app.demo.service.loading import Loading, marked
from app.demo.service.reasons import KINDS, TAKEN_AS_VERIFIED, explain
from app.organisations.logic import OrganisationState, OrganisationType, RelationKind
from app.organisations.models import Centre, Organisation
from app.organisations.service.centres import CentreEntry, edit_centre, open_centre
from app.organisations.service.profiles import OrganisationEntry, register_organisation
from app.organisations.service.relations import RelationTerms, relate_organisations
from app.organisations.service.verification import Verdict, verify_organisation

ARTICLE: Final = "article"
HANGZHOU: Final = "330100"
PROFILE: Final = (
    "model", "structure", "sides", "services", "online_pipeline", "availability", "online_version",
    "online_status_text", "industry_ecosystems_text", "node_type", "reach", "area_text", "start_text", "unveiled_text",
)  # fmt: skip
LISTS: Final = ("positions", "levers", "intake_methods", "evaluations", "libraries")


def open_centres(load: Loading) -> Centre:
    """Open the centre and its sub-centres, and give the people of the demonstration their first roles."""
    platform = load.season.part("platform")
    told = platform.part("centre")
    name = next(each["name"] for each in load.season.list("organisations") if each.id == told["org_ref"])
    opened_on = date.fromisoformat(told["unveiled"])
    admin = load.cast.accounts[Part.ADMIN].person
    grant_membership(load.session, None, role=Role.PLATFORM_ADMIN, scope=(ScopeKind.PLATFORM, None), person=admin)
    with load.cast.acting(Part.ADMIN) as actor:
        entry = CentreEntry(name, region=HANGZHOU, opened_on=opened_on)
        centre = load.keep(told.id, open_centre(load.session, actor, entry))
        for each in told["sub_centres"]:
            below = open_centre(load.session, actor, CentreEntry(each["name"]), parent_id=centre.id)
            marked(load.keep(each["id"], below), explain({"name": _mark(told, "sub_centres")}))
        grant_membership(
            load.session, actor, role=Role.CENTRE_OPERATOR, scope=(ScopeKind.CENTRE, centre.id),
            person=load.cast.accounts[Part.OPERATOR].person,
        )  # fmt: skip
    centre.profile = _profile(platform, told)
    marked(centre, explain(told.marks(opened_on="unveiled", start_month="start_month")))
    marked(centre, {"region": {"kind": "derived", "why": KINDS["derived"]}})
    return centre


def _mark(entry: Entry, key: str) -> Any:  # noqa: ANN401 -- the mark that is known to be there
    return entry.marks(found=key)["found"]


def _profile(platform: Entry, told: Entry) -> dict[str, Any]:
    profile = {key: told[key] for key in PROFILE}
    profile |= {key: platform[key] for key in LISTS}
    profile["connectors"] = [{"relation": each["relation"], "name": each["name"]} for each in platform["connectors"]]
    return profile


def register_organisations(load: Loading) -> None:
    """Register every organisation of the article, and let the operator take them as verified."""
    centre = load.get("ctr_hz", Centre)
    for told in load.season.list("organisations"):
        _register(load, told, centre)
    with load.cast.acting(Part.OPERATOR) as actor:
        name = load.get("org_hzttc", Organisation).name
        entry = CentreEntry(centre.name, region=HANGZHOU, opened_on=centre.opened_on, organisation=name)
        edit_centre(load.session, actor, entry, centre_id=centre.id)
        grant_membership(
            load.session, actor, role=Role.EVENT_ORGANISER, person=load.cast.accounts[Part.ORGANISER].person,
            scope=(ScopeKind.ORGANISATION, load.rows["org_hzttc"].id),
        )  # fmt: skip


def _register(load: Loading, told: Entry, centre: Centre) -> None:
    profile: Mapping[str, Any] = told.get("profile") or {}
    with load.cast.acting(Part.OPERATOR) as actor:
        entry = OrganisationEntry(
            told["name"], OrganisationType(told["org_type"]), name_en=told.get("name_en"), centre_id=centre.id,
            aliases=told.get("alias") or (), source=ARTICLE,
        )  # fmt: skip
        row = register_organisation(load.session, actor, entry, is_another=True)
        row.facts = [*(told.get("facts") or ()), *_facts(profile)]
        marked(row, explain(told.marks(name_en="name_en", org_type="org_type")))
        verify_organisation(load.session, actor, Verdict(OrganisationState.VERIFIED), organisation_id=row.id)
        marked(row, {"state": TAKEN_AS_VERIFIED})
    load.keep(told.id, row)


def _facts(profile: Mapping[str, Any]) -> list[str]:
    return [profile["stage_focus"], profile["portfolio_sales"]] if profile else []


def relate(load: Loading) -> None:
    """Write down who founded whom, and what was spun off from what."""
    told = load.season.part("platform").part("centre")
    pairs = [(told["org_ref"], each, RelationKind.LEAD_FOUNDER) for each in told["lead_founders"]]
    pairs += [(told["org_ref"], each, RelationKind.CO_FOUNDER) for each in told["co_founders"]]
    founder = next(each for each in load.season.list("organisations") if each.id == "org_hustvc")["profile"]["founder"]
    university = next(each.id for each in load.season.list("organisations") if each["name"] == founder)
    pairs.append(("org_hustvc", university, RelationKind.LEAD_FOUNDER))
    pairs += [
        (each["spin_off_org_ref"], each["owner_org_ref"], RelationKind.SPIN_OFF)
        for each in load.season.list("achievements")
        if each.get("spin_off_org_ref")
    ]
    with load.cast.acting(Part.OPERATOR) as actor:
        for one, other, kind in pairs:
            terms = RelationTerms(load.rows[other].id, kind, source=ARTICLE)
            relate_organisations(load.session, actor, organisation_id=load.rows[one].id, terms=terms)


def enter_people(load: Loading) -> None:
    """Enter the people whom the article names; nothing but name and office is known of them."""
    for told in load.season.list("people"):
        data = PersonData(
            told["name"], organisation_id=load.id_of(told["org_ref"]), title=told["public_title"],
            honorific=told["honorific"], source=ARTICLE,
        )  # fmt: skip
        row = load.keep(told.id, register_person(load.session, data))
        marked(row, explain(told.marks(title="public_title", organisation_id="org_ref")))
