"""Pages of a PDF as pictures, for a preview in any browser."""

import io
import threading
from contextlib import closing
from typing import Final

WIDTH: Final = 900
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
