"""Invented achievements that are put to the proof at an invented centre, and the services of an invented platform."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

POC_CENTRE: Final = "演示创新制剂概念验证中心"
PLATFORM: Final = "演示协议：吸入制剂中试服务平台共建协议"
OFFER: Final = "吸入制剂中试服务（演示）"
SERVICES: Final = (
    "喷雾干燥工艺开发：10克到2公斤批量",
    "微球粒径、载药量与空气动力学粒径测定",
    "干粉吸入装置适配与递送剂量均一性试验",
    "中试批生产与稳定性留样（6个月）",
)
OFFER_NOTE: Final = "每月安排两个批次，排期与报价以书面答复为准。（虚构）"
ENQUIRIES: Final = (
    ("我司想试做两批碳酸钙包覆微粒的喷雾干燥，每批约500克，请问最早何时可排？（演示）",
     "本月下旬有一个空档，请先提供物料安全数据表和目标粒径。（演示）"),
    ("样品含有机溶剂，现有设备的防爆等级是否允许？（演示）", ""),
)  # fmt: skip


# Frameworks with the steps of their projects: the stage, and how many days from now it is due and was reached.
LANDINGS: Final = (
    ("演示协议：可吸入微球制剂产业化框架协议", (("site", -45, -50), ("company", 20, None), ("production", 300, None))),
    ("演示协议：碳酸钙功能填料基地框架协议", (("site", -9, None), ("company", 120, None))),
    ("演示协议：鼻喷疫苗中试线框架协议", (("site", -120, -118), ("company", -60, -64), ("production", 90, None))),
)  # fmt: skip
LANDING_UNIT: Final = "演示高新区招商服务中心"
LANDING_DISTRICT: Final = "演示高新区"


@dataclass(frozen=True)
class Proof:
    """An achievement with the papers of the gates it has reached, and what was decided at each of them, and why."""

    achievement: dict[str, Any]
    papers: tuple[dict[str, Any], ...]
    verdicts: tuple[tuple[str, str], ...]


def proofs(today: date) -> tuple[Proof, ...]:
    """Return the proofs: one that is complete, one that is being measured, one that waits for a decision."""
    begun = today - timedelta(days=200)
    return (
        Proof(
            {
                "title": "演示成果：可吸入微球喷雾干燥工艺", "field": "生物医药", "trl": 4,
                "summary": "虚构成果：以氨基酸为骨架的多孔微球，一步喷雾干燥成形，粒径2至4微米，载药量可调。",
                "problem_solved": "虚构：传统干粉易吸潮结块，深部肺沉积率低。",
                "effect": "虚构：微球吸湿慢，充填时不团聚，细颗粒分数提高。",
                "applies_to": "虚构：哮喘、慢阻肺等干粉吸入制剂，也可用于其他怕潮粉体的包载。",
                "transfer_modes": ["licence", "development"],
            },
            (
                {
                    "question": "放大到公斤级后，微球的细颗粒分数能否保持在60%以上？",
                    "expected_use": "哮喘维持治疗的干粉吸入剂，下一步与装置企业联合申报临床。", "trl_before": 4,
                },
                {
                    "work": "放大两个批次，测空气动力学粒径。", "months": 5, "starts_on": begun,
                    "budget": Decimal(600_000), "measures": [("细颗粒分数", "不低于60%")],
                },
                {
                    "work": "放大三个批次，逐批测空气动力学粒径，并留样做六个月稳定性；设未干燥对照。", "months": 6,
                    "starts_on": begun, "budget": Decimal(780_000),
                    "measures": [
                        ("细颗粒分数", "不低于60%"), ("载药量", "不低于标示量的90%"), ("六个月含水率", "不高于2.5%"),
                    ],
                },
                {
                    "findings": "三批结果一致；第六个月有一批含水率略高，已查明为包装缺陷。",
                    "verified_on": today - timedelta(days=12),
                    "results": [("64%、66%、63%", True), ("93%", True), ("2.1%、2.2%、2.7%", False)],
                },
                {
                    "summary": "公斤级放大成立，细颗粒分数和载药量达标；建议改用双铝包装后转化。", "trl_after": 6,
                    "advice": "transfer",
                },
            ),
            (
                ("passed", "问题明确，可以用测量回答。"), ("returned", "批次太少，也没有对照，请补充。"),
                ("passed", "补充后方案完整。"), ("passed", "数据完整，偏差有解释。"),
                ("passed", "同意结题，结论可公开。"),
            ),
        ),
        Proof(
            {
                "title": "演示成果：鼻喷疫苗冻干保护剂", "field": "生物医药", "trl": 3,
                "summary": "虚构成果：不含动物源成分的保护剂配方，冻干后常温放置三个月活性损失小。",
                "transfer_modes": ["transfer", "licence"],
            },
            (
                {
                    "question": "常温（25℃）放置三个月后，效价下降能否控制在0.5 log以内？",
                    "expected_use": "鼻喷流感疫苗的常温运输。", "trl_before": 3,
                },
                {
                    "work": "三种配方各两批，在25℃和37℃下放置，每月测效价。", "months": 4,
                    "starts_on": today - timedelta(days=60), "budget": Decimal(350_000),
                    "measures": [("25℃三个月效价下降", "不高于0.5 log"), ("复水时间", "不超过30秒")],
                },
            ),
            (("passed", "应用方向清楚。"), ("passed", "配方与对照设置合理。")),
        ),
        Proof(
            {
                "title": "演示成果：肺部递送微针阵列涂层", "field": "生物医药", "trl": 3,
                "summary": "虚构成果：可溶性涂层让微针在储存期内不吸潮，溶解时间可调。",
                "transfer_modes": ["development"],
            },
            (
                {
                    "question": "涂层在相对湿度75%下放置一个月后，穿刺成功率能否保持在95%以上？",
                    "expected_use": "慢阻肺急救给药贴片。", "trl_before": 3,
                },
            ),
            (),
        ),
    )  # fmt: skip
