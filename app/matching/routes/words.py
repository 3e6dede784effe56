"""The parts of a score in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from flask_babel import gettext

from app.core.display import label, listed, money
from app.core.words import N_
from app.investors.logic import InvestmentRound
from app.matching.logic.parts import Evidence, Scored
from app.matching.logic.score import Exclusion, Match

MONEY_VALUES = frozenset({"ask", "ticket_max", "ticket_min", "budget", "price"})
SENTENCES = {
    "same_field": N_("The field is the same: %(offered)s."),
    "field_contains": N_("“%(offered)s” belongs to “%(wanted)s”."),
    "neighbouring_field": N_("“%(offered)s” is close to “%(wanted)s”."),
    "other_field": N_("“%(offered)s” is another field than “%(wanted)s”."),
    "round_wanted": N_("Round %(round)s is wanted."),
    "round_next_to_wanted": N_("Round %(round)s is next to a wanted one."),
    "round_not_wanted": N_("Round %(round)s is not among the wanted ones."),
    "ticket_covers_ask": N_("The usual ticket of %(ticket)s covers the ask of %(ask)s."),
    "ticket_covers_part": N_("The largest ticket of %(ticket_max)s covers part of the ask of %(ask)s."),
    "ask_below_ticket": N_("The ask of %(ask)s is below the smallest ticket of %(ticket_min)s."),
    "region_wanted": N_("The region is wanted."),
    "same_region": N_("From the region of the company."),
    "same_province": N_("The same province."),
    "region_not_wanted": N_("Another region."),
    "portfolio_near": N_("%(company)s in the portfolio works nearby."),
    "portfolio_elsewhere": N_("Nothing in the portfolio works nearby."),
    "days_old": N_("Submitted %(days)s days ago."),
    "new_today": N_("Submitted today."),
    "shared_words": N_("Both texts say: %(words)s."),
    "no_shared_words": N_("The texts share no telling words."),
    "alike_wording": N_("No telling word in common, but the wording is alike."),
    "near_meaning": N_("Both texts are about nearly the same."),
    "far_meaning": N_("In meaning the texts are not near each other."),
    "not_read_yet": N_("The meaning has not been read yet; it counts as usual."),
    "learned_for": N_("People said yes to matches like this one."),
    "learned_against": N_("People said no to matches like this one."),
    "learned_nothing": N_("Nobody has decided about a match like this one."),
    "answers_against": N_("Earlier answers to offers like this count against it here."),
    "mature_enough": N_("TRL %(trl)s reaches the wanted %(least)s."),
    "not_mature_enough": N_("TRL %(trl)s is below the wanted %(least)s."),
    "budget_covers_price": N_("The budget covers the price of %(price)s."),
    "price_above_budget": N_("The price of %(price)s is above the budget."),
    "capacity_grade": N_("Carrying capacity %(grade)s."),
    "not_evaluated": N_("The carrying capacity of the company has not been evaluated yet; it counts half."),
}

AGAINST = frozenset((
    "other_field", "round_not_wanted", "region_not_wanted", "portfolio_elsewhere", "no_shared_words", "far_meaning",
    "not_read_yet", "learned_against", "learned_nothing", "answers_against", "not_mature_enough", "price_above_budget",
    "not_evaluated",
))  # fmt: skip
BY_DEGREE = frozenset(("ticket_covers_part", "ask_below_ticket", "days_old", "capacity_grade", "alike_wording"))
SAME_FOR_ALL = frozenset(("not_evaluated",))  # of the whole list, so it does not come first in every row
EXCLUSIONS = {
    Exclusion.NOT_OPEN: N_("One of the two is not open for proposals."),
    Exclusion.NOT_VISIBLE: N_("One side may not see the other."),
    Exclusion.EXPIRED: N_("The time of one of the two has passed."),
    Exclusion.SAME_ORGANISATION: N_("Both belong to the same organisation."),
    Exclusion.EXCLUDED_FIELD: N_("The investor excludes this field."),
    Exclusion.OTHER_FIELD: N_("The field is none of those the investor looks for."),
    Exclusion.VETO: N_("One of the two said no."),
}


def sentence(evidence: Evidence) -> str:
    """Return one reason in the language of the request."""
    shown = {key: _shown(key, text) for key, text in evidence.values}
    return str(gettext(SENTENCES[evidence.code], **shown, ticket=_ticket(shown)))


def _ticket(shown: Mapping[str, str]) -> str:
    """Return a range of amounts; one end may not be disclosed."""
    low, high = shown.get("ticket_min"), shown.get("ticket_max")
    if low and high:
        return f"{low}–{high}"
    return str(gettext("at least %(amount)s", amount=low) if low else gettext("at most %(amount)s", amount=high))


def _shown(key: str, text: str) -> str:
    if key in MONEY_VALUES:
        return money(Decimal(text))
    if key == "words":
        return listed(text.split("、"))
    return label(InvestmentRound(text)) if key == "round" else text


def words_hit(match: Match) -> list[str]:
    """Return the words to highlight: shared words, and the field that fits."""
    found: list[str] = []
    for evidence in match.evidence:
        values = dict(evidence.values)
        if evidence.code == "shared_words":
            found += values["words"].split("、")
        elif evidence.code in ("same_field", "field_contains", "neighbouring_field"):
            found += [values["offered"], values["wanted"]]
    return list(dict.fromkeys(word for word in found if word))


def words_said(match: Match) -> list[str]:
    """Return the words that stand in both texts, fields left out."""
    told = [dict(each.values)["words"] for each in match.evidence if each.code == "shared_words"]
    return [word for words in told for word in words.split("、")]


def bar(match: Match) -> list[tuple[str, float, int]]:
    """Return the parts for the small bar: name, points, most."""
    return [(label(part.part), float(part.points), part.most) for part in match.parts]


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence about a match, and whether it speaks for it."""

    text: str
    speaks_for: bool


def told(match: Match) -> list[Reason]:
    """Return the reasons, those that gave most of their points first; what is missing comes last, in one sentence."""
    ranked = sorted(match.parts, key=lambda part: (part.evidence.code in SAME_FOR_ALL, -part.points / part.most))
    known = [part for part in ranked if part.evidence.code != "not_disclosed"]
    missing = [label(part.part) for part in ranked if part.evidence.code == "not_disclosed"]
    found = [Reason(sentence(part.evidence), _speaks_for(part)) for part in known]
    if missing:
        said = gettext("Not disclosed, so each counts half: %(parts)s.", parts=listed(missing))
        found.append(Reason(said, speaks_for=False))
    return found


def _speaks_for(part: Scored) -> bool:
    """Most sentences are a yes or a no by themselves; what is a matter of degree is a yes from half its points on."""
    by_degree = part.evidence.code in BY_DEGREE
    return 2 * part.points >= part.most if by_degree else part.evidence.code not in AGAINST


def exclusion(match: Match) -> str:
    """Return why two sides are not proposed to each other, or nothing."""
    return str(gettext(EXCLUSIONS[match.excluded])) if match.excluded is not None else ""


# What every page that shows matches needs to put them into words.
TELLING: Final = {"bar": bar, "told": told, "words_hit": words_hit, "words_said": words_said}
