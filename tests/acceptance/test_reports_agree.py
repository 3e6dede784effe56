"""The report of an event and the yearly table say the same on the page, on paper and in the spreadsheet."""

from __future__ import annotations

import re

import pytest
from sqlalchemy.orm import Session

from app.core.display import money, say, speaking
from app.reports.queries.roadshows import COLUMNS, add_up, list_roadshows
from tests.acceptance.stage import Desk, actor, event_of, fetch, pdf_of, read
from tests.documents.reading import flat, squeezed
from tests.documents.spreadsheets import cells_of, sheet_names

SLUGS = ["wenzhou-2023", "jiande-shanghai-2023", "longgang-2023"]


@pytest.mark.parametrize("slug", SLUGS)
def test_the_report_of_a_demo_event_agrees_with_itself(session: Session, desk: Desk, slug: str) -> None:
    address = f"/events/{event_of(session, slug).slug}/manage/report"
    client = desk("operator")
    page, paper = read(client, address), flat(pdf_of(client, f"{address}.pdf"))
    table = fetch(client, f"{address}.xlsx").get_data()
    names = sheet_names(table)
    counted = 0
    for number, name in enumerate(names[:5], start=1):
        for row in cells_of(table, number)[1:]:
            figures = [cell for cell in row[1:] if cell.isdigit()]
            assert squeezed(row[0]) + "".join(figures) in paper, (name, row)
            beside = r"\s+".join(map(re.escape, (row[0], *figures)))
            assert re.search(rf"{beside}\b", page), (name, row)
            counted += 1
    assert counted > 10
    signed = cells_of(table, 7)[1:]
    assert all(squeezed(row[1]) in paper and row[1] in page for row in signed)
    definitions = [row[0] for row in cells_of(table, len(names))[1:]]
    assert len(definitions) == 8
    assert all(line in page and squeezed(line) in paper for line in definitions)
    assert all("来源：" in line or "Source: " in line for line in definitions)


def test_the_yearly_table_agrees_with_itself_and_adds_up(session: Session, desk: Desk) -> None:
    client = desk("operator")
    page = read(client, "/reports/roadshows?year=2023")
    paper = flat(pdf_of(client, "/reports/roadshows.pdf?year=2023"))
    cells = cells_of(fetch(client, "/reports/roadshows.xlsx?year=2023").get_data())
    rows = list_roadshows(session, actor(session, "operator"), 2023)
    assert len(rows) > 3
    assert [row[0] for row in cells[1:]] == [*(row.event.number for row in rows), ""]
    for row, line in zip([*rows, add_up(rows)], cells[1:], strict=True):
        values = [row.value(column) for column in COLUMNS]
        assert [float(cell or 0) for cell in line[7:]] == [float(value or 0) for value in values]
    with speaking("zh_CN"):
        for row in rows:
            said = ["—" if column.is_money and not row.agreements else money(row.disclosed_sum) if column.is_money
                    else str(row.value(column)) for column in COLUMNS]  # fmt: skip
            assert squeezed("".join(said)) in paper
            assert f"{row.event.number} " in page
            beside = r"\s+".join(map(re.escape, said))
            assert re.search(rf"{row.event.number}.*?{beside}", page)
        for column in COLUMNS:
            assert say(column.definition) in page
            assert squeezed(say(column.definition)) in paper
