"""What is kept of texts that were read: it saves work, and is never out of date."""

from collections import Counter

import numpy as np
import pytest

from app.matching.logic.engine import kept
from app.matching.logic.engine.entries import Entry, Signal
from app.matching.logic.engine.index import WordIndex
from app.matching.logic.engine.kept import KeptWords, words_under
from app.matching.logic.engine.reading import Reading
from app.matching.logic.engine.synonyms import NO_SYNONYMS, STARTING, Synonyms
from app.matching.logic.engine.tokens import tokens_in

TEXTS = ["高品质改性蜡包覆碳酸钙技术", "碳酸钙吸潮的抑制", "CAR-T 细胞治疗", "红细胞药物平台"]
ASKED = "碳酸钙颗粒的包覆"


@pytest.fixture
def cut(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that were cut into tokens, in order."""
    done: list[str] = []

    def note(text: str, synonyms: Synonyms) -> Counter[str]:
        done.append(text)
        return tokens_in(text, synonyms)

    monkeypatch.setattr(kept, "tokens_in", note)
    return done


def shares(index: WordIndex, synonyms: Synonyms = STARTING) -> list[float]:
    return index.shares(index.weigh([(1.0, tokens_in(ASKED, synonyms))])).tolist()


def apart(texts: list[str], synonyms: Synonyms = STARTING) -> list[float]:
    """The same from an index that nothing was kept for."""
    return shares(WordIndex([tokens_in(text, synonyms) for text in texts]), synonyms)


def test_the_same_texts_find_their_index_and_one_that_changed_is_read_alone(cut: list[str]) -> None:
    words = KeptWords(STARTING)
    first = words.index(TEXTS)
    assert words.index(list(TEXTS)) is first
    assert cut == TEXTS
    changed = [*TEXTS[:3], "碳酸钙的表面包覆"]
    second = words.index(changed)
    assert cut == [*TEXTS, changed[3]]
    assert (shares(first), shares(second)) == (apart(TEXTS), apart(changed))
    assert words.index(TEXTS) is first


def test_another_order_is_another_index_of_the_same_texts(cut: list[str]) -> None:
    words = KeptWords(STARTING)
    assert shares(words.index(TEXTS))[::-1] == shares(words.index(TEXTS[::-1]))
    assert cut == TEXTS


def test_other_synonyms_read_anew(cut: list[str]) -> None:
    own = Synonyms((("包覆", "抑制"),))
    plain, with_own = words_under(NO_SYNONYMS).index(TEXTS), words_under(own).index(TEXTS)
    assert shares(with_own, own) == apart(TEXTS, own) != shares(plain, NO_SYNONYMS)
    assert cut.count(TEXTS[0]) == 2


def test_an_index_for_once_is_not_kept_but_its_texts_are(cut: list[str]) -> None:
    words = KeptWords(STARTING)
    once = words.index(TEXTS, keep=False)
    assert words.index(TEXTS) is not once
    assert cut == TEXTS


def test_more_than_may_be_kept_is_forgotten_and_read_again(cut: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_TEXTS", 3)
    words = KeptWords(STARTING)
    assert shares(words.index(TEXTS[:2])) == apart(TEXTS[:2])
    assert shares(words.index(TEXTS[1:])) == apart(TEXTS[1:])
    assert cut == [*TEXTS[:2], *TEXTS[1:]]
    assert shares(words.index(TEXTS)) == apart(TEXTS)
    assert words.index(TEXTS) is not words.index(TEXTS)


def test_indexes_are_kept_up_to_a_number_and_a_size(monkeypatch: pytest.MonkeyPatch) -> None:
    words = KeptWords(STARTING)
    first, second = words.index(TEXTS[:2]), words.index(TEXTS[2:])
    monkeypatch.setattr(kept, "MOST_INDEXES", 2)
    assert words.index(TEXTS[:2]) is first
    words.index(TEXTS[:1])
    assert words.index(TEXTS[:2]) is first
    assert words.index(TEXTS[2:]) is not second
    monkeypatch.setattr(kept, "MOST_NUMBERS", 0)
    assert words.index(TEXTS) is not words.index(TEXTS)


def test_a_reading_says_the_same_whatever_was_read_before() -> None:
    items = [Entry(id=str(at), title=text) for at, text in enumerate(TEXTS)]
    need = Entry(id="n", title=ASKED)
    before = Reading(items, [], None, STARTING).points(need)[Signal.WORDS]
    for one in items:
        Reading([one], [], None, STARTING)
    again = Reading(items, [], None, STARTING)
    assert np.array_equal(again.points(need)[Signal.WORDS], before)
    assert again.words_hit(need, 0) == ("包覆", "碳酸钙")
