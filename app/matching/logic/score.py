"""Who fits whom: hard filters first, then points whose parts say why."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import partial
from typing import Any, Final, Generic, Protocol, Self, TypeVar

from app.matching.logic import parts
from app.matching.logic.engine.entries import Entry
from app.matching.logic.parts import Evidence, Part, Scored
from app.matching.logic.profiles import AchievementProfile, ExpertProfile, MandateProfile, NeedProfile, PitchProfile
from app.matching.logic.taught import corrected
from app.matching.logic.taxonomy import UNRELATED, closeness, field_of
from app.matching.logic.texts import Knowledge, Nearness, Texts

VERSION: Final = "2"
# For words and for meaning, by whether meanings are read; together with what was learned always forty.
TEXT_POINTS: Final = {True: (23, 17), False: (40, 0)}
WITH_LEARNED: Final = {True: (18, 13), False: (31, 0)}
LEARNED_POINTS: Final = 9
# Field, round, ticket, region, portfolio, freshness; they make room for what a mandate asks beyond that, and for what
# was learned.
PITCH_POINTS: Final = (35, 25, 20, 5, 10, 5)
SENTENCE_POINTS: Final = 10
READINESS_POINTS: Final = 5
FULL: Final = 100


NOT_READ: Final = Nearness(0.0, None, None, ())


class Exclusion(StrEnum):
    """Why two sides are not proposed to each other at all."""

    NOT_OPEN = "not_open"
    NOT_VISIBLE = "not_visible"
    EXPIRED = "expired"
    SAME_ORGANISATION = "same_organisation"
    EXCLUDED_FIELD = "excluded_field"
    OTHER_FIELD = "other_field"
    VETO = "veto"


class Profile(Protocol):
    """What every side of a match can say about itself."""

    @property
    def id(self) -> int:
        """Its number."""

    @property
    def organisation_id(self) -> int | None:
        """Whose it is."""

    @property
    def open(self) -> bool:
        """Is it in a state in which it may be proposed?"""

    @property
    def visible(self) -> bool:
        """May the other side see it?"""

    @property
    def expired(self) -> bool:
        """Has its time passed?"""


@dataclass(frozen=True, slots=True)
class Veto:
    """That one side said no to the other."""

    query: int
    item: int


@dataclass(frozen=True, slots=True)
class Match:
    """How well an item fits: the score is the sum of its parts; an excluded one has none."""

    item: int
    score: Decimal
    parts: tuple[Scored, ...]
    evidence: tuple[Evidence, ...]
    excluded: Exclusion | None = None
    competitor: bool = False


def filter_pair(one: Profile, other: Profile) -> Exclusion | None:
    """What every pair must pass, whatever it is about."""
    checks = (
        (one.open and other.open, Exclusion.NOT_OPEN),
        (one.visible and other.visible, Exclusion.NOT_VISIBLE),
        (not one.expired and not other.expired, Exclusion.EXPIRED),
        (one.organisation_id is None or one.organisation_id != other.organisation_id, Exclusion.SAME_ORGANISATION),
    )
    return next((reason for passed, reason in checks if not passed), None)


def judge_pitch(mandate: MandateProfile, pitch: PitchProfile, texts: Texts) -> Match:
    """How well a project fits what an investor looks for; the size of the ticket never excludes."""
    excluded = filter_pair(mandate, pitch)
    if excluded is None and parts.is_excluded(mandate.exclusions, pitch.field, pitch.text):
        excluded = Exclusion.EXCLUDED_FIELD
    if excluded is None and _is_elsewhere(mandate, pitch):
        excluded = Exclusion.OTHER_FIELD
    near = texts.near(as_entry(mandate), pitch.id) if mandate.sentence or texts.may_have_learned else NOT_READ
    found = _pitch_parts(mandate, pitch, near, near.learned if texts.may_have_learned else None)
    values = {
        Part.ROUND: pitch.investment_round, Part.TICKET: pitch.ask, Part.REGION: pitch.region, Part.MATURITY: pitch.trl,
    }  # fmt: skip
    found = corrected(found, texts.taught.get(mandate.id, ()), values)
    return _match(pitch.id, found, excluded, competitor=_has_competitor(mandate, pitch))


def _pitch_parts(
    mandate: MandateProfile, pitch: PitchProfile, near: Nearness, learned: float | None
) -> tuple[Scored, ...]:
    """What every mandate is asked, and its sentence and lowest readiness where it names them."""
    own: list[Scored] = []
    if mandate.sentence:
        own.append(parts.text(SENTENCE_POINTS, near.words if pitch.text else None, near.hits))
    if mandate.min_trl is not None:
        own.append(parts.maturity(READINESS_POINTS, mandate.min_trl, pitch.trl))
    if learned is not None:
        own.append(parts.learned(LEARNED_POINTS, learned))
    most = divided(FULL - sum(each.most for each in own), PITCH_POINTS)
    return (
        parts.sector(most[0], mandate.fields, pitch.field),
        parts.investment_round(most[1], mandate.stages, pitch.investment_round),
        parts.ticket(most[2], mandate.ticket_min, mandate.ticket_max, pitch.ask),
        parts.region(most[3], mandate.regions, pitch.region),
        parts.synergy(most[4], mandate.holdings, pitch.field),
        parts.freshness(most[5], pitch.age_days),
        *own,
    )


def divided(total: int, shares: Sequence[int]) -> list[int]:
    """A total in whole points by shares of a hundred; what rounding leaves goes where most was cut off."""
    whole = [total * share // FULL for share in shares]
    by_rest = sorted(range(len(shares)), key=lambda at: (-(total * shares[at] % FULL), at))
    for at in by_rest[: total - sum(whole)]:
        whole[at] += 1
    return whole


def judge_investor(pitch: PitchProfile, mandate: MandateProfile, texts: Texts) -> Match:
    """The same seen from the project: how well an investor fits it; the words are read as the investor reads them."""
    offered = texts.offered if texts.offered is not None else Texts({pitch.id: as_entry(pitch)})
    seen = judge_pitch(mandate, pitch, offered)
    if not texts.may_have_learned:
        return replace(seen, item=mandate.id)
    learned = texts.near(as_entry(pitch), mandate.id).learned
    near = offered.near(as_entry(mandate), pitch.id) if mandate.sentence else NOT_READ
    return _match(mandate.id, _pitch_parts(mandate, pitch, near, learned), seen.excluded, competitor=seen.competitor)


def judge_achievement(need: NeedProfile, achievement: AchievementProfile, texts: Texts) -> Match:
    """How well a result answers a need."""
    values = values_of(achievement)
    asked = (condition(values.get(part)) for part, condition in conditions(need).items())
    found = corrected((*_texts(need, achievement, texts), *asked), texts.taught.get(need.id, ()), values)
    return _match(achievement.id, found, exclusion_of(need, achievement))


def exclusion_of(need: NeedProfile, achievement: AchievementProfile) -> Exclusion | None:
    """What keeps a result from being proposed for a need."""
    excluded = filter_pair(need, achievement)
    if excluded is None and parts.is_excluded(
        need.exclusions, achievement.field, f"{achievement.title}\n{achievement.text}"
    ):
        excluded = Exclusion.EXCLUDED_FIELD
    return excluded


def values_of(achievement: AchievementProfile) -> dict[Part, Any]:
    """What a result offers beside its text, by the part that looks at it."""
    return {
        Part.SECTOR: achievement.field, Part.MATURITY: achievement.trl, Part.BUDGET: achievement.price,
        Part.REGION: achievement.region,
    }  # fmt: skip


def conditions(need: NeedProfile) -> dict[Part, Callable[[Any], Scored]]:
    """What a need asks beside its text: each part of the score, given what a result offers."""
    return {
        Part.SECTOR: partial(parts.sector, 20, [need.field] if need.field else []),
        Part.MATURITY: partial(parts.maturity, 15, need.least_trl),
        Part.BUDGET: partial(parts.budget, 10, need.budget_max),
        Part.REGION: partial(parts.region, 5, need.regions),
        Part.CAPACITY: lambda _offered: parts.capacity(10, need.capacity_grade, asked=need.capacity_asked),
    }


def judge_expert(need: NeedProfile, expert: ExpertProfile, texts: Texts) -> Match:
    """How well somebody could help with a need; nobody is proposed to the own organisation."""
    found = (
        *_texts(need, expert, texts),
        parts.sector(40, expert.fields, need.field),
        parts.home_region(20, need.regions, expert.region),
    )
    return _match(expert.id, found, filter_pair(need, expert))


def _texts(need: NeedProfile, item: Profile, texts: Texts) -> tuple[Scored, ...]:
    """Forty points for the texts: words and meaning, or words alone where no meaning is read here."""
    asked = as_entry(need)
    if not asked.content.strip() or not as_entry(item).content.strip():
        return (parts.text(40, None, ()),)
    near = texts.near(asked, item.id)
    for_words, for_meaning = (TEXT_POINTS if near.learned is None else WITH_LEARNED)[texts.reads_meaning]
    found = [parts.text(for_words, near.words, near.hits)]
    if texts.reads_meaning:
        found.append(parts.meaning(for_meaning, near.meaning))
    if near.learned is not None:
        found.append(parts.learned(LEARNED_POINTS, near.learned))
    return tuple(found)


def as_entry(profile: object) -> Entry:
    """The texts of a profile as the engine reads them."""
    title, text = str(getattr(profile, "title", "")), str(getattr(profile, "text", ""))
    if isinstance(profile, PitchProfile) and profile.field:
        text = f"{profile.field}\n{text}"
    return Entry(id=str(getattr(profile, "id", "")), title=title, text=text)


def _is_elsewhere(mandate: MandateProfile, pitch: PitchProfile) -> bool:
    if not mandate.fields or not pitch.field:
        return False
    return all(closeness(field_of(word), field_of(pitch.field)) == UNRELATED for word in mandate.fields)


def _has_competitor(mandate: MandateProfile, pitch: PitchProfile) -> bool:
    """Does the investor hold a company marked as competing in the very field of the project?"""
    rivals = [each for each in mandate.holdings if each.competitor and each.field]
    return pitch.field is not None and any(field_of(each.field or "") == field_of(pitch.field) for each in rivals)


def _match(item: int, found: tuple[Scored, ...], excluded: Exclusion | None, *, competitor: bool = False) -> Match:
    evidence = tuple(part.evidence for part in found)
    if excluded is not None:
        return Match(item, Decimal(0), (), (), excluded, competitor)
    return Match(item, sum((part.points for part in found), Decimal(0)), found, evidence, None, competitor)


Query = TypeVar("Query", bound=Profile)
Item = TypeVar("Item", bound=Profile)


class Matcher(Generic[Query, Item]):
    """Ranks items for a query; the same items and vetoes give the same ranks in any order."""

    def __init__(self, judge: Callable[[Query, Item, Texts], Match], knowledge: Knowledge | None = None) -> None:
        self._judge = judge
        self._items: dict[int, Item] = {}
        self._vetoes: frozenset[tuple[int, int]] = frozenset()
        self._knowledge = knowledge
        self._texts = Texts({})

    def fit(self, items: Iterable[Item], feedback: Iterable[Veto] = ()) -> Self:
        """Learn the items and who said no to whom."""
        self._items = {item.id: item for item in items}
        self._vetoes = frozenset((veto.query, veto.item) for veto in feedback)
        self._texts = Texts({key: as_entry(item) for key, item in self._items.items()}, self._knowledge)
        return self

    def judge(self, query: Query, item: int) -> Match:
        """One pair, also when it is excluded."""
        match = self._judge(query, self._items[item], self._texts)
        if (query.id, item) in self._vetoes and match.excluded is None:
            return Match(item, Decimal(0), (), (), Exclusion.VETO, match.competitor)
        return match

    def judge_unsaid(self, query: Query, item: int) -> Match:
        """One pair as if nobody had said no."""
        return self._judge(query, self._items[item], self._texts)

    def rank(self, query: Query, top: int | None = None, *, among: Collection[int] | None = None) -> list[Match]:
        """The best items that nothing excludes, of all or `among` some, best first; equal ones by number."""
        asked = [item for item in self._items if among is None or item in among]
        found = [match for match in (self.judge(query, item) for item in asked) if match.excluded is None]
        return sorted(found, key=lambda match: (-match.score, match.item))[:top]
