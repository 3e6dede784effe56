import io
import string

import pytest
import segno
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdfium2 import PdfDocument

from app.documents.logic.qr import draw_qr
from app.documents.logic.quick_code import quick_code
from app.documents.logic.sheet import draw_freely
from tests.documents.samples import make_paper

CAPITALS = string.ascii_uppercase + string.digits + " $%*+-./:"
PLAIN = "".join(map(chr, range(0x20, 0x7F)))
TEXTS = st.text(CAPITALS, min_size=1, max_size=60) | st.text(PLAIN, min_size=1, max_size=80)
TICKETS = st.text(CAPITALS, min_size=1, max_size=122).filter(lambda text: _bits(text) % 8 and not text.isdigit())


def _bits(text: str) -> int:
    """How many bits a text of capitals takes, with what leads it and what ends it."""
    return 4 + 9 + 11 * (len(text) // 2) + 6 * (len(text) % 2) + 4


def rows_of(text: str) -> list[str]:
    found = quick_code(text)
    assert found is not None
    modules, wide = found
    return [modules[start : start + wide] for start in range(0, len(modules), wide + 1)]


@settings(max_examples=150)
@given(TICKETS)
def test_a_quick_code_is_that_of_segno_module_by_module(text: str) -> None:
    # A text that ends with a whole byte gets one more byte of zeros from segno, which no reader looks at.
    code = segno.make(text, error="m", micro=False, boost_error=False, mask=0)
    assert rows_of(text) == ["".join(map(str, row)) for row in code.matrix]


@settings(max_examples=40, deadline=None)
@given(TEXTS)
def test_a_scanner_reads_what_was_written(text: str) -> None:
    content = draw_freely(
        make_paper(), (200, 200), lambda sheet: draw_qr(sheet, text, (10, 10), 180, quick=True)
    ).content
    picture = PdfDocument(io.BytesIO(content))[0].render(scale=4).to_pil()
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [text]


@pytest.mark.parametrize("text", ["", "123456", "李校堃", "A" * 155, "a" * 107])
def test_what_is_not_known_here_is_left_to_segno(text: str) -> None:
    assert quick_code(text) is None


@pytest.mark.parametrize(("length", "wide"), [(20, 21), (38, 25), (61, 29), (90, 33), (122, 37), (154, 41)])
def test_the_smallest_size_that_holds_the_text_is_taken(length: int, wide: int) -> None:
    assert len(rows_of("A" * length)) == wide
    assert len(rows_of("A" * (length + 1))) == wide + 4 if length < 154 else quick_code("A" * 155) is None
