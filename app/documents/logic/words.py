"""The fixed words of printed documents in both languages."""

from collections.abc import Iterable
from typing import Final

from app.documents.logic.sheet import Lang

WORDS: Final[dict[str, tuple[str, str]]] = {
    # of every document
    "made": ("制作时间", "Made"),
    "version": ("版本", "Version"),
    "none": ("—", "—"),
    "assumed": ("＊ 推定，文章未载明。", "* Assumed; the source does not say."),
    "assumed mark": ("＊", "*"),
    "undisclosed": ("未披露", "Undisclosed"),
    "contents": ("目录", "Contents"),
    # host chain
    "guidance": ("指导单位", "Guided by"),
    "host": ("主办单位", "Hosted by"),
    "undertaker": ("承办单位", "Organised by"),
    "co_organiser": ("协办单位", "Co-organised by"),
    "supporter": ("支持单位", "Supported by"),
    # agenda book
    "agenda book": ("议程手册", "Agenda book"),
    "date": ("时间", "Date"),
    "place": ("地点", "Place"),
    "notice": ("参会须知", "Notes for attendees"),
    "programme": ("活动议程", "Programme"),
    "pitches": ("路演项目", "Pitches"),
    "people": ("嘉宾名单", "Guests"),
    "rooms": ("场地指引", "Rooms"),
    "contacts": ("会务联系", "Contacts"),
    "online": ("在线议程", "Programme online"),
    "online hint": ("扫码查看最新议程与变更", "Scan for the latest programme and changes"),
    "time": ("时间", "Time"),
    "session": ("环节", "Session"),
    "room": ("会场", "Room"),
    "speakers": ("嘉宾与议题", "Speakers and topics"),
    "no": ("序号", "No."),
    "pitch title": ("项目名称", "Pitch"),
    "team": ("团队", "Team"),
    "field": ("领域", "Field"),
    "innovation": ("项目创新点", "Innovation"),
    "transfer": ("成果转化前景", "Prospects of transfer"),
    "market": ("市场前景", "Market outlook"),
    "value": ("投资价值", "Value for investors"),
    "name": ("姓名", "Name"),
    "position": ("职务", "Position"),
    "organisation": ("单位", "Organisation"),
    "group": ("类别", "Group"),
    "floor": ("楼层", "Floor"),
    "seats": ("座位", "Seats"),
    "use": ("用途", "Use"),
    "duty": ("事项", "For"),
    "phone": ("电话", "Phone"),
    "nothing yet": ("暂无内容，以现场公布为准。", "Nothing has been announced yet."),
    "continued": ("（续）", "(continued)"),
    # personal agenda
    "personal agenda": ("个人日程", "Personal agenda"),
    "talks": ("对接洽谈安排表", "Meeting schedule"),
    "kind": ("类型", "Kind"),
    "what": ("内容", "What"),
    "counterpart": ("洽谈对象", "With"),
    "status": ("状态", "Status"),
    "event": ("活动", "Event"),
    "feed": ("日历订阅", "Calendar feed"),
    "feed hint": (
        "扫码订阅，安排变更自动更新；请勿转发",
        "Scan to subscribe; changes arrive by themselves. Keep it private",
    ),
    "free day": ("当日没有安排。", "Nothing is planned on this day."),
    "no plan": (
        "目前没有安排。登录系统后可报名环节或预约洽谈。",
        "Nothing is planned yet. Sign in to join sessions or ask for meetings.",
    ),
    # certificate
    "certificate": ("签约证书", "Certificate of Signing"),
    "number": ("证书编号", "Certificate No."),
    "certified": ("兹证明下列各方已就", "This is to certify that the parties below have signed"),
    "signed": ("签署协议。", "."),
    "parties": ("签约各方", "Parties"),
    "agreement type": ("协议类型", "Type"),
    "signed on": ("签约日期", "Signed on"),
    "signed at": ("签约地点", "Signed at"),
    "witness": ("见证单位", "Witness"),
    "amount": ("金额", "Amount"),
    "verify": ("扫码核验", "Scan to verify"),
    "seal": ("（盖章处）", "(seal)"),
    "revoked": ("已作废", "REVOKED"),
    "not proof": (
        "本证书仅证明签约事实，权利义务以协议文本为准。",
        "This certificate proves the signing only; the agreement itself governs.",
    ),
    # report
    "report": ("会后总结报告", "Post-event report"),
    "basics": ("一、基本情况", "1. The event"),
    "attendance": ("二、参会统计", "2. Attendance"),
    "questions": ("三、路演与提问", "3. Pitches and questions"),
    "agreements": ("四、签约清单", "4. Agreements signed"),
    "meetings": ("五、洽谈结果", "5. Meetings"),
    "follow-ups": ("六、跟进计划", "6. Follow-up"),
    "problems": ("七、问题与改进", "7. Problems and improvements"),
    "funnel": ("从登台到签约", "From stage to contract"),
    "nothing": ("无。", "None."),
    "registered": ("报名", "Registered"),
    "attended": ("签到", "Attended"),
    "rate": ("到会率", "Rate"),
    "total": ("合计", "Total"),
    "pitch state": ("项目状态", "Pitches by state"),
    "round": ("跟进轮次", "Round"),
    "pairs": ("对接组数", "Pairs"),
    "stages": ("所处阶段", "Stages"),
    "closed pairs": ("已办结", "Closed"),
    "theme": ("主题", "Theme"),
    "count": ("数量", "Count"),
    "task": ("事项", "Task"),
    "owner": ("负责人", "Owner"),
    "due": ("完成时限", "Due"),
    "agreement": ("协议名称", "Agreement"),
    "disclosed sum": ("已披露金额合计", "Sum of disclosed amounts"),
    "undisclosed count": ("其中未披露 {count} 项，不计入合计。", "{count} undisclosed, not part of the sum."),
    "source": ("口径与来源", "Definition and source"),
    # project booklet
    "booklet": ("路演项目手册", "Project booklet"),
    "edition public": ("公开版", "Public edition"),
    "edition registered": ("登录可见版", "Edition for registered readers"),
    "edition after_nda": ("保密版（签署保密承诺后）", "Confidential edition (after the undertaking)"),
    "copy for": ("本册仅供 {reader} 阅览，不得转交、复制", "For {reader} only; not to be passed on or copied"),
    "watermark": ("{reader} 专用", "{reader} only"),
    "presenter": ("演讲人", "Presenter"),
    "hidden parts": ("本版不含", "Not in this edition"),
    "advice": (
        "本手册内容由项目方提供，不构成投资建议；意向不等于合同。",
        "Written by the teams; no investment advice. An intention is not a contract.",
    ),
    # signing ceremony
    "ceremony": ("签约仪式流程", "Signing ceremony"),
    "batch": ("第{number}批", "Batch {number}"),
    "batch people": ("台上人员", "People on stage"),
    "party": ("签约方", "Party"),
    "signatory": ("签约代表", "Signatory"),
    "assistant": ("助签人", "Assistant"),
    "mark": ("站位", "Mark"),
    "host words": ("主持词", "Host words"),
    "audience": ("观 众 席", "Audience"),
    "etiquette": ("签约礼序", "Order of signing"),
    "etiquette text": (
        "客方居右、主方居左（以签约人面向观众为准），助签人立于外侧；先签己方文本，交换后再签对方文本；起立握手，合影。",
        "Facing the audience, the guest stands at the right. Sign your copy, exchange, sign the other, shake hands.",
    ),
    # framework agreement
    "party first": ("甲方", "Party A"),
    "party second": ("乙方", "Party B"),
    "party third": ("丙方", "Party C"),
    "signed when": ("签订时间", "Signed on"),
    "signed where": ("签订地点", "Signed at"),
    "term": ("有效期限", "Term"),
    "agreement number": ("协议编号", "Agreement No."),
    "copies": ("份数", "Copies"),
    "cross seal": ("骑缝章位置", "cross-page seal"),
    "signing page": ("签署页", "Signing page"),
    "signing page note": (
        "（本页无正文，为《{title}》签署页）",
        "(This page belongs to “{title}” and has no further text.)",
    ),
    "representative sign": ("法定代表人或授权代表（签字）：", "Legal or authorised representative (signature):"),
    "date blank": ("　　　　年　　月　　日", "Date: ____________"),
    # minutes sheet
    "minutes": ("洽谈纪要表", "Minutes of a talk"),
    "minutes topic": ("议题", "Topic"),
    "sides": ("洽谈双方", "Sides"),
    "minutes notes": ("纪要", "Notes"),
    "outcome": ("结果", "Outcome"),
    "outcomes": (
        "□ 无意向　　□ 继续跟进　　□ 签署保密协议　　□ 进入尽职调查",
        "□ no interest　□ follow up　□ sign an NDA　□ due diligence",
    ),
    "next step": ("下一步", "Next step"),
    "next date": ("完成日期", "By when"),
    "recorder": ("记录人（签字）", "Recorder (signature)"),
    "private": ("仅供洽谈双方与主办方使用。", "For the two sides and the organiser only."),
    # change slip
    "change slip": ("更正页", "Change slip"),
    "change intro": (
        "已印发的议程手册（{before}）以本页为准更正如下：",
        "Please correct the printed agenda book ({before}) as follows:",
    ),
    "change": ("变更", "Change"),
    "was": ("原安排", "Before"),
    "is": ("现安排", "Now"),
    # evaluation report
    "evaluation": ("评价报告", "Evaluation report"),
    "evaluation target": ("评价对象", "Subject"),
    "indicator set": ("指标体系", "Indicators"),
    "panel": ("评审专家", "Panel"),
    "method": ("计分方法", "Method"),
    "score": ("得分", "Score"),
    "full": ("满分", "Of"),
    "weight": ("权重", "Weight"),
    "criterion": ("指标", "Criterion"),
    "result": ("评价结论", "Result"),
    "grade": ("等级", "Grade"),
    "valid until": ("有效期至", "Valid until"),
    "comments": ("评审意见", "Comments"),
    "limits": ("使用限制", "Limits of use"),
    "limits text": ("供参考，不作为交易价格依据。", "For reference; no basis of a price."),
    "issued by": ("评价机构", "Issued by"),
    # contract registration
    "registration form": ("技术合同登记表", "Registration form of a technology contract"),
    "rules": ("适用规则", "Rules"),
    "registered no": ("合同登记编号", "Registration No."),
    "not sent": (
        "本表供卖方向登记机构办理时使用；本平台未向任何外部系统提交。",
        "For the seller to hand in at the agency; this platform has sent it to no other system.",
    ),
    # schedules of all
    "schedules": ("个人日程汇编", "Personal schedules"),
    # yearly report
    "yearly": ("年度技术转移报告", "Yearly report on technology transfer"),
    # badges
    "badges": ("胸牌", "Badges"),
    "table tents": ("座位牌", "Table tents"),
    "serial": ("编号", "No."),
    # title slides
    "title slides": ("项目标题页", "Title slides"),
}

BLANK: Final = "＿＿＿＿＿＿＿＿"  # what a paper needs and nobody has said yet is left open, to be written by hand


def word(lang: Lang, key: str) -> str:
    """A fixed word in the language of a document."""
    zh, en = WORDS[key]
    return en if lang == "en" else zh


def labelled(lang: Lang, key: str, text: str) -> str:
    """A label and its value, joined as the language does."""
    return f"{word(lang, key)}{': ' if lang == 'en' else '：'}{text}"


def listed(lang: Lang, names: Iterable[str]) -> str:
    """Names in a row as the language does."""
    return (", " if lang == "en" else "、").join(names)
