import pytest

from app.documents.logic.badge import Badge, Colour, print_badges
from app.documents.logic.certificate import Party, print_certificate
from app.documents.logic.event_report import Attendance, SignedAgreement, Tally, print_event_report
from app.documents.logic.names import spaced_name
from app.documents.logic.personal_agenda import OwnDay, print_personal_agenda
from app.documents.logic.table_tent import Tent, print_table_tents, rostrum_order
from tests.documents.reading import codes_on, flat, font_sizes, fonts_of, outline, reader, squeezed, texts
from tests.documents.samples import (
    make_badge_sheets,
    make_certificate,
    make_event_report,
    make_paper,
    make_personal_agenda,
    make_table_tents,
)

LONG = "锂钠氪锶（上海）新能源材料科技发展有限公司与国家工程技术研究中心联合体浙江分中心"


# Personal agenda ------------------------------------------------------------------------------------------------------
def test_a_personal_agenda_says_when_where_and_with_whom() -> None:
    agenda = make_personal_agenda()
    found = flat(print_personal_agenda(agenda).content)
    rows = agenda.days[0].rows
    said = [agenda.person, agenda.organisation, agenda.event, agenda.place, agenda.contact, "日程v3", "2023-06-1609:30"]
    said += [text for row in rows for text in (row.time, row.kind, row.title, row.place, row.counterpart, row.status)]
    assert [text for text in said if squeezed(text) not in found] == []
    assert "当日没有安排。" in found
    assert "第1页/共1页" in found


def test_a_schedule_of_talks_is_named_so() -> None:
    found = flat(print_personal_agenda(make_personal_agenda(kind="talks")).content)
    assert "对接洽谈安排表" in found
    assert "个人日程（" in found  # the title the caller gave, in the running head


def test_an_empty_agenda_says_what_to_do_next() -> None:
    empty = print_personal_agenda(make_personal_agenda(days=(), feed_url="", contact=""))
    assert "登录系统后可报名环节或预约洽谈" in flat(empty.content)


def test_a_long_agenda_repeats_its_head() -> None:
    rows = make_personal_agenda().days[0].rows * 70
    printed = print_personal_agenda(make_personal_agenda(days=(OwnDay(label="6月17日", rows=rows),)))
    assert printed.pages > 3
    assert all("洽谈对象" in page for page in texts(printed.content))


def test_the_feed_is_a_code() -> None:
    agenda = make_personal_agenda()
    assert codes_on(print_personal_agenda(agenda).content) == {agenda.feed_url}


# Certificate ----------------------------------------------------------------------------------------------------------
def test_a_certificate_says_who_signed_what() -> None:
    certificate = make_certificate()
    printed = print_certificate(certificate)
    found = flat(printed.content)
    said = [
        "签约证书",
        certificate.number,
        f"《{certificate.agreement}》",
        certificate.kind,
        certificate.date,
        certificate.place,
    ]
    said += [certificate.amount, certificate.witness, certificate.event, certificate.verify_url, "（盖章处）"]
    assert [text for text in said if squeezed(text) not in found] == []
    assert [found.count(party.name) for party in certificate.parties] == [2, 3]  # the seller is also the place
    assert printed.pages == 1
    assert codes_on(printed.content) == {certificate.verify_url}
    assert 36 in font_sizes(printed.content)


def test_a_certificate_never_holds_an_image() -> None:
    page = reader(print_certificate(make_certificate()).content).pages[0]
    assert list(page.images) == []
    assert page.mediabox.width > page.mediabox.height


def test_only_a_revoked_copy_carries_the_mark() -> None:
    assert "已作废" not in flat(print_certificate(make_certificate()).content)
    assert "已作废" in flat(print_certificate(make_certificate(revoked=True)).content)


def test_undisclosed_amounts_are_said_to_be_so() -> None:
    assert "金额未披露" in flat(print_certificate(make_certificate(amount="未披露")).content)


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 6, 7, 12])
def test_full_names_print_whole_and_never_below_nine_points(count: int) -> None:
    parties = tuple(Party(name=f"{LONG}第{number:02d}号") for number in range(count))
    certificate = make_certificate(parties=parties, agreement=LONG * 2, witness=LONG)
    content = print_certificate(certificate).content
    found = flat(content)
    captions = 1 if count <= 5 else 0  # six names of this length leave no room above the seals
    assert [found.count(party.name) for party in parties] == [1 + captions] * count
    assert found.count("（盖章处）") == (count if count <= 6 else 0)
    assert found.count("（1）") == (2 if count == 6 else 0)
    assert min(font_sizes(content)) >= 9
    assert all(fonts_of(content).values())


def test_a_certificate_in_english() -> None:
    certificate = make_certificate(
        paper=make_paper(lang="en", title="Certificate"), agreement="Modified wax", revoked=True
    )
    found = texts(print_certificate(certificate).content)[0]
    for words in ("Certificate of Signing", "“Modified wax”", "REVOKED", "Scan to verify", "Page 1 of 1"):
        assert words in found


def test_certificates_are_made_alike_every_time() -> None:
    assert print_certificate(make_certificate()).content == print_certificate(make_certificate()).content


# Badges and table tents -----------------------------------------------------------------------------------------------
def test_four_badges_stand_on_a_page() -> None:
    printed = print_badges(make_badge_sheets())
    pages = [squeezed(text) for text in texts(printed.content)]
    assert len(pages) == 2
    names = [squeezed(badge.name) for badge in make_badge_sheets().badges]
    assert [name in pages[0] for name in names] == [True, True, True, True, False]
    assert "王小明" in pages[1]
    assert pages[0].count("“一带一路”医学科技成果转化交流大会") == 4


def test_names_on_badges_are_large_and_codes_are_read() -> None:
    sheets = make_badge_sheets()
    content = print_badges(sheets).content
    assert codes_on(content) == {badge.code for badge in sheets.badges[:4]}
    assert {size for size in font_sizes(content) if size > 20} == {31.5, 41.5, 44}  # the longest names are smaller
    assert min(font_sizes(content)) >= 9


@pytest.mark.parametrize(
    ("name", "shown"),
    [("李明", "李　明"), ("李校堃", "李校堃"), (" 卓敏 ", "卓　敏"), ("Al", "Al"), ("", ""), ("李𬭚", "李　𬭚")],
)
def test_names_of_two_characters_are_spaced(name: str, shown: str) -> None:
    assert spaced_name(name) == shown


def test_very_long_names_and_no_badges_at_all() -> None:
    badges = (Badge(name=LONG, group="嘉宾", colour=Colour.guest, organisation=LONG, position=LONG),)
    assert flat(print_badges(make_badge_sheets(badges=badges)).content).count(LONG) == 3
    assert "暂无内容" in flat(print_badges(make_badge_sheets(badges=())).content)


def test_every_tent_has_two_faces() -> None:
    printed = print_table_tents(make_table_tents())
    pages = texts(printed.content)
    assert [squeezed(page).count(name) for page, name in zip(pages, ("卓敏", "李校堃", "欧阳娜娜"), strict=True)] == [
        2,
        2,
        2,
    ]
    assert max(font_sizes(printed.content)) >= 72
    assert flat(print_table_tents(make_table_tents(tents=(Tent(name=LONG),))).content).count(LONG) == 2
    assert "暂无内容" in flat(print_table_tents(make_table_tents(tents=())).content)


@pytest.mark.parametrize(
    ("people", "seats"),
    [(0, []), (1, [1]), (2, [1, 2]), (3, [3, 1, 2]), (4, [3, 1, 2, 4]), (5, [5, 3, 1, 2, 4]), (6, [5, 3, 1, 2, 4, 6])],
)
def test_the_rostrum_is_filled_from_the_centre(people: int, seats: list[int]) -> None:
    assert rostrum_order(list(range(1, people + 1))) == seats


# Report ---------------------------------------------------------------------------------------------------------------
def test_a_report_tells_who_came_and_what_was_signed() -> None:
    printed = print_event_report(make_event_report())
    found = flat(printed.content)
    for text in ("合计23020388.3%", "技术门槛3", "合计9", "有意向12", "转化处", "2023年12月14日", "口径与来源"):
        assert text in found
    assert "已披露金额合计：180万元。其中未披露1项，不计入合计。" in found
    assert [title for title, _ in outline(printed.content)][:2] == ["一、基本情况", "二、参会统计"]
    assert f"第{printed.pages}页/共{printed.pages}页" in found
    assert min(font_sizes(printed.content)) >= 9


def test_a_report_numbers_its_pages_at_the_outer_side() -> None:
    pages = texts(print_event_report(make_event_report()).content)
    assert [f"— {number} —" in page for number, page in enumerate(pages, start=1)] == [True] * len(pages)


def test_a_report_without_anything_says_so() -> None:
    empty = {"attendance": (), "questions": (), "agreements": (), "meetings": (), "follow_ups": (), "problems": ()}
    printed = print_event_report(make_event_report(basics=(), summary=(), sources=(), **empty))
    assert flat(printed.content).count("无。") == 7


def test_a_report_with_all_amounts_disclosed_and_with_long_lists() -> None:
    signed = SignedAgreement(title="协议", parties=("甲", "乙"), kind="技术开发", amount="1万元", disclosed=True)
    report = make_event_report(
        agreements=(signed,) * 200,
        sum_text="200万元",
        attendance=tuple(Attendance(group=f"第{n}组", registered=0, attended=0) for n in range(60)),
        questions=tuple(Tally(name=f"主题{n}", count=n) for n in range(80)),
    )
    printed = print_event_report(report)
    found = flat(printed.content)
    assert "已披露金额合计：200万元。" in found
    assert "其中未披露" not in found
    assert "第59组00—" in found
    assert found.count("主题79") == 2
    assert printed.pages > 10


def test_a_report_in_english() -> None:
    report = make_event_report(paper=make_paper(lang="en", title="Report"), sum_text="CNY 1.8 million")
    found = " ".join(" ".join(texts(print_event_report(report).content)).split())
    assert "Sum of disclosed amounts: CNY 1.8 million. 1 undisclosed, not part of the sum." in found
