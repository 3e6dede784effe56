"""The blueprint of reports and statistics."""

from flask import Blueprint

bp = Blueprint("reports", __name__)
