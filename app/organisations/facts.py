"""What happened to organisations."""

from dataclasses import dataclass

from app.core.outbox import Fact


@dataclass(frozen=True)
class OrganisationApplied(Fact):
    """An organisation waits for its centre to check name and credit code, for the first time or after a change."""

    organisation_id: int
    centre_id: int | None
    name: str


@dataclass(frozen=True)
class OrganisationVerified(Fact):
    """A centre found that the seal name is right."""

    organisation_id: int
    name: str


@dataclass(frozen=True)
class OrganisationRejected(Fact):
    """A centre turned an organisation down, for a reason its members read."""

    organisation_id: int
    name: str
    reason: str


@dataclass(frozen=True)
class OrganisationSuspended(Fact):
    """A centre took the verification back for the time being, for a reason its members read."""

    organisation_id: int
    name: str
    reason: str


@dataclass(frozen=True)
class OrganisationMerged(Fact):
    """Two entries turned out to be the same organisation; `into_id` is the one that stays."""

    organisation_id: int
    into_id: int
    name: str
