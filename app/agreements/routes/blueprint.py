"""The blueprint of agreements, certificates, registrations and follow-ups."""

from flask import Blueprint

bp = Blueprint("agreements", __name__)
