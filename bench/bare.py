"""The two programs that pages are compared with: Flask saying hello, and Flask with SQLAlchemy reading one row."""

from __future__ import annotations

import os

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """The base of one table."""


class Row(Base):
    """The one row."""

    __tablename__ = "bare_row"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


def hello() -> Flask:
    """Make the smallest program."""
    app = Flask("hello")

    @app.get("/")
    def say_hello() -> str:
        return "hello"

    return app


def one_row() -> Flask:
    """Make the smallest program with a database."""
    app = Flask("one_row")
    app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["DATABASE_URL"]  # noqa: TID251 -- it knows no Config
    database = SQLAlchemy(app, model_class=Base)
    with app.app_context():
        Base.metadata.create_all(database.engine)
        database.session.merge(Row(id=1, name="高品质改性蜡"))
        database.session.commit()

    @app.get("/")
    def show_row() -> str:
        return f"<p>{database.session.scalars(select(Row).where(Row.id == 1)).one().name}</p>"

    return app
