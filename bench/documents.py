"""Draw long papers, and compare with bare ReportLab that writes the same text on as many pages in the same run.

    .venv/bin/python bench/documents.py [--rounds 3]

Each paper is drawn in a process of its own, so that its peak memory is its own. What bare ReportLab does: for every
page it gets the finished pieces of text (a piece ends where the line, the table cell, the font or the size ends) as the
paper itself drew them, and writes each with `setFont` and `drawString` at the same place, in the same font file and
size, all in black; then it compresses and saves as the paper does, and embeds the same fonts with the characters used.
It breaks no lines, measures nothing, reads no data, finds no font for a character, and draws no tables, colours,
codes, rules, bookmarks or links. The paper has all of that to do, from plain values to the file, and begins every round
with empty caches of its own; fonts have been loaded for both, and so has the frame that all codes share. Both numbers
are processor time, the best round of each.
Goals: at least half of the pages per second of bare ReportLab, and at most 300 MB.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from itertools import groupby
from pathlib import Path
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pypdfium2 import PdfDocument
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from app.documents.logic import badge, fonts, layout, pen, qr, tables, text, typesetting
from app.documents.logic.agenda_book import AgendaBook, Contact, Day, Guest, Item, PitchEntry, Place, print_agenda_book
from app.documents.logic.agenda_cover import Host
from app.documents.logic.badge import Badge, BadgeSheets, Colour, print_badges
from app.documents.logic.pen import Stretch
from app.documents.logic.personal_agenda import Engagement, OwnDay, PersonalAgenda
from app.documents.logic.schedules import Schedules, print_schedules
from app.documents.logic.sheet import Paper, Printed, Sheet

GOAL_RATIO, GOAL_MB = 0.5, 300
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建国文辉玲玉兰红梅春生志远思雨子轩浩然欣怡校堃"
PLACES = ("学术报告厅", "三楼路演厅", "一号会议室", "二号会议室", "洽谈区", "国际厅")
HOUSES = ("温州医科大学", "浙江省创业投资集团有限公司", "上海第二工业大学", "瓯江实验室", "杭州技术转移转化中心")
CHINA = timezone(timedelta(hours=8))


def paper(title: str) -> Paper:
    """Describe a paper of the measured event."""
    return Paper(title=title, made_at=datetime(2030, 6, 16, 9, tzinfo=CHINA), author="医学人才培养联盟", version="v1")


def person(number: int) -> str:
    """Return one of many names."""
    return SURNAMES[number % len(SURNAMES)] + GIVEN[number % len(GIVEN)] + GIVEN[(number * 7 + 3) % len(GIVEN)]


def agenda_book() -> Printed:
    """A book of 200 sessions on three days, 300 people and 40 pitches."""
    items = [
        Item(
            time=f"{8 + n % 10:02d}:00–{8 + n % 10:02d}:40", room=PLACES[n % 6],
            title=f"第{n}场：{GIVEN[n % 40]}产业技术成果转化与临床应用研讨",
            speakers=(f"{person(n)}　教授：专题{n}", f"{person(n + 31)}　主持"),
        )
        for n in range(200)
    ]  # fmt: skip
    said = ("首创靶点，作用机制清楚，已获授权。", "已完成临床前研究。", "国内患者约1,200万人。", "本轮拟融资180万元。")
    points = (said[0] * 4, said[1] * 4, said[2] * 4, said[3] * 4)
    book = AgendaBook(
        paper=paper("议程手册"), event="“一带一路”医学科技成果转化交流大会", date="2030年6月17日 – 2030年6月19日",
        place="杭州国际博览中心", hosts=(Host("host", HOUSES[0]), Host("undertaker", HOUSES[3])),
        notices=("请于开始前15分钟凭电子票或胸牌二维码签到入场；入场后请将手机调至静音。",) * 8,
        days=tuple(Day(label=f"6月{17 + d}日", items=tuple(items[d::3])) for d in range(3)),
        pitches=tuple(
            PitchEntry(number=f"{n:02d}", title=f"{GIVEN[n]}领域一类新药{n}", team=HOUSES[n % 5], field="生物医药",
                       points=points)
            for n in range(40)
        ),
        guests=tuple(
            Guest(name=person(n), position="主任医师", organisation=HOUSES[n % 5], group="嘉宾") for n in range(300)
        ),
        places=tuple(Place(name=name, floor="3层", seats="200", use="专题报告") for name in PLACES),
        contacts=(Contact(duty="会务", name="会务组", phone="0571-0000 0000"),), page_url="https://luyan.example.org/e",
    )  # fmt: skip
    return print_agenda_book(book)


def badges() -> Printed:
    """500 badges."""
    made = tuple(
        Badge(name=person(n), group="嘉宾", colour=list(Colour)[n % 5], organisation=HOUSES[n % 5], position="教授",
              serial=f"A{n:04d}", code=f"LY-{n:06d}-9F3C77A0")
        for n in range(500)
    )  # fmt: skip
    return print_badges(BadgeSheets(paper=paper("胸牌"), event="“一带一路”医学科技成果转化交流大会", badges=made))


def talk(number: int, turn: int) -> Engagement:
    """One entry of somebody's day."""
    return Engagement(
        time=f"{9 + turn}:00–{9 + turn}:20", kind="洽谈", place=f"{turn + 1}号桌", status="已确认",
        title=f"{GIVEN[(number + turn) % 40]}领域新药{turn}的后续投资",
        counterpart=f"{HOUSES[(number + turn) % 5]}（{person(number + turn)}）",
    )  # fmt: skip


def schedules() -> Printed:
    """The schedules of 500 people, 12 entries each."""
    agendas = tuple(
        PersonalAgenda(
            paper=paper(f"个人日程 {person(n)}"), person=person(n), organisation=HOUSES[n % 5],
            event="“一带一路”医学科技成果转化交流大会", date="2030年6月17日", place="国际博览中心", contact="会务组",
            days=tuple(OwnDay(label=f"6月{17 + d}日", rows=tuple(talk(n, r) for r in range(6))) for d in range(2)),
        )
        for n in range(500)
    )  # fmt: skip
    return print_schedules(Schedules(paper=paper("个人日程汇编"), agendas=agendas))


CASES: dict[str, Callable[[], Printed]] = {
    "agenda book, 200 sessions and 300 people": agenda_book,
    "500 badges": badges,
    "500 personal schedules": schedules,
}


@dataclass(frozen=True)
class Piece:
    """Text of one font and size at one place of a page."""

    face: str
    size: float
    x: float
    y: float
    text: str


@contextmanager
def overheard() -> Iterator[list[list[Piece]]]:
    """Note every piece of text that is written within this block, page by page."""
    pages: list[list[Piece]] = [[]]
    own_write, own_show = pen.write, Sheet.showPage

    def write(
        canvas: Canvas,
        stretches: Sequence[Stretch],
        place: tuple[float, float],
        gap: float = 0.0,
        word_gap: float = 0.0,
    ) -> None:
        x, y = canvas.absolutePosition(*place)
        for (face, size), same in groupby(stretches, key=lambda stretch: (stretch.face, stretch.size)):
            said = "".join(stretch.text for stretch in same)
            pages[-1].append(Piece(face, size, x, y, said))
            x += pdfmetrics.stringWidth(said, face, size) + gap * len(said) + word_gap * said.count(" ")
        own_write(canvas, stretches, place, gap, word_gap)

    def show_page(sheet: Sheet) -> None:
        own_show(sheet)
        pages.append([])

    with patch.object(text, "write", write), patch.object(Sheet, "showPage", show_page):
        yield pages


def forget() -> None:
    """Let every round find nothing of the one before it; fonts and frames of codes are loaded once in a process."""
    for module in (qr, pen, text, typesetting, badge, layout, tables):
        for kept in vars(module).values():
            if hasattr(kept, "cache_clear"):
                kept.cache_clear()


def bare(pages: list[list[Piece]]) -> bytes:
    """Write the same pieces on as many pages with ReportLab and nothing else."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, pageCompression=1, invariant=True, initialFontName=fonts.SANS)  # type: ignore[arg-type]  # see Sheet
    for pieces in pages:
        for piece in pieces:
            canvas.setFont(piece.face, piece.size)
            canvas.drawString(piece.x, piece.y, piece.text)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def check_same(own: bytes, peer: bytes) -> int:
    """Return how many characters the paper shows; stop unless pages, characters and fonts of both files agree."""
    with closing(PdfDocument(own)) as ours, closing(PdfDocument(peer)) as theirs:
        found = [
            [sorted("".join(page.get_textpage().get_text_range().split())) for page in file] for file in (ours, theirs)
        ]
        totals = [sum(map(len, pages)) for pages in found]
        # Page numbers that were promised stand on each page of the paper, and once at the end for the peer.
        promised = (len(str(len(ours))) + 2) * len(ours)
        fonts_used = [set(re.findall(rb"/FontName /[A-Z]{6}\+(\S+)", content)) for content in (own, peer)]
        if len(ours) != len(theirs) or not 0 <= totals[0] - totals[1] <= promised or fonts_used[0] != fonts_used[1]:
            raise SystemExit(f"Not the same text: {len(ours)} pages {totals} {fonts_used}")
    return totals[0]


def measure(name: str, rounds: int) -> dict[str, object]:
    """Draw one paper and the bare one in turns; the best round of each counts, by the processor time it took."""
    with overheard() as pages:
        printed = CASES[name]()
    own_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    pages = pages[: printed.pages]
    characters = check_same(printed.content, bare(pages))
    ours, theirs = [], []
    for _ in range(rounds):
        forget()
        start = time.process_time()
        CASES[name]()
        ours.append(time.process_time() - start)
        start = time.process_time()
        bare(pages)
        theirs.append(time.process_time() - start)
    return {
        "pages": printed.pages, "characters": characters,
        "seconds": min(ours), "bare": min(theirs), "ratio": min(theirs) / min(ours), "mb": own_mb,
    }  # fmt: skip


def main() -> int:
    """Measure every paper and compare with the goals."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--case", choices=list(CASES), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.case:
        print(json.dumps(measure(options.case, options.rounds)))
        return 0
    missed = 0
    print(f"{'paper':42} {'pages':>6} {'chars':>8} {'pages/s':>8} {'bare':>8} {'ratio':>6} {'peak MB':>8}")
    for name in CASES:
        command = [sys.executable, __file__, "--case", name, "--rounds", str(options.rounds)]
        found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        pages = found["pages"]
        fine = found["ratio"] >= GOAL_RATIO and found["mb"] <= GOAL_MB
        missed += not fine
        print(
            f"{name:42} {pages:6} {found['characters']:8} {pages / found['seconds']:8.1f} {pages / found['bare']:8.1f} "
            f"{found['ratio']:6.2f} {found['mb']:8.0f}{'' if fine else '  below the goal'}"
        )
    print(f"Goals: ratio at least {GOAL_RATIO}, peak at most {GOAL_MB} MB.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
