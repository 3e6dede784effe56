"""One event from the idea to the certificate, and the people who make it happen."""

from __future__ import annotations

import io
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property

from pypdf import PdfReader
from reportlab.pdfgen.canvas import Canvas

from tests.browser.visitor import Visitor

PASSWORD = "songtao-Luyan-2027"
CENTRE = "杭州技术转移转化中心"
LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


@dataclass
class Story:
    """What the people of a story know of each other; every run has names of its own."""

    open_visitor: Callable[..., Visitor]
    width: int
    mark: str = field(default_factory=lambda: secrets.token_hex(3))

    def __post_init__(self) -> None:
        self.day = (datetime.now(UTC) + timedelta(days=60)).date()
        self.title = f"长三角集成电路成果路演会{self.mark}"
        self.venue = f"钱塘科创会堂{self.mark}"
        self.pitch = f"存算一体低功耗芯片{self.mark}"
        self.company = f"杭州{self.mark}芯片科技有限公司"
        self.fund = f"宁波{self.mark}创业投资有限公司"
        self.other_fund = ""
        self.certificate = ""
        self.agreement = f"存算一体芯片战略合作协议{self.mark}"

    def at(self, clock: str, days: int = 0) -> str:
        """A time of the event day, or of a day before or after it, as a form wants it."""
        return f"{self.day + timedelta(days=days)}T{clock}"

    def address(self, who: str) -> str:
        """The mail address of somebody new."""
        return f"{who}-{self.mark}@example.net"

    def person(self, who: str) -> Visitor:
        """A browser in which one of the demonstration is signed in."""
        return self.open_visitor(self.width).sign_in(who)

    @cached_property
    def organiser(self) -> Visitor:
        return self.person("organiser")

    @cached_property
    def operator(self) -> Visitor:
        return self.person("operator")

    @cached_property
    def team(self) -> Visitor:
        return self.open_visitor(self.width)

    @cached_property
    def investor(self) -> Visitor:
        return self.open_visitor(self.width)

    @cached_property
    def stranger(self) -> Visitor:
        return self.open_visitor(self.width)


def credit_code(seed: str) -> str:
    """A credit code with the right check character, which nobody holds."""
    start = "91330182" + "".join(LETTERS[ord(each) % 10] for each in seed.ljust(9, "7")[:9])
    total = sum(LETTERS.index(letter) * weight for letter, weight in zip(start, WEIGHTS, strict=True))
    return start + LETTERS[(31 - total % 31) % 31]


def slides(title: str) -> bytes:
    """A real PDF of two pages."""
    file = io.BytesIO()
    canvas = Canvas(file)
    for page in ("Problem", "Result"):
        canvas.drawString(80, 700, f"{page}: {title.encode('ascii', 'ignore').decode()}")
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def words_of(pdf: bytes) -> str:
    """The text of a PDF without spaces."""
    return "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())
