"""The registration form of a technology contract: its fields by block, and what must be right in them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Final

from app.agreements.logic.states import ContractType

NEW_RULES_FROM: Final = date(2026, 1, 23)
RULES_2000: Final = "2000"
RULES_2026: Final = "2026"
_REGION: Final = re.compile(r"\d{6}")
_COUNTRY: Final = re.compile(r"\d{3}")

HEAD: Final = ("project_name", "contract_type", "sign_on", "term_from", "term_to", "agency")
_PARTY: Final = ("name", "uscc", "country", "region", "nature", "legal_person", "contact", "phone", "address", "email",
                 "bank")  # fmt: skip
BUYER: Final = tuple(f"buyer_{name}" for name in _PARTY)
SELLER: Final = tuple(f"seller_{name}" for name in _PARTY)
CLASSES: Final = ("technology_field", "social_goal", "ip_type", "plan_source", "is_related", "is_foreign", "is_secret")
MONEY: Final = ("total_amount", "technology_amount", "rd_amount", "payment_mode", "payment_plan", "new_investment",
                "new_output")  # fmt: skip
FIELDS: Final = (*HEAD, *BUYER, *SELLER, *CLASSES, *MONEY)
BLOCKS: Final = {"head": HEAD, "buyer": BUYER, "seller": SELLER, "classes": CLASSES, "money": MONEY}
REQUIRED: Final = ("project_name", "contract_type", "sign_on", "buyer_name", "buyer_uscc", "seller_name", "seller_uscc",
                   "total_amount", "technology_amount")  # fmt: skip
TRANSFERS: Final = frozenset({"tech_transfer", "tech_licence"})

_USCC_CHARS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS: Final = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_USCC_LENGTH: Final = 18


@dataclass(frozen=True)
class RuleSet:
    """An edition of the rules: from when it holds for contracts signed, and what it asks for.

    Which fields the edition of 2026 asks for beyond those of 2000 is to be read in its text before anybody claims to
    follow it; until then both ask for what the form has always asked for.
    """

    key: str
    valid_from: date
    required: tuple[str, ...]
    required_of_transfers: tuple[str, ...]
    number: re.Pattern[str]


RULE_SETS: Final = (
    RuleSet(RULES_2000, date(2000, 2, 16), REQUIRED, ("new_investment", "new_output"), re.compile(r"\d{14}|\d{16}")),
    RuleSet(RULES_2026, NEW_RULES_FROM, REQUIRED, ("new_investment", "new_output"), re.compile(r"\d{16}")),
)


class FormFault(StrEnum):
    """What is wrong with a field of the registration form."""

    MISSING = "missing"
    WRONG_REGION = "wrong_region"
    WRONG_COUNTRY = "wrong_country"
    NOT_A_DAY = "not_a_day"
    NOT_A_KIND = "not_a_kind"
    NOT_ABOVE_ZERO = "not_above_zero"
    WRONG_CODE = "wrong_code"
    NOT_A_NUMBER = "not_a_number"
    ABOVE_TOTAL = "above_total"
    SAME_PARTY = "same_party"
    HOLDS_SECRETS = "holds_secrets"
    TERM_BACKWARDS = "term_backwards"


@dataclass(frozen=True)
class Check:
    """A fault of one field."""

    field: str
    fault: FormFault


def rule_set_of(sign_on: date | None) -> str:
    """Return which edition of the rules a contract signed on a day falls under."""
    if sign_on is None:
        return RULES_2000
    return max((each for each in RULE_SETS if each.valid_from <= sign_on), key=lambda each: each.valid_from,
               default=RULE_SETS[0]).key  # fmt: skip


def rules(key: str) -> RuleSet:
    """Return an edition of the rules by its name; one that nobody knows is the first."""
    return next((each for each in RULE_SETS if each.key == key), RULE_SETS[0])


def day_in(text: str) -> date | None:
    """Return the day that a field names, or nothing."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def is_credit_code(code: str) -> bool:
    """Tell whether a unified social credit code has its right check character (GB 32100-2015)."""
    text = code.strip().upper()
    if len(text) != _USCC_LENGTH or any(char not in _USCC_CHARS for char in text):
        return False
    weighted = sum(_USCC_CHARS.index(char) * weight for char, weight in zip(text, _USCC_WEIGHTS, strict=False))
    return text[-1] == _USCC_CHARS[-weighted % 31]


def check_form(form: Mapping[str, str]) -> list[Check]:
    """Return everything that must be put right, in the order of the form."""
    found = [Check(name, FormFault.MISSING) for name in missing_fields(form)]
    found += [
        Check(name, FormFault.WRONG_CODE)
        for name in ("buyer_uscc", "seller_uscc")
        if form.get(name, "").strip() and not is_credit_code(form[name])
    ]
    found += _money_faults(form) + _code_faults(form) + _other_faults(form)
    return sorted(found, key=lambda check: FIELDS.index(check.field))


def missing_fields(form: Mapping[str, str]) -> list[str]:
    """Return the fields that the edition of the day of signing asks for and that are still empty."""
    edition = rules(rule_set_of(day_in(form.get("sign_on", ""))))
    return [name for name in _required(form, edition) if not form.get(name, "").strip()]


def _required(form: Mapping[str, str], edition: RuleSet) -> tuple[str, ...]:
    more = edition.required_of_transfers if form.get("contract_type") in TRANSFERS else ()
    return (*edition.required, *more)


def _code_faults(form: Mapping[str, str]) -> list[Check]:
    """Return the codes, days and kinds that cannot be right, as far as they are filled in."""
    tests: list[tuple[str, FormFault, bool]] = []
    for side in ("buyer", "seller"):
        region, country = form.get(f"{side}_region", "").strip(), form.get(f"{side}_country", "").strip()
        tests.append((f"{side}_region", FormFault.WRONG_REGION, bool(region) and not _REGION.fullmatch(region)))
        tests.append((f"{side}_country", FormFault.WRONG_COUNTRY, bool(country) and not _COUNTRY.fullmatch(country)))
    for name in ("sign_on", "term_from", "term_to"):
        text = form.get(name, "").strip()
        tests.append((name, FormFault.NOT_A_DAY, bool(text) and day_in(text) is None))
    kind = form.get("contract_type", "").strip()
    tests.append(("contract_type", FormFault.NOT_A_KIND, bool(kind) and kind not in set(ContractType)))
    return [Check(name, fault) for name, fault, is_so in tests if is_so]


def _money_faults(form: Mapping[str, str]) -> list[Check]:
    amounts: dict[str, Decimal] = {}
    found = []
    for name in ("total_amount", "technology_amount", "rd_amount", "new_investment", "new_output"):
        text = form.get(name, "").strip()
        if text:
            amount = _amount(text)
            if amount is None:
                found.append(Check(name, FormFault.NOT_A_NUMBER))
            else:
                amounts[name] = amount
    most = amounts.get("total_amount")
    if most is not None and most <= 0:
        found.append(Check("total_amount", FormFault.NOT_ABOVE_ZERO))
    parts = ("technology_amount", "rd_amount")
    above = [name for name in parts if most is not None and name in amounts and amounts[name] > most]
    return found + [Check(name, FormFault.ABOVE_TOTAL) for name in above]


def _amount(text: str) -> Decimal | None:
    try:
        amount = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and amount >= 0 else None


def _other_faults(form: Mapping[str, str]) -> list[Check]:
    found = []
    buyer, seller = form.get("buyer_name", "").strip(), form.get("seller_name", "").strip()
    if buyer and buyer == seller:
        found.append(Check("seller_name", FormFault.SAME_PARTY))
    if form.get("is_secret") == "yes":
        found.append(Check("is_secret", FormFault.HOLDS_SECRETS))
    start, end = form.get("term_from", ""), form.get("term_to", "")
    if start and end and end < start:
        found.append(Check("term_to", FormFault.TERM_BACKWARDS))
    return found
