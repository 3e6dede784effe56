"""What keeps two sides apart whatever their texts say: it is asked before any score."""

from collections.abc import Iterable, Sequence

from app.matching.logic.engine.entries import Entry
from app.matching.logic.parts import is_excluded


class Hard:
    """Vetoes, closed entries, one organisation on both sides, and excluded fields or words."""

    def __init__(self, items: Sequence[Entry], vetoes: Iterable[tuple[str, str]]) -> None:
        self._items = items
        self._vetoes = frozenset(vetoes)

    def allowed(self, query: Entry) -> list[int]:
        """The places of all items that may be proposed for a query."""
        if not query.open:
            return []
        return [at for at, item in enumerate(self._items) if self.allows(query, item)]

    def allows(self, query: Entry, item: Entry) -> bool:
        """May this item be proposed for this query?"""
        if not item.open or (query.id, item.id) in self._vetoes:
            return False
        if query.organisation is not None and query.organisation == item.organisation:
            return False
        return not (
            is_excluded(query.exclude, item.field, item.content)
            or is_excluded(item.exclude, query.field, query.content)
        )
