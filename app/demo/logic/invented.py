"""The event that is still to come: every name and text here is invented, and every title says so (演示)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from app.demo.logic.layout import moment

LEAD: Final = timedelta(days=14)
SLUG: Final = "demo-roadshow"
TITLE: Final = "演示活动：生物医药与新材料成果路演对接会"
TITLE_EN: Final = "Demonstration: roadshow for biomedicine and new materials"
SUMMARY: Final = (
    "虚构的演示活动：可以报名、提交路演项目、查看匹配、约定洽谈、确认单位名称并签约，走完从成果到签约的全过程。"
)
NOTICE: Final = "本活动及其中的机构、人物、项目、需求和协议全部为虚构，仅供体验平台使用。"
CALL: Final = (
    "面向生物医药、新材料、集成电路和智能装备领域征集路演项目。每个项目讲8分钟、问答7分钟，"
    "请写明项目创新点、成果转化前景、市场前景和投资价值。（虚构的演示活动）"
)
NEXT_TITLE: Final = "演示活动：新材料成果发布会"
NEXT_SUMMARY: Final = "虚构的演示活动：正在等待中心审核，可以用来体验审核通过或退回修改。"

HOST, UNIVERSITY = "演示技术转移联盟", "演示大学"
BIOTECH, MATERIALS = "演示生物科技有限公司", "演示新材料有限公司"
VENTURE, FUND = "演示创业投资管理有限公司", "演示产业基金管理有限公司"
UNVERIFIED_FIRM, UNVERIFIED_INVESTOR = "演示待核验科技有限公司", "演示待核验投资有限公司"
VENUE, CITY = "演示会展中心", "杭州"
STAGE, HALL, TALKS = "演示路演厅", "演示会议室", "演示洽谈区"
GROUPS: Final = (("嘉宾", 20, "red"), ("投资机构", 40, "gold"), ("项目团队", 60, "blue"), ("参会代表", 80, "grey"))
GUESTS: Final = ("演示来宾甲", "演示来宾乙", "演示来宾丙", "演示来宾丁")


@dataclass(frozen=True)
class Slot:
    """A session of the invented programme, on a clock."""

    title: str
    kind: str
    start: time
    end: time
    room: str


PROGRAMME: Final = (
    Slot("演示环节：开场介绍", "opening", time(9), time(9, 20), STAGE),
    Slot("演示环节：成果转化专题报告", "keynote", time(9, 30), time(10, 20), STAGE),
    Slot("演示环节：从实验室到中试", "panel", time(10, 30), time(11, 30), HALL),
    Slot("演示环节：项目路演", "roadshow", time(13, 30), time(15), STAGE),
    Slot("演示环节：签约仪式", "signing", time(15, 10), time(15, 40), STAGE),
    Slot("演示环节：互动问答", "qa", time(15, 50), time(16, 20), STAGE),
)


@dataclass(frozen=True)
class Project:
    """An invented project with everything a complete pitch says."""

    title: str
    team: str
    presenter: str
    field: str
    trl: int
    round: str
    ask: Decimal
    summary: str
    points: tuple[str, str, str, str]
    is_chosen: bool = True

    def values(self) -> dict[str, Any]:
        """Return the fields of the form."""
        innovation, transfer, market, value = self.points
        return {
            "title": self.title, "field": self.field, "trl": self.trl, "investment_round": self.round,
            "ask_amount": self.ask, "equity_offered": Decimal(10), "summary": self.summary, "innovation": innovation,
            "transfer_outlook": transfer, "market_outlook": market, "investment_value": value, "region": "330100",
            "use_of_funds": [{"item": "中试", "share": "60"}, {"item": "注册与认证", "share": "25"},
                             {"item": "团队", "share": "15"}],
            "team_structure": "核心成员5人，其中研发3人。（虚构）", "disclosure": "not_an_invention",
            "disclosure_ok": True,
        }  # fmt: skip


OWN: Final = Project(
    "演示项目：可吸入微球给药平台", BIOTECH, "", "生物医药", 5, "a", Decimal(20_000_000),
    "虚构项目：把难溶药物制成粒径均一的可吸入微球，缩短起效时间，减少用药剂量。已完成小试，正在准备中试放大和稳定性研究。",
    ("微流控成球，一步得到均一粒径。", "与制剂企业共建中试线，两年内完成注册批。", "呼吸系统给药需求持续增长。",
     "平台可复用于多个品种，首个品种已有合作意向。"),
)  # fmt: skip
DRAFT_TITLE: Final = "演示项目：慢性创面智能敷料"
PROJECTS: Final = (
    Project(
        "演示项目：低损耗硅光收发芯片", UNIVERSITY, "演示教师甲", "集成电路", 4, "angel", Decimal(8_000_000),
        "虚构项目：面向数据中心短距互连的硅光收发芯片，采用新型耦合结构降低插入损耗。已完成两轮流片验证，正在寻找封装伙伴。",
        ("边缘耦合结构，插入损耗降低。", "与封测企业联合开发，一年内送样。", "数据中心升级带来替换需求。",
         "团队拥有完整版图与工艺数据。"),
    ),
    Project(
        "演示项目：防潮纳米碳酸钙母粒", UNIVERSITY, "演示教师乙", "新材料", 6, "pre_a", Decimal(12_000_000),
        "虚构项目：以改性蜡包覆纳米碳酸钙颗粒，解决填料吸潮和二次聚集问题，可直接用于塑料与橡胶母粒，正由两家企业试用。",
        ("单分子包覆，储存六个月不结块。", "以技术许可方式向母粒企业转让。", "改性塑料填料年需求稳定。",
         "工艺简单，改造投入低。"),
    ),
    Project(
        "演示项目：果园采摘机器人", UNIVERSITY, "演示教师丙", "智能装备", 5, "angel", Decimal(6_000_000),
        "虚构项目：适用于丘陵果园的轻型采摘机器人，柔性末端执行器配合视觉识别，单机每小时采摘数百个果实，正在开展田间试验。",
        ("柔性末端与轻量底盘。", "与农机企业合作生产。", "人工短缺带来替代需求。", "样机已完成两季试验。"),
        is_chosen=False,
    ),
    Project(
        "演示项目：退役电池正极再生", UNIVERSITY, "演示教师丁", "节能环保", 6, "a", Decimal(30_000_000),
        "虚构项目：低温熔盐法直接修复退役电池正极材料，能耗低、流程短，再生料性能接近新料。已建成公斤级装置并连续运行三个月。",
        ("低温熔盐直接修复。", "与回收企业共建示范线。", "退役电池数量快速增长。", "材料成本显著低于新料。"),
        is_chosen=False,
    ),
)  # fmt: skip
NEED: Final = {
    "title": "演示需求：碳酸钙填料的防潮与分散",
    "field": "新材料",
    "problem": "虚构需求：我司改性塑料使用的碳酸钙填料在梅雨季节容易吸潮结块，分散不均导致制品表面出现白点。"
    "希望得到一种包覆或改性方法，使填料储存三个月不结块，并能沿用现有双螺杆挤出生产线，不增加后处理工序。",
    "budget_min": Decimal(500_000),
    "budget_max": Decimal(1_500_000),
    "least_trl": 5,
}
READY_AGREEMENT: Final = "演示协议：可吸入微球平台股权投资意向书"
OPEN_AGREEMENT: Final = "演示协议：碳酸钙防潮技术联合研发框架协议"


@dataclass(frozen=True)
class Days:
    """The days of the invented event, all counted from the day of loading."""

    today: date

    @property
    def first(self) -> date:
        """Return the day on which it takes place."""
        return self.today + LEAD

    def at(self, clock: time, *, before: int = 0) -> datetime:
        """Return an hour of the day itself, or of so many days before it."""
        return moment(self.first - timedelta(days=before), clock)
