"""Copying an installation into one file, and bringing it back: the database and the files people uploaded."""

import hashlib
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic.util.exc import CommandError
from sqlalchemy import inspect, select, table
from sqlalchemy.engine import URL, Connection, Engine

from app.core.archive import pack, unpack
from app.core.clock import now
from app.core.db import Base, database, is_sqlite
from app.core.monitor import check_migrations, migrations
from app.core.secrets import blind_index
from config import Config, environment

FORMAT = 1
FILES = "files"
DATABASE = "database"
LOCK_SECONDS = 20  # how long to wait for others to let go of the tables
OWN_TRACES = frozenset({"worker_beat", "schedule_mark", "job", "alembic_version"})  # a fresh installation has them too


class NoBackup(Exception):
    """Why a backup cannot be made or brought back, in one sentence for the operator."""


@dataclass(frozen=True)
class Summary:
    """What a backup holds."""

    files: int
    revision: str
    made_at: str
    is_current: bool


def back_up(target: Path, config: Config) -> Summary:
    """Copy database and files into a new archive while the program may go on working."""
    if target.exists():
        raise NoBackup(f"{target} is there already: choose another name")
    if not target.parent.is_dir():
        raise NoBackup(f"there is no folder {target.parent}")
    revision = check_migrations(database.session())
    database.session.remove()
    if revision["found"] is None:
        raise NoBackup("the database is empty: there is nothing to back up")
    about = {"format": FORMAT, "made_at": now().isoformat(), "database": database.engine.dialect.name,
             "revision": revision["found"], "data_key": _mark_of_key()}  # fmt: skip
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".luyan-backup-") as folder:
        dump = Path(folder) / DATABASE
        _dump(database.engine, dump)
        count = pack(target, [(DATABASE, dump), *_stored_files(config.data_dir)], about)
    return Summary(count - 1, revision["found"], about["made_at"], is_current=revision["ok"])


def restore(source: Path, config: Config, *, force: bool = False) -> Summary:
    """Bring a backup back, after making sure that it is whole, belongs here, and destroys nothing."""
    database.session.remove()
    config.data_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=config.data_dir, prefix=".luyan-restore-") as folder:
        manifest = unpack(source, Path(folder))
        _refuse_foreign(manifest)
        if not force and (full := _tables_with_rows(database.engine)):
            raise NoBackup(
                f"the database holds data already ({', '.join(full[:3])}…); --force replaces all of it by the backup"
            )
        _load(database.engine, Path(folder) / DATABASE)
        _bring_files(Path(folder) / FILES, config.data_dir / FILES)
    return Summary(len(manifest["files"]) - 1, manifest["revision"], manifest["made_at"],
                   is_current=manifest["revision"] == migrations().get_current_head())  # fmt: skip


def _mark_of_key() -> str:
    """Return what tells one DATA_KEY from another without giving it away."""
    return hashlib.sha256(blind_index("luyan backup").encode()).hexdigest()[:16]


def _refuse_foreign(manifest: dict[str, Any]) -> None:
    kind = database.engine.dialect.name
    if manifest.get("format") != FORMAT:
        raise NoBackup("this backup was made by a newer Luyan: update the program first")
    if manifest["database"] != kind:
        raise NoBackup(f"this backup is of {manifest['database']}, but DATABASE_URL names {kind}")
    if manifest["data_key"] != _mark_of_key():
        raise NoBackup("this backup was made with another DATA_KEY: set that one, or personal data stay unreadable")
    try:
        migrations().get_revision(manifest["revision"])
    except CommandError as error:
        raise NoBackup("this backup has a newer database than this program knows: update the program first") from error


def _tables_with_rows(engine: Engine) -> list[str]:
    names = sorted(set(inspect(engine).get_table_names()) & set(Base.metadata.tables) - OWN_TRACES)
    with engine.connect() as connection:
        return [name for name in names if _has_rows(connection, name)]


def _has_rows(connection: Connection, name: str) -> bool:
    return connection.execute(select(1).select_from(table(name)).limit(1)).first() is not None


def _stored_files(data_dir: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted((data_dir / FILES).rglob("*")):
        if path.is_file():
            yield path.relative_to(data_dir).as_posix(), path


def _bring_files(source: Path, target: Path) -> None:
    """Put files in their place; names are hashes of what is in them, so what is there already is the same."""
    for path in source.rglob("*"):
        place = target / path.relative_to(source)
        if path.is_file() and not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            path.replace(place)


def _dump(engine: Engine, target: Path) -> None:
    if is_sqlite(engine):
        with closing(engine.raw_connection()) as live, closing(sqlite3.connect(target)) as copy:
            live.driver_connection.backup(copy)  # type: ignore[union-attr]  # SQLite's own online backup
        return
    _postgres("pg_dump", engine.url, "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")


def _load(engine: Engine, dump: Path) -> None:
    """Replace what is in the database by a dump, all or nothing."""
    if not is_sqlite(engine):
        _load_postgres(engine, dump)
        return
    with closing(sqlite3.connect(dump)) as copy:
        _refuse_broken(copy)
        with closing(engine.raw_connection()) as live:
            copy.backup(live.driver_connection)  # type: ignore[arg-type]
    engine.dispose()


def _refuse_broken(copy: sqlite3.Connection) -> None:
    try:
        answer = copy.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        answer = str(error)
    if answer != "ok":
        raise NoBackup(f"the database in this backup is broken: {answer}")


def _load_postgres(engine: Engine, dump: Path) -> None:
    script, first = dump.with_suffix(".sql"), dump.with_suffix(".first.sql")
    _run("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(dump))
    names = inspect(engine).get_table_names()
    lines = [f"SET lock_timeout = '{LOCK_SECONDS}s';", *(f'DROP TABLE "{name}" CASCADE;' for name in names)]
    first.write_text("\n".join(lines), encoding="utf-8")
    engine.dispose()
    quiet = ("--quiet", "--no-psqlrc", "--output=/dev/null", "--set=ON_ERROR_STOP=1")
    _postgres("psql", engine.url, *quiet, "--single-transaction", f"--file={first}", f"--file={script}")


def _postgres(program: str, url: URL, *arguments: str) -> None:
    """Run a program of PostgreSQL on our database; nobody on the machine sees the password."""
    address = url._replace(drivername="postgresql", password=None).render_as_string(hide_password=False)
    _run(program, *arguments, f"--dbname={address}", **({"PGPASSWORD": url.password} if url.password else {}))


def _run(program: str, *arguments: str, **settings: str) -> None:
    found = shutil.which(program) or _newest(program)
    if found is None:
        raise NoBackup(f"{program} was not found: install the client programs of PostgreSQL (postgresql-client)")
    done = subprocess.run([found, *arguments], env=environment(**settings), capture_output=True, text=True, check=False)  # noqa: S603 -- a program of PostgreSQL, and no shell
    if done.returncode:
        raise NoBackup(f"{program} failed: {done.stderr.strip() or done.returncode}")


def _newest(program: str) -> str | None:
    """Find a program where Debian keeps those of every version."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), key=lambda path: int(path.parts[4]))
    return str(found[-1]) if found else None
