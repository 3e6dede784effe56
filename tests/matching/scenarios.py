"""Forty pairs of an investor and a pitch, graded by hand before the program was asked.

Each line: what the investor looks for (fields, stages, ticket in 万元, regions, exclusions), what the pitch is (field,
round, ask in 万元, region, text), and the grade: 3 must meet, 2 worth a talk, 1 hardly, 0 must not be proposed.
"""

from decimal import Decimal

from app.matching.logic.profiles import Holding, MandateProfile, PitchProfile

Investor = tuple[tuple[str, ...], tuple[str, ...], tuple[int | None, int | None], tuple[str, ...], tuple[str, ...]]
Project = tuple[str | None, str | None, int | None, str | None, str]

HUST: Investor = (
    ("互联网", "智能装备", "集成电路", "节能环保", "生物医药"),
    ("seed", "angel", "pre_a", "a"),
    (None, None),
    (),
    (),
)
ANGEL_BIO: Investor = (("生物医药",), ("angel", "pre_a"), (300, 1000), ("330000",), ())
GROWTH_BIO: Investor = (("生物医药", "医疗器械"), ("b", "c"), (3000, 10000), (), ("烟草",))
MATERIALS: Investor = (("新材料",), ("angel", "pre_a", "a"), (500, 2000), ("330100",), ("军工",))
ENERGY: Investor = (("新能源", "储能"), ("a", "b"), (1000, 5000), ("330000", "310000"), ())
CITY_FUND: Investor = ((), ("angel", "pre_a", "a"), (100, 500), ("330182",), ("农业",))
AI_SEED: Investor = (("人工智能",), ("seed", "angel"), (50, 300), (), ("游戏",))
OPEN_MIND: Investor = ((), (), (None, None), (), ())

SCENARIOS: tuple[tuple[str, Investor, Project, int], ...] = (
    ("P17: chips for 华工创投", HUST, ("集成电路", "angel", 800, None, "存算一体芯片"), 3),
    ("P17: farming for 华工创投", HUST, ("农业", "angel", 800, None, "水稻育种"), 0),
    ("semiconductor is chips", HUST, ("半导体", "pre_a", 1500, None, "碳化硅衬底"), 3),
    ("a sub-field of a wanted one", HUST, ("创新药", "a", 3000, None, "一类新药"), 3),
    ("a neighbour of a wanted one", HUST, ("软件", "angel", 500, None, "云原生数据库"), 2),
    ("right field, far too late", HUST, ("集成电路", "pre_ipo", 20000, None, "芯片封测"), 1),
    ("field unknown, right round", HUST, (None, "angel", 500, None, "尚未归类"), 2),
    ("transport is no field of theirs", HUST, ("轨道交通", "angel", 500, None, "列车"), 0),
    ("angel drug at home", ANGEL_BIO, ("创新药", "angel", 800, "330182", "FIC 小分子"), 3),
    ("angel drug elsewhere", ANGEL_BIO, ("创新药", "angel", 800, "420100", "FIC 小分子"), 3),
    ("ask above the ticket", ANGEL_BIO, ("生物医药", "angel", 2000, "330100", "CDMO 平台"), 2),
    ("ask far above the ticket", ANGEL_BIO, ("生物医药", "angel", 20000, "330100", "CDMO 平台"), 2),
    ("ask below the ticket", ANGEL_BIO, ("生物医药", "pre_a", 150, "330100", "试剂盒"), 2),
    ("next round", ANGEL_BIO, ("生物医药", "a", 900, "330100", "干眼症滴眼液"), 2),
    ("much later round", ANGEL_BIO, ("生物医药", "c", 900, "330100", "红细胞药物"), 1),
    ("a device beside drugs", ANGEL_BIO, ("医疗器械", "angel", 500, "330100", "内窥镜"), 3),
    ("software for an investor in drugs", ANGEL_BIO, ("软件", "angel", 500, "330100", "财务软件"), 0),
    ("nothing disclosed but the field", ANGEL_BIO, ("生物医药", None, None, None, "保密项目"), 2),
    ("growth round, covered", GROWTH_BIO, ("医疗器械", "b", 5000, None, "骨科植入物"), 3),
    ("growth investor, first money", GROWTH_BIO, ("生物医药", "seed", 100, None, "实验室阶段"), 1),
    ("word on the exclusion list", GROWTH_BIO, ("生物医药", "b", 5000, None, "烟草提取物药物"), 0),
    ("materials next door", MATERIALS, ("纳米材料", "angel", 800, "330182", "无机纳米材料"), 3),
    ("materials in the province", MATERIALS, ("新材料", "a", 1500, "330300", "改性蜡"), 3),
    ("calcium carbonate is a material", MATERIALS, ("碳酸钙", "pre_a", 1000, "330182", "包覆碳酸钙"), 3),
    ("military word", MATERIALS, ("新材料", "a", 1500, "330100", "军工用碳纤维"), 0),
    ("chips for materials", MATERIALS, ("集成电路", "a", 1500, "330100", "光刻胶"), 0),
    ("carbon fibre, wrong round", MATERIALS, ("碳纤维", "c", 8000, "330100", "热场材料"), 1),
    ("storage in Shanghai", ENERGY, ("储能", "a", 3000, "310100", "钠离子电池"), 3),
    ("solar is new energy", ENERGY, ("光伏", "b", 4000, "330100", "钙钛矿"), 3),
    ("hydrogen far away, early", ENERGY, ("氢能", "angel", 500, "610000", "电解槽"), 2),
    ("cars are another industry", ENERGY, ("新能源汽车", "a", 3000, "330100", "电驱"), 0),
    ("city fund, in the city", CITY_FUND, ("新材料", "angel", 300, "330182", "建德碳酸钙"), 3),
    ("city fund, other city", CITY_FUND, ("新材料", "angel", 300, "440300", "深圳材料"), 2),
    ("city fund, excluded field", CITY_FUND, ("种业", "angel", 300, "330182", "种子"), 0),
    ("city fund, too dear and late", CITY_FUND, ("新材料", "d_and_later", 50000, "440300", "扩产"), 1),
    ("AI by its other name", AI_SEED, ("大模型", "seed", 200, None, "行业大模型"), 3),
    ("AI, but a game", AI_SEED, ("人工智能", "seed", 200, None, "AI 游戏"), 0),
    ("AI neighbour", AI_SEED, ("物联网", "angel", 200, None, "传感网"), 2),
    ("no mandate: anything may be talked about", OPEN_MIND, ("农业", "angel", 300, None, "育种"), 2),
    ("no mandate, nothing disclosed", OPEN_MIND, (None, None, None, None, "新项目"), 2),
)  # fmt: skip


def mandate(investor: Investor) -> MandateProfile:
    fields, stages, (low, high), regions, exclusions = investor
    return MandateProfile(
        id=1, fields=fields, stages=stages, ticket_min=_yuan(low), ticket_max=_yuan(high), regions=regions,
        exclusions=exclusions, holdings=(Holding(company="甲公司"),),
    )  # fmt: skip


def pitch(project: Project) -> PitchProfile:
    field, asked, ask, region, text = project
    return PitchProfile(
        id=2, field=field, investment_round=asked, ask=_yuan(ask), region=region, text=text, age_days=20
    )


def _yuan(amount: int | None) -> Decimal | None:
    return None if amount is None else Decimal(amount * 10_000)
