"""The indicator sets that come with the program, each with its source; weights are points, and add up to 100.

Weights without a binding source are proposals of this program, and say so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

FULL_MARKS: Final = 100


class SetKind(StrEnum):
    """What an indicator set is for."""

    ROADSHOW = "roadshow"
    ACHIEVEMENT = "achievement"
    CAPACITY = "capacity"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One criterion with the most points it can get."""

    code: str
    name: str
    name_en: str
    points: int
    guide: str = ""


@dataclass(frozen=True, slots=True)
class SetTemplate:
    """An indicator set of the catalogue."""

    code: str
    kind: SetKind
    name: str
    name_en: str
    source: str
    indicators: tuple[Indicator, ...]


I = Indicator  # noqa: E741 -- a table reads better with a short name
_PROPOSED = "权重为本平台建议值"
CATALOGUE: Final[dict[str, SetTemplate]] = {each.code: each for each in (
    SetTemplate("RS4", SetKind.ROADSHOW, "路演评分表（四要点）", "Roadshow, four points", f"路演四要点；{_PROPOSED}", (
        I("innovation", "项目创新点", "Innovation", 30), I("transfer", "成果转化前景", "Prospects of transfer", 25),
        I("market", "市场前景", "Market outlook", 25), I("value", "投资价值", "Value for investors", 20))),
    SetTemplate("RS6", SetKind.ROADSHOW, "投资人评分表（六项）", "Investor sheet, six points",
                f"路演互动主题；{_PROPOSED}", (
        I("threshold", "技术门槛", "Technical barrier", 20), I("market", "市场前景", "Market outlook", 20),
        I("team", "团队构建", "Team", 20), I("model", "商业模式", "Business model", 15),
        I("ip", "知识产权与合规", "Intellectual property and compliance", 15),
        I("equity", "股权架构与融资方案", "Equity structure and financing", 10))),
    SetTemplate("CONTEST_A", SetKind.ROADSHOW, "创业大赛评分表A", "Contest sheet A", "赛事通行做法", (
        I("innovation", "创新性", "Innovation", 40), I("business", "商业价值", "Business value", 30),
        I("feasibility", "可行性", "Feasibility", 20), I("presentation", "展示", "Presentation", 10))),
    SetTemplate("ANSWERS", SetKind.ROADSHOW, "现场答辩评分表", "On-the-spot answers", "赛事通行做法", (
        I("clarity", "陈述清晰", "Clarity", 40), I("answers", "回答质量", "Quality of answers", 30),
        I("slides", "PPT 质量", "Slides", 20), I("team", "团队风貌", "Bearing of the team", 10))),
    SetTemplate("FIVE", SetKind.ACHIEVEMENT, "科技成果五元价值评价", "Five values of an achievement",
                f"科技成果五元价值评价（2021）；{_PROPOSED}（应用类）", (
        I("science", "科学价值", "Scientific value", 15, "新知识、新原理、新方法的独创性贡献"),
        I("technology", "技术价值", "Technological value", 35, "对技术进步的推动作用"),
        I("economy", "经济价值", "Economic value", 25, "对经济发展、结构调整和产业升级的作用"),
        I("society", "社会价值", "Social value", 15, "对健康、安全、环境等的作用"),
        I("culture", "文化价值", "Cultural value", 10, "倡导科学家精神、营造创新文化"))),
    SetTemplate("GB44731", SetKind.ACHIEVEMENT, "科技成果评价（GB/T 44731-2024 维度）", "Achievement, GB/T 44731-2024",
                f"GB/T 44731-2024 一级指标；{_PROPOSED}", (
        I("science", "科学价值", "Scientific value", 20), I("technology", "技术价值", "Technological value", 25),
        I("economy", "经济价值", "Economic value", 25),
        I("society", "社会和文化价值", "Social and cultural value", 10),
        I("transfer", "转化推广潜力", "Potential for transfer", 20))),
    SetTemplate("APPLIED", SetKind.ACHIEVEMENT, "应用技术成果评价", "Applied results",
                f"应用类成果评价通行指标；{_PROPOSED}", (
        I("innovation", "技术创新程度", "Degree of innovation", 20),
        I("advance", "技术经济指标先进程度", "Advance of technical and economic figures", 20),
        I("difficulty", "技术难度和复杂程度", "Difficulty and complexity", 15),
        I("maturity", "技术重现性和成熟度", "Reproducibility and maturity", 15),
        I("effect", "对科技进步和竞争力的作用", "Effect on progress and competitiveness", 15),
        I("benefit", "经济社会效益", "Economic and social benefit", 15))),
    SetTemplate("CAP", SetKind.CAPACITY, "企业成果转化承载能力评价", "Capacity of a company to take over results",
                f"评价名称见报道，指标与{_PROPOSED}", (
        I("need", "需求匹配", "Fit of the need", 20), I("research", "研发能力", "Research and development", 20),
        I("production", "产业化条件", "Conditions for production", 20), I("funds", "资金能力", "Funds", 15),
        I("experience", "转化经验", "Experience with transfer", 10), I("team", "团队", "Team", 10),
        I("credit", "信用与合规", "Credit and compliance", 5))),
)}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the points of a score sheet, and where."""

    code: str
    most: int


def find_faults(points: dict[str, float | None], indicators: Sequence[tuple[str, int]]) -> list[Fault]:
    """The criteria without points, or with points outside of 0 to their most."""
    faults = []
    for code, most in indicators:
        given = points.get(code)
        if given is None or not 0 <= given <= most:
            faults.append(Fault(code, most))
    return faults


def needs_comment(total: float) -> bool:
    """Whether a total is so low or so high that the judge has to say why."""
    return total < 60 or total > 95  # noqa: PLR2004 -- the bounds of the rule itself


LEAST_COMMENT: Final = 30


class Grade(StrEnum):
    """What a total amounts to."""

    LEADING = "leading"
    ADVANCED = "advanced"
    FAIR = "fair"
    TO_IMPROVE = "to_improve"
    A = "a"
    B = "b"
    C = "c"
    D = "d"


_BANDS: Final[dict[SetKind, tuple[tuple[int, Grade], ...]]] = {
    SetKind.ACHIEVEMENT: ((90, Grade.LEADING), (80, Grade.ADVANCED), (60, Grade.FAIR), (0, Grade.TO_IMPROVE)),
    SetKind.CAPACITY: ((85, Grade.A), (70, Grade.B), (55, Grade.C), (0, Grade.D)),
}


def grade(kind: SetKind, total: float) -> Grade | None:
    """The grade of a total, for achievements and for capacity; a roadshow has places instead."""
    return next((name for least, name in _BANDS.get(kind, ()) if total >= least), None)
