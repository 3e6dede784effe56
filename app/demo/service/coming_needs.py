"""What companies bring to the invented event: needs, experts who help with them, and cards both answered in part."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from app.accounts.models import Person
from app.accounts.service.people import PersonData, register_person
from app.core.permissions import Actor
from app.demo.logic import invented, invented_needs
from app.demo.logic.invented_needs import Brought, Helping
from app.demo.service.cast import INVENTED, Part
from app.demo.service.coming import EVENT
from app.demo.service.loading import Loading, marked
from app.demo.service.reasons import ALL_INVENTED
from app.events.models.event import Event
from app.library.logic import NeedState
from app.library.models import Need
from app.library.service.entries import Helper, add_need, answer_as_expert, ask_expert, move_need, record_expert
from app.matching.logic.wishes import Wish
from app.matching.service.need_wishes import wish_for_expert, wish_for_need

N: Final = NeedState
TO_THE_LIBRARY: Final = (N.SORTING, N.VERIFIED, N.IN_LIBRARY, N.PUBLISHED)
WRITERS: Final = {invented.MATERIALS: Part.COMPANY, invented.BIOTECH: Part.TEAM}


def bring_needs(load: Loading) -> None:
    """Let companies bring needs to the event, find two experts for each, and hear what both sides wish."""
    needs = [_bring(load, brought) for brought in invented_needs.NEEDS]
    load.keep(invented_needs.ME, load.cast.accounts[Part.EXPERT].person)
    for number, helping in enumerate(invented_needs.EXPERTS, start=1):
        _let_help(load, helping, f"Z{number}", needs)
    _ask(load, needs)
    _wish(load, needs)


def _bring(load: Loading, brought: Brought) -> Need:
    event = load.get(EVENT, Event)
    with load.cast.acting(WRITERS[brought.company]) as actor:
        values = brought.values() | {"event_id": event.id}
        need = add_need(load.session, actor, values=values, organisation_id=load.rows[brought.company].id)
        move_need(load.session, actor, entry=need, after=N.SUBMITTED)
    with load.cast.acting(Part.OPERATOR) as actor:
        for after in TO_THE_LIBRARY:
            move_need(load.session, actor, entry=need, after=after)
    need.source = INVENTED
    marked(need, {"title": ALL_INVENTED})
    return need


def _let_help(load: Loading, helping: Helping, code: str, needs: list[Need]) -> None:
    """Enter an invented expert without an account, who helps with some of the needs."""
    data = PersonData(
        helping.name, organisation_id=load.rows[invented.UNIVERSITY].id, title=helping.title, source=INVENTED,
        research_fields=list(helping.fields),
    )  # fmt: skip
    person = load.keep(helping.name, register_person(load.session, data))
    marked(person, {"name": ALL_INVENTED})
    with load.cast.acting(Part.OPERATOR) as actor:
        for number in helping.helps:
            helper = Helper(code, helping.title, person_id=person.id)
            record_expert(load.session, actor, need=needs[number], helper=helper)


def _ask(load: Loading, needs: list[Need]) -> None:
    """Ask the expert with the account, who agrees."""
    number, note = invented_needs.ASKED
    person = load.get(invented_needs.ME, Person)
    with load.cast.acting(Part.OPERATOR) as actor:
        ask_expert(load.session, actor, need=needs[number], person_id=person.id, note=note)
    with load.cast.acting(Part.EXPERT) as actor:
        answer_as_expert(load.session, actor, need=needs[number], accepts=True)


def _wish(load: Loading, needs: list[Need]) -> None:
    event = load.get(EVENT, Event)
    for number, name, word in invented_needs.OF_COMPANIES:
        company = WRITERS[invented_needs.NEEDS[number].company]
        with load.cast.acting(company) as actor:
            expert = load.get(name, Person)
            wish_for_expert(
                load.session, actor, number=needs[number].number, person_id=expert.id, wish=Wish(word)
            )  # fmt: skip
    for number, name, word in invented_needs.OF_EXPERTS:
        with _acting(load, name) as actor:
            wish_for_need(load.session, actor, event=event, number=needs[number].number, wish=Wish(word))


@contextmanager
def _acting(load: Loading, name: str) -> Iterator[Actor]:
    mine = name == invented_needs.ME
    acting = load.cast.acting(Part.EXPERT) if mine else load.cast.acting_as(load.get(name, Person))
    with acting as actor:
        yield actor
