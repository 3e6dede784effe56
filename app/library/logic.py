"""States of achievements, needs and proofs of concept, the steps between them, and the lists they choose from."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from app.events.logic.states import Visibility


class AchievementState(StrEnum):
    """Where an achievement stands between intake and transfer."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SORTING = "sorting"
    RETURNED = "returned"
    IN_LIBRARY = "in_library"
    EVALUATING = "evaluating"
    EVALUATED = "evaluated"
    PUBLISHED = "published"
    DELISTED = "delisted"
    LISTED = "listed"
    RESERVED = "reserved"
    TRANSFERRED = "transferred"
    LICENSED = "licensed"
    ARCHIVED = "archived"
    FROZEN = "frozen"


class ExpertState(StrEnum):
    """What an expert said who was asked to help with a need."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class NeedState(StrEnum):
    """Where a technology need stands between intake and fulfilment."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SORTING = "sorting"
    RETURNED = "returned"
    VERIFIED = "verified"
    IN_LIBRARY = "in_library"
    PUBLISHED = "published"
    MATCHING = "matching"
    NEGOTIATING = "negotiating"
    SIGNED = "signed"
    FULFILLED = "fulfilled"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class PocStage(StrEnum):
    """The gates of a proof of concept, in the order in which they are passed."""

    APPLY = "apply"
    PLAN = "plan"
    VERIFY = "verify"
    REPORT = "report"


class PocState(StrEnum):
    """Whose turn it is at the gate a proof of concept has reached, or how it ended."""

    OPEN = "open"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    COMPLETED = "completed"
    STOPPED = "stopped"
    WITHDRAWN = "withdrawn"


class PocVerdict(StrEnum):
    """What is decided at a gate."""

    PASSED = "passed"
    RETURNED = "returned"
    STOPPED = "stopped"


class PocDeed(StrEnum):
    """A line in the history of a proof of concept."""

    HANDED_IN = "handed_in"
    PASSED = "passed"
    RETURNED = "returned"
    STOPPED = "stopped"
    WITHDRAWN = "withdrawn"
    DECIDER_NAMED = "decider_named"
    DUE_MOVED = "due_moved"


class PocAdvice(StrEnum):
    """What the report advises to do with the achievement."""

    TRANSFER = "transfer"
    MORE_WORK = "more_work"
    GIVE_UP = "give_up"


A, N = AchievementState, NeedState
POC_RUNNING: Final = frozenset({PocState.OPEN, PocState.SUBMITTED, PocState.RETURNED})
POC_TEAM_ACTS: Final = frozenset({PocState.OPEN, PocState.RETURNED})
POC_MOST_MONTHS: Final = 24
POC_NEEDS: Final[dict[PocStage, tuple[str, ...]]] = {
    PocStage.APPLY: ("question", "expected_use", "trl_before"),
    PocStage.PLAN: ("work", "measures", "months", "starts_on"),
    PocStage.VERIFY: ("findings", "verified_on", "results"),
    PocStage.REPORT: ("summary", "trl_after", "advice"),
}
_DAYS_TO_PLAN, _DAYS_TO_REPORT, _DAYS_TO_DECIDE = 30, 30, 14
_DAYS_AHEAD: Final = 7
_DAYS_IN_MONTH: Final = 30

_ACHIEVEMENT_FORWARD: Final[dict[AchievementState, frozenset[AchievementState]]] = {
    A.DRAFT: frozenset({A.SUBMITTED}),
    A.SUBMITTED: frozenset({A.SORTING}),
    A.SORTING: frozenset({A.IN_LIBRARY, A.RETURNED}),
    A.RETURNED: frozenset({A.SUBMITTED}),
    A.IN_LIBRARY: frozenset({A.EVALUATING}),
    A.EVALUATING: frozenset({A.EVALUATED}),
    A.EVALUATED: frozenset({A.PUBLISHED}),
    A.PUBLISHED: frozenset({A.LISTED, A.DELISTED}),
    A.DELISTED: frozenset(),
    A.LISTED: frozenset({A.RESERVED}),
    A.RESERVED: frozenset({A.TRANSFERRED, A.LICENSED}),
    A.TRANSFERRED: frozenset({A.ARCHIVED}),
    A.LICENSED: frozenset({A.ARCHIVED}),
    A.ARCHIVED: frozenset(),
    A.FROZEN: frozenset(),
}
# Anything can be frozen; thawing leads back to where it was, which the row remembers.
ACHIEVEMENT_TRANSITIONS: Final[dict[AchievementState, frozenset[AchievementState]]] = {
    state: onward | (frozenset() if state is A.FROZEN else frozenset({A.FROZEN}))
    for state, onward in _ACHIEVEMENT_FORWARD.items()
}
ACHIEVEMENT_NEEDS_REASON: Final = frozenset({A.RETURNED, A.FROZEN, A.DELISTED})
ACHIEVEMENT_EDITS: Final = frozenset({A.DRAFT, A.RETURNED})
ACHIEVEMENT_SHOWN: Final = frozenset({
    A.IN_LIBRARY, A.EVALUATING, A.EVALUATED, A.PUBLISHED, A.LISTED, A.RESERVED, A.TRANSFERRED, A.LICENSED,
})  # fmt: skip

_NEED_FORWARD: Final[dict[NeedState, frozenset[NeedState]]] = {
    N.DRAFT: frozenset({N.SUBMITTED}),
    N.SUBMITTED: frozenset({N.SORTING}),
    N.SORTING: frozenset({N.VERIFIED, N.RETURNED}),
    N.RETURNED: frozenset({N.SUBMITTED}),
    N.VERIFIED: frozenset({N.IN_LIBRARY}),
    N.IN_LIBRARY: frozenset({N.PUBLISHED}),
    N.PUBLISHED: frozenset({N.MATCHING}),
    N.MATCHING: frozenset({N.NEGOTIATING}),
    N.NEGOTIATING: frozenset({N.SIGNED}),
    N.SIGNED: frozenset({N.FULFILLED}),
    N.FULFILLED: frozenset({N.CLOSED}),
    N.CLOSED: frozenset(),
    N.WITHDRAWN: frozenset(),
    N.EXPIRED: frozenset(),
}
NEED_OPEN: Final = frozenset({
    N.SUBMITTED, N.SORTING, N.RETURNED, N.VERIFIED, N.IN_LIBRARY, N.PUBLISHED, N.MATCHING, N.NEGOTIATING,
})  # fmt: skip
NEED_TRANSITIONS: Final[dict[NeedState, frozenset[NeedState]]] = {
    state: onward | (frozenset({N.WITHDRAWN, N.EXPIRED}) if state in NEED_OPEN else frozenset())
    for state, onward in _NEED_FORWARD.items()
}
NEED_NEEDS_REASON: Final = frozenset({N.RETURNED, N.WITHDRAWN})
NEED_EDITS: Final = frozenset({N.DRAFT, N.RETURNED})
NEED_SHOWN: Final = frozenset({
    N.VERIFIED, N.IN_LIBRARY, N.PUBLISHED, N.MATCHING, N.NEGOTIATING, N.SIGNED, N.FULFILLED,
})  # fmt: skip


def achievement_may_become(before: AchievementState, after: AchievementState) -> bool:
    """May an achievement go from one state straight to the other?"""
    return after in ACHIEVEMENT_TRANSITIONS[before]


def need_may_become(before: NeedState, after: NeedState) -> bool:
    """May a need go from one state straight to the other?"""
    return after in NEED_TRANSITIONS[before]


def shows_details(level: Visibility, *, is_signed_in: bool, is_own: bool) -> bool:
    """May a visitor read more than title, owner and field? Above "registered" only the owner's side does."""
    if is_own or level is Visibility.PUBLIC:
        return True
    return is_signed_in and level is Visibility.REGISTERED


@dataclass(frozen=True)
class Term:
    """A word of a dictionary with its code, in both languages."""

    code: str
    zh: str
    en: str


# Strategic emerging industries (National Bureau of Statistics, 2018), then the ecosystems of Hangzhou not among them.
FIELDS: Final = (
    Term("sei_1", "新一代信息技术", "Next-generation information technology"),
    Term("sei_2", "高端装备制造", "High-end equipment manufacturing"),
    Term("sei_3", "新材料", "New materials"),
    Term("sei_4", "生物", "Biology"),
    Term("sei_5", "新能源汽车", "New energy vehicles"),
    Term("sei_6", "新能源", "New energy"),
    Term("sei_7", "节能环保", "Energy saving and environmental protection"),
    Term("sei_8", "数字创意", "Digital creativity"),
    Term("sei_9", "相关服务业", "Related services"),
    Term("eco_1", "智能物联", "Intelligent Internet of things"),
    Term("eco_2", "生物医药", "Biomedicine"),
    Term("eco_3", "高端装备", "High-end equipment"),
    Term("eco_5", "绿色能源", "Green energy"),
)
TRL: Final = (
    Term("1", "报告级：发现并报道了基本原理", "Report: the basic principle is observed and written up"),
    Term("2", "方案级：形成技术概念或应用方案", "Scheme: a concept or application is proposed"),
    Term("3", "功能级：关键功能经分析或实验验证", "Function: the key function is proved by analysis or experiment"),
    Term("4", "仿真级：关键功能在实验室或仿真环境验证", "Simulation: the key function is proved in the laboratory"),
    Term("5", "初样级：首台样机在相关环境验证", "First prototype: proved in a relevant environment"),
    Term("6", "正样级：正式样机在相关环境演示", "Full prototype: shown in a relevant environment"),
    Term(
        "7", "环境级：工程样机在实际环境中运行", "Environment: an engineering prototype works in the real environment"
    ),
    Term("8", "产品级：产品定型并通过鉴定", "Product: the product is final and qualified"),
    Term("9", "系统级：投入实际使用，可以销售", "System: in real service, ready for sale"),
)
TRANSFER_MODES: Final = (
    Term("transfer", "转让", "Assignment"),
    Term("licence", "许可", "Licence"),
    Term("equity", "作价入股", "Equity for technology"),
    Term("development", "技术开发", "Technology development"),
    Term("consulting", "技术咨询", "Technology consulting"),
    Term("service", "技术服务", "Technology service"),
)


def term(terms: tuple[Term, ...], word: str | None, lang: str) -> str:
    """A word of a dictionary in a language, found by its code or Chinese name; other words stay as typed."""
    found = next((each for each in terms if word in (each.code, each.zh)), None)
    if found is None:
        return word or ""
    return found.en if lang == "en" else found.zh


def gate_after(stage: PocStage) -> PocStage | None:
    """Return the gate that opens when one is passed; after the report there is none."""
    gates = list(PocStage)
    place = gates.index(stage) + 1
    return gates[place] if place < len(gates) else None


def due_of(stage: PocStage, opened_on: date, starts_on: date | None = None, months: int | None = None) -> date:
    """Return until when a gate waits for papers: the verification as long as the plan says, a month having 30 days."""
    if stage is PocStage.VERIFY and starts_on is not None and months:
        return max(starts_on + timedelta(days=_DAYS_IN_MONTH * months), opened_on)
    return opened_on + timedelta(days=_DAYS_TO_REPORT if stage is PocStage.REPORT else _DAYS_TO_PLAN)


def decide_by(handed_in_on: date) -> date:
    """Return until when a decision is owed."""
    return handed_in_on + timedelta(days=_DAYS_TO_DECIDE)


def nearness(due_on: date, day: date) -> str | None:
    """Say whether a date is missed (`late`) or near enough to be reminded of (`soon`)."""
    if due_on < day:
        return "late"
    return "soon" if due_on <= day + timedelta(days=_DAYS_AHEAD) else None


def read_measures(text: str) -> tuple[list[tuple[str, str]], int | None]:
    """Read measures written as “what: target”, one a line, with the number of the first line that has no target."""
    found: list[tuple[str, str]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        name, mark, target = line.replace("：", ":").partition(":")
        if not line.strip():
            continue
        if not (mark and name.strip() and target.strip()):
            return found, number
        found.append((name.strip(), target.strip()))
    return found, None
