"""Trying a sentence before it is saved."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.core.db import database
from app.core.permissions import Permission, authorise, requires
from app.core.web import current_actor
from app.library.queries import get_achievement
from app.matching.queries.sentences import preview_sentence
from app.matching.routes.blueprint import bp

# A sentence travels in the address: nothing is written, and one character may take nine signs there.
LONGEST = 200


@bp.get("/library/achievements/<number>/sentence")
@requires(Permission.LIBRARY_EDIT)
def try_sentence(number: str) -> ResponseReturnValue:
    """Show the owner's side how another sentence on the problem solved would change the achievement's places."""
    session = database.session()
    entry = get_achievement(session, number)
    authorise(current_actor(), Permission.LIBRARY_EDIT, entry)
    tried = request.args.get("sentence")
    written = entry.problem_solved or ""
    sentence = written if tried is None else tried.strip()[:LONGEST]
    return render_template(
        "matching/try_sentence.html", entry=entry, sentence=sentence[:LONGEST], longest=LONGEST, written=written,
        rows=preview_sentence(session, entry, sentence), is_tried=tried is not None,
    )  # fmt: skip
