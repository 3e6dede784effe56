"""What a preview takes from a PDF: its pages as pictures, how many there are, and which characters it had to spell."""

import io
import re
import threading
from contextlib import closing
from typing import Final

WIDTH: Final = 900
_SPELLED: Final = re.compile(r"〔U\+([0-9A-F]{4,6})〕")  # as typesetting names a character that no font has
_lock = threading.Lock()  # PDFium works for one thread at a time


def page_png(content: bytes, number: int, width: int = WIDTH) -> bytes:
    """Draw one page, counted from 1, as PNG of a width in pixels."""
    import pypdfium2  # noqa: PLC0415 -- loads a library of its own, which only previews need

    target = io.BytesIO()
    with _lock, closing(pypdfium2.PdfDocument(content)) as document:
        page = document[number - 1]
        picture = page.render(scale=width / page.get_width()).to_pil()
        picture.save(target, "PNG", optimize=False)
    return target.getvalue()


def count_pages(content: bytes) -> int:
    """How many pages a PDF has."""
    import pypdfium2  # noqa: PLC0415 -- as above

    with _lock, closing(pypdfium2.PdfDocument(content)) as document:
        return len(document)


def spelled_characters(content: bytes) -> list[str]:
    """The characters that the pages name by their code because no font had them, each once."""
    import pypdfium2  # noqa: PLC0415 -- as above

    with _lock, closing(pypdfium2.PdfDocument(content)) as document:
        pages = ["".join(page.get_textpage().get_text_range().split()) for page in document]
    codes = dict.fromkeys(code for page in pages for code in _SPELLED.findall(page))
    return [chr(int(code, 16)) for code in codes]
