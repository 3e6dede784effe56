"""What matching knows about both sides, in plain values; None and empty mean: not said."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A company an investor holds."""

    company: str
    field: str | None = None
    competitor: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateProfile:
    """What an investor looks for; `sentence` is what it wrote in own words, `text` that and its fields."""

    id: int
    fields: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    ticket_min: Decimal | None = None
    ticket_max: Decimal | None = None
    regions: tuple[str, ...] = ()
    exclusions: tuple[str, ...] = ()
    holdings: tuple[Holding, ...] = ()
    text: str = ""
    sentence: str = ""
    min_trl: int | None = None
    organisation_id: int | None = None
    open: bool = True
    visible: bool = True
    expired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PitchProfile:
    """A project that looks for money."""

    id: int
    field: str | None = None
    trl: int | None = None
    text: str = ""
    investment_round: str | None = None
    ask: Decimal | None = None
    region: str | None = None
    age_days: int | None = None
    organisation_id: int | None = None
    open: bool = True
    visible: bool = True
    expired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedProfile:
    """A technology need of a company; `capacity_grade` is A to D, `capacity_asked` says that it was looked up."""

    id: int
    title: str = ""
    text: str = ""
    field: str | None = None
    least_trl: int | None = None
    budget_max: Decimal | None = None
    regions: tuple[str, ...] = ()
    exclusions: tuple[str, ...] = ()
    capacity_grade: str | None = None
    capacity_asked: bool = False
    organisation_id: int | None = None
    open: bool = True
    visible: bool = True
    expired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertProfile:
    """Somebody who could help: own fields of work, and the public achievements behind which the person stands."""

    id: int
    title: str = ""
    text: str = ""
    fields: tuple[str, ...] = ()
    region: str | None = None
    organisation_id: int | None = None
    open: bool = True
    visible: bool = True
    expired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AchievementProfile:
    """A result that could be transferred."""

    id: int
    title: str = ""
    text: str = ""
    field: str | None = None
    trl: int | None = None
    price: Decimal | None = None
    region: str | None = None
    organisation_id: int | None = None
    open: bool = True
    visible: bool = True
    expired: bool = False
