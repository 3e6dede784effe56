"""Experts for a need: whom the platform knows, how well each fits, and what those said who were asked."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.library.models import Achievement, Need, NeedExpert
from app.library.queries import OPEN_TO_ALL, list_experts, list_known_experts
from app.matching.logic.profiles import ExpertProfile
from app.matching.logic.score import Match, Matcher, judge_expert
from app.matching.logic.texts import Knowledge
from app.matching.queries.learned import synonyms_in_use
from app.matching.queries.needs import need_profile
from app.organisations.models import Organisation


@dataclass(frozen=True)
class RankedExpert:
    """Somebody who could help, where from, how well it fits, and the request if there was one."""

    person: Person
    organisation: Organisation | None
    match: Match
    asked: NeedExpert | None


def rank_experts(session: Session, need: Need, *, top: int = 30) -> list[RankedExpert]:
    """Return whom the platform knows for a need, best first; whoever of them was asked stays on the list."""
    people = {person.id: person for person in list_known_experts(session)}
    profiles, houses = profiles_of(session, people.values())
    home = need.organisation.region if need.organisation is not None else None
    query = replace(need_profile(need), regions=(home,) if home else ())
    matcher = Matcher(judge_expert, Knowledge(synonyms=synonyms_in_use(session))).fit(profiles)
    asked = {row.person_id: row for row in list_experts(session, need.id)}
    found = [
        RankedExpert(
            people[match.item], houses.get(people[match.item].organisation_id or 0), match, asked.get(match.item)
        )
        for match in matcher.rank(query)
    ]
    return [row for number, row in enumerate(found) if number < top or row.asked is not None]


def profiles_of(session: Session, people: Collection[Person]) -> tuple[list[ExpertProfile], dict[int, Organisation]]:
    """Return what matching knows of people who could help, and the houses they come from."""
    houses, stood_behind = _houses(session, people), _stood_behind(session)
    return [expert_profile(person, houses, stood_behind[person.id]) for person in people], houses


def expert_profile(
    person: Person, houses: dict[int, Organisation], achievements: Sequence[Achievement] = ()
) -> ExpertProfile:
    """Return what matching knows of a person who could help."""
    house = houses.get(person.organisation_id or 0)
    fields = [*person.research_fields, *(row.field for row in achievements if row.field)]
    texts = [
        text
        for row in achievements
        for text in (row.title, row.summary, row.problem_solved, row.effect, row.applies_to)
        if text
    ]
    return ExpertProfile(
        id=person.id, title="、".join(person.research_fields), text="\n".join(texts),
        fields=tuple(dict.fromkeys(fields)), region=house.region if house is not None else None,
        organisation_id=person.organisation_id,
    )  # fmt: skip


def _houses(session: Session, people: Iterable[Person]) -> dict[int, Organisation]:
    ids = {person.organisation_id for person in people if person.organisation_id is not None}
    return {row.id: row for row in session.scalars(select(Organisation).where(Organisation.id.in_(sorted(ids))))}


def _stood_behind(session: Session) -> defaultdict[int, list[Achievement]]:
    rows = session.scalars(
        select(Achievement).where(Achievement.contact_person_id.is_not(None), *OPEN_TO_ALL).order_by(Achievement.id)
    )
    found: defaultdict[int, list[Achievement]] = defaultdict(list)
    for row in rows:
        found[row.contact_person_id or 0].append(row)
    return found
