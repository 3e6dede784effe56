"""Draw long papers, and compare with bare ReportLab that writes the same lines on as many pages in the same run.

    .venv/bin/python bench/documents.py [--rounds 3]

Each paper is drawn in a process of its own, so that its peak memory is its own. Bare ReportLab gets the finished lines:
it breaks none, knows no tables, codes, bookmarks or page numbers, and is the least that drawing this text can cost.
Goals: at least half of its pages per second of processor time, and at most 300 MB.
"""

from __future__ import annotations

import argparse
import io
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pypdfium2 import PdfDocument
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics, ttfonts
from reportlab.pdfgen.canvas import Canvas

from app.documents.logic import fonts, qr, text
from app.documents.logic.agenda_book import AgendaBook, Contact, Day, Guest, Item, PitchEntry, Place, print_agenda_book
from app.documents.logic.agenda_cover import Host
from app.documents.logic.badge import Badge, BadgeSheets, Colour, print_badges
from app.documents.logic.personal_agenda import Engagement, OwnDay, PersonalAgenda
from app.documents.logic.schedules import Schedules, print_schedules
from app.documents.logic.sheet import Paper, Printed

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


def lines_of(content: bytes) -> list[list[str]]:
    """Return the printed lines of every page."""
    with closing(PdfDocument(content)) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    return [[line.strip() for line in page.splitlines() if line.strip()] for page in pages]


def forget() -> None:
    """Let every round find nothing of the one before it."""
    for kept in (qr._stretches_of, text._lines, text._glyphs):  # noqa: SLF001 -- measured as if made for the first time
        kept.cache_clear()


def bare(pages: list[list[str]]) -> bytes:
    """Write the same lines on as many pages with ReportLab and nothing else."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, pageCompression=1, initialFontName="Bare")
    for lines in pages:
        y = A4[1] - 60
        for line in lines:
            canvas.setFont("Bare", 10)
            canvas.drawString(56, y, line)
            y -= 12
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def measure(name: str, rounds: int) -> dict[str, object]:
    """Draw one paper and the bare one in turns; the best round of each counts, by the processor time it took."""
    pdfmetrics.registerFont(ttfonts.TTFont("Bare", str(fonts.FOLDER / "NotoSansSC-Regular.ttf")))
    printed = CASES[name]()
    own_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    pages = lines_of(printed.content)
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
        "pages": printed.pages, "characters": sum(len(line) for page in pages for line in page),
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
