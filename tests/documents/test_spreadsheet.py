from datetime import date
from decimal import Decimal

from app.documents.logic.spreadsheet import Table, workbook
from tests.documents.spreadsheets import cells_of, sheet_names


def test_text_stays_text_and_money_stays_exact() -> None:
    rows = [
        ["=1+1", Decimal("1800000.50"), 7, None],
        ["+86 577", Decimal(0), 0, date(2023, 6, 17)],
        ["李校堃 𬭚", None, None, None],
    ]
    content = workbook([Table("年度", ("名称", "金额", "数量", "日期"), rows), Table("口径[1]:", ("a",), [])])
    found = cells_of(content)
    assert found[0] == ["名称", "金额", "数量", "日期"]
    assert found[1] == ["=1+1", "1800000.5", "7"]
    assert found[2] == ["+86 577", "0", "0", "45094"]  # days since 1899-12-30
    assert found[3] == ["李校堃 𬭚"]
    assert sheet_names(content) == ["年度", "口径 1  "]


def test_equal_tables_are_equal_files() -> None:
    table = [Table("a", ("b",), [["c"]])]
    assert workbook(table) == workbook(table)


def test_an_empty_table_is_a_file_with_a_head() -> None:
    assert cells_of(workbook([Table("a", ("b", "c"), [])])) == [["b", "c"]]


def test_two_hundred_rows_are_all_there() -> None:
    assert len(cells_of(workbook([Table("a", ("b",), [[n] for n in range(200)])]))) == 201
