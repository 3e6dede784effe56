"""The blueprint of all pages about events."""

from flask import Blueprint

bp = Blueprint("events", __name__)
