"""The figures of the article, each with the words in which it stands there; “9000多” stays “at least 9000”."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from app.core.permissions import Permission, authorise
from app.demo.logic.season import Entry, Season
from app.demo.service.cast import Part
from app.demo.service.loading import Loading
from app.organisations.models import Figure

ESSAY: Final = "《打造万亿级科技大市场的“超级航母”》，2023年6月"
REPORT: Final = "“一带一路”医学科技成果转化交流大会报道，2023年6月"
AS_OF: Final = date(2023, 6, 17)
HUNDRED_MILLION: Final = 10**8


@dataclass(frozen=True)
class Told:
    """A figure as the article gives it: a number, its bound, and the words around it."""

    code: str
    owner: str
    label: str
    value: Decimal
    unit: str
    quote: str
    bound: str = ""
    source: str = ESSAY
    is_on_front: bool = True


def figures_of(season: Season) -> Iterator[Told]:
    """Return the figures of the article, the most telling first."""
    platform = season.part("platform")
    fund, poc, centre = platform.part("fund"), platform.part("poc"), platform.part("centre")
    bank, torch = _organisation(season, "org_hzhtvc"), _organisation(season, "org_zjtorch")
    firms, share, listed = bank["facts"]
    yield Told("transfer_fund", "org_hzttc", "杭州科技成果转化基金", Decimal(fund["size_yuan"]) / HUNDRED_MILLION,
               "亿元", fund["owner_text"])  # fmt: skip
    supported = Decimal(bank["supported_enterprise_times_min"])
    yield Told("supported_enterprises", bank.id, "累计培育和支持企业", supported, "家次", firms, "≥")
    yield Told(
        "technology_enterprises", bank.id, "其中科技型企业", Decimal(bank["tech_enterprise_percent"]), "%", share
    )
    yield Told("listed_companies", bank.id, "诞生上市公司", Decimal(bank["listed_companies"]), "家", listed)
    yield Told(
        "poc_first_batch", "org_hzttc", "首批概念验证中心", Decimal(poc["first_batch_count"]), "家", poc["quote"]
    )
    yield Told("area", "org_hzttc", "实体中心面积", Decimal(centre["area_m2_max"]), "平方米", centre["area_text"], "≤")
    (age,) = torch["facts"]
    years = Decimal(re.sub(r"\D", "", age))
    yield Told("years", torch.id, "浙江火炬中心发展历程", years, "年", age, "≥", is_on_front=False)
    meeting = next(each for each in season.list("events") if each.get("attendees_min"))
    yield Told("attendees", "org_br_alliance", "交流大会参会代表", Decimal(meeting["attendees_min"]), "人",
               meeting["attendee_count_text"], "≥", REPORT, is_on_front=False)  # fmt: skip


def _organisation(season: Season, name: str) -> Entry:
    return next(each for each in season.list("organisations") if each.id == name)


def publish_figures(load: Loading) -> None:
    """Write the figures down with bound, quote and source, as the operator of the centre."""
    with load.cast.acting(Part.OPERATOR) as actor:
        for told in figures_of(load.season):
            authorise(actor, Permission.ORGANISATION_EDIT, load.rows[told.owner])
            load.session.add(
                Figure(
                    code=told.code, organisation_id=load.rows[told.owner].id, label=told.label, value=told.value,
                    unit=told.unit, at_least=told.bound == "≥", at_most=told.bound == "≤", quote=told.quote,
                    source=told.source, as_of=AS_OF, is_on_front=told.is_on_front,
                )
            )  # fmt: skip
