import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import reportlab
from reportlab.pdfbase import ttfonts

from app.documents.logic import fonts
from app.documents.logic.sheet import draw_freely
from app.documents.logic.text import Prose, Style, draw_block
from tests.documents.reading import flat, fonts_of
from tests.documents.samples import make_paper

NAMES = "李校堃 𬭚 㛃 䶮 喆 镕 𱁬"


def test_vendored_fonts_are_the_ones_of_the_manifest() -> None:
    entries = json.loads((fonts.FOLDER / "manifest.json").read_text(encoding="utf-8"))
    files = {entry["file"]: entry["sha256"] for entry in entries}
    found = {name: hashlib.sha256((fonts.FOLDER / name).read_bytes()).hexdigest() for name in files}
    assert found == files
    assert {path.name for path in fonts.FOLDER.iterdir()} == {*files, "manifest.json"}
    assert {entry["licence"] for entry in entries} == {"OFL-1.1"}


def test_the_repair_of_rare_characters_belongs_to_the_installed_reportlab() -> None:
    assert reportlab.Version == fonts.REPORTLAB_PIN, "Look at makeToUnicodeCMap of the new version, then move the pin."
    assert ttfonts.makeToUnicodeCMap is fonts.make_to_unicode


@pytest.mark.parametrize("face", [fonts.SANS, fonts.SANS_BOLD, fonts.SERIF, fonts.SERIF_BOLD])
def test_rare_characters_print_embedded_and_are_copied_exactly(face: str) -> None:
    def draw(sheet: object) -> None:
        draw_block(sheet, Prose(NAMES, Style(face=face, size=14, leading=22)), 40, 700, 400)  # type: ignore[arg-type]

    printed = draw_freely(make_paper(), (595, 842), draw, NAMES)
    assert flat(printed.content) == NAMES.replace(" ", "")
    assert printed.missing == ()
    assert all(fonts_of(printed.content).values())
    assert "Helvetica" not in "".join(fonts_of(printed.content))


def test_characters_without_a_glyph_are_reported_and_named_by_their_code() -> None:
    assert fonts.missing_glyphs("𣈶先生与😀、𣈶") == ["𣈶", "😀"]
    assert fonts.missing_glyphs("李校堃𬭚㛃堃䶮 Šimić Müller Ωмир") == []

    def draw(sheet: object) -> None:
        draw_block(sheet, Prose("陈𣈶先生", Style()), 40, 700, 400)  # type: ignore[arg-type]

    printed = draw_freely(make_paper(), (595, 842), draw, "陈𣈶先生")
    assert flat(printed.content) == "陈〔U+23236〕先生"
    assert printed.missing == ("𣈶",)


@pytest.fixture
def rare_font() -> Iterator[None]:
    fonts.use_rare_font(Path(reportlab.__file__).parent / "fonts" / "Vera.ttf")
    yield
    fonts.use_rare_font(None)


@pytest.mark.usefixtures("rare_font")
def test_a_rare_font_is_asked_only_for_what_the_others_lack() -> None:
    assert fonts.pick("š", fonts.SERIF) == fonts.RARE
    assert fonts.pick("s", fonts.SERIF) == fonts.SERIF


def test_without_a_rare_font_the_stand_ins_answer() -> None:
    assert not fonts.ready(fonts.RARE)
    assert fonts.pick("š", fonts.SANS_BOLD) == fonts.LATIN_BOLD
    assert fonts.pick("𱁬", fonts.SERIF) == fonts.SANS


def test_text_is_cleaned_of_what_cannot_be_seen() -> None:
    assert fonts.clean("e\u0301\u200b\tA\ufe0f\r\nB\u3000C\u0007") == "é A\nB\u3000C"


def test_names_of_faces_are_those_of_their_fonts() -> None:
    assert fonts.font_name(fonts.SERIF_BOLD) == "NotoSerifSC-Bold"
