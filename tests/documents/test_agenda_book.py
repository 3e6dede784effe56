from concurrent.futures import ThreadPoolExecutor

import pytest

from app.documents.logic.agenda_book import Contact, Day, Guest, Item, PitchEntry, Place, print_agenda_book
from app.documents.logic.agenda_cover import Host
from tests.documents.reading import codes_on, flat, font_sizes, fonts_of, outline, reader, squeezed, texts
from tests.documents.samples import make_agenda_book, make_paper


def many_items(count: int) -> tuple[Day, ...]:
    items = tuple(
        Item(
            time="09:00–09:20",
            title=f"第{number:03d}场：校企对接（{number}号）",
            room=f"{number % 6}号厅",
            speakers=(f"报告人{number}",),
        )
        for number in range(count)
    )
    return (Day(label="第一天", items=items),)


def test_everything_in_the_book_is_on_its_pages() -> None:
    book = make_agenda_book()
    found = flat(print_agenda_book(book).content)
    said = [
        book.event,
        book.date,
        book.place,
        book.venue,
        book.page_url,
        *(host.name for host in book.hosts),
        *book.notices,
    ]
    said += [text for item in book.days[0].items for text in (item.time, item.title, item.room, *item.speakers)]
    said += [text for pitch in book.pitches for text in (pitch.title, pitch.team, pitch.field, *pitch.points)]
    said += [text for guest in book.guests for text in (guest.name, guest.position, guest.organisation)]
    said += [text for place in book.places for text in (place.name, place.floor, place.seats, place.use)]
    assert [text for text in said if squeezed(text) not in found] == []


def test_the_cover_names_the_host_chain_in_the_given_order() -> None:
    cover = squeezed(texts(print_agenda_book(make_agenda_book()).content)[0])
    order = [
        "指导单位",
        "国家卫生健康委人才交流服务中心",
        "主办单位",
        "医学人才培养联盟",
        "承办单位",
        "温州医科大学",
        "瓯江实验室",
    ]
    places = [cover.index(text) for text in order]
    assert places == sorted(places)
    assert cover.count("承办单位") == 1


def test_a_long_host_chain_stays_on_the_cover() -> None:
    hosts = tuple(Host("supporter", f"浙江省第{number}支持单位有限责任公司（集团）") for number in range(20))
    printed = print_agenda_book(make_agenda_book(hosts=hosts))
    cover = squeezed(texts(printed.content)[0])
    assert all(host.name in cover for host in hosts)
    assert min(font_sizes(printed.content)) >= 9


def test_assumed_rows_carry_a_mark_and_its_explanation() -> None:
    found = flat(print_agenda_book(make_agenda_book()).content)
    assert found.count("签到＊") == 1
    assert "专题报告＊" not in found
    assert "＊推定，文章未载明。" in found
    certain = make_agenda_book(days=(Day(label="第一天", items=(Item(time="9:00", title="开幕"),)),), pitches=())
    assert "推定" not in flat(print_agenda_book(certain).content)


@pytest.mark.parametrize(("rows", "pages"), [(0, 1), (1, 1), (200, 8)])
def test_the_head_of_the_programme_returns_on_every_page(rows: int, pages: int) -> None:
    book = make_agenda_book(days=many_items(rows), pitches=(), guests=(), places=(), venue="", contacts=(), notices=())
    printed = print_agenda_book(book)
    with_head = [text for text in texts(printed.content) if "嘉宾与议题" in text]
    with_rows = [text for text in texts(printed.content) if "号厅" in text]
    assert len(with_head) == len(with_rows) or rows == 0
    assert (len(with_rows) >= pages) if rows else (with_rows == [])
    found = flat(printed.content)
    assert [number for number in range(rows) if f"第{number:03d}场：校企对接（{number}号）" not in found] == []
    assert ("暂无内容" in found) == (rows == 0)


def test_a_row_longer_than_a_page_is_split_and_not_lost() -> None:
    text = "甲乙丙丁戊己庚辛壬癸" * 250
    book = make_agenda_book(days=(Day(label="第一天", items=(Item(time="9:00", title="长", speakers=(text,)),)),))
    assert flat(print_agenda_book(book).content).count("甲乙丙丁") > 200


def test_contents_bookmarks_and_page_numbers_agree() -> None:
    printed = print_agenda_book(make_agenda_book(days=many_items(60)))
    pages = texts(printed.content)
    marks = dict(outline(printed.content))
    assert list(marks)[:3] == ["目录", "参会须知", "活动议程"]
    assert squeezed(pages[1]).startswith("“一带一路”")
    for title in ("参会须知", "活动议程", "路演项目", "嘉宾名单", "场地指引", "会务联系"):
        assert f"{title}{marks[title]}" in squeezed(pages[1])
        assert title in pages[marks[title] - 1]
    for number, page in enumerate(pages[1:], start=2):
        assert f"第{number}页/共{len(pages)}页" in squeezed(page)
    assert printed.pages == len(pages)


def test_a_short_pitch_is_not_parted_but_a_long_one_is() -> None:
    def pages_of(points: tuple[str, str, str, str]) -> list[bool]:
        pitches = tuple(PitchEntry(number=f"{n:02d}", title="改性蜡", team="团队", points=points) for n in range(1, 6))
        pages = [squeezed(text) for text in texts(print_agenda_book(make_agenda_book(pitches=pitches)).content)]
        return [page.count("项目创新点") == page.count("投资价值") for page in pages]

    assert all(pages_of(("甲" * 200, "乙" * 200, "丙" * 200, "丁" * 200)))
    assert not all(pages_of(("甲" * 900, "乙" * 900, "丙" * 900, "丁" * 900)))


def test_several_days_stand_in_the_contents() -> None:
    days = (*many_items(30), Day(label="第二天（6月18日）", items=many_items(2)[0].items), Day(label="第三天"))
    printed = print_agenda_book(make_agenda_book(days=days))
    contents = squeezed(texts(printed.content)[1])
    marks = dict(outline(printed.content))
    assert [f"{day.label}{marks[day.label]}" in contents for day in days] == [True, True, True]


def test_the_file_describes_itself() -> None:
    document = reader(print_agenda_book(make_agenda_book()).content)
    assert document.metadata is not None
    assert document.metadata.title == "“一带一路”医学科技成果转化交流大会议程手册"
    assert document.metadata.author == "温州医科大学"
    assert document.metadata.subject == "议程手册 · HD2023000001 · 议程 v2"
    assert "NotoSansSC-Regular" in str(document.metadata.get("/Keywords"))
    assert document.metadata.creation_date_raw == "D:20230616093000+08'00'"
    assert document.trailer["/Root"]["/Lang"] == "zh-CN"  # type: ignore[index]


def test_fonts_are_embedded_and_nothing_is_too_small() -> None:
    content = print_agenda_book(make_agenda_book()).content
    assert all(fonts_of(content).values())
    assert min(font_sizes(content)) >= 9


def test_the_same_book_gives_the_same_bytes_alone_and_in_threads() -> None:
    books = [make_agenda_book(days=many_items(number)) for number in range(12)]
    alone = [print_agenda_book(book).content for book in books]
    with ThreadPoolExecutor(8) as pool:
        together = [printed.content for printed in pool.map(print_agenda_book, books)]
    assert together == alone
    assert print_agenda_book(make_agenda_book(paper=make_paper(version="议程 v3"))).content != alone[0]


def test_the_code_leads_to_the_public_page() -> None:
    book = make_agenda_book()
    assert codes_on(print_agenda_book(book).content, page=2) == {book.page_url}


def test_a_book_in_english() -> None:
    book = make_agenda_book(
        paper=make_paper(lang="en", title="Agenda book", version="v2"),
        event="Belt and Road Conference on Transformation of Medical Science and Technology Achievements",
        days=(Day(label="Saturday, 17 June", items=(Item(time="09:20", title="Keynotes", assumed=True),)),),
        pitches=(),
    )
    found = " ".join(" ".join(texts(print_agenda_book(book).content)).split())
    for words in (
        "Hosted by",
        "Programme",
        "Speakers and topics",
        "Keynotes*",
        "* Assumed; the source does not say.",
        "Page 2 of 4",
    ):
        assert words in found
    assert reader(print_agenda_book(book).content).trailer["/Root"]["/Lang"] == "en"  # type: ignore[index]


def test_an_empty_book_still_says_what_it_is() -> None:
    empty = make_agenda_book(
        hosts=(),
        notices=(),
        days=(),
        pitches=(),
        guests=(),
        venue="",
        places=(),
        contacts=(),
        page_url="",
        date="",
        place="",
    )
    printed = print_agenda_book(empty)
    assert "暂无内容，以现场公布为准。" in flat(printed.content)
    assert "路演项目" not in flat(printed.content)


def test_missing_characters_are_reported_to_the_operator() -> None:
    book = make_agenda_book(guests=(Guest(name="王𣈶"),), contacts=(Contact(duty="😀", name="甲"),))
    assert print_agenda_book(book).missing == ("𣈶", "😀")


def test_long_and_short_names_fit_their_columns() -> None:
    long = "锂钠氪锶（上海）新能源材料科技发展有限公司与国家工程技术研究中心联合体浙江分中心"
    book = make_agenda_book(
        guests=(Guest(name="李明", organisation=long, position=long, group=long), Guest(name="阿" * 40)),
        places=(Place(name=long, floor=long),),
        pitches=(PitchEntry(number="01", title=long, team=long, field=long, points=(long, "", "", long)),),
    )
    content = print_agenda_book(book).content
    assert flat(content).count(long) == 12 + 1
    assert min(font_sizes(content)) >= 9
