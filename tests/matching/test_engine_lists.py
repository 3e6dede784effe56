from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from app.matching.logic.engine.diversity import varied
from app.matching.logic.engine.exposure import balanced, gini, reached
from app.matching.logic.engine.meaning import READ_AT_ONCE, Remembering
from tests.matching.engine_world import Letters

Lists = dict[int, list[tuple[int, float]]]
some = st.lists(st.integers(0, 100).map(float), min_size=1, max_size=8)
lists = st.dictionaries(
    st.integers(0, 5), st.dictionaries(st.integers(0, 9), st.integers(0, 100).map(float), max_size=8), max_size=5
).map(lambda found: {query: list(rows.items()) for query, rows in found.items()})


def likeness(size: int) -> st.SearchStrategy[np.ndarray]:
    return arrays.arrays(float, (size, size), elements=st.integers(0, 10).map(lambda n: n / 10))


@given(st.data(), some)
def test_variety_keeps_the_best_first_and_loses_nothing(data: st.DataObject, scores: list[float]) -> None:
    alike = data.draw(likeness(len(scores)))
    order = varied(scores, alike)
    assert sorted(order) == list(range(len(scores)))
    assert scores[order[0]] == max(scores)
    plain = sorted(range(len(scores)), key=lambda at: (-scores[at], at))
    assert varied(scores, alike, variety=0.0) == plain
    few = varied(scores, alike, first=3)
    assert sorted(few[:3]) == sorted(plain[:3])
    assert few[3:] == plain[3:]


def test_a_twin_waits_for_something_else() -> None:
    twins = np.array([[1.0, 0.95, 0.1], [0.95, 1.0, 0.1], [0.1, 0.1, 1.0]])
    assert varied([90.0, 89.0, 75.0], twins) == [0, 2, 1]
    assert varied([90.0, 89.0, 10.0], twins) == [0, 1, 2]
    assert varied([], np.zeros((0, 0))) == []


@given(lists, st.integers(1, 4))
def test_balance_keeps_the_best_of_each_list_and_its_length(found: Lists, top: int) -> None:
    even = balanced(found, top=top)
    for query, rows in found.items():
        ordered = sorted(rows, key=lambda row: -row[1])
        assert len(even[query]) == len(set(even[query])) == min(top, len(rows))
        assert even[query][:1] == [row[0] for row in ordered[:1]]
        assert set(even[query]) <= {item for item, _ in rows}
    assert balanced(dict(reversed(found.items())), top=top) == even
    free = balanced(found, top=top, price=0.0)
    assert free == {q: [i for i, _ in sorted(rows, key=lambda row: -row[1])[:top]] for q, rows in found.items()}


def test_balance_shows_more_items_more_evenly_and_never_gives_up_much_for_it() -> None:
    found = {query: [(0, 90.0), (1, 50.0), (2, 49.5), (3, 49.0), (4, 20.0)] for query in range(6)}
    plain = Counter(item for rows in found.values() for item, _ in rows[:2])
    even = Counter(item for rows in balanced(found, top=2).values() for item in rows)
    assert [plain[at] for at in range(5)] == [6, 6, 0, 0, 0]
    assert even[0] == 6
    assert min(even[1], even[2], even[3]) >= 1
    assert even[4] == 0
    items = range(5)
    assert gini([even[at] for at in items]) < gini([plain[at] for at in items])
    assert reached([even[at] for at in items]) > reached([plain[at] for at in items])


class Stopping(Letters):
    """Stops in the third portion, as a worker does that is killed."""

    def embed(self, texts: list[str], *, asks: bool) -> np.ndarray:  # type: ignore[override]
        if len(self.read) >= 2 * READ_AT_ONCE:
            raise KeyboardInterrupt
        return super().embed(texts, asks=asks)


def test_what_was_read_before_a_stop_is_kept() -> None:
    memory: dict[str, bytes] = {}
    texts = [f"文本{at}" for at in range(3 * READ_AT_ONCE)]
    try:
        Remembering(Stopping(), memory).embed(texts, asks=False)
    except KeyboardInterrupt:
        assert len(memory) == 2 * READ_AT_ONCE
    else:
        raise AssertionError("it should have stopped")
    letters = Letters()
    Remembering(letters, memory).embed(texts, asks=False)
    assert len(letters.read) == READ_AT_ONCE
