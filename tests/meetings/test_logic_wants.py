"""How wishes weigh, and what a plan would change."""

import pytest

from app.meetings.logic.compare import compare
from app.meetings.logic.wants import Voices


@pytest.mark.parametrize(
    ("voices", "weight", "mandatory"),
    [
        (Voices(investor=3, pitch=2), 7, True),
        (Voices(investor=2, pitch=2), 6, False),
        (Voices(investor=3), 3, False),
        (Voices(pitch=3), 2, False),
        (Voices(pitch=2), 1, False),
        (Voices(pitch=2, is_accepted=True), 8, True),
        (Voices(investor=3, pitch=3, is_refused=True), 8, False),
    ],
)
def test_voices_weigh_both_sides(voices: Voices, weight: int, mandatory: bool) -> None:
    assert (voices.weight, voices.is_mandatory) == (weight, mandatory)


def test_compare_names_each_change() -> None:
    found = compare({(1, 1): (1, 1), (1, 2): (2, 1), (2, 1): (3, 1)}, {(1, 1): (1, 1), (1, 2): (2, 2), (3, 1): (1, 2)})
    assert (found.added, found.moved, found.dropped, found.kept) == (((3, 1),), ((1, 2),), ((2, 1),), ((1, 1),))
    assert found.changes == 3
