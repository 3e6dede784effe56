"""The fonts of printed documents: which face draws which character, and which characters none can draw."""

import re
import threading
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from reportlab import Version
from reportlab.pdfbase import pdfmetrics, ttfonts

REPORTLAB_PIN: Final = "5.1.0"
FOLDER: Final = Path(__file__).resolve().parents[1] / "fonts"

SANS: Final = "LuyanSans"
SANS_BOLD: Final = "LuyanSans-Bold"
SERIF: Final = "LuyanSerif"
SERIF_BOLD: Final = "LuyanSerif-Bold"
RARE: Final = "LuyanRare"
LATIN: Final = "LuyanLatin"
LATIN_BOLD: Final = "LuyanLatin-Bold"

_FILES: Final = {
    SANS: "NotoSansSC-Regular.ttf",
    SANS_BOLD: "NotoSansSC-Bold.ttf",
    SERIF: "NotoSerifSC-Regular.ttf",
    SERIF_BOLD: "NotoSerifSC-Bold.ttf",
    LATIN: "Vera.ttf",  # comes with ReportLab; the Chinese fonts lack letters such as š and ć
    LATIN_BOLD: "VeraBd.ttf",
}
_STANDS_IN: Final = {
    SANS: (SERIF, RARE, LATIN),
    SANS_BOLD: (SANS, SERIF_BOLD, RARE, LATIN_BOLD),
    SERIF: (SANS, RARE, LATIN),
    SERIF_BOLD: (SERIF, SANS_BOLD, RARE, LATIN_BOLD),
}
_KEPT_SPACES: Final = frozenset("\n\u3000")
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs"})
_VARIATION_SELECTORS: Final = frozenset([*map(chr, range(0xFE00, 0xFE10)), *map(chr, range(0xE0100, 0xE01F0))])
_SELECTORS: Final = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_lock = threading.RLock()


def use_rare_font(path: Path | None) -> None:
    """Also draw from this font what the others lack, e.g. names outside the everyday planes."""
    with _lock:
        _registered.cache_clear()
        pick.cache_clear()
        advance.cache_clear()
        _widths_of.cache_clear()
        pdfmetrics._fonts.pop(RARE, None)  # type: ignore[attr-defined]  # noqa: SLF001 -- there is no unregister
        if path is not None:
            pdfmetrics.registerFont(ttfonts.TTFont(RARE, str(path)))


def ready(face: str) -> bool:
    """Load a face on first use; only the optional one may be absent."""
    return _registered(face) is not None


def clean(text: str) -> str:
    """The text as it can be drawn: composed, with plain spaces, without invisible characters."""
    if (text.isascii() and text.isprintable()) or _is_plain(text):
        return text
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(" " if char.isspace() and char not in _KEPT_SPACES else char for char in composed if _visible(char))


def _is_plain(text: str) -> bool:
    """Whether nothing has to be cleaned, told by the quickest means; most text is so."""
    shown = text.replace("\u3000", "").replace("\n", "")
    return shown.isprintable() and unicodedata.is_normalized("NFC", text) and not _SELECTORS.search(text)


def _visible(char: str) -> bool:
    return char.isspace() or (unicodedata.category(char) not in _INVISIBLE and char not in _VARIATION_SELECTORS)


def missing_glyphs(texts: str | Iterable[str], face: str = SANS) -> list[str]:
    """The characters that no font at hand can draw, each once, in order of appearance."""
    joined = clean(texts if isinstance(texts, str) else "\n".join(texts))
    return [char for char in dict.fromkeys(joined) if not char.isspace() and pick(char, face) is None]


@lru_cache(maxsize=65536)
def pick(char: str, face: str) -> str | None:
    """The face that draws a character: the wanted one, else the nearest that has it."""
    for name in (face, *_STANDS_IN[face]):
        font = _registered(name)
        if font is not None and ord(char) in font.face.charToGlyph:
            return name
    return None


@lru_cache(maxsize=65536)
def advance(char: str, face: str) -> float:
    """How wide a character is at size 1 in a face that has it."""
    font = _registered(face)
    assert font is not None, face  # noqa: S101 -- callers hold a face that pick() named
    return float(font.face.charWidths.get(ord(char), font.face.defaultWidth)) / 1000


def advances(text: str, face: str) -> list[float | None]:
    """How wide the characters of a text are at size 1 in a face; None for one that the face lacks."""
    return list(map(_widths_of(face).__getitem__, text))


class _Widths(dict[str, float | None]):
    """The widths of the characters that a face was asked for."""

    def __init__(self, face: str) -> None:
        super().__init__({"\n": 0.0})
        self.face = face

    def __missing__(self, char: str) -> float | None:
        width = advance(char, self.face) if pick(char, self.face) == self.face else None
        self[char] = width
        return width


@lru_cache(maxsize=16)
def _widths_of(face: str) -> _Widths:
    return _Widths(face)


def loaded(face: str) -> Any:  # noqa: ANN401 -- as below
    """The font object behind a face that pick() named."""
    return _registered(face)


def font_name(face: str) -> str:
    """The true name of the font behind a face, for the description of a document."""
    return _FILES[face].removesuffix(".ttf")


def make_to_unicode(fontname: str, subset: list[int]) -> str:
    """The table by which a reader copies text, with UTF-16 pairs for characters beyond U+FFFF.

    ReportLab writes five hexadecimal digits there, which readers take for another character.
    """
    pairs = "\n".join(f"<{index:02X}> <{_utf16(code)}>" for index, code in enumerate(subset))
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        f"/CIDSystemInfo\n<< /Registry ({fontname})\n/Ordering ({fontname})\n/Supplement 0\n>> def\n"
        f"/CMapName /{fontname} def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<00> <{len(subset) - 1:02X}>\nendcodespacerange\n"
        f"{len(subset)} beginbfchar\n{pairs}\nendbfchar\n"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    )


def _utf16(code: int) -> str:
    return chr(code).encode("utf-16-be", "surrogatepass").hex().upper()


@lru_cache(maxsize=8)
def _registered(face: str) -> Any:  # noqa: ANN401 -- ReportLab's font objects carry no types
    with _lock:
        known = pdfmetrics._fonts  # type: ignore[attr-defined]  # noqa: SLF001 -- getFont() would guess a substitute
        if face not in known and face in _FILES:
            pdfmetrics.registerFont(ttfonts.TTFont(face, str(_file(face))))
        return known.get(face)


def _file(face: str) -> Path | str:
    """Where a font lies; ReportLab finds its own by name."""
    path = FOLDER / _FILES[face]
    return path if path.exists() else path.name


if Version == REPORTLAB_PIN:  # another version is looked at first: tests/documents/test_fonts.py says so
    ttfonts.makeToUnicodeCMap = make_to_unicode
