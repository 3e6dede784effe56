"""Backup and restore: real round trips on both databases, and refusals that destroy nothing."""

import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import create_engine, inspect, select, text
from sqlalchemy.engine import make_url

from app.accounts.models import Person
from app.core import backup
from app.core.archive import unpack
from app.core.db import Base, database
from app.core.monitor import check_migrations
from app.core.numbers import NumberSeries, next_number
from app.core.schedules import beat
from app.documents.models import StoredFile
from app.documents.service import file_path, store_file
from app.factory import create_app
from config import Config
from tests.conftest import make_config
from tests.core.conftest import BOTH
from tests.factories import make_person

both = pytest.mark.parametrize("own_url", BOTH, indirect=True)
SLIDES = b"%PDF-1.7 slides of a pitch"


@pytest.fixture
def full_app(own_app: Flask, tmp_path: Path) -> Iterator[Flask]:
    """An installation with a person, a number, an uploaded file, and signs of a worker."""
    flask_migrate.stamp()
    with database.transaction() as session:
        make_person(session, name="李校堃", email="li@example.org")
        next_number(session, "HD", year=2023)
        store_file(session, name="slides.pdf", data=SLIDES, media_type="application/pdf")
        beat(session, "worker:1")
    database.session.remove()
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache/agenda").write_text("can be made again")
    return own_app


def run(app: Flask, *arguments: str) -> Result:
    """Call one of our commands."""
    result = app.test_cli_runner().invoke(args=list(arguments))
    database.session.remove()
    return result


def names() -> list[str]:
    database.session.remove()
    found = list(database.session.scalars(select(Person.name).order_by(Person.id)))
    database.session.remove()
    return found


def wipe(app: Flask) -> None:
    """Lose everything, and start anew with empty tables, as a fresh installation does."""
    config: Config = app.extensions["luyan_config"]
    database.session.remove()
    Base.metadata.drop_all(database.engine)
    Base.metadata.create_all(database.engine)
    with database.transaction() as session:
        beat(session, "worker:new")
    for path in sorted((config.data_dir / "files").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()


@both
def test_what_was_backed_up_comes_back(full_app: Flask, tmp_path: Path) -> None:
    target = tmp_path / "luyan.tar.gz"
    said = run(full_app, "backup", str(target))
    assert (said.exit_code, "and 1 files" in said.output) == (0, True)
    wipe(full_app)
    assert names() == []
    back = run(full_app, "restore", str(target))
    assert (back.exit_code, back.output.count("\n")) == (0, 1)
    assert names() == ["李校堃"]
    with database.transaction() as session:
        assert next_number(session, "HD", year=2023) == "HD2023000002"
        stored = session.scalars(select(StoredFile)).one()
        assert file_path(stored).read_bytes() == SLIDES
        assert check_migrations(session)["ok"]
    there = set(inspect(database.engine).get_table_names()) - {"alembic_version"}
    assert {name for name in there if not name.startswith("match_entry_fts")} == set(Base.metadata.tables)


@both
def test_a_restored_database_counts_on_and_keeps_its_rules(full_app: Flask, tmp_path: Path) -> None:
    target = tmp_path / "luyan.tar.gz"
    run(full_app, "backup", str(target))
    wipe(full_app)
    run(full_app, "restore", str(target))
    with database.transaction() as session:
        make_person(session, name="卓敏")
    assert names() == ["李校堃", "卓敏"]
    unique = list(inspect(database.engine).get_unique_constraints("number_series"))
    assert [sorted(each["column_names"]) for each in unique] == [["prefix", "year"]]


@both
def test_data_is_replaced_only_by_force_and_then_as_a_whole(full_app: Flask, tmp_path: Path) -> None:
    target = tmp_path / "luyan.tar.gz"
    run(full_app, "backup", str(target))
    with database.transaction() as session:
        make_person(session, name="后来的人")
        session.execute(text("CREATE TABLE of_a_newer_version (id INTEGER PRIMARY KEY)"))
    refused = run(full_app, "restore", str(target))
    assert refused.exit_code == 1
    assert "--force" in refused.output
    assert names() == ["李校堃", "后来的人"]
    assert run(full_app, "restore", "--force", str(target)).exit_code == 0
    assert names() == ["李校堃"]
    assert "of_a_newer_version" not in inspect(database.engine).get_table_names()


@both
def test_a_backup_is_one_moment_while_others_write(full_app: Flask, tmp_path: Path) -> None:
    """Two rows always change together; a copy that caught one of them alone would show it."""
    done = threading.Event()

    def write() -> None:
        while not done.is_set():
            with full_app.app_context(), database.transaction() as session:
                for prefix in ("XX", "YY"):
                    next_number(session, prefix, year=2030)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            assert run(full_app, "backup", str(tmp_path / f"{number}.tar.gz")).exit_code == 0
    finally:
        done.set()
        writer.join()
    for number in range(3):
        assert run(full_app, "restore", "--force", str(tmp_path / f"{number}.tar.gz")).exit_code == 0
        pair = select(NumberSeries.last).where(NumberSeries.prefix.in_(["XX", "YY"]))
        assert len(set(database.session.scalars(pair))) <= 1
        database.session.remove()


def test_a_backup_holds_files_but_neither_cache_nor_secrets(full_app: Flask, tmp_path: Path) -> None:
    target = tmp_path / "luyan.tar.gz"
    run(full_app, "backup", str(target))
    manifest = unpack(target, tmp_path / "out")
    held = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert held == {*manifest["files"], "manifest.json"}
    assert [name.split("/")[0] for name in sorted(manifest["files"])] == ["database", "files"]
    key = full_app.extensions["luyan_config"].data_key.get_secret_value()
    assert key not in (tmp_path / "out/manifest.json").read_text()


def test_an_existing_file_is_never_written_over(full_app: Flask, tmp_path: Path) -> None:
    target = tmp_path / "luyan.tar.gz"
    target.write_text("the backup of last week")
    said = run(full_app, "backup", str(target))
    assert (said.exit_code, "is there already" in said.output) == (1, True)
    assert target.read_text() == "the backup of last week"


def test_a_backup_needs_a_folder_and_something_to_back_up(full_app: Flask, own_app: Flask, tmp_path: Path) -> None:
    assert "there is no folder" in run(full_app, "backup", str(tmp_path / "no/where.tar.gz")).output
    with database.transaction() as session:
        session.execute(text("DROP TABLE alembic_version"))
    assert "the database is empty" in run(full_app, "backup", str(tmp_path / "x.tar.gz")).output


def test_damage_is_found_before_anything_is_touched(full_app: Flask, tmp_path: Path) -> None:
    target = tmp_path / "luyan.tar.gz"
    run(full_app, "backup", str(target))
    broken = bytearray(target.read_bytes())
    broken[len(broken) // 2] ^= 0xFF
    target.write_bytes(bytes(broken))
    said = run(full_app, "restore", "--force", str(target))
    assert (said.exit_code, "Nothing was restored" in said.output) == (1, True)
    assert names() == ["李校堃"]


def repacked(target: Path, tmp_path: Path, **changes: object) -> Path:
    """The same backup with another manifest."""
    from app.core.archive import pack

    folder = tmp_path / "repack"
    manifest = unpack(target, folder) | changes
    files = [(name, folder / name) for name in manifest.pop("files")]
    other = tmp_path / "other.tar.gz"
    pack(other, files, manifest)
    return other


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"format": 99}, "newer Luyan"),
        ({"database": "postgresql"}, "this backup is of postgresql, but DATABASE_URL names sqlite"),
        ({"data_key": "0" * 16}, "another DATA_KEY"),
        ({"revision": "9999"}, "newer database"),
    ],
)
def test_a_backup_that_does_not_belong_here_is_refused(
    full_app: Flask, tmp_path: Path, changes: dict[str, object], reason: str
) -> None:
    run(full_app, "backup", str(tmp_path / "luyan.tar.gz"))
    said = run(full_app, "restore", "--force", str(repacked(tmp_path / "luyan.tar.gz", tmp_path, **changes)))
    assert (said.exit_code, reason in said.output) == (1, True)
    assert names() == ["李校堃"]


def test_a_broken_database_inside_a_sound_archive_is_refused(full_app: Flask, tmp_path: Path) -> None:
    run(full_app, "backup", str(tmp_path / "luyan.tar.gz"))
    folder = tmp_path / "broken"
    unpack(tmp_path / "luyan.tar.gz", folder)
    data = bytearray((folder / "database").read_bytes())
    data[4096:12288] = b"\xff" * 8192
    (folder / "database").write_bytes(bytes(data))
    with pytest.raises(backup.NoBackup, match="is broken"):
        backup._load(database.engine, folder / "database")
    assert names() == ["李校堃"]


@both
def test_an_older_backup_says_that_migrations_must_follow(
    full_app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(full_app, "backup", str(tmp_path / "luyan.tar.gz"))
    wipe(full_app)
    monkeypatch.setattr(full_app.extensions["luyan_migrations"], "get_current_head", lambda: "0002")
    said = run(full_app, "restore", str(tmp_path / "luyan.tar.gz"))
    assert (said.exit_code, "db upgrade" in said.output) == (0, True)


@pytest.mark.postgres
@pytest.mark.parametrize("own_url", ["postgresql"], indirect=True)
def test_the_tools_of_postgresql_get_the_password_where_nobody_sees_it(
    own_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[list[str], str | None]] = []

    def look(command: list[str], **more: object) -> subprocess.CompletedProcess[str]:
        seen.append((command, more["env"].get("PGPASSWORD")))  # type: ignore[attr-defined]
        return subprocess.CompletedProcess(command, 1, stderr="no such user")

    url = make_url(own_url).set(password="very-secret").render_as_string(hide_password=False)
    app = create_app(make_config(tmp_path, url))
    monkeypatch.setattr(subprocess, "run", look)
    with app.app_context(), pytest.raises(backup.NoBackup, match="pg_dump failed: no such user"):
        backup._dump(database.engine, tmp_path / "dump")
    (command, password) = seen[0]
    assert (password, "very-secret" in " ".join(command)) == ("very-secret", False)


@pytest.mark.postgres
@pytest.mark.parametrize("own_url", ["postgresql"], indirect=True)
def test_a_restore_does_not_wait_for_ever_for_those_who_use_the_tables(
    full_app: Flask, own_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "LOCK_SECONDS", 1)
    run(full_app, "backup", str(tmp_path / "luyan.tar.gz"))
    others = create_engine(own_url)
    with others.connect() as reader:
        reader.execute(select(Person.name)).all()
        said = run(full_app, "restore", "--force", str(tmp_path / "luyan.tar.gz"))
    others.dispose()
    assert (said.exit_code, "lock timeout" in said.output) == (1, True)
    assert names() == ["李校堃"]


def test_missing_tools_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _name: None)
    monkeypatch.setattr(backup, "_newest", lambda _name: None)
    with pytest.raises(backup.NoBackup, match=r"pg_dump was not found.*postgresql-client"):
        backup._run("pg_dump")


def test_tools_that_are_not_on_the_path_are_found_where_debian_keeps_them() -> None:
    found = backup._newest("psql")
    assert found is None or found.endswith("/bin/psql")
