"""Fields of technology under all the names they go by, in one tree."""

import unicodedata
from collections.abc import Iterable
from typing import Final

# Code: (parent, names). The names of the strategic industries, of the Hangzhou ecosystems and of contract statistics
# come first; the others are what people type.
TREE: Final[dict[str, tuple[str | None, tuple[str, ...]]]] = {
    "information": (None, ("新一代信息技术", "电子信息", "智能物联", "信息技术", "数字经济", "sei_1")),
    "integrated_circuits": ("information", ("集成电路", "半导体", "芯片", "微电子")),
    "internet": ("information", ("互联网", "“互联网+”", "互联网+", "移动互联网", "工业互联网", "电子商务")),
    "artificial_intelligence": ("information", ("人工智能", "大模型", "机器学习", "计算机视觉", "AI")),
    "internet_of_things": ("information", ("物联网", "传感器", "智慧城市")),
    "software": ("information", ("软件", "云计算", "大数据", "信息安全", "区块链")),
    "communication": ("information", ("通信", "5G", "光通信")),
    "equipment": (None, ("高端装备制造", "高端装备", "先进制造", "装备制造", "sei_2")),
    "smart_equipment": ("equipment", ("智能装备", "智能制造", "机器人", "工业自动化", "自动控制", "数控机床")),
    "aerospace": ("equipment", ("航空航天", "无人机", "卫星", "低空经济")),
    "materials": (None, ("新材料", "新材料及其应用", "材料", "sei_3")),
    "chemical_materials": ("materials", ("化工材料", "精细化工", "高分子材料", "碳酸钙", "改性蜡")),
    "carbon_materials": ("materials", ("碳纤维", "石墨烯", "复合材料", "热场材料")),
    "nano_materials": ("materials", ("纳米材料", "纳米")),
    "biology": (None, ("生物", "生物产业", "生命健康", "大健康", "sei_4")),
    "biomedicine": ("biology", ("生物医药", "生物医药和医疗器械", "医药", "医学", "医疗健康")),
    "drugs": ("biomedicine", ("创新药", "药物", "新药", "细胞治疗", "疫苗", "CDMO")),
    "medical_devices": ("biomedicine", ("医疗器械", "医疗设备", "体外诊断", "植入物", "眼科器械")),
    "bio_manufacturing": ("biology", ("生物制造", "合成生物", "酶工程")),
    "new_energy_vehicles": (None, ("新能源汽车", "智能网联汽车", "动力电池", "sei_5")),
    "new_energy": (None, ("新能源", "新能源与高效节能", "绿色能源", "清洁能源", "sei_6")),
    "solar": ("new_energy", ("光伏", "太阳能")),
    "storage": ("new_energy", ("储能", "氢能", "燃料电池")),
    "environment": (None, ("节能环保", "环境保护与资源综合利用", "环保", "节能", "资源循环利用", "sei_7")),
    "water": ("environment", ("水处理", "污水处理", "水利")),
    "digital_creative": (None, ("数字创意", "动漫", "游戏", "文化创意", "sei_8")),
    "services": (None, ("相关服务业", "科技服务", "研发服务", "检验检测", "sei_9")),
    "agriculture": (None, ("农业", "现代农业", "种业", "农产品", "畜牧", "水产")),
    "nuclear": (None, ("核应用", "核技术")),
    "transport": (None, ("现代交通", "轨道交通", "智慧交通")),
    "city": (None, ("城市建设与社会发展", "城市建设", "地下综合管廊", "建筑")),
}

SAME: Final = 10
CONTAINS: Final = 8
NEIGHBOUR: Final = 4
UNRELATED: Final = 0


def plain(word: str) -> str:
    """A word without width, case and outer space: what two spellings have in common."""
    return unicodedata.normalize("NFKC", word).strip().casefold()


_CODES: Final = {plain(name): code for code, (_, names) in TREE.items() for name in (code, *names)}
_LONGEST_FIRST: Final = sorted(_CODES, key=lambda name: (-len(name), name))
_SHORTEST_INSIDE: Final = 2


def field_of(word: str) -> str:
    """The field a word means; a word nobody knows is a field of its own."""
    known = plain(word)
    if known in _CODES:
        return _CODES[known]
    inside = (name for name in _LONGEST_FIRST if len(name) >= _SHORTEST_INSIDE and not name.isascii() and name in known)
    return next((_CODES[name] for name in inside), known)


def fields_of(words: Iterable[str]) -> frozenset[str]:
    """The fields that several words mean."""
    return frozenset(field_of(word) for word in words if plain(word))


def parents_of(field: str) -> list[str]:
    """The fields that contain a field, nearest first."""
    found = []
    parent = TREE[field][0] if field in TREE else None
    while parent is not None:
        found.append(parent)
        parent = TREE[parent][0]
    return found


def closeness(one: str, other: str) -> int:
    """How near two fields are, in tenths: the same, one inside the other, neighbours, or strangers."""
    if one == other:
        return SAME
    above_one, above_other = parents_of(one), parents_of(other)
    if one in above_other or other in above_one:
        return CONTAINS
    return NEIGHBOUR if above_one and above_other and above_one[0] == above_other[0] else UNRELATED
