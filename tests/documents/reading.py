"""Read a printed document back, with programs that know nothing of how it was drawn."""

import io
from contextlib import closing

import zxingcpp
from pypdf import PdfReader
from pypdfium2 import PdfDocument


def reader(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content), strict=True)


def texts(content: bytes) -> list[str]:
    """The text of each page as pypdf extracts it."""
    return [page.extract_text() for page in reader(content).pages]


def flat(content: bytes) -> str:
    """All text without spaces and line ends, so that wrapped words compare equal to the data."""
    return squeezed("".join(texts(content)))


def squeezed(text: str) -> str:
    return "".join(text.split())


def font_sizes(content: bytes) -> set[float]:
    """The sizes of all printed text, as the page shows them."""
    sizes: set[float] = set()

    def note(text: str, cm: list[float], tm: list[float], _font: object, size: float) -> None:
        if text.strip():
            sizes.add(round(size * abs(tm[3] or tm[1] or 1), 2))

    for page in reader(content).pages:
        page.extract_text(visitor_text=note)
    return sizes


def outline(content: bytes) -> list[tuple[str, int]]:
    """Every bookmark with the number of the page it leads to."""
    document = reader(content)

    def walk(entries: list[object]) -> list[tuple[str, int]]:
        found: list[tuple[str, int]] = []
        for entry in entries:
            if isinstance(entry, list):
                found += walk(entry)
            else:
                found.append((str(entry.title), document.get_destination_page_number(entry) + 1))  # type: ignore[attr-defined, arg-type]
        return found

    return walk(document.outline)  # type: ignore[arg-type]


def fonts_of(content: bytes) -> dict[str, bool]:
    """The fonts of all pages and whether each is embedded."""
    found: dict[str, bool] = {}
    for page in reader(content).pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            described = font.get_object()
            name = str(described["/BaseFont"])
            found[name] = "/FontDescriptor" in described and "/FontFile2" in described["/FontDescriptor"]
    return found


def printed_lines(content: bytes) -> list[str]:
    """The printed lines of all pages as another reader, PDFium, sees them."""
    with closing(PdfDocument(content)) as document:
        text = "\n".join(page.get_textpage().get_text_range() for page in document)
    return [line.strip() for line in text.splitlines() if line.strip()]


def codes_on(content: bytes, page: int = 1) -> set[str]:
    """What a scanner reads from the codes of a page."""
    with closing(PdfDocument(content)) as document:
        picture = document[page - 1].render(scale=150 / 72).to_pil()
    return {code.text for code in zxingcpp.read_barcodes(picture)}
