"""What the host says when a batch comes on stage; spoken Chinese, because the ceremony is held in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_DIGITS: Final = "零一二三四五六七八九十"
SIDES: Final = ("甲方", "乙方", "丙方")
TEN: Final = 10


@dataclass(frozen=True)
class StageParty:
    """Who comes on stage for whom."""

    name: str
    signatory: str = ""
    capacity: str = ""


@dataclass(frozen=True)
class StageAgreement:
    """One agreement of a batch."""

    title: str
    parties: tuple[StageParty, ...]
    witness: str = ""


def chinese_number(number: int) -> str:
    """Return a small number in words: 三, 十二, 二十."""
    if number <= TEN:
        return _DIGITS[number]
    tens, ones = divmod(number, TEN)
    return f"{'' if tens == 1 else _DIGITS[tens]}十{_DIGITS[ones] if ones else ''}"


def host_words(batch: int, agreements: Sequence[StageAgreement]) -> str:
    """Return what the host says for one batch."""
    if not agreements:
        return ""
    lines = [f"下面进行第{chinese_number(batch)}批签约，共{chinese_number(len(agreements))}项。"]
    lines += [_line(agreement) for agreement in agreements]
    witnesses = list(dict.fromkeys(agreement.witness for agreement in agreements if agreement.witness))
    if witnesses:
        lines.append(f"请{'、'.join(witnesses)}上台见证签约。")
    return "\n".join([*lines, "请各位签约代表签字、交换文本并合影留念。"])


def _line(agreement: StageAgreement) -> str:
    people = "、".join(_speaker(party) for party in agreement.parties)
    title = f"《{agreement.title}》"
    return f"有请{people}上台，签署{title}。" if people else f"请签署{title}的各方代表上台。"


def _speaker(party: StageParty) -> str:
    return f"{party.name}{party.capacity}{party.signatory}" if party.signatory else f"{party.name}代表"
