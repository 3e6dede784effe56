"""What the word signal counts: words, neighbouring characters and single characters of mixed Chinese and English."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

import rjieba

from app.matching.logic.engine.synonyms import NO_SYNONYMS, Synonyms
from app.matching.logic.taxonomy import plain

_EMPTY: Final = """
the and for with from into onto that this these those their its our are was were been being is be of in on to
at by an as or it we can may which such using used use based via between both also not more than has have had
show shows shown results result study paper propose proposed new
进行 以及 通过 形式 有效 并能 能够 可以 相关 具有 采用 实现 问题 方面 其中 目前 以上 一种
一个 我们 公司 有限公司 希望 寻求 要求 需求 需要 本项目 为了 由于 但是 并且 或者 主要 达到
提供
"""
EMPTY_WORDS: Final = frozenset(_EMPTY.split())
# They count, but nobody takes them for a reason.
_DULL: Final = """
技术 研发 研究 应用 开发 产业 产业化 项目 产品 平台 系统 方法 企业 公司 相关 演示 虚构 工艺 材料 设备 装置 制备 生产
设计 关键 关键技术 新型 高效 性能 利用 加工 处理 功能 服务 管理 解决 技术难题 难题 质量 成本 市场 国内 国际 领域 行业
"""
DULL_WORDS: Final = frozenset(_DULL.split())
_COUNTS: Final = re.compile(r"[一二两三四五六七八九十百千万亿几多数第\d.]+[个种项年月日级次条台套类人家位点]?")
SHORTEST: Final = 2
LONGEST_TEXT: Final = 20_000
_WORD: Final = re.compile(r"[\w.+-]+")
_HAN: Final = re.compile(r"[\u3400-\u9fff]+")
_PLURAL: Final = re.compile(r"[a-z]{3,}[^s]s")
PAIR: Final = "#"
SINGLE: Final = "%"


def words_in(text: str, synonyms: Synonyms = NO_SYNONYMS) -> list[str]:
    """The words of a text in their order, and the terms its synonyms stand for."""
    return list(_words_in(text, synonyms))


@lru_cache(maxsize=32)  # a query is asked for its words again for each item it is compared with
def _words_in(text: str, synonyms: Synonyms) -> tuple[str, ...]:
    known = plain(text[:LONGEST_TEXT])
    found = []
    for piece in rjieba.cut_for_search(known):
        word = piece.strip(" .+-_\n\t")
        if len(word) >= SHORTEST and word not in EMPTY_WORDS and _WORD.fullmatch(word):
            found.append(word[:-1] if _PLURAL.fullmatch(word) else word)
    return (*found, *synonyms.terms_in(known))


def tokens_in(text: str, synonyms: Synonyms = NO_SYNONYMS) -> Counter[str]:
    """How often a text uses each word, each pair of neighbouring characters and each character."""
    found: Counter[str] = Counter(words_in(text, synonyms))
    for run in _HAN.findall(plain(text[:LONGEST_TEXT])):
        found.update(PAIR + run[at : at + 2] for at in range(len(run) - 1))
        found.update(SINGLE + character for character in run)
    return found


def is_telling(word: str) -> bool:
    """Would a person take the word for a reason? Neither what everybody says nor how many there are of something."""
    return word not in DULL_WORDS and not _COUNTS.fullmatch(word)


def is_word(token: str) -> bool:
    """Is the token a word a person can read, not a piece of one?"""
    return token[0] not in (PAIR, SINGLE)


def blend(parts: Iterable[tuple[float, Mapping[str, float]]]) -> dict[str, float]:
    """Add weighted counts up."""
    found: dict[str, float] = {}
    for share, counts in parts:
        for token, count in counts.items():
            found[token] = found.get(token, 0.0) + share * count
    return found
