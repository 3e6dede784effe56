"""Words that mean the same: the list a new installation starts with, and the operator's own beside it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from app.matching.logic.taxonomy import plain

STARTING_GROUPS: Final[tuple[tuple[str, ...], ...]] = (
    ("集成电路", "半导体", "芯片", "IC", "semiconductor"),
    ("人工智能", "AI", "artificial intelligence"),
    ("大模型", "LLM", "大语言模型", "large language model"),
    ("机器学习", "machine learning", "ML"),
    ("废水", "污水", "wastewater", "sewage"),
    ("储能", "蓄电", "energy storage"),
    ("锂电池", "锂离子电池", "lithium battery"),
    ("光伏", "太阳能", "PV", "photovoltaic"),
    ("创新药", "一类新药", "1类新药", "I类新药", "首创新药", "FIC", "first-in-class", "新药"),
    ("同类最优", "BIC", "best-in-class"),
    ("合同研发生产", "CDMO", "CMO", "委托生产"),
    ("合同研究组织", "CRO"),
    ("临床试验", "IND", "clinical trial"),
    ("细胞治疗", "CAR-T", "CART", "cell therapy"),
    ("体外诊断", "IVD"),
    ("医疗器械", "medical device"),
    ("物联网", "IoT"),
    ("无人机", "UAV", "drone"),
    ("机器人", "robot", "robotics"),
    ("传感器", "sensor", "传感"),
    ("新能源汽车", "电动汽车", "EV", "电动车"),
    ("挥发性有机物", "VOCs", "VOC"),
    ("碳纳米管", "CNT"),
    ("高分子", "聚合物", "polymer"),
    ("中试", "小批量试产", "pilot"),
    ("二氧化碳", "CO2"),
    ("聚氯乙烯", "PVC"),
    ("聚乙烯", "PE"),
    ("聚丙烯", "PP"),
    ("虚拟现实", "VR"),
    ("增强现实", "AR"),
)


@dataclass(frozen=True)
class Synonyms:
    """Groups of words that mean the same; the first of a group is its term."""

    groups: tuple[tuple[str, ...], ...] = ()
    _terms: dict[str, str] = field(init=False, repr=False, compare=False)
    _found: re.Pattern[str] | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Work out once which word stands for which term."""
        terms: dict[str, str] = {}
        for group in self.groups:
            known = [plain(word) for word in group if plain(word)]
            for word in known:
                terms.setdefault(word, known[0])
        longest = sorted(terms, key=lambda word: (-len(word), word))
        pieces = [
            rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])" if word.isascii() else re.escape(word) for word in longest
        ]
        object.__setattr__(self, "_terms", terms)
        object.__setattr__(self, "_found", re.compile("|".join(pieces)) if pieces else None)

    def terms_in(self, text: str) -> list[str]:
        """The terms a plain text mentions under any of their names, as tokens of their own."""
        if self._found is None:
            return []
        return [term_token(self._terms[name]) for name in self._found.findall(text)]

    def other_names(self, text: str) -> list[str]:
        """The names a text could have used for its terms, and did not."""
        if self._found is None:
            return []
        used = set(self._found.findall(plain(text)))
        terms = {self._terms[name] for name in used}
        return sorted(name for name, term in self._terms.items() if term in terms and name not in used)


TERM: Final = "="


def term_token(term: str) -> str:
    """The token of a term: apart from the word itself, so that a text using the word counts both."""
    return TERM + term


def with_starting_groups(own: Iterable[tuple[str, ...]]) -> Synonyms:
    """The operator's groups first, so that they win, then those every installation starts with."""
    return Synonyms((*own, *STARTING_GROUPS))


NO_SYNONYMS: Final = Synonyms()
STARTING: Final = Synonyms(STARTING_GROUPS)
