"""The longer papers of the season as the tests print them."""

from app.documents.logic.agenda_cover import Host
from app.documents.logic.booklet import Booklet, BookletPitch
from app.documents.logic.ceremony import Batch, Ceremony, OnStage, StagedAgreement
from app.documents.logic.change_slip import ChangeSlip, Correction
from app.documents.logic.evaluation_report import Criterion, EvaluationReport
from app.documents.logic.framework_cover import CoverParty, FrameworkCover
from app.documents.logic.minutes_sheet import MinutesSheets, Talk
from app.documents.logic.registration_form import FormBlock, RegistrationSheet
from app.documents.logic.schedules import Schedules
from tests.documents.samples import WENZHOU, make_paper, make_personal_agenda

LONG = "锂钠氪锶（上海）新能源材料科技发展有限公司与国家工程技术研究中心联合体浙江"  # 37 characters
FORTY = "阿卜杜热西提·买买提江·锂钠氪锶（上海）新能源材料科技发展有限公司联合体浙江分中心"


def make_pitch_of_booklet(number: int = 1, **changes: object) -> BookletPitch:
    values: dict[str, object] = {
        "number": f"{number:02d}",
        "title": "脑科学领域FIC一类新药",
        "team": "上海永绽生物科技有限公司",
        "presenter": "李校堃",
        "when": "6月17日 14:00–14:15 三楼路演厅",
        "facts": (("领域", "生物医药"), ("技术就绪水平", "TRL 5"), ("融资金额", "未披露")),
        "points": (
            "首创靶点（First-in-Class），作用机制清楚；已获中国发明专利授权3项，PCT申请2项。" * 3,
            "已完成临床前研究，拟于2024年提交IND；与瓯江实验室共建转化平台。",
            "国内患者约1,200万人，预计2030年市场规模达50亿元。",
            "团队由3名连续创业者组成，本轮拟融资180万元，出让股权5%。",
        ),
        "hidden": ("股权架构", "估值"),
    }
    return BookletPitch(**{**values, **changes})  # type: ignore[arg-type]


def make_booklet(count: int = 3, **changes: object) -> Booklet:
    values: dict[str, object] = {
        "paper": make_paper(title=f"{WENZHOU}路演项目手册", version="v2"),
        "event": WENZHOU,
        "date": "2023年6月17日",
        "place": "温州医科大学",
        "hosts": (Host("host", "医学人才培养联盟"), Host("undertaker", "温州医科大学")),
        "pitches": tuple(make_pitch_of_booklet(n, title=f"项目{n}：{LONG}") for n in range(1, count + 1)),
        "contact": "会务组甲 0577-0000 0001",
    }
    return Booklet(**{**values, **changes})  # type: ignore[arg-type]


def make_ceremony(batches: int = 2, **changes: object) -> Ceremony:
    parties = (
        OnStage(name="龙港市人民政府", signatory="王样一", assistant="助签甲", mark="右1"),
        OnStage(name=LONG, signatory="欧阳样二", assistant="助签乙", mark="左1"),
    )
    agreements = (
        StagedAgreement(title="战略合作协议", kind="战略合作", parties=parties),
        StagedAgreement(title="高品质改性蜡在碳酸钙领域应用研发合作框架协议", kind="框架协议", parties=parties),
    )
    words = "下面进行第一批签约。\n有请龙港市人民政府代表上台，签署《战略合作协议》。\n请合影留念。"
    values: dict[str, object] = {
        "paper": make_paper(title=f"{WENZHOU}签约仪式流程", version="v1"),
        "event": WENZHOU,
        "date": "2023年6月16日",
        "place": "龙港市",
        "batches": tuple(
            Batch(number=n, time=f"17:{n % 60:02d}", agreements=agreements, words=words) for n in range(1, batches + 1)
        ),
    }
    return Ceremony(**{**values, **changes})  # type: ignore[arg-type]


def make_framework_cover(**changes: object) -> FrameworkCover:
    values: dict[str, object] = {
        "paper": make_paper(title="项目合作框架协议", number="HT2023000002", version=""),
        "title": "龙港市与华工创投产业项目合作框架协议",
        "number": "HT2023000002",
        "parties": (
            CoverParty(side="first", name="龙港市人民政府", signatory="王样一"),
            CoverParty(side="second", name=LONG),
        ),
        "date": "2023年6月16日",
        "place": "浙江省温州市龙港市",
        "term": "2023年6月16日至2026年6月15日",
        "copies": "一式四份",
    }
    return FrameworkCover(**{**values, **changes})  # type: ignore[arg-type]


def make_minutes_sheets(talks: int = 2, **changes: object) -> MinutesSheets:
    one = Talk(
        title="脑科学领域FIC一类新药", time="13:00–13:20", place="7号桌", topic="后续投资与共建",
        sides=("浙江省创业投资集团有限公司（卓敏）", f"{LONG}（李校堃）"),
    )  # fmt: skip
    values: dict[str, object] = {
        "paper": make_paper(title=f"{WENZHOU}洽谈纪要表", version="v1"),
        "event": WENZHOU,
        "date": "2023年6月17日",
        "talks": (one,) * talks,
    }
    return MinutesSheets(**{**values, **changes})  # type: ignore[arg-type]


def make_change_slip(rows: int = 2, **changes: object) -> ChangeSlip:
    one = Correction(
        session="专题报告：产业发展", change="改期", before="09:20–10:50 学术报告厅", now="10:00–11:30 三楼路演厅"
    )
    values: dict[str, object] = {
        "paper": make_paper(title=f"{WENZHOU}更正页", version="v3"),
        "event": WENZHOU,
        "before": "v2",
        "corrections": (one,) * rows,
    }
    return ChangeSlip(**{**values, **changes})  # type: ignore[arg-type]


def make_schedules(people: int = 2, **changes: object) -> Schedules:
    values: dict[str, object] = {
        "paper": make_paper(title=f"{WENZHOU}个人日程汇编", version="v1"),
        "agendas": tuple(make_personal_agenda(person=f"王样{n}") for n in range(people)),
    }
    return Schedules(**{**values, **changes})  # type: ignore[arg-type]


def make_registration_sheet(**changes: object) -> RegistrationSheet:
    values: dict[str, object] = {
        "paper": make_paper(title="技术合同登记表 HT2023000001", number="HT2023000001", version=""),
        "rules": "2000",
        "state": "自查通过",
        "blocks": (
            FormBlock(
                name="合同概况",
                fields=(
                    ("项目名称", "高品质改性蜡在碳酸钙领域应用研发合作"),
                    ("合同类别", "技术开发"),
                    ("签订日期", "2023-06-08"),
                    ("登记机构", ""),
                ),
            ),
            FormBlock(
                name="买方",
                fields=(("单位名称", LONG), ("统一社会信用代码", "91330182MA2J1A1X0C"), ("国别代码", "156")),
            ),
            FormBlock(name="金额", fields=(("合同成交总金额", "1800000.00"), ("技术交易额", "1800000.00"))),
        ),
        "faults": ("卖方信用代码未填写",),
    }
    return RegistrationSheet(**{**values, **changes})  # type: ignore[arg-type]


def make_evaluation_report(**changes: object) -> EvaluationReport:
    values: dict[str, object] = {
        "paper": make_paper(title="评价报告 PJ2023000001", number="PJ2023000001", version=""),
        "target": "红细胞药物递送平台REDx",
        "kind": "科技成果评价",
        "organiser": "杭州技术转移转化中心",
        "date": "2023年6月20日",
        "indicator_set": "RS4（第1版）",
        "method": "去掉最高分和最低分后取平均",
        "panel": ("专家甲", "专家乙"),
        "panel_note": "共5名专家，1名回避。",
        "criteria": (
            Criterion(name="项目创新点", weight="30", full="30", score="27.33"),
            Criterion(name="成果转化前景", weight="25", full="25", score="21.00"),
        ),
        "score": "86.50",
        "grade": "先进",
        "valid_until": "2024年6月19日",
        "comments": ("技术路线清楚，建议尽快开展安全性评价。",),
    }
    return EvaluationReport(**{**values, **changes})  # type: ignore[arg-type]
