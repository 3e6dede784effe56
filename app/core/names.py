"""Names of people and institutions: their order by pinyin, and the form in which two spellings are compared."""

import re
import unicodedata

from pypinyin import Style, load_phrases_dict, pinyin

SURNAMES = {"曾": "zeng", "单": "shan", "解": "xie", "翟": "zhai", "仇": "qiu", "区": "ou", "查": "zha", "盖": "ge",
            "朴": "piao", "尉": "yu", "任": "ren", "华": "hua", "宁": "ning", "覃": "qin", "乐": "yue"}  # fmt: skip
# Names of this field that the dictionary of the library reads wrongly.
load_phrases_dict({"长三角": [["cháng"], ["sān"], ["jiǎo"]], "长兴": [["cháng"], ["xīng"]]})
_MARKS = re.compile(r"[\s·・.,，。'‘’\"“”()（）\[\]【】《》\-—–_/&]+")


def pinyin_key(text: str) -> str:
    """Return the key that sorts Chinese names by pinyin, with surnames read as surnames."""
    if not text:
        return ""
    first = SURNAMES.get(text[0])
    syllables = [row[0] for row in pinyin(text, style=Style.TONE3, errors="default")]
    return " ".join([first, *syllables[1:]] if first else syllables).lower()


def tidy(text: str) -> str:
    """Return typed text in NFC, trimmed, with single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def compared(text: str) -> str:
    """Return the form in which names are compared: half width, lower case, without marks and spaces."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFKC", _MARKS.sub("", folded))  # again: an accent may now lean on another letter
