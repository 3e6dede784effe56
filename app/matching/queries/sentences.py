"""What a better sentence on an achievement would change, shown before anything is saved."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.events.logic.states import Visibility
from app.library.models import Achievement, Need
from app.matching.logic.score import as_entry
from app.matching.logic.sentences import Standing, standings
from app.matching.queries.learned import synonyms_in_use
from app.matching.queries.needs import need_profile
from app.matching.queries.proposals import (
    COMPARED_WHOLE,
    achievement_profile,
    list_open_achievements,
    list_open_needs,
)

READABLE = (Visibility.PUBLIC, Visibility.REGISTERED)


@dataclass(frozen=True)
class PlaceForNeed:
    """A need everybody who is registered may read, and where the achievement stands for it."""

    need: Need
    standing: Standing


def preview_sentence(session: Session, entry: Achievement, sentence: str) -> list[PlaceForNeed]:
    """Return the nearest needs, with the places of the achievement as it is and with this sentence on the problem."""
    needs = {str(need.id): need for need in list_open_needs(session) if need.visibility in READABLE}
    others = [row for row in list_open_achievements(session) if row.id != entry.id][:COMPARED_WHOLE]
    found = standings(
        as_entry(achievement_profile(entry)),
        as_entry(achievement_profile(entry, problem_solved=sentence)),
        [as_entry(achievement_profile(row)) for row in others],
        [as_entry(need_profile(need)) for need in needs.values()],
        synonyms=synonyms_in_use(session),
    )
    return [PlaceForNeed(needs[each.query], each) for each in found]
