"""How names, quotation marks, last lines and rows are set."""

import pytest

from app.documents.logic.badge import Badge, Colour, print_badges
from app.documents.logic.ceremony import StagePlan
from app.documents.logic.change_slip import Correction, print_change_slip
from app.documents.logic.names import set_name
from app.documents.logic.table_tent import Tent, print_table_tents
from app.documents.logic.tables import grid
from app.documents.logic.text import Prose, Style
from tests.documents.reading import printed_lines, squeezed, texts
from tests.documents.samples import make_badge_sheets, make_table_tents
from tests.documents.samples_more import make_change_slip

BIG = Style(size=44)


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("阿卜杜热西提·买买提江", ["阿卜杜热西提·", "买买提江"]),
        ("Maximilian-Alexander von Habsburg-Lothri", ["Maximilian-Alexander", "von Habsburg-Lothri"]),
        ("Al", ["Al"]),
    ],
)
def test_names_part_between_given_and_family_name(name: str, lines: list[str]) -> None:
    badges = (Badge(name=name, group="VIP", colour=Colour.guest),)
    printed = printed_lines(print_badges(make_badge_sheets(badges=badges)).content)
    assert [line for line in printed if line in lines] == lines


def test_a_name_is_as_large_as_its_place_allows_and_never_below_nine() -> None:
    sizes = [set_name(name, BIG, 220, 90, 36).style.size for name in ("李明", "Alexander Johansson", "W" * 90)]
    assert sizes[0] == 44
    assert 36 <= sizes[1] < 44
    assert sizes[2] == 9


def test_the_name_on_a_tent_leaves_room_for_a_readable_organisation() -> None:
    tents = (Tent(name="Maximilian-Alexander von Habsburg-Lothri", organisation="国家工程技术研究中心" * 4),)
    printed = printed_lines(print_table_tents(make_table_tents(tents=tents)).content)
    assert sum("国家工程" in line for line in printed) == 4  # two lines on each face


def test_quotation_marks_are_narrow_between_latin_letters_and_wide_between_chinese_ones() -> None:
    def width(text: str) -> float:
        return Prose(text, Style(size=10)).lines(1000)[0].width

    assert width("“AI”") == pytest.approx(width("AI") + 10)
    assert width("“新药”") == pytest.approx(width("新药") + 20)
    assert width("doesn’t") == pytest.approx(width("doesnt") + 5)


def test_a_last_line_is_not_one_character_alone() -> None:
    lines = Prose("医学科技成果转化交流大会", Style(size=10)).lines(110)
    assert [line.text for line in lines] == ["医学科技成果转化交流", "大会"]


def test_a_column_takes_what_its_longest_word_needs_from_the_others() -> None:
    table = grid(["What", "Status"], [("Short", "Confirmed")], [400, 40])
    assert table.widths[1] > 40
    assert sum(table.widths) == pytest.approx(440)
    assert grid(["What", "Status"], [("Short", "OK")], [380, 60]).widths == [380, 60]


def test_a_row_that_fits_a_page_is_not_cut() -> None:
    one = Correction(session="专题报告" * 30, change="改期", before="上午" * 20, now="下午" * 20)
    slip = print_change_slip(make_change_slip(corrections=(one,) * 25))
    assert slip.pages > 2
    assert all(squeezed(page).count("专题报告") % 30 == 0 for page in texts(slip.content))


def test_everybody_on_stage_has_a_place_that_holds_the_name() -> None:
    names = [f"阿卜杜热西提·买买提江{number}" for number in range(9)]
    plan = StagePlan(names, "观众席")
    plan.wrap(480, 0)
    assert [len(row) for row in plan.rows] == [6, 3]
    assert all(box.height <= height for row, height in zip(plan._boxes, plan._heights, strict=True) for box in row)
