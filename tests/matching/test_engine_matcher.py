from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.matching.logic.engine.entries import Entry, Signal
from app.matching.logic.engine.feedback import Judgement
from app.matching.logic.engine.matcher import TextMatcher
from app.matching.logic.engine.meaning import Remembering, content_key
from app.matching.logic.engine.synonyms import Synonyms
from tests.matching.engine_world import ACHIEVEMENTS, NEED, Letters, entries, judgements, sentences, words


@pytest.mark.parametrize("with_meaning", [True, False])
def test_p25_the_wax_technology_comes_first_and_names_the_words_that_hit(with_meaning: bool) -> None:
    matcher = TextMatcher(Letters() if with_meaning else None).fit(ACHIEVEMENTS)
    first, second, *_ = matcher.rank(NEED)
    assert first.item == "a5"
    assert {"碳酸钙", "包覆"} <= set(first.evidence[0].words)
    assert first.score > second.score + 20


@settings(deadline=None, max_examples=40)
@given(entries("i"), entries("q", 1), judgements(), st.randoms(use_true_random=False), st.booleans())
def test_order_changes_nothing_parts_add_up_and_a_veto_holds(
    items: list[Entry], queries: list[Entry], feedback: list[Judgement], random: Random, with_meaning: bool
) -> None:
    embedder = Letters() if with_meaning else None
    ranked = [TextMatcher(embedder).fit(items, feedback, queries).rank(query) for query in queries]
    for each in (items, queries, feedback):
        random.shuffle(each)
    again = TextMatcher(embedder).fit(items, feedback, queries)
    assert [again.rank(query) for query in sorted(queries, key=lambda each: each.id)] == ranked
    vetoed = {(each.query, each.item) for each in feedback if each.veto}
    for query, found in zip(sorted(queries, key=lambda each: each.id), ranked, strict=True):
        assert {each.item for each in found} == {item.id for item in items if (query.id, item.id) not in vetoed}
        assert found == sorted(found, key=lambda each: (-each.score, each.item))
        assert again.rank(query, 2) == found[:2]
        for each in found:
            assert each.score == pytest.approx(sum(each.parts.values()), abs=1e-9)


@settings(deadline=None, max_examples=60)
@given(st.lists(sentences, min_size=1, max_size=5), sentences, words, st.integers(0, 4))
def test_adding_a_matching_word_never_lowers_the_word_part(texts: list[str], asked: str, word: str, at: int) -> None:
    at %= len(texts)
    query = Entry(id="q", title=f"{asked}，{word}")
    rest = [Entry(id=str(number), title=text) for number, text in enumerate(texts)]
    others = TextMatcher().fit([*rest, Entry(id="longer", title=f"{texts[at]}，{word}")])
    points = {found.item: found.parts[Signal.WORDS] for found in others.rank(query)}
    assert points["longer"] >= points[str(at)]


def test_a_judged_pair_pulls_pairs_like_it_and_is_named_as_reason() -> None:
    items = [
        Entry(id="wax", title="改性蜡包覆碳酸钙"), Entry(id="wax2", title="石蜡包覆碳酸钙粉体"),
        Entry(id="cell", title="红细胞药物平台"), Entry(id="chip", title="存算一体芯片"),
    ]  # fmt: skip
    query = Entry(id="q", title="粉体材料")
    cold = {each.item: each for each in TextMatcher(Letters()).fit(items, (), [query]).rank(query)}
    warm = {
        each.item: each for each in TextMatcher(Letters()).fit(items, [Judgement("q", "wax", 4.0)], [query]).rank(query)
    }
    assert warm["wax2"].parts[Signal.LEARNED] > warm["chip"].parts[Signal.LEARNED]
    assert warm["wax2"].score - warm["chip"].score > cold["wax2"].score - cold["chip"].score
    assert [(each.like, each.level) for each in warm["wax2"].evidence if each.like] == [(("q", "wax"), 4.0)]
    refused = TextMatcher(Letters()).fit(items, [Judgement("q", "wax", 1.0)], [query]).rank(query)
    assert {each.item: each.score for each in refused}["wax2"] < warm["wax2"].score


@pytest.mark.parametrize(
    ("query", "item", "allowed"),
    [
        ({}, {}, True),
        ({"open": False}, {}, False),
        ({}, {"open": False}, False),
        ({"organisation": "甲"}, {"organisation": "甲"}, False),
        ({"organisation": "甲"}, {"organisation": "乙"}, True),
        ({"exclude": ("生物",)}, {"field": "创新药"}, False),
        ({"exclude": ("军工",)}, {"text": "也用于军工"}, False),
        ({"text": "面向烟草行业"}, {"exclude": ("烟草",)}, False),
        ({"exclude": ("军工",)}, {"text": "民用"}, True),
    ],
)
def test_hard_terms_come_before_scores(query: dict[str, str], item: dict[str, str], allowed: bool) -> None:
    matcher = TextMatcher().fit([Entry(id="i", title="芯片", **item)])  # type: ignore[arg-type]  # a table of examples
    found = matcher.rank(Entry(id="q", title="芯片", **query))  # type: ignore[arg-type]  # as above
    assert bool(found) is allowed


def test_the_operators_synonyms_make_two_names_one_word() -> None:
    items = [Entry(id="a", title="阻燃母粒"), Entry(id="b", title="导热硅脂")]
    query = Entry(id="q", title="FR masterbatch 的国产替代")
    assert TextMatcher(synonyms=Synonyms()).fit(items).rank(query)[0].score == 0
    found = TextMatcher(synonyms=Synonyms((("阻燃母粒", "FR masterbatch"),))).fit(items).rank(query)[0]
    assert (found.item, found.evidence[0].words) == ("a", ("阻燃母粒",))
    assert found.score > 0


@pytest.mark.parametrize(
    ("one", "other", "word"),
    [
        ("FIC 项目出海", "首创新药研发", "创新药"),
        ("寻找 CDMO 伙伴", "合同研发生产服务", "合同研发生产"),
        ("一类新药 IND", "I类新药临床试验批件", "新药"),
        ("ＶＯＣｓ治理", "挥发性有机物回收", "挥发性有机物"),
    ],
)
def test_abbreviations_and_full_names_find_each_other(one: str, other: str, word: str) -> None:
    items = [Entry(id="a", title=other), Entry(id="b", title="智慧农业大棚")]
    first = TextMatcher().fit(items).rank(Entry(id="q", title=one))[0]
    assert first.item == "a"
    assert word in first.evidence[0].words


def test_no_text_is_read_twice() -> None:
    letters, memory = Letters(), dict[str, bytes]()
    TextMatcher(Remembering(letters, memory)).fit(ACHIEVEMENTS, (), [NEED]).rank(NEED)
    read = list(letters.read)
    assert len(read) == len(set(read)) == len(ACHIEVEMENTS) + 1
    TextMatcher(Remembering(letters, memory)).fit(ACHIEVEMENTS, (), [NEED]).rank(NEED)
    assert letters.read == read
    assert content_key("m", "x", asks=True) != content_key("m", "x", asks=False)


def test_a_query_nobody_decided_about_is_ranked_by_its_texts_alone() -> None:
    items = [*ACHIEVEMENTS, Entry(id="a6", title="碳酸钙表面包覆设备")]
    judged = Entry(id="n5", title="碳酸钙粉体的干燥设备")
    other = Entry(id="n6", title="碳酸钙的包覆技术")
    feedback = [Judgement("n5", "a5", 1.0), Judgement("n5", "a6", 4.0)]
    plain = TextMatcher(Letters()).fit(items, (), [judged, other])
    taught = TextMatcher(Letters()).fit(items, feedback, [judged, other])
    assert [each.item for each in taught.rank(judged)] != [each.item for each in plain.rank(judged)]
    alone = {each.item: each.score for each in plain.rank(other)}
    assert {each.item: each.score for each in taught.rank(other)} == alone
    assert all(reason.like is None for each in taught.rank(other) for reason in each.evidence)
    twin = Entry(id="n7", title=judged.title)
    assert taught.rank(twin)[0].item == taught.rank(judged)[0].item


def test_the_level_named_is_the_one_that_is_wrong_by_the_least_not_the_mean() -> None:
    needs = [Entry(id=f"q{at}", title="碳酸钙的包覆") for at in range(3)]
    items = [Entry(id=f"a{at}", title="碳酸钙的包覆技术") for at in range(3)]
    said = [Judgement(need.id, item.id, 4.0 if item.id == "a2" else 1.0) for need in needs for item in items]
    matcher = TextMatcher(Letters()).fit([*items, Entry(id="new", title="碳酸钙的包覆技术")], said, needs)
    found = {each.item: each.level for each in matcher.rank(needs[0])}
    assert found["new"] == 1, "two in three said 1, and the mean of what was said is 2"
