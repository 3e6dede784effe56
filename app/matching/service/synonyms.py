"""Words that mean the same, written by the operator."""

from sqlalchemy.orm import Session

from app.accounts.service.audit import write_audit
from app.core.errors import RuleBroken
from app.core.permissions import Actor, Permission, authorise
from app.matching.logic.taxonomy import plain
from app.matching.models import SynonymGroup
from app.matching.queries.learned import get_synonyms, list_synonyms

FEWEST_WORDS = 2
LONGEST_WORD = 40


def write_synonyms(session: Session, actor: Actor, *, words: list[str], group_id: int | None = None) -> SynonymGroup:
    """Add a group of words, or change one; a word stands in one group only."""
    authorise(actor, Permission.MATCH_TUNE)
    known = list(dict.fromkeys(word.strip() for word in words if word.strip()))
    if len({plain(word) for word in known}) < FEWEST_WORDS:
        raise RuleBroken("Please write at least two different words.", field="words")
    if any(len(word) > LONGEST_WORD for word in known):
        raise RuleBroken("A word has at most 40 characters.", field="words")
    taken = {plain(word): word for group in list_synonyms(session) if group.id != group_id for word in group.words}
    twice = [word for word in known if plain(word) in taken]
    if twice:
        raise RuleBroken("This word already stands in another group: %(word)s", field="words", word=twice[0])
    group = get_synonyms(session, group_id) if group_id is not None else SynonymGroup()
    group.words = known
    session.add(group)
    session.flush()
    write_audit(session, "synonyms.written", kind="synonym_group", row_id=group.id, detail={"words": known})
    return group


def remove_synonyms(session: Session, actor: Actor, *, group_id: int) -> None:
    """Take a group away."""
    authorise(actor, Permission.MATCH_TUNE)
    group = get_synonyms(session, group_id)
    words = list(group.words)
    session.delete(group)
    session.flush()
    write_audit(session, "synonyms.removed", kind="synonym_group", row_id=group_id, detail={"words": words})
