"""Texts for tests of the engine, and an embedder that needs no model: letters give the direction."""

from collections.abc import Sequence

import numpy as np
from hypothesis import strategies as st

from app.matching.logic.engine.entries import Entry
from app.matching.logic.engine.feedback import Judgement
from app.matching.logic.engine.meaning import WIDTH, Vectors
from app.matching.logic.taxonomy import plain


class Letters:
    """Similar letters, similar direction: enough to test what the engine does with a meaning signal."""

    name = "letters"

    def __init__(self) -> None:
        self.read: list[str] = []

    def embed(self, texts: Sequence[str], *, asks: bool) -> Vectors:
        self.read += [f"{asks} {text}" for text in texts]
        rows = np.full((len(texts), WIDTH), 0.01, dtype=np.float32)
        for at, text in enumerate(texts):
            for letter in plain(text):
                rows[at, ord(letter) % WIDTH] += 1
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


NEED = Entry(id="n4", title="高品质改性蜡在碳酸钙颗粒表面的单分子分散与包覆")
ACHIEVEMENTS = [
    Entry(id="a1", title="工程化红细胞技术平台REDx", text="国内首个红细胞药物技术平台"),
    Entry(id="a2", title="干眼症治疗一类新药重组人FGF10滴眼液"),
    Entry(id="a3", title="创面修复用无机硅创材料研发与产业化"),
    Entry(id="a4", title="纳米聚乳酸胶原复合注射剂研发"),
    Entry(
        id="a5",
        title="高品质改性蜡包覆碳酸钙技术",
        text="将高品质改性蜡以单分子形式分散到碳酸钙颗粒表面，形成有效包覆，防止二次聚集",
    ),
]

words = st.sampled_from(
    ["碳酸钙", "包覆", "红细胞", "CDMO", "polymer", "储能电池", "传感器", "水稻育种", "5G", "10 kV"]
)
sentences = st.lists(words, min_size=1, max_size=6).map("，".join)


def entries(prefix: str, least: int = 0) -> st.SearchStrategy[list[Entry]]:
    return st.lists(sentences, min_size=least, max_size=6).map(
        lambda found: [Entry(id=f"{prefix}{at}", title=text) for at, text in enumerate(found)]
    )


def judgements() -> st.SearchStrategy[list[Judgement]]:
    ids = st.integers(0, 5)
    one = st.builds(
        lambda query, item, level, veto: Judgement(f"q{query}", f"i{item}", level, veto=veto),
        ids, ids, st.sampled_from([1.0, 2.0, 3.0, 4.0]), st.booleans(),
    )  # fmt: skip
    return st.lists(one, max_size=6)
