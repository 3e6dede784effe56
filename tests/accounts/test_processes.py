"""The lock-out lies in the database: it holds across processes, and across many who try at once."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Account, AuditEntry
from app.accounts.queries.audit import verify_audit
from app.accounts.service.passwords import hash_password
from app.core.db import Base, database, write_mode
from app.factory import create_app
from tests.accounts.conftest import Browser
from tests.conftest import make_config
from tests.factories import PASSWORD, make_account, make_person

ROOT = Path(__file__).resolve().parents[2]
LOGIN = "locked@example.org"
ATTEMPTS = """
import sys
from pathlib import Path
from app.factory import create_app
from tests.conftest import make_config

folder, login, *passwords = sys.argv[1:]
app = create_app(make_config(Path(folder), f"sqlite:///{folder}/shared.db", log_level="ERROR"))
statuses = [app.test_client().post("/login", data={"login": login, "password": each}).status_code for each in passwords]
sys.stdout.write(" ".join(map(str, statuses)))
"""


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[Flask]:
    app = create_app(make_config(tmp_path, f"sqlite:///{tmp_path / 'shared.db'}", log_level="ERROR"))
    with app.app_context(), write_mode():
        Base.metadata.create_all(database.engine)
        with database.transaction() as session:
            make_account(session, make_person(session, email=LOGIN), password_hash=hash_password(PASSWORD))
    yield app
    with app.app_context():
        database.session.remove()
        database.engine.dispose()


def attempt(folder: Path, *passwords: str) -> list[int]:
    """Try passwords from a process of its own."""
    command = [sys.executable, "-c", ATTEMPTS, str(folder), LOGIN, *passwords]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=180)
    return [int(status) for status in done.stdout.split()]


@pytest.mark.timeout(400)  # two more processes start the whole application
def test_wrong_passwords_of_several_processes_add_up(shared: Flask, tmp_path: Path) -> None:
    assert attempt(tmp_path, "Wrong-wrong-1", "Wrong-wrong-2", "Wrong-wrong-3") == [422] * 3
    assert attempt(tmp_path, "Wrong-wrong-4", "Wrong-wrong-5", PASSWORD) == [422] * 3
    with shared.app_context():
        account = database.session.scalars(select(Account)).one()
        assert (account.failed_count, account.locked_until is None) == (5, False)


def test_many_who_try_at_once_get_five_comparisons_and_one_whole_trail(shared: Flask) -> None:
    def press(number: int) -> int:
        data = {"login": LOGIN, "password": f"Wrong-wrong-{number}"}
        return shared.test_client().post("/login", data=data).status_code

    with ThreadPoolExecutor(8) as crowd:
        assert set(crowd.map(press, range(12))) == {422}
    with shared.app_context():
        actions = list(database.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
        assert actions == ["sign_in:failed"] * 5 + ["sign_in:locked"] * 7
        assert verify_audit(database.session()).is_whole is True
        assert Browser(shared).sign_in(LOGIN).status_code == 422
