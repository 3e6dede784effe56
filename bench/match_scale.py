"""How long it takes to name the twenty nearest of many achievements, on both databases, and to build the index."""

from __future__ import annotations

import base64
import os
import resource
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import numpy as np
import psycopg
from sqlalchemy import insert, make_url
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.db import Base, database
from app.events.logic.states import Visibility
from app.factory import create_app
from app.library.logic import AchievementState
from app.library.models import Achievement
from app.matching.logic.engine.entries import Entry
from app.matching.logic.engine.meaning import MODEL, WIDTH, Embedder, Small, asking_texts, content_key, packed
from app.matching.logic.engine.synonyms import STARTING
from app.matching.models import TextVector
from app.matching.queries.search import DatabaseSearch
from app.matching.service.indexing import index_changes
from bench.match_data import read_needs
from config import Config

AT_ONCE = 5_000
TOP = 20
NEW_TEXTS = 20


def scale(folder: Path, embedder: Embedder, sizes: list[int], server: str | None) -> None:
    """Print latencies for generated libraries: titles and sentences are words of the published ones, mixed anew."""
    needs = read_needs(folder)
    words = sorted({word for item in needs.items for word in item.title.split()})
    queries = list(needs.queries.values())
    for size in sizes:
        with _sqlite() as session:
            _measure(session, embedder, f"SQLite, {size:,}", size, words, queries)
        if server:
            with _postgres(server) as session:
                _measure(session, embedder, f"PostgreSQL, {size:,}", size, words, queries)


@contextmanager
def _program(address: str, folder: Path) -> Iterator[Session]:
    key = base64.urlsafe_b64encode(b"k" * 32).decode()
    settings = {"secret_key": "measured-with-this-key-only-here", "data_key": key, "database_url": address}
    app = create_app(Config(_env_file=None, **settings, data_dir=folder, testing=True))
    with app.app_context():
        Base.metadata.create_all(database.engine)
        with Session(database.engine) as session:
            yield session
        database.engine.dispose()


@contextmanager
def _sqlite() -> Iterator[Session]:
    with tempfile.TemporaryDirectory() as folder, _program(f"sqlite:///{folder}/scale.db", Path(folder)) as session:
        yield session


@contextmanager
def _postgres(server: str) -> Iterator[Session]:
    name = f"luyan_scale_{uuid.uuid4().hex[:8]}"
    url = make_url(server)
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection, tempfile.TemporaryDirectory() as folder:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            with _program(url.set(database=name).render_as_string(hide_password=False), Path(folder)) as session:
                yield session
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _fill(session: Session, size: int, words: list[str]) -> None:
    random, noise = Random(0), np.random.default_rng(0)  # noqa: S311 -- made-up titles
    for start in range(0, size, AT_ONCE):
        rows, vectors = [], {}
        for number in range(start, min(start + AT_ONCE, size)):
            title = "".join(random.choices(words, k=5))
            summary = "，".join("".join(random.choices(words, k=4)) for _ in range(3))
            rows.append({
                "number": f"CG{number:09d}", "title": title, "summary": summary, "state": AchievementState.PUBLISHED,
                "visibility": Visibility.PUBLIC,
            })  # fmt: skip
            vectors[content_key(MODEL, f"{title}\n{summary}", asks=False)] = packed(noise.normal(size=WIDTH))
        session.execute(insert(Achievement), rows)
        _remember(session, vectors)


def _remember(session: Session, vectors: dict[str, bytes]) -> None:
    rows = [{"key": key, "data": data, "read_at": now()} for key, data in vectors.items()]
    session.execute(insert(TextVector), rows)
    session.commit()


def _measure(
    session: Session, embedder: Embedder, name: str, size: int, words: list[str], queries: list[Entry]
) -> None:
    _fill(session, size, words)
    began, busy = time.perf_counter(), time.process_time()
    while index_changes(session, most=AT_ONCE):
        session.commit()
        session.expunge_all()
    built, built_busy = time.perf_counter() - began, time.process_time() - busy
    search = DatabaseSearch(session, STARTING)
    texts = {content_key(MODEL, text, asks=True): text for query in queries for text in asking_texts(query)}
    _remember(session, {key: packed(embedder.embed([text], asks=True)[0]) for key, text in texts.items()})
    stored = _timed(lambda query: search.nearest(query, TOP), queries)
    fresh = _timed(lambda query: _as_new(search, query), queries[:NEW_TEXTS])
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"  {name}: top {TOP} of a stored need {stored}; of a new text {fresh}; index built in {built:.0f} s "
        f"({built_busy:.0f} s of this processor); peak memory so far {memory} MB; load {os.getloadavg()[0]:.1f}",
        flush=True,
    )


def _as_new(search: DatabaseSearch, query: Entry) -> None:
    """What a text costs that nobody has read: reading it, and the search."""
    Small().embed(asking_texts(query), asks=True)
    search.nearest(query, TOP)


def _timed(ask: Callable[[Entry], object], queries: list[Entry]) -> str:
    """Wall time, which a busy machine stretches, and the time this process itself worked."""
    times, work = [], []
    for query in queries:
        began, busy = time.perf_counter(), time.process_time()
        ask(query)
        times.append(time.perf_counter() - began)
        work.append(time.process_time() - busy)
    middle, slow = np.quantile(np.array(times) * 1000, [0.5, 0.95])
    own_middle, own_slow = np.quantile(np.array(work) * 1000, [0.5, 0.95])
    return f"p50 {middle:.0f} ms, p95 {slow:.0f} ms (own processor {own_middle:.0f} and {own_slow:.0f} ms)"
