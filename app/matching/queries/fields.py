"""Which field a text may belong to, learned from what is tagged here; a suggestion a person confirms."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.events.logic.states import Visibility
from app.library.models import Achievement, Need
from app.matching.logic.engine.entries import Entry
from app.matching.logic.engine.meaning import Stored
from app.matching.logic.engine.tagger import Known, Tag, Tagger
from app.matching.logic.score import as_entry
from app.matching.logic.taxonomy import TREE, field_of
from app.matching.queries.learned import stored_meaning, synonyms_in_use
from app.matching.queries.needs import need_profile
from app.matching.queries.proposals import OPEN_ACHIEVEMENTS, OPEN_NEEDS, achievement_profile
from app.pitches.logic.visibility import visible_fields
from app.pitches.models import Pitch

Tagged = Achievement | Need | Pitch
MOST_KNOWN: Final = 300
SAID_NAMES: Final = 8
READABLE: Final = (Visibility.PUBLIC, Visibility.REGISTERED)


def suggest_fields(session: Session, entry: Tagged) -> list[Tag]:
    """Return the likeliest fields of an entry, the best first, by its text and by what others here are tagged with."""
    asked = text_of(entry)
    tagged = tagged_texts(session, besides=entry)
    tagger = Tagger(tagged.embedder, synonyms_in_use(session)).fit(tagged.known, tagged.names)
    return tagger.tag([asked])[0]


@dataclass(frozen=True)
class TaggedTexts:
    """Texts whose field is known, what each field is called, and what was read of them and of what is asked."""

    known: tuple[Known, ...]
    names: dict[str, tuple[str, ...]]
    embedder: Stored | None


def tagged_texts(session: Session, *, besides: Tagged | None = None) -> TaggedTexts:
    """Return what is tagged here, without the entry that is asked about."""
    rows = [row for row in _tagged(session) if besides is None or (type(row), row.id) != (type(besides), besides.id)]
    shown = _shown_names(rows)
    known = tuple(Known(text_of(row), shown[field_of(row.field or "")], row.title) for row in rows)
    names = {shown[code]: (shown[code], *said[: 1 + SAID_NAMES]) for code, (_, said) in TREE.items()}
    wanted = [*(each.text for each in known), *(name for said in names.values() for name in said)]
    wanted += [text_of(besides)] if besides is not None else []
    texts = [Entry(id=str(at), text=text) for at, text in enumerate(wanted)]
    return TaggedTexts(known, names, stored_meaning(session, texts, ()))


def text_of(entry: Tagged) -> str:
    """All that everybody who is registered may read of an entry."""
    if isinstance(entry, Achievement):
        return as_entry(achievement_profile(entry)).content
    if isinstance(entry, Need):
        return as_entry(need_profile(entry)).content
    shown = visible_fields(entry, Visibility.REGISTERED)
    words = (shown.get(name) for name in ("title", "summary", "innovation", "market_outlook", "investment_value"))
    return "\n".join(str(word) for word in words if word)


def _tagged(session: Session) -> list[Tagged]:
    """The newest entries that everybody may read and that somebody tagged."""
    found: list[Tagged] = []
    for model, states in ((Achievement, OPEN_ACHIEVEMENTS), (Need, OPEN_NEEDS)):
        chosen = select(model).where(
            model.state.in_(states), model.visibility.in_(READABLE), model.field.is_not(None), model.field != ""
        )
        found += session.scalars(
            chosen.options(joinedload(model.organisation)).order_by(model.id.desc()).limit(MOST_KNOWN)
        )
    return found


def _shown_names(rows: Sequence[Tagged]) -> dict[str, str]:
    """For each field the name most people here gave it, else its first one."""
    used: dict[str, Counter[str]] = {}
    for row in rows:
        used.setdefault(field_of(row.field or ""), Counter())[(row.field or "").strip()] += 1
    given = {code: names[0] for code, (_, names) in TREE.items()}
    return given | {code: min(counts, key=lambda name: (-counts[name], name)) for code, counts in used.items()}
