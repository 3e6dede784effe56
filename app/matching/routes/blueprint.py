"""The blueprint of ranked lists and wishes."""

from typing import Any

from flask import Blueprint, request

bp = Blueprint("matching", __name__)

FILTERS = ("order", "field", "kind", "answer", "wish", "before")


def kept_filters() -> dict[str, Any]:
    """Return what the list of this address is narrowed by, for whoever answers one of its cards to come back to it."""
    return {name: request.args[name] for name in FILTERS if request.args.get(name)}
