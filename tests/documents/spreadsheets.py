"""Read a spreadsheet back without the program that wrote it."""

import io
import re
import zipfile
from xml.etree import ElementTree as ET

NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def sheet_names(content: bytes) -> list[str]:
    book = ET.fromstring(zipfile.ZipFile(io.BytesIO(content)).read("xl/workbook.xml"))  # noqa: S314 -- our own file
    return [sheet.attrib["name"] for sheet in book.findall("m:sheets/m:sheet", NS)]


def cells_of(content: bytes, sheet: int = 1) -> list[list[str]]:
    """The cells of a sheet as text, row by row; a formula would show as such."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    words = ET.fromstring(archive.read("xl/sharedStrings.xml"))  # noqa: S314 -- our own file
    shared = ["".join(part.text or "" for part in item.iter(f"{{{NS['m']}}}t")) for item in words.findall("m:si", NS)]
    page = ET.fromstring(archive.read(f"xl/worksheets/sheet{sheet}.xml"))  # noqa: S314 -- our own file
    assert page.findall(".//m:f", NS) == []
    rows = []
    for row in page.findall("m:sheetData/m:row", NS):
        cells: dict[int, str] = {}
        for cell in row.findall("m:c", NS):
            value = cell.findtext("m:v", "", NS)
            column = _column(cell.attrib["r"])
            cells[column] = shared[int(value)] if cell.attrib.get("t") == "s" else value
        rows.append([cells.get(column, "") for column in range(max(cells, default=-1) + 1)])
    return rows


def _column(place: str) -> int:
    found = re.match(r"[A-Z]+", place)
    assert found
    number = 0
    for letter in found[0]:
        number = number * 26 + ord(letter) - 64
    return number - 1
