from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.matching.logic.parts import Part, Scored, budget, maturity, region
from app.matching.logic.steps import WORTH, StepKind, judgements, told
from app.matching.logic.taught import Taught, corrected, lessons
from app.matching.logic.verdicts import DeclineReason

kinds = st.lists(st.sampled_from(list(StepKind)), min_size=1, max_size=6)


def test_steps_weigh_more_the_more_they_cost() -> None:
    ladder = [StepKind.WISHED, StepKind.ASKED, StepKind.ACCEPTED, StepKind.FOLLOW_UP, StepKind.DUE_DILIGENCE,
              StepKind.INTRODUCED, StepKind.SIGNED]  # fmt: skip
    weights = [WORTH[kind].weight for kind in ladder]
    assert weights == sorted(set(weights))
    assert set(WORTH) == set(StepKind)


@given(kinds)
def test_one_judgement_for_each_pair_between_its_steps_in_any_order(said: list[StepKind]) -> None:
    steps = [told(1, 2, kind) for kind in said]
    (found,) = judgements(steps)
    assert judgements(steps[::-1]) == [found]
    levels = [WORTH[kind].level for kind in said]
    assert min(levels) - 0.001 <= found.level <= max(levels) + 0.001
    assert found.weight == sum(WORTH[kind].weight for kind in said)


def test_a_meeting_that_ended_without_interest_outweighs_the_wish_before_it() -> None:
    (found,) = judgements([told(1, 2, StepKind.WISHED), told(1, 2, StepKind.NO_INTEREST)])
    assert found.level == 1.5


# each reason teaches only its own part


def parts() -> tuple[Scored, ...]:
    return maturity(15, 6, 6), budget(10, Decimal(100), Decimal(80)), region(5, ["330100"], "330182")


VALUES = {Part.MATURITY: 6, Part.BUDGET: Decimal(80), Part.REGION: "330182"}


@pytest.mark.parametrize(
    ("reason", "part"),
    [
        (DeclineReason.NOT_MATURE, Part.MATURITY),
        (DeclineReason.TOO_DEAR, Part.BUDGET),
        (DeclineReason.TOO_FAR, Part.REGION),
        (DeclineReason.OTHER_SUBJECT, None),
        (DeclineReason.OTHER, None),
        (None, None),
    ],
)
def test_a_reason_lowers_its_own_part_and_no_other(reason: DeclineReason | None, part: Part | None) -> None:
    found = corrected(parts(), lessons(reason, VALUES, good=False), VALUES)
    changed = {after.part for before, after in zip(parts(), found, strict=True) if after != before}
    assert changed == ({part} if part else set())
    assert all(after.points * 2 <= before.points + 1 for before, after in zip(parts(), found, strict=True)
               if after.part is part)  # fmt: skip


@given(st.integers(0, 5), st.integers(0, 5))
def test_refusals_lower_and_praise_restores(refused: int, liked: int) -> None:
    def points(bad: int, good: int) -> Decimal:
        taught = [Taught(Part.BUDGET, Decimal(80 - at), good=False) for at in range(bad)]
        taught += [Taught(Part.BUDGET, Decimal(80 - at), good=True) for at in range(good)]
        return corrected(parts(), taught, VALUES)[1].points

    assert points(refused + 1, liked) <= points(refused, liked)
    assert points(refused, liked + 1) >= points(refused, liked)
    assert points(0, liked) == parts()[1].points


def test_what_was_refused_as_too_dear_counts_only_against_what_is_no_cheaper() -> None:
    taught = [Taught(Part.BUDGET, Decimal(80), good=False)]
    assert corrected(parts(), taught, VALUES | {Part.BUDGET: Decimal(79)}) == parts()
    assert corrected(parts(), taught, VALUES | {Part.BUDGET: Decimal(81)}) != parts()
