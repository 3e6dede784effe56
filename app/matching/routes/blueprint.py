"""The blueprint of ranked lists and wishes."""

from flask import Blueprint

bp = Blueprint("matching", __name__)
