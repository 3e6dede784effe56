"""The blueprint of pages about investors."""

from flask import Blueprint

bp = Blueprint("investors", __name__)
