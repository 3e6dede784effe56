"""Kinds and states of agreements, certificates, registrations and follow-ups."""

from enum import StrEnum


class AgreementType(StrEnum):
    """What an agreement is."""

    STRATEGIC_COOPERATION = "strategic_cooperation"
    FRAMEWORK = "framework"
    INTENT = "intent"
    PLATFORM_CO_CONSTRUCTION = "platform_co_construction"
    TRANSFORMATION_COOPERATION = "transformation_cooperation"
    TTC_COOPERATION = "ttc_cooperation"
    TECHNOLOGY_CONTRACT = "technology_contract"
    NDA = "nda"
    INVESTMENT = "investment"


class ContractType(StrEnum):
    """The five kinds of technology contract."""

    DEVELOPMENT = "tech_development"
    TRANSFER = "tech_transfer"
    LICENCE = "tech_licence"
    CONSULTING = "tech_consulting"
    SERVICE = "tech_service"


class AgreementState(StrEnum):
    """Where an agreement stands between draft and end."""

    DRAFTING = "drafting"
    LEGAL_CHECK = "legal_check"
    NAMES_CONFIRMED = "names_confirmed"
    PRINT_READY = "print_ready"
    SIGNED = "signed"
    IN_PERFORMANCE = "in_performance"
    COMPLETED = "completed"
    TERMINATED = "terminated"
    VOID = "void"


class PartySide(StrEnum):
    """The side of a party: 甲, 乙, 丙."""

    FIRST = "first"
    SECOND = "second"
    THIRD = "third"


class CertificateState(StrEnum):
    """Where a certificate stands."""

    DRAFT = "draft"
    PROOFREAD = "proofread"
    ISSUED = "issued"
    REVOKED = "revoked"
    REISSUED = "reissued"


class AgreementFileKind(StrEnum):
    """What a file of an agreement is."""

    DRAFT = "draft"
    FINAL = "final"
    SCAN = "scan"


class LandingStage(StrEnum):
    """How a framework becomes a project on the ground."""

    FRAMEWORK = "framework"
    SITE = "site"
    COMPANY = "company"
    PRODUCTION = "production"


class ContractRegistrationState(StrEnum):
    """Where the registration of a technology contract stands."""

    DRAFT = "draft"
    SELF_CHECKED = "self_checked"
    SUBMITTED = "submitted"
    FORMAL_CHECK = "formal_check"
    MATERIALS_RETURNED = "materials_returned"
    RECOGNISING = "recognising"
    REGISTERED = "registered"
    NOT_REGISTERED = "not_registered"
    CHANGE_REQUESTED = "change_requested"
    CHANGED = "changed"
    REVOKED = "revoked"


class FollowUpState(StrEnum):
    """Where a follow-up stands; overdue is computed, never stored."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    DONE = "done"
    ABANDONED = "abandoned"


class FollowUpStage(StrEnum):
    """How far an investment has come."""

    INTENT = "intent"
    NDA = "nda"
    DUE_DILIGENCE = "due_diligence"
    INVESTMENT_COMMITTEE = "investment_committee"
    TERM_SHEET = "term_sheet"
    CONTRACT = "contract"
    CLOSED = "closed"
    FAILED = "failed"
