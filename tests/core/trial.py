"""An application with a few doors of our own in it, behind which things go well or wrong."""

from collections.abc import Iterator

import pytest
from flask import Blueprint, Flask, abort, request
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import TooManyRequests

from app.core.db import Base, database
from app.core.errors import Conflict, NotAllowed, NotFound, RuleBroken
from app.core.permissions import Permission, Role, public, requires
from app.factory import create_app
from tests.conftest import make_config
from tests.factories import make_centre

JSON = {"Accept": "application/json"}
trial = Blueprint("trial", __name__, url_prefix="/trial")


@trial.get("/unmarked")
def unmarked() -> str:
    return "nobody said who may see this"


@trial.get("/secret")
@requires(Permission.PLATFORM_ADMINISTER)
def secret() -> str:
    return "the secret"


@trial.get("/open")
@public
def open_door() -> str:
    return "hello"


@trial.route("/status/<int:code>")
@public
def answer_status(code: int) -> str:
    abort(code)


@trial.get("/refused/<kind>")
@public
def refused(kind: str) -> str:
    raise {
        "NotFound": NotFound("There is no such thing."),
        "NotAllowed": NotAllowed("You are not allowed to do this."),
        "RuleBroken": RuleBroken("Please choose %(role)s.", role=Role.INVESTOR),
        "Conflict": Conflict("Somebody else was faster. Please look at the new state and try again.",
                             alternatives=("14:05", "14:30")),
    }[kind]  # fmt: skip


@trial.get("/bug")
@public
def bug() -> str:
    database.session.execute(text("SELECT 1"))
    raise ZeroDivisionError("a secret detail")


@trial.get("/locked")
@public
def locked() -> str:
    raise OperationalError("BEGIN IMMEDIATE", {}, Exception("database is locked"))


@trial.get("/later")
@public
def later() -> str:
    raise TooManyRequests(retry_after=42)


@trial.post("/form")
@public
def form() -> str:
    return request.form.get("word", "")


@trial.post("/half")
@public
def half() -> str:
    with database.transaction() as session:
        make_centre(session, name="半个中心")
        raise RuleBroken("You are not allowed to do this.")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application with a few doors of our own in it."""
    folder = tmp_path_factory.mktemp("site")
    app = create_app(make_config(folder, f"sqlite:///{folder / 'site.db'}", max_upload_mb=1))
    app.register_blueprint(trial)
    with app.app_context():
        Base.metadata.create_all(database.engine)
    yield app
    with app.app_context():
        database.session.remove()
        database.engine.dispose()


@pytest.fixture
def visitor(site: Flask) -> FlaskClient:
    return site.test_client()
