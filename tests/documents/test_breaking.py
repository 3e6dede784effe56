import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents.logic import fonts
from app.documents.logic.breaking import CLOSERS, OPENERS, line_ends, strength
from app.documents.logic.sheet import draw_freely
from app.documents.logic.text import Prose, Run, Style, balanced, draw_block, fitted, lines_of
from tests.documents.reading import printed_lines, texts
from tests.documents.samples import make_paper

# Stated again here, from the standard of typesetting and not from the program.
NEVER_FIRST = set("，。、：；？！》”’）】」』…％")
NEVER_LAST = set("（《“‘【「『")
PIECES = [
    *"校企研发合作高品质改性蜡碳酸钙",
    "，",
    "。",
    "、",
    "：",
    "；",
    "？",
    "！",
    "（",
    "）",
    "《",
    "》",
    "“",
    "”",
    "【",
    "】",
    " ",
]
PIECES += ["180万元", "1,800,000.00元", "CDMO", "Roadshow", "2023年6月17日", "8+7", "First-in-Class", "99.9%"]

TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=60).map("".join)


def broken(text: str, width: float, runs: list[Run] | None = None) -> list[str]:
    return [line.text for line in lines_of(runs or [Run(text)], Style(size=10), width)]


def must_run_over(line: str) -> bool:
    """Is every place in this line forbidden, so that some rule has to give way?"""
    return all(line[at] in NEVER_FIRST | {" "} or line[:at].rstrip()[-1:] in NEVER_LAST for at in range(1, len(line)))


def check_law(lines: list[str]) -> None:
    for above, below in pairwise(lines):
        if above and below and not must_run_over(above + below[:1]):
            assert below[0] not in NEVER_FIRST, (above, below)
            assert above[-1] not in NEVER_LAST, (above, below)


@given(TEXTS, st.integers(60, 300))
def test_lines_keep_the_rules_in_one_style(text: str, width: int) -> None:
    lines = broken(text, width)
    check_law(lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert max(line.width for line in lines_of([Run(text)], Style(size=10), width)) <= width + 0.1


@given(
    st.lists(st.tuples(TEXTS, st.sampled_from([None, fonts.SANS_BOLD, fonts.SERIF])), min_size=1, max_size=6),
    st.integers(60, 300),
)
def test_lines_keep_the_rules_in_mixed_styles(parts: list[tuple[str, str | None]], width: int) -> None:
    runs = [Run(text, face=face) for text, face in parts]
    check_law(broken("", width, runs))


WORDS = ["180万元", "1,800,000.00元", "CDMO", "Roadshow", "8+7", "First-in-Class", "99.9%", "50亿元", "200余人"]
SENTENCES = st.lists(
    st.tuples(st.text("校企研发合作改性蜡", min_size=1, max_size=9), st.sampled_from(WORDS)), max_size=20
)


@given(SENTENCES, st.integers(100, 300))
def test_words_numbers_and_amounts_stay_whole(parts: list[tuple[str, str]], width: int) -> None:
    text = "".join(chinese + word for chinese, word in parts)
    lines = broken(text, width)
    assert "".join(lines) == text
    ends = {sum(map(len, lines[:count])) for count in range(1, len(lines))}
    at = 0
    for chinese, word in parts:
        at += len(chinese)
        assert not ends & set(range(at + 1, at + len(word))), (word, lines)
        at += len(word)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("总额共计180万元", 70, ["总额共计", "180万元"]),
        ("支持团队，共同", 42, ["支持团", "队，共同"]),
        ("他说（今天开会）", 32, ["他说", "（今天", "开会）"]),
        ("他说（ 今天", 34, ["他说", "（ 今天"]),
        ("新药First-in-Class管线", 80, ["新药", "First-in-Class", "管线"]),
        ("第一行\n第二行", 200, ["第一行", "第二行"]),
        ("", 100, [""]),
        ("合计90%以上", 40, ["合计", "90%以", "上"]),
    ],
)
def test_examples_of_lines(text: str, width: float, lines: list[str]) -> None:
    assert broken(text, width) == lines


def test_a_word_longer_than_the_line_is_broken_at_last() -> None:
    lines = broken("https://luyan.example.org/events/wenzhou-2023", 60)
    assert "".join(lines) == "https://luyan.example.org/events/wenzhou-2023"
    assert len(lines) > 1


def test_room_for_less_than_one_character_still_ends() -> None:
    assert line_ends("甲 乙", [10.0, 3.0, 10.0], 5.0) == [(0, 1), (2, 3)]
    assert line_ends("甲", [10.0], 5.0) == [(0, 1)]


def test_a_run_of_closers_longer_than_the_line_does_not_hang() -> None:
    assert "".join(broken("。" * 50, 40)) == "。" * 50


def test_the_strength_of_breaks() -> None:
    assert [strength("元，", 1), strength("（元", 1), strength("ab", 1), strength("0万", 1), strength("甲乙", 1)] == [
        0,
        0,
        1,
        2,
        3,
    ]
    assert NEVER_FIRST <= CLOSERS
    assert NEVER_LAST <= OPENERS


def test_printed_lines_keep_the_rules() -> None:
    shuffled = random.Random(7)
    paragraphs = ["".join(shuffled.choices(PIECES[:27], k=300)) for _ in range(12)]
    for text in paragraphs:

        def draw(sheet: object, text: str = text) -> None:
            draw_block(sheet, Prose(text, Style(align="justify")), 40, 800, 300)  # type: ignore[arg-type]

        printed = draw_freely(make_paper(), (595, 842), draw)
        lines = printed_lines(printed.content)
        assert len(lines) > 5
        check_law(lines)


def test_names_shrink_to_nine_points_and_then_take_more_lines() -> None:
    style = Style(size=22, leading=33)
    name = "锂钠氪锶新型储能材料科技发展（龙港）有限责任公司联合实验室"
    assert fitted(name, style, 300).size == 10
    small = fitted(name * 3, style, 300)
    assert (small.size, small.leading) == (9, 13.5)
    assert len(lines_of([Run(name * 3)], small, 300)) > 1


def test_a_balanced_heading_has_lines_of_like_length() -> None:
    style = Style(size=20, leading=30, align="center")
    lines = balanced("医学科技成果转化交流大会暨签约仪式", style, 320).lines(320)
    assert [len(line.text) for line in lines] in ([9, 8], [8, 9])


def test_an_empty_line_takes_room_and_draws_nothing() -> None:
    def draw(sheet: object) -> None:
        assert draw_block(sheet, Prose("上\n\n下", Style(size=10, leading=15)), 40, 700, 100) == 655  # type: ignore[arg-type]

    assert texts(draw_freely(make_paper(), (595, 842), draw).content)[0].split() == ["上", "下"]


def test_a_paragraph_splits_without_orphans() -> None:
    prose = Prose("甲" * 100, Style(size=10, leading=15))
    prose.wrap(100, 1000)
    above, below = prose.split(100, 140)
    assert (above.wrap(100, 1000)[1], below.wrap(100, 1000)[1]) == (120, 30)
    assert prose.split(100, 20) == []
    assert prose.split(100, 400) == [prose]
    assert prose.minWidth() == 20
    nine = Prose("甲" * 90, Style(size=10, leading=15))
    assert [part.wrap(100, 1000)[1] for part in nine.split(100, 125)] == [105, 30]


@pytest.mark.parametrize(
    ("title", "width", "lines"),
    [
        ("“一带一路”医学科技成果转化交流大会", 320, ["“一带一路”医学", "科技成果转化交流大会"]),
        ("龙港市与华工创投产业项目合作框架协议", 320, ["龙港市与华工创投", "产业项目合作框架协议"]),
        ("阿卜杜热西提·买买提江", 220, ["阿卜杜热西提·", "买买提江"]),
        ("医学科技成果转化交流大会暨签约仪式", 220, ["医学科技成果", "转化交流大会", "暨签约仪式"]),
        ("Technology transfer roadshow", 220, ["Technology", "transfer", "roadshow"]),
    ],
)
def test_a_heading_parts_no_word(title: str, width: float, lines: list[str]) -> None:
    style = Style(face=fonts.SANS_BOLD, size=28, leading=36, align="center")
    assert [line.text for line in balanced(title, style, width).lines(width)] == lines


@given(TEXTS, st.integers(60, 300))
def test_headings_keep_the_rules_and_their_room(text: str, width: int) -> None:
    style = Style(size=10, align="center")
    lines = balanced(text, style, width).lines(width)
    assert len(lines) == len(lines_of([Run(text)], style, width))
    assert max(line.width for line in lines) <= width + 0.1
    check_law([line.text for line in lines])
