"""Why there is no plan: a smallest set of rules that cannot all hold.

Each rule switches its part of the model on by a literal. The solver names switches that cannot all be on; then every
rule without which the others still contradict each other is left out, one after the other, until each one counts.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from time import monotonic
from typing import Final

from app.meetings.logic.engine.model import Model, negated
from app.meetings.logic.engine.solving import solve
from app.meetings.logic.instance import ANY_SESSION, Instance, Participant, Wanted

SHARE: Final = 0.5
SEARCH: Final = "linearization_level: 0"
Key = tuple[int, int]


class RuleKind(Enum):
    """What kind of rule takes part in a contradiction."""

    MUST_BE = "must_be"
    VETOED = "vetoed"
    IN_SESSION = "in_session"
    FIXED = "fixed"
    LATER = "later"
    ONE_AT_A_TIME = "one_at_a_time"
    AWAY = "away"
    CAP = "cap"
    CAP_OF_DAY = "cap_of_day"
    PLACES = "places"
    FAIRNESS = "fairness"


@dataclass(frozen=True, slots=True)
class Conflicting:
    """One rule of a contradiction: about which meeting or participant, and the meeting, number or slot it names."""

    kind: RuleKind
    subject: int | None = None
    object: int | None = None


def find_conflict(instance: Instance, *, seconds: float, seed: int = 0) -> list[Conflicting] | None:
    """A set of rules that cannot all hold, smallest in that it holds without any one of them if time allows.

    Empty when the rules do not contradict each other (the places of a type are not looked at); `None` when the time
    did not suffice to tell.
    """
    until = monotonic() + seconds
    rules = _Rules(instance)
    solved = solve(rules.asking(rules.all()), seconds=seconds * SHARE, seed=seed, parameters=SEARCH)
    if solved.status != "infeasible":
        return None if solved.status in {"unknown", "failed"} else []
    core = rules.named(solved.core) or rules.all()
    for rule in list(core):
        if monotonic() >= until:
            break
        rest = [each for each in core if each != rule]
        again = solve(rules.asking(rest), seconds=until - monotonic(), seed=seed, parameters=SEARCH)
        if rule in core and again.status == "infeasible":
            core = rules.named(again.core) or rest
    return sorted(core, key=lambda each: (each.kind.value, each.subject or 0, each.object or 0))


class _Rules:
    """The rules of a question as a model in which each can be switched off."""

    def __init__(self, instance: Instance) -> None:
        self.instance, self.model = instance, Model()
        self.switch: dict[Conflicting, int] = {}
        self.at: dict[Key, int] = {}
        self.slots = range(1, instance.frame.count + 1)
        self.held: defaultdict[Key, list[int]] = defaultdict(list)
        musts = [each for each in instance.meetings if each.mandatory]
        for meeting in musts:
            self._add_meeting(meeting)
        for meeting in musts:
            self._add_order(meeting)
        for person in instance.participants:
            self._add_person(person)
        self._add_places(musts)

    def all(self) -> list[Conflicting]:
        """Every rule."""
        return list(self.switch)

    def asking(self, rules: Iterable[Conflicting]) -> Model:
        """The model with these rules switched on."""
        self.model.assumptions = [self.switch[each] for each in rules]
        return self.model

    def named(self, literals: Iterable[int]) -> list[Conflicting]:
        """The rules behind switches."""
        chosen = set(literals)
        return [rule for rule, switch in self.switch.items() if switch in chosen]

    def _on(self, kind: RuleKind, subject: int | None = None, other: int | None = None) -> int:
        rule = Conflicting(kind, subject, other)
        if rule not in self.switch:
            self.switch[rule] = self.model.boolean()
        return self.switch[rule]

    def _forbid(self, switch: int, literals: Iterable[int]) -> None:
        for literal in literals:
            self.model.implies(switch, negated(literal))

    def _add_meeting(self, meeting: Wanted) -> None:
        mine = {slot: self.model.boolean() for slot in self.slots}
        for slot, literal in mine.items():
            self.at[meeting.id, slot] = literal
            for side in meeting.sides:
                self.held[side, slot].append(literal)
        self.model.not_two_of(list(mine.values()))
        self.model.any_of([negated(self._on(RuleKind.MUST_BE, meeting.id)), *mine.values()])
        if meeting.declined_by is not None:
            self._forbid(self._on(RuleKind.VETOED, meeting.id, meeting.declined_by), mine.values())
        if meeting.fixed_slot is not None:
            others = [literal for slot, literal in mine.items() if slot != meeting.fixed_slot]
            self._forbid(self._on(RuleKind.FIXED, meeting.id, meeting.fixed_slot), others)
        if meeting.session != ANY_SESSION:
            inside = self.instance.frame.slots_of(meeting.session)
            others = [literal for slot, literal in mine.items() if slot not in inside]
            self._forbid(self._on(RuleKind.IN_SESSION, meeting.id), others)

    def _add_order(self, meeting: Wanted) -> None:
        for earlier in meeting.after:
            if (earlier, 1) not in self.at:
                continue
            switch = self._on(RuleKind.LATER, meeting.id, earlier)
            for slot in self.slots:
                late = [self.at[earlier, at] for at in self.slots if at >= slot]
                early = [self.at[meeting.id, at] for at in self.slots if at <= slot]
                self.model.between(0, [(literal, 1) for literal in late + early], 1, when=switch)

    def _add_person(self, person: Participant) -> None:
        mine = {slot: self.held[person.id, slot] for slot in self.slots if self.held[person.id, slot]}
        once = self._on(RuleKind.ONE_AT_A_TIME, person.id)
        for literals in mine.values():
            self.model.between(0, [(literal, 1) for literal in literals], 1, when=once)
        if person.unavailable:
            gone = [literal for slot, literals in mine.items() if slot in person.unavailable for literal in literals]
            self._forbid(self._on(RuleKind.AWAY, person.id), gone)
        for kind, most, slots in self._caps(person):
            terms = [(literal, 1) for slot in slots for literal in mine.get(slot, [])]
            self.model.between(0, terms, most, when=self._on(kind, person.id, most))

    def _caps(self, person: Participant) -> Iterator[tuple[RuleKind, int, range]]:
        if person.max_meetings is not None:
            yield RuleKind.CAP, person.max_meetings, self.slots
        if person.max_per_day is not None:
            for first, last in self.instance.frame.days or ((1, self.instance.frame.count),):
                yield RuleKind.CAP_OF_DAY, person.max_per_day, range(first, last + 1)

    def _add_places(self, musts: list[Wanted]) -> None:
        for slot in self.slots:
            places = sum(slot not in place.closed for place in self.instance.places)
            if places < len(musts):
                terms = [(self.at[meeting.id, slot], 1) for meeting in musts]
                self.model.between(0, terms, places, when=self._on(RuleKind.PLACES, None, slot))
