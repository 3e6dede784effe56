"""Every kind of paper with names of two and of forty characters, with no row, with one and with two hundred."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from app.documents.logic.agenda_book import AgendaBook, Contact, Day, Guest, Item, PitchEntry, Place, print_agenda_book
from app.documents.logic.agenda_cover import Host
from app.documents.logic.badge import Badge, BadgeSheets, Colour, print_badges
from app.documents.logic.booklet import Booklet, BookletPitch, Edition, print_booklet
from app.documents.logic.ceremony import Batch, Ceremony, OnStage, StagedAgreement, print_ceremony
from app.documents.logic.certificate import Certificate, Party, print_certificate
from app.documents.logic.change_slip import ChangeSlip, Correction, print_change_slip
from app.documents.logic.evaluation_report import Criterion, EvaluationReport, print_evaluation_report
from app.documents.logic.event_report import Attendance, EventReport, SignedAgreement, Tally, Task, print_event_report
from app.documents.logic.framework_cover import CoverParty, FrameworkCover, print_framework_cover
from app.documents.logic.minutes_sheet import MinutesSheets, Talk, print_minutes_sheets
from app.documents.logic.personal_agenda import Engagement, OwnDay, PersonalAgenda, print_personal_agenda
from app.documents.logic.registration_form import FormBlock, RegistrationSheet, print_registration_form
from app.documents.logic.schedules import Schedules, print_schedules
from app.documents.logic.sheet import Lang, Paper, Printed
from app.documents.logic.table_report import Chapter, TableReport, print_table_report
from app.documents.logic.table_tent import TableTents, Tent, print_table_tents
from app.documents.logic.title_slides import TitleSlide, TitleSlides, print_title_slides
from tests.documents.samples import MADE_AT

ORGANISATIONS = {
    ("zh", False): "瓯江",
    ("zh", True): "锂钠氪锶（上海）新能源材料科技发展有限公司与国家工程技术研究中心联合体浙江省分中心",
    ("en", False): "OL",
    ("en", True): "Sino-European Joint Laboratory of Advanced Regenerative Biomaterials and Controlled Drug Delivery",
}
PEOPLE = {
    ("zh", False): "李𬭎",
    ("zh", True): "阿卜杜热西提·买买提江·吐尔逊尼亚孜·艾合买提江·阿布都克里木·托合提㛃䶮堃",
    ("en", False): "Bo",
    ("en", True): "Maximilian-Alexander von Habsburg-Lothri",
}
TOPICS = {
    ("zh", False): "脑药",
    ("zh", True): "面向恶性胶质瘤精准治疗的锂钠氪锶多靶点红细胞药物递送平台（第一期）关键技术研发",
    ("en", False): "AI",
    ("en", True): "Modified waxes of high quality in the calcium carbonate industry: research and pilot production",
}
TEXTS = {
    "zh": "首创靶点（First-in-Class），作用机制清楚；已获中国发明专利授权3项，PCT申请2项。拟于2024年提交IND，"
    "与瓯江实验室共建转化平台；国内患者约1,200万人，预计2030年市场规模达50亿元。",
    "en": "A first-in-class target with a well understood mechanism; three Chinese patents granted and two PCT "
    "applications filed. Some 12 million patients in China; a market of CNY 5 billion is expected by 2030.",
}
EVENTS = {
    "zh": "“一带一路”医学科技成果转化交流大会",
    "en": "Belt and Road Conference on the Transfer of Medical Technology",
}

T = TypeVar("T")


@dataclass(frozen=True)
class Case:
    """Which paper is made: its language, whether names are long, and how many rows it has."""

    lang: Lang
    long: bool
    rows: int

    def of(self, words: dict[tuple[str, bool], str]) -> str:
        """The words for this case."""
        return words[self.lang, self.long]

    @property
    def paper(self) -> Paper:
        """What the paper says of itself."""
        return Paper(
            title=EVENTS[self.lang], made_at=MADE_AT, author="温州医科大学", version="v2", number="HD2023000001",
            lang=self.lang,
        )  # fmt: skip

    def many(self, made: T, most: int = 200) -> tuple[T, ...]:
        """The same thing as often as the case asks for."""
        return (made,) * min(self.rows, most)

    def each(self, make: Callable[[int], T]) -> tuple[T, ...]:
        """As many rows as the case asks for, each different."""
        return tuple(make(number) for number in range(1, self.rows + 1))

    def topic(self, number: int) -> str:
        """A title that stands in one row only."""
        return f"{self.of(TOPICS)} R{number:03d}"

    def given(self, text: str) -> str:
        """A text, or nothing where the case has nothing."""
        return text if self.rows else ""


def agenda_book(case: Case) -> AgendaBook:
    who, what, where = case.of(PEOPLE), case.of(TOPICS), case.of(ORGANISATIONS)

    def item(number: int) -> Item:
        return Item(time="09:00–09:20", title=case.topic(number), room=where, speakers=(f"{who}: {what}",))

    def pitch(number: int) -> PitchEntry:
        points = (TEXTS[case.lang],) * 4
        return PitchEntry(number=f"{number:02d}", title=case.topic(number), team=where, field="AI", points=points)

    return AgendaBook(
        paper=case.paper, event=EVENTS[case.lang], date="2023-06-17", place=where,
        hosts=case.many(Host("undertaker", where), 4), notices=case.many(TEXTS[case.lang], 4),
        days=case.many(Day(label="6-17", items=case.each(item)), 1), pitches=case.each(pitch),
        guests=case.each(lambda n: Guest(name=who, position=case.topic(n), organisation=where)), venue=where,
        places=case.many(Place(name=where, floor="3", seats="120", use=what), 9),
        contacts=case.many(Contact(duty=what, name=who, phone="0577-0000 0001"), 9),
        page_url=case.given("https://luyan.example.org/events/wenzhou-2023"),
    )  # fmt: skip


def booklet(case: Case, edition: Edition) -> Booklet:
    def pitch(number: int) -> BookletPitch:
        return BookletPitch(
            number=f"{number:02d}", title=case.topic(number), team=case.of(ORGANISATIONS), presenter=case.of(PEOPLE),
            when="14:00–14:15", facts=(("AI", case.of(TOPICS)),), hidden=(case.of(TOPICS),),
            points=(TEXTS[case.lang] * (2 if case.long else 1),) * 4,
        )  # fmt: skip

    return Booklet(
        paper=case.paper, event=EVENTS[case.lang], date="2023-06-17", place=case.of(ORGANISATIONS), edition=edition,
        reader=case.of(PEOPLE) if edition == "after_nda" else "", hosts=(Host("host", case.of(ORGANISATIONS)),),
        pitches=case.each(pitch), contact=case.of(PEOPLE),
    )  # fmt: skip


def badges(case: Case) -> BadgeSheets:
    def badge(number: int) -> Badge:
        return Badge(
            name=case.of(PEOPLE), group="VIP", colour=Colour.investor, organisation=case.of(ORGANISATIONS),
            position=case.of(TOPICS), serial=f"A{number:03d}", code="LY-A001-9F3C",
        )  # fmt: skip

    return BadgeSheets(paper=case.paper, event=EVENTS[case.lang], badges=case.each(badge))


def ceremony(case: Case) -> Ceremony:
    party = OnStage(name=case.of(ORGANISATIONS), signatory=case.of(PEOPLE), assistant=case.of(PEOPLE), mark="1")

    def batch(number: int) -> Batch:
        agreement = StagedAgreement(title=case.topic(number), kind=case.of(TOPICS), parties=(party, party))
        return Batch(number=number, time="17:00", agreements=(agreement,), words=TEXTS[case.lang])

    where, batches = case.of(ORGANISATIONS), case.each(batch)
    return Ceremony(paper=case.paper, event=EVENTS[case.lang], date="2023-06-17", place=where, batches=batches)


def certificate(case: Case) -> Certificate:
    where = case.of(ORGANISATIONS)
    return Certificate(
        paper=case.paper, number="ZS2023000001", agreement=case.of(TOPICS),
        parties=case.many(Party(name=where, role="A"), 2), kind=case.given(case.of(TOPICS)),
        date=case.given("2023-06-08"), place=case.given(where), amount=case.given("1,800,000"),
        event=case.given(EVENTS[case.lang]), witness=case.given(where),
        verify_url=case.given("https://luyan.example.org/verify/ZS2023000001"),
    )  # fmt: skip


def framework_cover(case: Case) -> FrameworkCover:
    party = CoverParty(side="first", name=case.of(ORGANISATIONS), signatory=case.of(PEOPLE))
    return FrameworkCover(
        paper=case.paper, title=case.of(TOPICS), number="HT2023000002", parties=case.many(party, 3),
        date=case.given("2023-06-16"), place=case.given(case.of(ORGANISATIONS)), copies=case.given("4"),
    )  # fmt: skip


def personal_agenda(case: Case, person: str = "") -> PersonalAgenda:
    def row(number: int) -> Engagement:
        return Engagement(
            time="13:00–13:20", kind="AI", title=case.topic(number), place=case.of(ORGANISATIONS),
            counterpart=case.of(PEOPLE), status="OK",
        )  # fmt: skip

    where, days = case.of(ORGANISATIONS), case.many(OwnDay(label="6-17", rows=case.each(row)), 1)
    return PersonalAgenda(
        paper=case.paper, person=person or case.of(PEOPLE), organisation=where, event=EVENTS[case.lang],
        date="2023-06-17", place=where, days=days, contact=case.of(PEOPLE),
    )  # fmt: skip


def schedules(case: Case) -> Schedules:
    one = Case(case.lang, case.long, 1)
    agendas = case.each(lambda n: personal_agenda(one, f"{case.of(PEOPLE)} P{n:03d}"))
    return Schedules(paper=case.paper, agendas=agendas)


def minutes_sheets(case: Case) -> MinutesSheets:
    side = f"{case.of(ORGANISATIONS)} {case.of(PEOPLE)}"
    talks = case.each(lambda n: Talk(title="", time="13:00", place="7", sides=(side, side), topic=case.topic(n)))
    return MinutesSheets(paper=case.paper, event=EVENTS[case.lang], date="2023-06-17", talks=talks)


def change_slip(case: Case) -> ChangeSlip:
    where = case.of(ORGANISATIONS)
    changes = case.each(lambda n: Correction(session=case.topic(n), change="OK", before=where, now=where))
    return ChangeSlip(paper=case.paper, event=EVENTS[case.lang], before="v1", corrections=changes)


def registration_form(case: Case) -> RegistrationSheet:
    fields = (("AI", case.of(ORGANISATIONS)), ("USCC", "91330182MA2J1A1X0C"), ("ISO", "156"), ("TRL", ""))
    return RegistrationSheet(
        paper=case.paper, rules="2000", state="OK",
        blocks=tuple(FormBlock(name=f"B{number}", fields=fields) for number in range(1, case.rows + 1)),
        faults=case.many(TEXTS[case.lang], 3),
    )  # fmt: skip


def evaluation_report(case: Case) -> EvaluationReport:
    def criterion(number: int) -> Criterion:
        return Criterion(name=case.topic(number), weight="30", full="30", score="27.33")

    return EvaluationReport(
        paper=case.paper, target=case.of(TOPICS), kind=case.of(TOPICS), organiser=case.of(ORGANISATIONS),
        date="2023-06-20", indicator_set="RS4", method=case.of(TOPICS), panel=case.many(case.of(PEOPLE), 5),
        panel_note=case.given(case.of(TOPICS)), criteria=case.each(criterion), score=case.given("86.50"),
        grade=case.given("AI"), valid_until=case.given("2024-06-19"), comments=case.many(TEXTS[case.lang], 9),
    )  # fmt: skip


def event_report(case: Case) -> EventReport:
    where, what = case.of(ORGANISATIONS), case.of(TOPICS)

    def signed(number: int) -> SignedAgreement:
        title = case.topic(number)
        return SignedAgreement(title=title, parties=(where, where), kind="AI", amount="1,800,000", disclosed=True)

    def tallies(mark: str, count: int) -> tuple[Tally, ...]:
        return case.each(lambda n: Tally(name=f"{what} {mark}{n:03d}", count=count))

    return EventReport(
        paper=case.paper, event=EVENTS[case.lang], organiser=where, date="2023-06-24",
        basics=case.many((where, what), 4), summary=case.many(TEXTS[case.lang], 2),
        attendance=case.each(lambda n: Attendance(group=f"{where} G{n:03d}", registered=12, attended=9)),
        questions=tallies("Q", 3), agreements=case.each(signed), sum_text="1,800,000",
        meetings=tallies("M", 5), funnel=tallies("F", 7),
        follow_ups=case.each(lambda n: Task(what=f"{what} T{n:03d}", owner=case.of(PEOPLE), due="2023-12-14")),
        problems=case.many(TEXTS[case.lang], 3), sources=case.many(TEXTS[case.lang], 3),
    )  # fmt: skip


def table_report(case: Case) -> TableReport:
    def row(number: int) -> tuple[str, ...]:
        return f"{case.topic(number)}\n{case.of(ORGANISATIONS)}", "11", "203", "1,800,000"

    chapter = Chapter(
        title="AI", head=(case.of(TOPICS), "A", "B", "C"), rows=case.each(row), text=case.many(TEXTS[case.lang], 2),
        bars=case.many((case.of(TOPICS), 4), 8), note=case.given(case.of(TOPICS)),
    )  # fmt: skip
    return TableReport(
        paper=case.paper, title=EVENTS[case.lang], organiser=case.of(ORGANISATIONS), date="2023-06-24",
        chapters=(chapter,), sources=case.many(TEXTS[case.lang], 3),
    )  # fmt: skip


def table_tents(case: Case) -> TableTents:
    where = case.of(ORGANISATIONS)
    return TableTents(
        paper=case.paper, tents=case.each(lambda n: Tent(name=case.of(PEOPLE), organisation=f"{where} {n:03d}"))
    )


def title_slides(case: Case) -> TitleSlides:
    def slide(number: int) -> TitleSlide:
        return TitleSlide(
            number=f"{number:02d}", title=case.topic(number), team=case.of(ORGANISATIONS), presenter=case.of(PEOPLE),
            time="14:00–14:15", field=case.of(TOPICS), facts=("TRL 5", "Pre-A", "LY2023000001"),
            summary=TEXTS[case.lang],
        )  # fmt: skip

    return TitleSlides(paper=case.paper, event=EVENTS[case.lang], slides=case.each(slide))


Kind = tuple[Callable[[Case], Any], Callable[[Any], Printed]]
KINDS: dict[str, Kind] = {
    "agenda_book": (agenda_book, print_agenda_book),
    "booklet_public": (lambda case: booklet(case, "public"), print_booklet),
    "booklet_registered": (lambda case: booklet(case, "registered"), print_booklet),
    "booklet_after_nda": (lambda case: booklet(case, "after_nda"), print_booklet),
    "badges": (badges, print_badges),
    "table_tents": (table_tents, print_table_tents),
    "ceremony": (ceremony, print_ceremony),
    "certificate": (certificate, print_certificate),
    "framework_cover": (framework_cover, print_framework_cover),
    "personal_agenda": (personal_agenda, print_personal_agenda),
    "schedules": (schedules, print_schedules),
    "minutes_sheets": (minutes_sheets, print_minutes_sheets),
    "change_slip": (change_slip, print_change_slip),
    "registration_form": (registration_form, print_registration_form),
    "evaluation_report": (evaluation_report, print_evaluation_report),
    "event_report": (event_report, print_event_report),
    "table_report": (table_report, print_table_report),
    "title_slides": (title_slides, print_title_slides),
}
