"""Invented needs that companies bring to the coming event, the experts who help there, and what both wished so far."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from app.demo.logic.invented import BIOTECH, MATERIALS

ME: Final = "演示专家"


@dataclass(frozen=True)
class Helping:
    """An expert of the event: a name, fields of work, and the numbers of the needs this one helps with."""

    name: str
    title: str
    fields: tuple[str, ...]
    helps: tuple[int, ...]


@dataclass(frozen=True)
class Brought:
    """A need a company brings to the event."""

    company: str
    title: str
    field: str
    problem: str
    budget: tuple[int, int]
    least_trl: int | None = None
    regions: tuple[str, ...] = ()

    def values(self) -> dict[str, Any]:
        """Return the fields of the form."""
        least, most = self.budget
        return {
            "title": self.title, "field": self.field, "problem": self.problem,
            "budget_min": Decimal(least * 10_000), "budget_max": Decimal(most * 10_000),
            "least_trl": self.least_trl, "regions": list(self.regions),
        }  # fmt: skip


NEEDS: Final = (
    Brought(
        MATERIALS, "演示需求：再生聚丙烯造粒的除味工艺", "新材料",
        "虚构需求：我司以回收聚丙烯造粒，成品气味等级只到3.5级，进不了汽车内饰。希望在不降低产能的前提下，"
        "找到适合双螺杆挤出线的除味或吸附方法，气味等级达到3级以内，每吨增加成本不超过300元。", (40, 120), 6,
    ),
    Brought(
        MATERIALS, "演示需求：改性塑料粒子色差在线检测", "智能装备",
        "虚构需求：换色时靠人工取样比色，每次耗时四十分钟，废料多。希望在冷却水槽之后加装在线检测，"
        "两分钟内判断色差是否小于0.8，并自动提示换色完成；现场有水汽和粉尘，需要考虑防护。", (30, 80),
    ),
    Brought(
        BIOTECH, "演示需求：吸入微球的低湿充填", "生物医药",
        "虚构需求：可吸入微球在充填时容易吸潮团聚，装量差异偏大。希望得到适合小批量的低湿充填方案，"
        "装量差异控制在百分之五以内，环境湿度、静电和设备清洁都能满足注册批的要求。", (60, 200), 4,
        ("330000", "310000"),
    ),
)  # fmt: skip
EXPERTS: Final = (
    Helping("演示材料专家", "研究员", ("新材料", "高分子加工"), (0, 1)),
    Helping("演示装备专家", "教授", ("智能装备", "机器视觉"), (1,)),
    Helping("演示制剂专家", "主任药师", ("生物医药", "吸入制剂"), (2,)),
    Helping("演示粉体专家", "高级工程师", ("生物医药", "粉体工程"), (2,)),
)
ASKED: Final = (0, "我司试过两种吸附母粒，气味只降了半级，请您到会上看看配方和真空段的参数。（演示）")
# Who said what: the number of the need, the expert, and how much. Everything else is still undecided.
OF_COMPANIES: Final = ((0, "演示材料专家", "must_meet"), (0, ME, "meet"), (2, "演示制剂专家", "must_meet"))
OF_EXPERTS: Final = (
    (0, ME, "meet"), (0, "演示材料专家", "meet"), (1, "演示装备专家", "must_meet"), (1, "演示粉体专家", "no_thanks"),
    (2, "演示制剂专家", "meet"),
)  # fmt: skip
