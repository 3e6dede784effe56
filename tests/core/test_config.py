"""Settings: every wrong one is named at once, nothing is guessed, and the first start makes its own secrets."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

import config
from config import ROOT, Config, WrongSettings, environment, read_config, write_first_env
from tests.conftest import make_config

SQLITE = "sqlite:///luyan.db"
NOT_OURS = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}


def faults(**values: object) -> dict[str, str]:
    """What is wrong with these settings, by field."""
    with pytest.raises(ValidationError) as caught:
        make_config(Path("/tmp"), str(values.pop("database_url", SQLITE)), **values)
    return {str(fault["loc"][0]): fault["msg"].removeprefix("Value error, ") for fault in caught.value.errors()}


def test_every_wrong_setting_is_named_before_the_program_starts() -> None:
    wrong = {
        "SECRET_KEY": "short", "DATA_KEY": "abc", "DATABASE_URL": "mysql://x", "PORT": "99999", "SMTP_USER": "mail",
        "LOG_LEVEL": "LOUD", "RARE_FONT_PATH": "/nowhere.ttf", "PUBLIC_URL": "ftp://x", "REDIS_URL": "localhost",
        "WEB_THREADS": "many", "TRUSTED_PROXIES": "-1",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "routes"], cwd=ROOT, env={**NOT_OURS, **wrong},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    named = {line.split(":")[0].removeprefix("  - ") for line in done.stderr.splitlines() if line.startswith("  - ")}
    assert named == (wrong.keys() - {"SMTP_USER"}) | {"SMTP_HOST", "SMTP_PASSWORD"}
    assert done.returncode == 1
    assert "docs/configuration.md" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("secret_key", "s" * 31),
        ("data_key", "!" * 44),
        ("data_key", "c2hvcnQ="),
        ("database_url", "nonsense"),
        ("database_url", "postgres://user@host/name"),
        ("database_url", "sqlite:////no/such/folder/luyan.db"),
        ("redis_url", "http://127.0.0.1"),
        ("public_url", "luyan.example.org"),
        ("rare_font_path", "/no/such/font.ttf"),
        ("log_level", "loud"),
        ("idle_minutes", 1),
    ],
)
def test_one_wrong_setting_is_the_only_one_named(field: str, value: object) -> None:
    assert list(faults(**{field: value})) == [field]


def test_an_account_at_a_mail_server_needs_the_rest_too() -> None:
    assert set(faults(smtp_user="mail")) == {"smtp_host", "smtp_password"}
    assert set(faults(smtp_user="mail", smtp_host="mail.example.org")) == {"smtp_password"}
    whole = make_config(Path("/tmp"), SQLITE, smtp_user="mail", smtp_host="mail.example.org", smtp_password="x")
    assert whole.smtp_host == "mail.example.org"


def test_a_database_may_lie_in_the_data_folder_that_is_made_at_the_start(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    assert make_config(folder, f"sqlite:///{folder / 'luyan.db'}").data_dir == folder


def test_settings_cannot_be_changed_afterwards() -> None:
    with pytest.raises(ValidationError):
        make_config(Path("/tmp"), SQLITE).port = 1


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    assert "s" * 40 not in repr(make_config(Path("/tmp"), SQLITE))


@pytest.mark.parametrize(
    ("more", "address"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"host": "0.0.0.0", "port": 80}, "http://localhost:80"),  # noqa: S104 -- nothing is bound
        ({"host": "::1"}, "http://[::1]:8000"),
        ({"host": "::"}, "http://localhost:8000"),
        ({"public_url": "https://luyan.example.org/"}, "https://luyan.example.org"),
    ],
)
def test_the_address_people_reach(more: dict[str, object], address: str) -> None:
    assert make_config(Path("/tmp"), SQLITE, **more).base_url == address


def test_postgresql_is_spoken_with_psycopg_3() -> None:
    for address in ("postgresql://u@h/n", "postgresql+psycopg://u@h/n"):
        assert make_config(Path("/tmp"), address).sqlalchemy_url == "postgresql+psycopg://u@h/n"


def test_settings_come_from_the_environment_and_empty_ones_do_not_count(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(Config.model_config, "env_file", tmp_path / ".env")
    write_first_env(tmp_path / ".env")
    monkeypatch.setenv("PORT", "8123")
    monkeypatch.setenv("REDIS_URL", "")
    monkeypatch.setenv("HOST", "")
    found = read_config()
    assert (found.port, found.redis_url, found.host, found.demo_mode) == (8123, None, "127.0.0.1", True)


def test_without_secrets_there_is_no_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(Config.model_config, "env_file", tmp_path / ".env")
    for name in ("SECRET_KEY", "DATA_KEY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(WrongSettings, match=r"SECRET_KEY: Field required\n  - DATA_KEY: Field required"):
        read_config()


def test_a_command_that_keeps_nothing_needs_no_secrets_but_right_settings(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(Config.model_config, "env_file", tmp_path / ".env")
    for name in ("SECRET_KEY", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATA_KEY", "short")
    with pytest.raises(WrongSettings, match="DATA_KEY: "):
        read_config(keeps_nothing=True)
    monkeypatch.delenv("DATA_KEY")
    one, other = read_config(keeps_nothing=True), read_config(keeps_nothing=True)
    assert one.secret_key != other.secret_key
    assert one.data_key != other.data_key


def test_the_first_start_writes_secrets_that_only_we_can_read_and_keeps_them(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    assert write_first_env(path, demo=False)
    first = path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600
    assert not write_first_env(path)
    assert path.read_text() == first
    assert "DEMO_MODE=false" in first
    kept = Config(_env_file=path)  # type: ignore[call-arg]
    assert len(kept.secret_key.get_secret_value()) >= 32


def test_two_installations_have_different_secrets(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    write_first_env(one)
    write_first_env(other)
    assert not set(one.read_text().splitlines()[:2]) & set(other.read_text().splitlines()[:2])


def test_programs_we_start_get_our_environment_and_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OURS", "1")
    assert {"OURS": "1", "THEIRS": "2"}.items() <= environment(THEIRS="2").items()
    assert config.ROOT == ROOT
