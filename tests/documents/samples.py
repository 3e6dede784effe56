"""Papers of the season's events as the tests print them."""

from datetime import datetime, timedelta, timezone

from app.documents.logic.agenda_book import AgendaBook, Contact, Day, Guest, Item, PitchEntry, Place
from app.documents.logic.agenda_cover import Host
from app.documents.logic.badge import Badge, BadgeSheets, Colour
from app.documents.logic.certificate import Certificate, Party
from app.documents.logic.event_report import Attendance, EventReport, SignedAgreement, Tally, Task
from app.documents.logic.personal_agenda import Engagement, OwnDay, PersonalAgenda
from app.documents.logic.sheet import Paper
from app.documents.logic.table_tent import TableTents, Tent

SHANGHAI = timezone(timedelta(hours=8))
MADE_AT = datetime(2023, 6, 16, 9, 30, tzinfo=SHANGHAI)
WENZHOU = "“一带一路”医学科技成果转化交流大会"


def make_paper(**changes: object) -> Paper:
    values: dict[str, object] = {
        "title": f"{WENZHOU}议程手册",
        "made_at": MADE_AT,
        "author": "温州医科大学",
        "subject": "议程手册",
        "keywords": ("路演", "技术转移"),
        "version": "议程 v2",
        "number": "HD2023000001",
    }
    return Paper(**{**values, **changes})  # type: ignore[arg-type]


def make_agenda_book(**changes: object) -> AgendaBook:
    values: dict[str, object] = {
        "paper": make_paper(),
        "event": WENZHOU,
        "date": "2023年6月17日",
        "place": "温州医科大学",
        "hosts": (
            Host("guidance", "国家卫生健康委人才交流服务中心"),
            Host("host", "医学人才培养联盟"),
            Host("undertaker", "温州医科大学"),
            Host("undertaker", "瓯江实验室"),
        ),
        "notices": (
            "请于开始前15分钟凭电子票或胸牌二维码签到入场；入场后请将手机调至静音。",
            "路演时间为“8+7”：演讲8分钟，互动问答7分钟。计时牌提示最后2分钟与1分钟，超时由主持人提醒（请各团队合理安排内容）。",
            "路演材料仅供参会人员交流使用；未经项目方同意，请勿拍摄、录音或转发标有“保密”的内容。",
        ),
        "days": (
            Day(
                label="6月17日（星期六）",
                items=(
                    Item(time="08:30–09:00", title="签到", room="一楼大厅", assumed=True),
                    Item(
                        time="09:00–09:20",
                        title="开幕致辞",
                        room="学术报告厅",
                        speakers=("李校堃　院士、温州医科大学校长",),
                        assumed=True,
                    ),
                    Item(
                        time="09:20–10:50",
                        title="专题报告",
                        room="学术报告厅",
                        speakers=("邓子新　院士：技术突破", "卓敏　院士：产业发展", "李校堃　院士：生态构建"),
                    ),
                    Item(time="10:50–11:40", title="交流探讨：医学院校成果转化路径", room="学术报告厅"),
                    Item(
                        time="14:00–16:55",
                        title="项目路演（11项）",
                        room="三楼路演厅",
                        speakers=("9家投资机构与产业企业现场提问",),
                    ),
                    Item(
                        time="17:00–17:40",
                        title="签约仪式",
                        room="学术报告厅",
                        speakers=("CDMO平台共建合作协议（平台共建）", "7项重大转化合作项目"),
                    ),
                ),
            ),
        ),
        "pitches": (
            PitchEntry(
                number="01",
                title="脑科学领域FIC一类新药",
                team="上海永绽生物科技有限公司",
                field="生物医药",
                points=(
                    "首创靶点（First-in-Class）；作用机制清楚，已获中国发明专利授权3项，PCT申请2项。",
                    "已完成临床前研究，拟于2024年提交IND；与瓯江实验室共建转化平台。",
                    "国内患者约1,200万人，预计2030年市场规模达50亿元。",
                    "团队由3名连续创业者组成，本轮拟融资180万元，出让股权5%。",
                ),
                assumed=True,
            ),
            PitchEntry(number="02", title="题目未公开", team="𬭚㛃团队", field="高端医疗器械"),
        ),
        "guests": (
            Guest(name="邓子新", position="中国科学院院士", organisation="上海交通大学", group="嘉宾"),
            Guest(name="卓敏", position="加拿大皇家科学院院士", organisation="", group="嘉宾"),
            Guest(name="李校堃", position="中国工程院院士、校长", organisation="温州医科大学", group="嘉宾"),
        ),
        "venue": "温州医科大学（茶山校区），浙江省温州市瓯海区。",
        "places": (
            Place(name="学术报告厅", floor="1层", seats="300", use="开幕、专题报告、签约"),
            Place(name="三楼路演厅", floor="3层", seats="120", use="项目路演与互动问答"),
        ),
        "contacts": (Contact(duty="议程与嘉宾", name="会务组甲", phone="0577-0000 0001"),),
        "page_url": "https://luyan.example.org/events/wenzhou-2023",
    }
    return AgendaBook(**{**values, **changes})  # type: ignore[arg-type]


def make_personal_agenda(**changes: object) -> PersonalAgenda:
    values: dict[str, object] = {
        "paper": make_paper(title="个人日程（李校堃）", version="日程 v3"),
        "person": "李校堃",
        "organisation": "温州医科大学",
        "event": WENZHOU,
        "date": "2023年6月17日",
        "place": "温州医科大学（茶山校区）",
        "days": (
            OwnDay(
                label="6月17日（星期六）",
                rows=(
                    Engagement(time="09:00–09:20", kind="环节", title="开幕致辞", place="学术报告厅", status="已确认"),
                    Engagement(
                        time="13:00–13:20",
                        kind="洽谈",
                        title="脑科学领域FIC一类新药：后续投资与共建（第一轮）",
                        place="洽谈区 7号桌",
                        counterpart="浙江省创业投资集团有限公司（𬭚㛃）",
                        status="已确认",
                    ),
                    Engagement(time="13:30–13:50", kind="空闲", title="不安排洽谈"),
                ),
            ),
            OwnDay(label="6月18日（星期日）"),
        ),
        "contact": "会务组甲 0577-0000 0001",
        "feed_url": "https://luyan.example.org/feeds/3f9c1a77d0e24b5c8e.ics",
    }
    return PersonalAgenda(**{**values, **changes})  # type: ignore[arg-type]


def make_certificate(**changes: object) -> Certificate:
    values: dict[str, object] = {
        "paper": make_paper(title="签约证书 ZS2023000001", version="", number="ZS2023000001"),
        "number": "ZS2023000001",
        "agreement": "高品质改性蜡在碳酸钙领域应用研发合作",
        "parties": (
            Party(name="浙江东科新材料科技股份有限公司", role="甲方"),
            Party(name="上海第二工业大学", role="乙方"),
        ),
        "kind": "技术开发合同",
        "date": "2023年6月8日",
        "place": "上海第二工业大学",
        "amount": "180万元（人民币壹佰捌拾万元整）",
        "event": "建德“科创菁英·上海行”系列活动",
        "witness": "建德市科学技术局",
        "verify_url": "https://luyan.example.org/verify/ZS2023000001",
    }
    return Certificate(**{**values, **changes})  # type: ignore[arg-type]


def make_badge_sheets(**changes: object) -> BadgeSheets:
    values: dict[str, object] = {
        "paper": make_paper(title="胸牌"),
        "event": WENZHOU,
        "badges": (
            Badge(
                name="卓敏",
                group="嘉宾",
                colour=Colour.guest,
                organisation="加拿大皇家科学院",
                position="院士",
                serial="A001",
                code="LY-A001-9F3C",
            ),
            Badge(
                name="李校堃",
                group="投资人",
                colour=Colour.investor,
                organisation="浙江省创业投资集团有限公司（国家级科技企业孵化器）",
                position="董事长、总经理、党委书记",
                serial="B014",
                code="LY-B014-77A0",
            ),
            Badge(
                name="阿卜杜热西提·买买提江",
                group="路演",
                colour=Colour.roadshow,
                organisation="𬭚㛃团队",
                serial="C003",
                code="LY-C003-1B2D",
            ),
            Badge(
                name="Alexander Johansson",
                group="媒体",
                colour=Colour.press,
                organisation="科技日报",
                serial="D020",
                code="LY-D020-5E6F",
            ),
            Badge(
                name="王小明",
                group="工作人员",
                colour=Colour.staff,
                organisation="会务组",
                serial="E002",
                code="LY-E002-8A9B",
            ),
        ),
    }
    return BadgeSheets(**{**values, **changes})  # type: ignore[arg-type]


def make_table_tents(**changes: object) -> TableTents:
    values: dict[str, object] = {
        "paper": make_paper(title="座位牌"),
        "tents": (Tent(name="卓敏"), Tent(name="李校堃", organisation="温州医科大学"), Tent(name="欧阳娜娜")),
    }
    return TableTents(**{**values, **changes})  # type: ignore[arg-type]


def make_event_report(**changes: object) -> EventReport:
    values: dict[str, object] = {
        "paper": make_paper(title=f"{WENZHOU}会后总结报告", version="v1"),
        "event": WENZHOU,
        "organiser": "温州医科大学",
        "date": "2023年6月24日",
        "basics": (("时间", "2023年6月17日"), ("地点", "温州医科大学"), ("承办单位", "温州医科大学、瓯江实验室")),
        "summary": (
            "大会由国家卫生健康委人才交流服务中心指导，医学人才培养联盟主办，温州医科大学、瓯江实验室承办，省部委共建医科院校师生、专家、企业与投资机构代表参会。",
            "会上，11个项目登台路演（每个项目“8+7”分钟），9家投资机构与产业企业参与互动问答，并签署CDMO平台共建合作协议与7项重大转化合作项目。",
        ),
        "attendance": (
            Attendance(group="院校师生", registered=120, attended=103),
            Attendance(group="专家", registered=30, attended=28),
            Attendance(group="企业", registered=50, attended=45),
            Attendance(group="投资机构", registered=30, attended=27),
        ),
        "questions": (
            Tally(name="技术门槛", count=3),
            Tally(name="市场前景", count=2),
            Tally(name="团队构建", count=2),
            Tally(name="股权架构", count=2),
        ),
        "agreements": (
            SignedAgreement(
                title="CDMO平台共建合作协议",
                parties=("温州医科大学药学院国家工程中心", "上海联合赛尔生物工程有限公司"),
                kind="平台共建",
                amount="未披露",
                disclosed=False,
            ),
            SignedAgreement(
                title="高品质改性蜡研发合作",
                parties=("浙江东科新材料", "上海第二工业大学"),
                kind="技术开发",
                amount="180万元",
                disclosed=True,
            ),
        ),
        "sum_text": "180万元",
        "meetings": (Tally(name="有意向", count=12), Tally(name="待跟进", count=7), Tally(name="未到场", count=1)),
        "follow_ups": (
            Task(what="部分路演项目后续投资支持，逐项登记意向与尽职调查进展", owner="转化处", due="2023年12月14日"),
        ),
        "problems": ("个别团队超时2分钟以上，下次提前彩排。",),
        "sources": ("签到人数：现场扫码去重后的人数。", "金额：双方同意披露的合同成交总金额。"),
    }
    return EventReport(**{**values, **changes})  # type: ignore[arg-type]
