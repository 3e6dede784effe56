from itertools import combinations

import pytest

from app.matching.logic.score import Match, Matcher, judge_pitch
from tests.matching.scenarios import SCENARIOS, Investor, Project, mandate, pitch

LEAST = {3: 75, 2: 45, 1: 20}
MOST = {3: 100, 2: 85, 1: 70}


def judged(investor: Investor, project: Project) -> Match:
    return Matcher(judge_pitch).fit([pitch(project)]).judge(mandate(investor), 2)


def test_there_are_forty_scenarios_of_every_grade() -> None:
    assert len(SCENARIOS) == len({name for name, *_ in SCENARIOS}) == 40
    assert {grade for *_, grade in SCENARIOS} == {0, 1, 2, 3}


@pytest.mark.parametrize(("name", "investor", "project", "grade"), SCENARIOS, ids=[name for name, *_ in SCENARIOS])
def test_the_program_judges_as_people_do(name: str, investor: Investor, project: Project, grade: int) -> None:
    found = judged(investor, project)
    assert (found.excluded is None) == (grade > 0), name
    if grade:
        assert LEAST[grade] <= found.score <= MOST[grade], [(part.part, part.points) for part in found.parts]


def test_within_an_investor_better_grades_score_higher() -> None:
    wrong = []
    for (name, investor, project, grade), (other, same, another, lower) in combinations(SCENARIOS, 2):
        if investor == same and grade != lower and min(grade, lower) > 0:
            ahead = judged(investor, project).score > judged(investor, another).score
            if ahead != (grade > lower):
                wrong.append(f"{name} ({grade}) and {other} ({lower})")
    assert wrong == []
