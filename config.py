"""Settings: one frozen object, read once from the environment and an optional `.env` file.

`python config.py` writes a `.env` with fresh secrets when there is none.
"""

import base64
import os
import secrets
import sys
from pathlib import Path
from tempfile import gettempdir
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).resolve().parent
KEY_BYTES = 32
SHORTEST_SECRET = 32
DRIVERS = {"sqlite", "postgresql", "postgresql+psycopg"}
EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104 -- recognised, not bound


class Config(BaseSettings):
    """Every setting of the program; see docs/configuration.md."""

    model_config = SettingsConfigDict(env_file=ROOT / ".env", extra="ignore", frozen=True, env_ignore_empty=True)

    secret_key: SecretStr
    data_key: SecretStr
    data_dir: Path = ROOT / "instance"
    database_url: str = f"sqlite:///{ROOT / 'instance' / 'luyan.db'}"
    redis_url: str | None = Field(default=None, pattern="^(redis|rediss|unix)://")
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    public_url: str | None = Field(default=None, pattern="^https?://")
    demo_mode: bool = False
    testing: bool = False
    secure_cookies: bool = False
    trusted_proxies: int = Field(default=0, ge=0, le=5)
    smtp_user: str | None = None
    smtp_password: SecretStr | None = Field(default=None, validate_default=True)
    smtp_host: str | None = Field(default=None, validate_default=True)
    smtp_port: int = Field(default=25, ge=1, le=65535)
    smtp_starttls: bool = False
    mail_from: str = "luyan@example.org"
    web_workers: int = Field(default=2, ge=1, le=64)
    web_threads: int = Field(default=16, ge=1, le=512)
    worker_threads: int = Field(default=2, ge=1, le=64)
    idle_minutes: int = Field(default=30, ge=5, le=1440)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    max_upload_mb: int = Field(default=50, ge=1, le=500)
    rare_font_path: Path | None = None
    signing_p12_path: Path | None = None
    signing_p12_password: SecretStr | None = None
    timestamp_url: str | None = Field(default=None, pattern=r"^https?://[^\s/]+")
    timestamp_ca_path: Path | None = None
    metrics_token: SecretStr | None = None
    prometheus_multiproc_dir: Path | None = None
    listener_socket: Path | None = None

    @field_validator("secret_key")
    @classmethod
    def _check_secret_key(cls, key: SecretStr) -> SecretStr:
        """Refuse what could be guessed."""
        if len(key.get_secret_value()) < SHORTEST_SECRET:
            raise ValueError(f"this must have at least {SHORTEST_SECRET} characters")
        return key

    @field_validator("data_key")
    @classmethod
    def _check_data_key(cls, key: SecretStr) -> SecretStr:
        """Refuse what is no key."""
        try:
            length = len(base64.urlsafe_b64decode(key.get_secret_value()))
        except ValueError:
            length = 0
        if length != KEY_BYTES:
            raise ValueError("this must be 32 random bytes in URL-safe base64")
        return key

    @field_validator("database_url")
    @classmethod
    def _check_database_url(cls, address: str, others: ValidationInfo) -> str:
        """Refuse what is no address of a database we know, or a folder that is not there."""
        try:
            url = make_url(address)
        except ArgumentError:
            url = URL.create("nothing")
        if url.drivername not in DRIVERS:
            raise ValueError("this must look like postgresql://user:password@host/name or sqlite:////folder/file.db")
        folder = Path(url.database or "").parent
        if url.drivername == "sqlite" and folder != others.data.get("data_dir") and not folder.is_dir():
            raise ValueError(f"there is no folder {folder}")
        return address

    @field_validator("smtp_password", "smtp_host")
    @classmethod
    def _check_mail_account(cls, value: SecretStr | str | None, others: ValidationInfo) -> SecretStr | str | None:
        """Refuse an account without the rest of what it takes to sign in at a mail server."""
        if others.data.get("smtp_user") and not value:
            raise ValueError("this is needed, since SMTP_USER is set")
        return value

    @field_validator("rare_font_path", "signing_p12_path", "timestamp_ca_path")
    @classmethod
    def _check_file(cls, path: Path | None) -> Path | None:
        """Refuse a font, a key or a certificate that is not there."""
        if path and not path.is_file():
            raise ValueError(f"there is no file {path}")
        return path

    @property
    def base_url(self) -> str:
        """The address people reach, without a slash at the end."""
        host = "localhost" if self.host in EVERYWHERE else f"[{self.host}]" if ":" in self.host else self.host
        return (self.public_url or f"http://{host}:{self.port}").rstrip("/")

    @property
    def sqlalchemy_url(self) -> str:
        """The database address with the driver spelled out."""
        return self.database_url.replace("postgresql://", "postgresql+psycopg://", 1)


class WrongSettings(SystemExit):
    """The start stops here; the message names every wrong setting at once."""


def read_config(*, keeps_nothing: bool = False) -> Config:
    """Read the settings, or stop with one message that names all faults.

    A command that only turns one file into another keeps nothing, and runs where nothing has been set up.
    """
    try:
        return Config()  # type: ignore[call-arg]  # values come from the environment
    except ValidationError as error:
        if keeps_nothing and not {"SECRET_KEY", "DATA_KEY", "DATABASE_URL"}.intersection(os.environ):
            secret_key, data_key = fresh_secrets()
            passing = {
                "secret_key": secret_key,
                "data_key": data_key,
                "database_url": f"sqlite:///{gettempdir()}/none.db",
            }
            return Config(_env_file=None, **passing)  # type: ignore[call-arg, arg-type]
        lines = ["Luyan cannot start. Please correct these settings (docs/configuration.md):"]
        for fault in error.errors():
            name, what = str(fault["loc"][0]).upper(), fault["msg"].removeprefix("Value error, ")
            lines.append(f"  - {name}: {what}")
        lines.append("`python config.py` writes a .env file with fresh secrets, unless there is one.")
        raise WrongSettings("\n".join(lines)) from error


def environment(**more: str) -> dict[str, str]:
    """Return the environment for a program we start: ours, and more."""
    return {**os.environ, **more}


def fresh_secrets() -> tuple[str, str]:
    """Make a new key for cookies and links, and one for personal data."""
    return secrets.token_urlsafe(48), base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def write_first_env(path: Path = ROOT / ".env", *, demo: bool = True) -> bool:
    """Write a `.env` with fresh secrets unless there is one; say whether it was written."""
    if path.exists():
        return False
    secret_key, data_key = fresh_secrets()
    text = f"SECRET_KEY={secret_key}\nDATA_KEY={data_key}\nDEMO_MODE={'true' if demo else 'false'}\n"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    return True


if __name__ == "__main__":
    sys.stdout.write("Wrote .env\n" if write_first_env() else "Kept the .env that is there\n")
