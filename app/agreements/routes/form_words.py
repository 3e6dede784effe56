"""Names of the fields of the registration form, their choices, and what may be wrong with them."""

from flask_babel import gettext as _

from app.agreements.logic.registration import FormFault
from app.agreements.logic.states import ContractType
from app.core.display import label


def field_label(name: str) -> str:
    """Return the name of a field of the form."""
    side, _dot, part = name.partition("_")
    if side in ("buyer", "seller") and part in _of_party():
        who = _("Buyer") if side == "buyer" else _("Seller")
        return f"{who} · {_of_party()[part]}"
    return _of_contract()[name]


def _of_party() -> dict[str, str]:
    return {
        "name": _("full name as on the seal"), "uscc": _("unified social credit code"),
        "country": _("country code (3 digits)"), "region": _("region code (6 digits)"),
        "nature": _("kind of body (code)"), "legal_person": _("legal representative"),
        "contact": _("contact for the project"), "phone": _("telephone"), "address": _("address"),
        "email": _("e-mail"), "bank": _("bank and account"),
    }  # fmt: skip


def _of_contract() -> dict[str, str]:
    return {
        "project_name": _("Project name (full)"), "contract_type": _("Class of contract"), "sign_on": _("Signed on"),
        "term_from": _("Valid from"), "term_to": _("Valid until"), "agency": _("Registration agency"),
        "technology_field": _("Field of technology"), "social_goal": _("Social and economic goal"),
        "ip_type": _("Kind of intellectual property"), "plan_source": _("Programme it belongs to"),
        "is_related": _("Between related parties"), "is_foreign": _("With a foreign party"),
        "is_secret": _("Contains state secrets"), "total_amount": _("Total of the contract (yuan)"),
        "technology_amount": _("Of which technology (yuan)"), "rd_amount": _("Of which research funds (yuan)"),
        "payment_mode": _("Way of payment"), "payment_plan": _("Payment plan"),
        "new_investment": _("Expected new investment (yuan)"), "new_output": _("Expected new output (yuan)"),
    }  # fmt: skip


def choices_of(name: str) -> list[tuple[str, str]]:
    """Return the choices of a field, none where it is typed."""
    no_yes = [("no", _("No")), ("yes", _("Yes"))]
    tables = {
        "contract_type": [(member.value, label(member)) for member in ContractType],
        "is_related": no_yes, "is_foreign": no_yes, "is_secret": no_yes,
        "plan_source": [
            ("none", _("None")), ("state", _("State programme")), ("ministry", _("Ministry")),
            ("province", _("Province")), ("city", _("City or county")),
        ],
        "payment_mode": [
            ("once", _("At once")), ("instalments", _("By instalments")), ("share", _("By share of revenue")),
            ("other", _("Otherwise")),
        ],
    }  # fmt: skip
    return tables.get(name, [])


def shown_value(name: str, value: str) -> str:
    """Return a value as people read it: the words of a choice instead of its code."""
    return dict(choices_of(name)).get(value, value)


def fault_text(fault: FormFault) -> str:
    """Return what is wrong, as a sentence."""
    sentences: dict[FormFault, str] = {
        FormFault.MISSING: _("Please fill this in."),
        FormFault.WRONG_CODE: _("This is not a valid credit code: 18 characters, the last one is a check character."),
        FormFault.WRONG_REGION: _("A region code has 6 digits (GB/T 2260)."),
        FormFault.WRONG_COUNTRY: _("A country code has 3 digits, for China 156."),
        FormFault.NOT_A_DAY: _("Please write a day as 2026-06-17."),
        FormFault.NOT_A_KIND: _("Please choose one of the five kinds of technology contract."),
        FormFault.NOT_ABOVE_ZERO: _("The total of a contract is above 0."),
        FormFault.NOT_A_NUMBER: _("Please write an amount in yuan, for example 1800000.00."),
        FormFault.ABOVE_TOTAL: _("This cannot be more than the total of the contract."),
        FormFault.SAME_PARTY: _("Buyer and seller are the same."),
        FormFault.HOLDS_SECRETS: _("A contract with state secrets must not be handled on this platform."),
        FormFault.TERM_BACKWARDS: _("The term ends before it begins."),
    }
    return sentences[fault]
