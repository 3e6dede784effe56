"""Conflicts of interest: which ties between a judge and a target the records show, before anybody is asked.

Nothing here knows panels or pitches; whoever recommends people to each other can ask the same question.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

YEARS: Final = 3


class Relation(StrEnum):
    """How a judge and a target belong together."""

    EMPLOYER = "employer"
    TEAM = "team"
    CO_INVENTOR = "co_inventor"
    KIN = "kin"
    TEACHER_STUDENT = "teacher_student"
    SHAREHOLDING = "shareholding"
    PORTFOLIO = "portfolio"
    PAID_ADVICE = "paid_advice"
    COMPETITOR = "competitor"
    INVESTOR = "investor"


# What a judge may declare; being on the team and being in the portfolio is seen by the program itself, too.
STANDING: Final = (
    Relation.EMPLOYER,
    Relation.CO_INVENTOR,
    Relation.SHAREHOLDING,
    Relation.PAID_ADVICE,
    Relation.INVESTOR,
)


@dataclass(frozen=True, slots=True)
class KnownTie:
    """A tie of a person to an organisation; without an end it still holds."""

    organisation: int
    relation: Relation
    until: date | None = None


@dataclass(frozen=True, slots=True)
class JudgeTies:
    """What is known of a judge: the person, past and present ties, and the companies the institution invested in."""

    person: int
    ties: tuple[KnownTie, ...] = ()
    portfolio: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class TargetTies:
    """What is known of a target: its organisations (with parents and spin-offs), their names, and its people."""

    organisations: frozenset[int] = frozenset()
    names: frozenset[str] = frozenset()
    people: frozenset[int] = frozenset()


def years_before(day: date, years: int) -> date:
    """The same day some years earlier; of a leap day, the day before."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def find_conflicts(judge: JudgeTies, target: TargetTies, *, today: date) -> list[Relation]:
    """The ties that speak against this judge for this target, each kind once."""
    since = years_before(today, YEARS)
    found: list[Relation] = [Relation.TEAM] if judge.person in target.people else []
    found += [
        tie.relation
        for tie in judge.ties
        if tie.organisation in target.organisations and (tie.until is None or tie.until > since)
    ]
    if judge.portfolio & target.names:
        found.append(Relation.PORTFOLIO)
    return list(dict.fromkeys(found))


def plain_names(names: Iterable[str | None]) -> frozenset[str]:
    """Names of companies as they are compared: without spaces, brackets in one form."""
    table = str.maketrans({"（": "(", "）": ")", " ": None, "\u3000": None})
    return frozenset(name.translate(table).casefold() for name in names if name)
