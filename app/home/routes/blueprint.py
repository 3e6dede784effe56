"""The blueprint of start pages and personal agendas."""

from flask import Blueprint

bp = Blueprint("home", __name__)
