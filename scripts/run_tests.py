"""Run the named parts of the tests, and say in one line what this machine had to leave out.

    python scripts/run_tests.py checks sqlite postgres redis browser --coverage 95

Writes one line per part to .test-report/parts: `<part> passed`, `<part> failed` or `<part> left out: <why>`.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from xml.etree import ElementTree

import psycopg
import redis

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
REPORT = ROOT / ".test-report"
POSTGRES = "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
REDIS = "redis://127.0.0.1:6379/15"
CHECKS = (
    ("ruff", "format", "--check", "--quiet", "."),
    ("ruff", "check", "--quiet", "."),
    ("mypy",),
    ("lint-imports", "--no-logo"),
    ("djlint", "templates", "--lint", "--quiet"),
    ("python", "scripts/messages.py", "--check"),
)
PARALLEL = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")  # who does what: tests/dealing.py
COUNTED = ("--cov=app", "--cov-report=")
# PostgreSQL runs what SQLite ran, and browsers another process: counting lines there costs minutes and finds none.
EXTRA = {"sqlite": COUNTED, "redis": COUNTED}
KNOW_NO_DATABASE = (
    "test_logic", "documents/test_", "core/test_archive", "core/test_config", "core/test_logging", "core/test_money",
    "core/test_names", "core/test_permissions", "core/test_serv", "core/test_web", "core/test_failures",
    "architecture/test_[!m]",
)  # fmt: skip
BROWSER = ("chromium", "fonts-noto-cjk", "fontconfig")
IMPATIENT = ("-o", "Acquire::Retries=1", "-o", "Acquire::http::Timeout=20", "-o", "APT::Update::Error-Mode=any")
MARKS = {
    "sqlite": "not browser and not postgres and not redis",
    "postgres": "not browser and not redis",
    "redis": "redis",
    "browser": "browser",
}


def main() -> int:
    """Run every part, also after one failed, and sum up."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="+", choices=["checks", *MARKS])
    parser.add_argument("--coverage", type=int, help="fail when less than this percentage of the lines of app/ ran")
    options = parser.parse_args()
    shutil.rmtree(REPORT, ignore_errors=True)
    REPORT.mkdir()
    run([str(BIN / "python"), "scripts/messages.py", "--compile"])
    outcome = {part: outcome_of(part) for part in options.parts}
    if options.coverage:
        outcome["coverage"] = coverage(options.coverage)
    (REPORT / "parts").write_text("".join(f"{part} {what}\n" for part, what in outcome.items()), encoding="utf-8")
    return summary(outcome)


def outcome_of(part: str) -> str:
    """Run one part, unless this machine lacks what it needs."""
    lacking = NEEDS[part]() if part in NEEDS else None
    if lacking:
        return f"left out: {lacking}"
    print(f"\n== {part}", flush=True)
    return checks() if part == "checks" else tests(part)


def checks() -> str:
    """Run all checks that read the sources; each speaks up, the first does not hide the others."""
    codes = []
    for name, *arguments in CHECKS:
        print("--", name, *arguments, flush=True)
        codes.append(run([str(BIN / name), *arguments]))
    return "failed" if any(codes) else "passed"


def tests(part: str) -> str:
    """Run the tests that carry the mark of this part."""
    servers = {
        "COVERAGE_FILE": str(REPORT / f"coverage.{part}"),
        "LUYAN_TEST_POSTGRES": setting("LUYAN_TEST_POSTGRES", POSTGRES),
        "LUYAN_TEST_REDIS": setting("LUYAN_TEST_REDIS", REDIS),
    }
    seen = REPORT / f"{part}.xml"
    command = [
        str(BIN / "python"), "-m", "pytest", "-q", "-m", MARKS[part], *PARALLEL, f"--junit-xml={seen}",
        *EXTRA.get(part, ()),
    ]  # fmt: skip
    if part == "postgres":
        servers["LUYAN_TEST_DATABASE"] = servers["LUYAN_TEST_POSTGRES"]
        command += ["-k", "not sqlite", *(f"--ignore-glob=*/{each}*" for each in KNOW_NO_DATABASE)]
    code = run(command, servers)
    if code == 5:  # noqa: PLR2004 -- what pytest answers when no test carries the mark
        print(f"No test carries the mark of {part}.")
    if code:
        return "failed"
    lacking = skipped(seen)
    return f"left out: {len(lacking)} tests ({lacking[0]})" if lacking else "passed"


def skipped(seen: Path) -> list[str]:
    """Why single tests were skipped for want of a server or a program; such a reason begins with "no "."""
    found = ElementTree.parse(seen).iter("skipped")  # noqa: S314 -- pytest wrote it a moment ago
    reasons = [str(each.get("message")).removeprefix("Skipped: ") for each in found]
    return [reason for reason in reasons if reason.startswith("no ")]


def coverage(bar: int) -> str:
    """Count the lines that the parts reached together."""
    files = sorted(str(path) for path in REPORT.glob("coverage.*"))
    total = str(REPORT / "coverage")
    if not files or run([str(BIN / "coverage"), "combine", "--quiet", f"--data-file={total}", *files]):
        return "failed"
    code = run([str(BIN / "coverage"), "report", f"--data-file={total}", f"--fail-under={bar}"])
    return "failed" if code else "passed"


def summary(outcome: Mapping[str, str]) -> int:
    """Say what passed, failed and was left out, each in one line."""
    failed = [part for part, what in outcome.items() if what == "failed"]
    out = [f"{part} ({what.removeprefix('left out: ')})" for part, what in outcome.items() if what.startswith("left")]
    print("\nPassed:", ", ".join(part for part, what in outcome.items() if what == "passed") or "nothing")
    print("Left out:", "; ".join(out) or "nothing")
    if failed:
        print("FAILED:", ", ".join(failed))
    return 1 if failed else 0


def run(command: list[str], extra: Mapping[str, str] | None = None) -> int:
    """Run a program from the top of the project, and give its exit code."""
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **(extra or {})}, check=False).returncode


def setting(name: str, default: str) -> str:
    """Where a test server is."""
    return os.environ.get(name, default)


def no_postgres() -> str | None:
    """Why PostgreSQL cannot be asked."""
    address = setting("LUYAN_TEST_POSTGRES", POSTGRES).replace("postgresql+psycopg://", "postgresql://")
    try:
        psycopg.connect(address, connect_timeout=3).close()
    except psycopg.OperationalError:
        return "no PostgreSQL answers at LUYAN_TEST_POSTGRES"
    return None


def no_redis() -> str | None:
    """Why Redis cannot be asked."""
    try:
        with redis.Redis.from_url(setting("LUYAN_TEST_REDIS", REDIS), socket_connect_timeout=3) as client:
            client.ping()
    except redis.RedisError:
        return "no Redis answers at LUYAN_TEST_REDIS"
    return None


def no_browser() -> str | None:
    """Why no page can be looked at; tries to install Debian's Chromium and a Chinese font first."""
    if has_browser():
        return None
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if not shutil.which("apt-get") or (root and not shutil.which("sudo")):
        return "no Chromium with a Chinese font, and no apt-get or no right to install it"
    print("Installing Chromium and a Chinese font", flush=True)
    apt = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", *IMPATIENT]
    reason = said_by([*apt, "update"]) or said_by([*apt, "install", "-y", "--no-install-recommends", *BROWSER])
    if has_browser():
        return None
    return f"no Chromium with a Chinese font, and it cannot be installed: {reason or 'it is not found afterwards'}"


def said_by(command: list[str]) -> str | None:
    """The last line of a program that failed."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    except subprocess.TimeoutExpired:
        return "it took more than ten minutes"
    lines = (done.stderr or done.stdout).strip().splitlines()
    return (lines[-1] if lines else f"exit code {done.returncode}") if done.returncode else None


def has_browser() -> bool:
    """Whether there is a Chromium, and a font that can write Chinese."""
    if not shutil.which("chromium") or not shutil.which("fc-list"):
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, check=False).stdout.strip())


NEEDS: Mapping[str, Callable[[], str | None]] = {"postgres": no_postgres, "redis": no_redis, "browser": no_browser}

if __name__ == "__main__":
    sys.exit(main())
