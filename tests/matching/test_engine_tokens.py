import pytest

from app.matching.logic.engine.entries import Entry
from app.matching.logic.engine.matcher import TextMatcher
from app.matching.logic.engine.synonyms import STARTING
from app.matching.logic.engine.tokens import is_telling, is_word, tokens_in, words_in


def test_words_leave_out_what_tells_nothing_and_plural_endings() -> None:
    assert words_in("使用 polymers 以及 sensors") == ["使用", "polymer", "sensor"]
    assert words_in("") == []
    assert words_in("the CO2 of 5G") == ["co2", "5g"]


def test_pairs_of_characters_do_not_cross_punctuation() -> None:
    pairs = {token[1:] for token in tokens_in("改性，蜡料") if token.startswith("#")}
    assert pairs == {"改性", "蜡料"}


def test_only_whole_words_are_told() -> None:
    assert {token for token in tokens_in("碳酸钙包覆") if is_word(token)} >= {"碳酸钙", "包覆"}
    assert not any(is_word(token) for token in ("#包覆", "%包"))


@pytest.mark.parametrize(
    ("text", "terms"), [("AI芯片", {"=人工智能", "=集成电路"}), ("email", set()), ("ＣＤＭＯ", {"=合同研发生产"})]
)
def test_terms_are_found_inside_chinese_but_not_inside_english_words(text: str, terms: set[str]) -> None:
    assert {word for word in words_in(text, STARTING) if word.startswith("=")} == terms


def test_rare_words_come_first_and_dull_ones_are_no_reason() -> None:
    items = [
        Entry(id=str(at), title=text) for at, text in enumerate(["碳酸钙包覆技术", "碳酸钙吸潮技术", "碳酸钙填料"])
    ]
    first = TextMatcher().fit(items).rank(Entry(id="q", title="碳酸钙包覆技术"))[0]
    assert first.evidence[0].words == ("包覆", "碳酸钙")


def test_neither_counts_nor_words_everybody_says_are_reasons() -> None:
    assert not any(map(is_telling, ("三个", "第一", "2", "10项", "工艺", "材料", "技术")))
    assert all(map(is_telling, ("碳酸钙", "包覆", "三元材料", "5g", "一类新药", "百合")))
