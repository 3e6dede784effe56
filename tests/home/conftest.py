"""Browsers for start pages and agendas."""

from tests.organisations.conftest import browse

__all__ = ["browse"]
