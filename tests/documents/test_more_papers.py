import re
from collections.abc import Callable
from contextlib import closing

import pytest
from pypdfium2 import PdfDocument

from app.documents.logic.badge import Badge, BadgeSheets, Colour, print_badges
from app.documents.logic.booklet import print_booklet
from app.documents.logic.ceremony import print_ceremony
from app.documents.logic.change_slip import Correction, print_change_slip
from app.documents.logic.evaluation_report import print_evaluation_report
from app.documents.logic.framework_cover import CoverParty, print_framework_cover
from app.documents.logic.layout import printed
from app.documents.logic.minutes_sheet import print_minutes_sheets
from app.documents.logic.official import BODY, CHARACTERS, LINES, LOOK, chinese, numbered
from app.documents.logic.registration_form import print_registration_form
from app.documents.logic.schedules import print_schedules
from app.documents.logic.sheet import Printed, missing_in, texts_in
from app.documents.logic.text import Prose
from tests.documents import samples_more as more
from tests.documents.reading import (
    codes_on,
    flat,
    font_sizes,
    fonts_of,
    outline,
    printed_lines,
    reader,
    squeezed,
    texts,
)
from tests.documents.samples import make_paper, make_personal_agenda

FORTY = more.FORTY
Maker = Callable[..., Printed]
PRINTERS: dict[str, Maker] = {
    "booklet": lambda rows, **changes: print_booklet(more.make_booklet(rows, **changes)),
    "ceremony": lambda rows, **changes: print_ceremony(more.make_ceremony(rows, **changes)),
    "slip": lambda rows, **changes: print_change_slip(more.make_change_slip(rows, **changes)),
    "minutes": lambda rows, **changes: print_minutes_sheets(more.make_minutes_sheets(rows, **changes)),
    "schedules": lambda rows, **changes: print_schedules(more.make_schedules(rows, **changes)),
    "cover": lambda _, **changes: print_framework_cover(more.make_framework_cover(**changes)),
    "form": lambda _, **changes: print_registration_form(more.make_registration_sheet(**changes)),
    "evaluation": lambda _, **changes: print_evaluation_report(more.make_evaluation_report(**changes)),
}


@pytest.mark.parametrize("name", PRINTERS)
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("rows", [0, 1])
def test_a_paper_describes_itself_and_embeds_its_fonts(name: str, lang: str, rows: int) -> None:
    made = PRINTERS[name](rows, paper=make_paper(lang=lang, title="一份文件"))
    document = reader(made.content)
    assert document.metadata is not None
    assert (document.metadata.title, document.metadata.author) == ("一份文件", "温州医科大学")
    assert document.trailer["/Root"]["/Lang"] == ("zh-CN" if lang == "zh" else "en")  # type: ignore[index]
    assert all(fonts_of(made.content).values())
    assert made.missing == ()
    assert len(document.pages) == made.pages
    assert min(font_sizes(made.content)) >= 9


@pytest.mark.parametrize("name", ["booklet", "ceremony", "slip", "minutes", "schedules"])
def test_two_hundred_rows_are_all_there_and_every_page_knows_its_number(name: str) -> None:
    made = PRINTERS[name](200)
    found = re.findall(r"第 (\d+) 页 / 共 (\d+) *页", " ".join(" ".join(printed_lines(made.content)).split()))
    counted = [(int(number), int(of)) for number, of in found]
    cover = name == "booklet"
    assert counted == [(number, made.pages) for number in range(2 if cover else 1, made.pages + 1)]
    wanted = {"booklet": 201, "minutes": 200, "schedules": 600, "ceremony": 200, "slip": 0}
    with closing(PdfDocument(made.content)) as document:
        assert len(list(document.get_toc())) == wanted[name]


@pytest.mark.parametrize("person", ["李明", FORTY])
def test_short_and_long_names_print_whole(person: str) -> None:
    party = CoverParty(side="first", name=person)
    pitch = more.make_pitch_of_booklet(title=person, team=person, presenter=person)
    agenda = make_personal_agenda(person=person)
    for made in (
        print_framework_cover(more.make_framework_cover(parties=(party, party))),
        print_booklet(more.make_booklet(pitches=(pitch,), reader=person, edition="after_nda")),
        print_evaluation_report(more.make_evaluation_report(target=person)),
        print_schedules(more.make_schedules(agendas=(agenda,))),
    ):
        assert person in flat(made.content)
        assert min(font_sizes(made.content)) >= 9


def test_a_booklet_says_what_its_edition_may_and_names_what_it_leaves_out() -> None:
    booklet = more.make_booklet(2)
    found = flat(print_booklet(booklet).content)
    assert [text for text in texts_in(booklet.pitches) if squeezed(text) not in found] == []
    assert "公开版" in found
    assert "本版不含：股权架构、估值" in found
    assert "不构成投资建议" in found
    assert "专用" not in found


def test_the_reader_stands_on_every_page_of_a_confidential_copy() -> None:
    made = print_booklet(more.make_booklet(2, edition="after_nda", reader="卓敏"))
    assert all("卓敏专用" in squeezed(page) for page in texts(made.content))
    assert "本册仅供卓敏阅览" in flat(made.content)


def test_a_ceremony_says_everything_and_keeps_host_words_line_by_line() -> None:
    ceremony = more.make_ceremony(2)
    found = flat(print_ceremony(ceremony).content)
    assert [text for text in texts_in(ceremony.batches) if squeezed(text) not in found] == []
    assert "第2批17:02" in found
    assert "主持词" in found
    assert "助签人：助签甲" in found


def test_a_change_slip_names_the_printed_version() -> None:
    found = flat(print_change_slip(more.make_change_slip(1)).content)
    assert "已印发的议程手册（v2）以本页为准" in found
    assert "09:20–10:50学术报告厅10:00–11:30三楼路演厅" in found
    assert "无。" in flat(print_change_slip(more.make_change_slip(0)).content)


def test_a_framework_cover_has_no_number_and_never_an_image_of_a_seal() -> None:
    made = print_framework_cover(more.make_framework_cover())
    first, second = (squeezed(page) for page in texts(made.content))
    assert "页/共" not in first
    assert "第2页/共2页" in second
    assert second.count("（盖章处）") == 2
    assert "骑缝章位置" in first
    assert "骑缝章位置" in second
    assert all(list(page.images) == [] for page in reader(made.content).pages)
    open_cover = flat(print_framework_cover(more.make_framework_cover(date="", place="")).content)
    assert "签订时间＿＿＿＿＿＿＿＿" in open_cover


def test_a_registration_form_says_every_field_and_that_nothing_was_sent() -> None:
    sheet = more.make_registration_sheet()
    found = flat(print_registration_form(sheet).content)
    assert [text for text in texts_in((sheet.blocks, sheet.faults)) if squeezed(text) not in found] == []
    assert "登记机构—" in found
    assert "未向任何外部系统提交" in found


def test_an_evaluation_report_never_calls_itself_a_price() -> None:
    report = more.make_evaluation_report()
    found = flat(print_evaluation_report(report).content)
    said = [report.target, report.score, report.grade, report.valid_until, *texts_in(report.criteria), *report.comments]
    assert [text for text in said if squeezed(text) not in found] == []
    assert "供参考，不作为交易价格依据" in found
    assert [title for title, _ in outline(print_evaluation_report(report).content)][:2] == [
        "一、评价对象", "二、评审专家",
    ]  # fmt: skip


def test_every_schedule_has_a_bookmark_with_the_name_and_a_page() -> None:
    found = outline(print_schedules(more.make_schedules(3)).content)
    people = [(title, page) for title, page in found if title.startswith("王样")]
    assert people == [("王样0", 1), ("王样1", 2), ("王样2", 3)]


def test_a_full_page_of_a_public_document_has_22_lines_of_28_characters() -> None:
    text = Prose("技" * (CHARACTERS * (LINES + 3) - 2), BODY)
    made = printed(make_paper(), [text], LOOK)
    first = [line for line in printed_lines(made.content) if set(line) == {"技"}]
    on_first = texts(made.content)[0].count("技")
    assert on_first == CHARACTERS * LINES - 2  # the first line is indented by two
    assert {len(line) for line in first[1:-1]} == {CHARACTERS}
    assert "— 1 —" in texts(made.content)[0]


def test_headings_are_numbered_as_the_standard_says() -> None:
    assert [chinese(n) for n in (1, 10, 11, 20, 21, 99)] == ["一", "十", "十一", "二十", "二十一", "九十九"]
    assert numbered(3, "签约清单", english=False) == "三、签约清单"
    assert numbered(3, "Agreements", english=True) == "3. Agreements"


def test_rare_names_are_drawn_or_reported() -> None:
    assert missing_in(more.make_booklet(1, event="𬭚㛃堃团队")) == ()
    assert "𬭚㛃堃" in flat(print_booklet(more.make_booklet(0, event="𬭚㛃堃团队")).content)


def test_the_closing_never_stands_on_a_page_without_text() -> None:
    for lines in range(1, 12):
        comments = ("技术路线清楚，建议尽快开展安全性评价。",) * lines
        content = print_evaluation_report(more.make_evaluation_report(comments=comments)).content
        last = squeezed(texts(content)[-1])
        assert "不作为交易价格依据" in last
        assert "2023年6月20日" in last


def test_a_table_goes_on_over_pages_with_its_head_and_parts_a_row_that_fits_none() -> None:
    long = "超长说明，" * 900
    corrections = (*more.make_change_slip(40).corrections, Correction(session="长", change=long))
    slip = more.make_change_slip(corrections=corrections)
    made = print_change_slip(slip)
    pages = [squeezed(page) for page in texts(made.content)]
    assert made.pages > 3
    assert all("原安排" in page for page in pages)
    assert "".join(pages).count("超") == 900


def test_every_badge_of_a_long_run_can_be_scanned() -> None:
    codes = [f"ticket-{n:06d}-Zx{n * 7919 % 9973}" for n in range(24)]
    badges = tuple(Badge(name="李明", group="嘉宾", colour=Colour.guest, code=code) for code in codes)
    content = print_badges(BadgeSheets(paper=make_paper(), event="会", badges=badges)).content
    read = set().union(*(codes_on(content, page) for page in range(1, 7)))
    assert read == set(codes)
