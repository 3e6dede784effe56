"""Making papers in the background."""

from time import monotonic
from typing import Any, Final

from sqlalchemy.orm import Session

from app.core.queue import Handler, Steps
from app.core.runner import note_progress
from app.documents.logic.sheet import watched
from app.documents.service import Made
from app.reports.service import papers
from app.reports.service.papers import Begun

SECONDS_BETWEEN: Final = 0.5


class Progress:
    """Notes how many pages are drawn, a few times a second at most; files in an archive each count from 1 again."""

    def __init__(self, expected: int) -> None:
        self.expected, self.drawn, self._told_at = expected, 0, monotonic()

    def __call__(self, _page: int) -> None:
        """Hear of a finished page."""
        self.drawn += 1
        if monotonic() - self._told_at >= SECONDS_BETWEEN:
            self._told_at = monotonic()
            note_progress(min(self.drawn, self.expected), self.expected)


def draw_paper(begun: Begun) -> tuple[Begun, Made]:
    """Draw a paper and say how far it is."""
    note_progress(0, begun.expected)
    with watched(Progress(begun.expected)):
        return begun, papers.draw_paper(begun)


def end_paper(session: Session, _payload: dict[str, Any], outcome: tuple[Begun, Made]) -> None:
    """Keep what was drawn."""
    papers.finish_paper(session, *outcome)


JOBS: Final[dict[str, Handler]] = {papers.PRINT: Steps(begin=papers.begin_paper, work=draw_paper, end=end_paper)}
