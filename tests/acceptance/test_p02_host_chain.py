"""P02 Host chain.

Given `ev_wz`, when the agenda book is made, then its cover lists 指导, 主办, 承办 in this order, and both 承办单位
in the given order.
"""

from __future__ import annotations

import re

from sqlalchemy.orm import Session

from app.events.logic.states import HostRole
from tests.acceptance.stage import Desk, event_of, pdf_of, read
from tests.documents.reading import squeezed, texts

CHAIN = [
    ("指导单位", "国家卫生健康委人才交流服务中心"),
    ("主办单位", "“一带一路”医学人才培养联盟"),
    ("承办单位", "温州医科大学"),
    ("承办单位", "瓯江实验室"),
]


def test_the_cover_lists_the_hosts_in_their_order(session: Session, desk: Desk) -> None:
    cover = squeezed(texts(pdf_of(desk("attendee"), "/events/wenzhou-2023/agenda.pdf"))[0])
    places = [cover.index(squeezed(name)) for _, name in CHAIN]
    assert places == sorted(places)
    roles = [cover.index(role) for role in ("指导", "主办", "承办")]
    assert roles == sorted(roles)
    assert [link.role for link in event_of(session).organisers] == [
        HostRole.GUIDANCE, HostRole.HOST, HostRole.UNDERTAKER, HostRole.UNDERTAKER,
    ]  # fmt: skip


def test_the_page_lists_them_in_the_same_order(desk: Desk) -> None:
    page = squeezed(read(desk("attendee"), "/events/wenzhou-2023"))
    found = re.search(".*".join(re.escape(squeezed(name)) for _, name in CHAIN), page)
    assert found
