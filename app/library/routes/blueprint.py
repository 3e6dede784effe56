"""The blueprint of the catalogue, and what its views share."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _
from sqlalchemy import select

from app.core.db import database
from app.core.display import label, language
from app.core.errors import NotFound
from app.core.permissions import Permission, Role, ScopeKind, authorise, may
from app.core.web import attempt, current_actor
from app.library.logic import FIELDS, TRANSFER_MODES, shows_details, term
from app.library.queries import SHOWN, LibraryFilter
from app.organisations.models import Organisation

bp = Blueprint("library", __name__)
SIZES = (20, 50, 100)


@bp.app_context_processor
def words_of_the_catalogue() -> dict[str, object]:
    """Let every template name fields and ways to transfer in the language of the request."""
    return {
        "field_name": lambda word: term(FIELDS, word, language()),
        "transfer_mode_name": lambda word: term(TRANSFER_MODES, word, language()),
    }


def read_filter() -> LibraryFilter:
    """Return what the address asks for."""
    args = request.args
    per_page = args.get("per_page", SIZES[0], int)
    return LibraryFilter(
        words=args.get("q", "").strip()[:80],
        field=args.get("field", ""),
        state=args.get("state", ""),
        desk=args.get("desk", "") if current_actor().is_signed_in else "",
        sort=args.get("sort", "-number"),
        page=args.get("page", 1, int),
        per_page=per_page if per_page in SIZES else SIZES[0],
    )


def list_owners() -> list[tuple[str, str]]:
    """Return the organisations for which this person may enter something, for a select box."""
    actor = current_actor()
    wanted = select(Organisation.id, Organisation.name).order_by(Organisation.sort_key, Organisation.name)
    if not actor.scope_ids(ScopeKind.CENTRE, Role.CENTRE_OPERATOR):
        wanted = wanted.where(Organisation.id.in_(actor.scope_ids(ScopeKind.ORGANISATION)))
    return [(str(key), name) for key, name in database.session().execute(wanted.limit(2000))]


def see(entry: Any, *, is_asked: bool = False) -> tuple[bool, bool]:  # noqa: ANN401 -- an achievement or a need
    """Return whether the visitor belongs to the owner's side and sees the details; hidden entries are not found.

    `is_asked`: the visitor was asked to help with it, and may read what the help is about.
    """
    actor = current_actor()
    own = may(actor, Permission.LIBRARY_EDIT, entry) or may(actor, Permission.LIBRARY_TRIAGE, entry)
    if not own and not is_asked and (entry.state not in SHOWN[type(entry)] or entry.visibility == "named"):
        raise NotFound("There is no such entry.")
    return own, shows_details(entry.visibility, is_signed_in=actor.is_signed_in, is_own=own or is_asked)


def take_step(number: str, *, read: Callable[..., Any], move: Callable[..., object], states: type[StrEnum]) -> None:
    """Take an entry one step further, as the form asks, and say how it went."""
    wanted = request.form.get("after", "")
    authorise(current_actor(), Permission.LIBRARY_EDIT, read(database.session(), number))
    if wanted not in set(states):
        raise NotFound("There is no such step.")
    after = states(wanted)
    attempt(
        lambda session: move(
            session, current_actor(), entry=read(session, number), after=after, reason=request.form.get("reason"),
            version=request.form.get("row_version", type=int),
        ),
        _("Now “%(state)s”.", state=label(after)),
    )  # fmt: skip
