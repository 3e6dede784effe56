"""Kinds of organisations, the steps of their verification, their codes, and when two names mean the same one."""

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cache, lru_cache

from stdnum import numdb


class OrganisationType(StrEnum):
    """What an organisation is."""

    GOVERNMENT = "government"
    PUBLIC_INSTITUTION = "public_institution"
    UNIVERSITY = "university"
    RESEARCH_INSTITUTE = "research_institute"
    HOSPITAL = "hospital"
    COMPANY = "company"
    INVESTOR_FINANCIAL = "investor_financial"
    INVESTOR_INDUSTRIAL = "investor_industrial"
    INVESTOR_STATE = "investor_state"
    SERVICE_INSTITUTION = "service_institution"
    TECH_TRANSFER_CENTER = "tech_transfer_center"
    POC_CENTER = "poc_center"
    ALLIANCE = "alliance"
    ASSOCIATION = "association"
    MEDIA = "media"


class Side(StrEnum):
    """On which side of the market an organisation stands."""

    SUPPLY = "supply"
    DEMAND = "demand"
    SERVICE = "service"


class SmeTag(StrEnum):
    """What the authorities have recognised a company as."""

    HIGH_TECH_ENTERPRISE = "high_tech_enterprise"
    SPECIALISED_AND_NEW = "specialised_and_new"
    TECHNOLOGY_SME = "technology_sme"


class OrganisationState(StrEnum):
    """Where the verification of an organisation stands."""

    APPLIED = "applied"
    VERIFIED = "verified"
    REJECTED = "rejected"
    SUSPENDED = "suspended"
    MERGED = "merged"


class RelationKind(StrEnum):
    """How two organisations belong together."""

    LEAD_FOUNDER = "lead_founder"
    CO_FOUNDER = "co_founder"
    SPIN_OFF = "spin_off"
    PARENT = "parent"
    COOPERATION = "cooperation"


STEPS: dict[OrganisationState, frozenset[OrganisationState]] = {
    OrganisationState.APPLIED: frozenset({OrganisationState.VERIFIED, OrganisationState.REJECTED}),
    OrganisationState.VERIFIED: frozenset({OrganisationState.SUSPENDED}),
    OrganisationState.SUSPENDED: frozenset({OrganisationState.VERIFIED, OrganisationState.REJECTED}),
    OrganisationState.REJECTED: frozenset({OrganisationState.VERIFIED}),
    OrganisationState.MERGED: frozenset(),
}
NEEDS_REASON = frozenset({OrganisationState.REJECTED, OrganisationState.SUSPENDED})


def may_step(old: OrganisationState, new: OrganisationState) -> bool:
    """Tell whether an organisation may go from one state to another by a decision."""
    return new in STEPS[old]


# --- names -----------------------------------------------------------------------------------------------------------

SHORTEST_NAME, LONGEST_NAME = 4, 60
SHORTEST_CORE = 4
ALIKE = 0.85
_FORMS = re.compile(r"(股份有限公司|有限责任公司|集团有限公司|有限公司|集团公司|集团|公司|（有限合伙）|有限合伙)$")
_MARKS = re.compile(r"[\W_]+")


def plain(name: str) -> str:
    """Return a name in half width and lower case, without marks and spaces."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", name)).casefold()


def core_of(name: str) -> str:
    """Return the plain name without its legal form, which is what people leave out."""
    whole = plain(name)
    bare = whole
    while (shorter := _FORMS.sub("", bare)) != bare:
        bare = shorter
    return bare if len(bare) >= 2 else whole  # noqa: PLR2004 -- one character names nobody


def known_as(names: Iterable[str | None]) -> str:
    """Return all spellings by which an organisation can be found, one a line, with lines around each."""
    spellings = (spelling for name in names if name for spelling in (plain(name), core_of(name)))
    return "\n".join(["", *dict.fromkeys(spelling for spelling in spellings if spelling), ""])


def is_alike(name: str, spellings: str) -> bool:
    """Tell whether a name probably means the organisation with these spellings: the same, the beginning, or a slip."""
    core = core_of(name)
    for line in spellings.split():
        known = core_of(line)
        if known == core:
            return True
        shorter, longer = sorted((core, known), key=len)
        if len(shorter) >= SHORTEST_CORE and longer.startswith(shorter):
            return True
        if len(shorter) > SHORTEST_CORE and SequenceMatcher(None, shorter, longer).ratio() >= ALIKE:
            return True
    return False


# --- codes -----------------------------------------------------------------------------------------------------------

USCC_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def tidy_uscc(text: str) -> str:
    """Return a typed credit code in half-width capitals without spaces and hyphens."""
    return re.sub(r"[\s-]+", "", unicodedata.normalize("NFKC", text)).upper()


def is_uscc(code: str) -> bool:
    """Tell whether a unified social credit code is well formed and its check character right."""
    if len(code) != len(USCC_WEIGHTS) + 1 or any(letter not in USCC_LETTERS for letter in code):
        return False
    total = sum(USCC_LETTERS.index(letter) * weight for letter, weight in zip(code, USCC_WEIGHTS, strict=False))
    return USCC_LETTERS[(31 - total % 31) % 31] == code[-1]


PROVINCE, CITY = 2, 4
SHORTEST_PLACE = 2
KEPT_WORDS = 2048
UNNAMED = frozenset({"市辖区", "县", "省直辖县级行政单位", "自治区直辖县级行政单位"})
_SPAN = re.compile(r"\[(\d*)-(\d*)\]")


def region_name(code: str | None) -> str | None:
    """Return what a region of GB/T 2260 is called, such as 浙江省杭州市建德市, or None when there is no such region."""
    if code is None or not re.fullmatch(r"\d{6}", code):
        return None
    parts = [_part_name(code[:PROVINCE] + "0000")]
    if code[PROVINCE:] != "0000":
        parts.append(_part_name(code[:CITY] + "00"))
    if code[CITY:] != "00":
        parts.append(_part_name(code))
    if parts[-1] is None:
        return None
    return "".join(dict.fromkeys(part for part in parts if part and part not in UNNAMED))


def _part_name(code: str) -> str | None:
    found = numdb.get("cn/loc").info(code)
    names = next((properties["county"] for _digits, properties in found if "county" in properties), "")
    for name in names.split(","):
        span = _SPAN.match(name)
        if name and (span is None or not span.group(2)):
            return _SPAN.sub("", name)
    return None


PROVINCES = (
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43", "44",
    "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82",
)  # fmt: skip


@cache
def _places() -> dict[str, str]:
    """The codes of provinces and then cities by what they are called, with and without their province."""
    provinces = [f"{digits}0000" for digits in PROVINCES]
    cities = [f"{digits}{number:02}00" for digits in PROVINCES for number in range(1, 100)]
    found: dict[str, str] = {}
    for code in (*provinces, *cities):
        whole, short = region_name(code), _part_name(code)
        if whole and short and short not in UNNAMED:
            found.setdefault(whole, code)
            found.setdefault(short, code)
    return found


@lru_cache(maxsize=KEPT_WORDS)
def region_code(word: str) -> str | None:
    """Return the code of a region that is written as its code, or as a province or city such as 浙江 or 杭州市."""
    if region_name(word) is not None:
        return word
    names = _places()
    return names.get(word) or next(
        (code for name, code in names.items() if len(word) >= SHORTEST_PLACE and name.startswith(word)), None
    )


def region_word(code: str) -> str:
    """Return how a region is written so that it is read as the same one: its name, or its code where that is not."""
    name = region_name(code)
    return name if name and region_code(name) == code else code


def province_names() -> list[tuple[str, str]]:
    """Return the provinces with their two digits, in the order of the standard."""
    return [(digits, name) for digits in PROVINCES if (name := region_name(f"{digits}0000"))]
