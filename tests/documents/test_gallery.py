"""What holds for every kind of paper, in both languages, with short and long names, and with any number of rows."""

import itertools
import re
from collections.abc import Iterator
from contextlib import closing
from functools import cache

import pytest
from pypdfium2 import PdfDocument, PdfPage

from app.documents.logic.breaking import CLOSERS, OPENERS
from app.documents.logic.sheet import Lang, Printed, texts_in
from app.documents.logic.words import WORDS, word
from tests.documents.gallery import EVENTS, KINDS, Case
from tests.documents.reading import font_sizes, fonts_of, outline, reader, squeezed

FEW = [Case(lang, long, rows) for lang in ("zh", "en") for long, rows in ((False, 0), (False, 1), (True, 1))]
FULL = [case for case in FEW if case.rows]
MANY = [Case("zh", long=False, rows=200), Case("en", long=False, rows=200)]
NUMBERED = {"en": re.compile(r"Page (\d+) of (\d+)"), "zh": re.compile(r"第 ?(\d+) ?页 ?/ ?共 ?(\d+) ?页")}
WITH_COVER = {
    "agenda_book",
    "booklet_public",
    "booklet_registered",
    "booklet_after_nda",
    "evaluation_report",
    "framework_cover",
}
Box = tuple[float, float, float, float]

of_every_kind = pytest.mark.parametrize("kind", KINDS)
with_few_rows = pytest.mark.parametrize("case", FEW, ids=str)


@cache
def made(kind: str, case: Case) -> Printed:
    build, print_it = KINDS[kind]
    return print_it(build(case))


@cache
def pages_of(kind: str, case: Case) -> list[str]:
    with closing(PdfDocument(made(kind, case).content)) as document:
        return [page.get_textpage().get_text_range() for page in document]


def lines_of(kind: str, case: Case) -> list[str]:
    return [line.strip() for page in pages_of(kind, case) for line in page.splitlines() if line.strip()]


def data_of(kind: str, case: Case) -> list[str]:
    """Every text of the data that a paper prints: not what it says of itself, nor the names of its choices."""
    value = KINDS[kind][0](case)
    kept = {name: part for name, part in vars(value).items() if name not in {"paper", "edition"}}
    choices = {"undertaker", "host", "first", "personal agenda", "LY-A001-9F3C", "#8a6414", case.paper.title}
    plain = [text for text in texts_in(list(kept.values())) if text not in choices]
    agendas = {text for each in kept.get("agendas", ()) for text in texts_in(each.paper)}
    return [text for text in plain if text not in agendas and not (text.startswith("https") and kind == "agenda")]


@of_every_kind
@pytest.mark.parametrize("case", [*FULL, *MANY], ids=str)
def test_all_the_data_stand_on_the_paper_and_its_pages_are_numbered(kind: str, case: Case) -> None:
    found = squeezed("".join(pages_of(kind, case)))
    assert [text for text in set(data_of(kind, case)) if squeezed(text) not in found] == []
    assert made(kind, case).missing == ()
    pages = pages_of(kind, case)
    numbers = [NUMBERED[case.lang].search(" ".join(page.split())) for page in pages[kind in WITH_COVER :]]
    counted = [(int(each[1]), int(each[2])) for each in numbers if each]
    assert counted == [(number, len(pages)) for number in range(1 + (kind in WITH_COVER), len(pages) + 1)]
    assert len(pages) == made(kind, case).pages


@of_every_kind
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_paper_about_nothing_says_so(kind: str, lang: Lang) -> None:
    found = squeezed("".join(pages_of(kind, Case(lang, long=False, rows=0))))
    words = ["—", "＿＿", *(squeezed(word(lang, key)) for key in ("nothing", "nothing yet", "no plan"))]
    assert any(each in found for each in words)
    assert re.search(r"None(?!\.)", found) is None


@of_every_kind
@with_few_rows
def test_every_paper_describes_itself(kind: str, case: Case) -> None:
    document = reader(made(kind, case).content)
    assert document.metadata is not None
    assert (document.metadata.title, document.metadata.author) == (EVENTS[case.lang], "温州医科大学")
    assert document.trailer["/Root"]["/Lang"] == {"zh": "zh-CN", "en": "en"}[case.lang]  # type: ignore[index]
    assert all(fonts_of(made(kind, case).content).values())
    assert min(font_sizes(made(kind, case).content)) >= 9


@of_every_kind
@with_few_rows
def test_no_line_begins_or_ends_with_the_wrong_sign(kind: str, case: Case) -> None:
    lines = [line for line in lines_of(kind, case) if len(line) > 1]
    assert [line for line in lines if line[0] in CLOSERS - set("—…")] == []
    assert [line for line in lines if line[-1] in OPENERS] == []


@of_every_kind
def test_no_english_word_is_parted(kind: str) -> None:
    case = Case("en", long=True, rows=1)
    said = (*data_of(kind, case), *map(" ".join, WORDS.values()), case.paper.title, "Page of v HD https")
    known = {part for text in said for part in re.findall(r"[A-Za-z]+", text)}
    for line in lines_of(kind, case):
        for part in re.findall(r"[A-Za-z]+", line):
            assert part in known, line


@of_every_kind
@with_few_rows
def test_nothing_is_clipped_and_no_text_lies_on_another(kind: str, case: Case) -> None:
    with closing(PdfDocument(made(kind, case).content)) as document:
        for page in document:
            width, height = page.get_size()
            boxes = list(boxes_on(page))
            outside = [box for box in boxes if box[0] < 0 or box[1] < 0 or box[2] > width or box[3] > height]
            assert outside == []
            if kind != "booklet_after_nda":  # the name of the reader lies below the text, on purpose
                assert [pair for pair in itertools.combinations(boxes, 2) if overlap(*pair)] == []


def boxes_on(page: PdfPage) -> Iterator[Box]:
    """The places of the printed text: left, bottom, right, top."""
    text = page.get_textpage()
    for number in range(text.count_rects()):
        yield text.get_rect(number)


def overlap(first: Box, second: Box) -> bool:
    across = min(first[2], second[2]) - max(first[0], second[0])
    along = min(first[3], second[3]) - max(first[1], second[1])
    return across > 1.5 and along > 1.5


@of_every_kind
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_page_is_left_nearly_empty(kind: str, lang: Lang) -> None:
    pages = pages_of(kind, Case(lang, long=True, rows=1))
    assert all(len(squeezed(page)) > 90 for page in pages[1:])
    assert len(pages) <= 5


def test_a_minutes_sheet_is_one_page_however_long_the_names() -> None:
    assert [made("minutes_sheets", case).pages for case in FEW] == [1] * len(FEW)


def test_a_head_stands_once_on_a_page() -> None:
    case = Case("zh", long=True, rows=24)
    assert {page.count("嘉宾与议题") for page in pages_of("agenda_book", case)} == {0, 1}


def test_long_books_have_bookmarks_that_lead_where_the_contents_say() -> None:
    found = outline(made("booklet_public", Case("zh", long=False, rows=200)).content)
    first = found[1][1]
    assert [page for _, page in found] == [2, *range(first, first + 200)]
    assert f"R001 {first}" in " ".join(pages_of("booklet_public", Case("zh", long=False, rows=200))[1].split())
