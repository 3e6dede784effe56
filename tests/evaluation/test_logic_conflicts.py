"""What the records say against a judge."""

from __future__ import annotations

from datetime import date

import pytest

from app.evaluation.logic.catalogue import CATALOGUE, Grade, SetKind, grade
from app.evaluation.logic.conflicts import (
    JudgeTies,
    KnownTie,
    Relation,
    TargetTies,
    find_conflicts,
    plain_names,
    years_before,
)

TODAY = date(2030, 6, 17)
TARGET = TargetTies(frozenset({1, 2}), plain_names(["杭州某某（生物）有限公司"]), frozenset({7}))


@pytest.mark.parametrize(
    ("judge", "expected"),
    [
        (JudgeTies(1, (KnownTie(1, Relation.EMPLOYER),)), [Relation.EMPLOYER]),
        (JudgeTies(1, (KnownTie(3, Relation.EMPLOYER),)), []),
        (JudgeTies(1, (KnownTie(2, Relation.EMPLOYER, date(2027, 6, 18)),)), [Relation.EMPLOYER]),
        (JudgeTies(1, (KnownTie(2, Relation.EMPLOYER, date(2027, 6, 17)),)), []),
        (JudgeTies(7), [Relation.TEAM]),
        (JudgeTies(1, (), plain_names(["杭州某某(生物)有限公司 "])), [Relation.PORTFOLIO]),
        (JudgeTies(1, (KnownTie(1, Relation.EMPLOYER), KnownTie(2, Relation.EMPLOYER))), [Relation.EMPLOYER]),
    ],
)
def test_ties_within_three_years_count_once(judge: JudgeTies, expected: list[Relation]) -> None:
    assert find_conflicts(judge, TARGET, today=TODAY) == expected


def test_three_years_before_a_leap_day() -> None:
    assert years_before(date(2028, 2, 29), 3) == date(2025, 2, 28)


def test_every_set_of_the_catalogue_adds_up_to_a_hundred() -> None:
    assert {code: sum(each.points for each in found.indicators) for code, found in CATALOGUE.items()} == dict.fromkeys(
        CATALOGUE, 100
    )
    assert {"RS4", "RS6", "CONTEST_A", "GB44731", "FIVE", "CAP"} <= set(CATALOGUE)
    for found in CATALOGUE.values():
        assert len({each.code for each in found.indicators}) == len(found.indicators)
        assert found.source


@pytest.mark.parametrize(
    ("kind", "total", "expected"),
    [
        (SetKind.ACHIEVEMENT, 90, Grade.LEADING),
        (SetKind.ACHIEVEMENT, 89.99, Grade.ADVANCED),
        (SetKind.ACHIEVEMENT, 59.9, Grade.TO_IMPROVE),
        (SetKind.CAPACITY, 54.9, Grade.D),
        (SetKind.ROADSHOW, 99, None),
    ],
)
def test_grades_follow_their_bands(kind: SetKind, total: float, expected: Grade | None) -> None:
    assert grade(kind, total) is expected
