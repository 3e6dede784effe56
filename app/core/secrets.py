"""Personal data at rest: encrypted columns, and blind indexes to find them again."""

import base64
import hashlib
import hmac
import secrets

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

_keys: dict[str, bytes] = {}


def use_key(data_key: str) -> None:
    """Set the key of this process; called once at the start."""
    raw = base64.urlsafe_b64decode(data_key)
    _keys["data"] = data_key.encode()
    _keys["index"] = hashlib.sha256(b"luyan blind index" + raw).digest()


def blind_index(text: str) -> str:
    """Return a keyed hash that finds an encrypted value without showing it."""
    return hmac.new(_keys["index"], text.encode(), hashlib.sha256).hexdigest()


def random_token() -> str:
    """Return an address-safe secret of 256 bits."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return what is stored of a secret address or link."""
    return hashlib.sha256(token.encode()).hexdigest()


class EncryptedText(TypeDecorator[str]):
    """Text that only this program can read in its database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 -- SQLAlchemy passes it
        """Encrypt on the way in."""
        return None if value is None else Fernet(_keys["data"]).encrypt(value.encode()).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 -- SQLAlchemy passes it
        """Decrypt on the way out."""
        if value is None:
            return None
        try:
            return Fernet(_keys["data"]).decrypt(value.encode()).decode()
        except InvalidToken as error:
            raise RuntimeError("DATA_KEY is not the key this database was written with") from error
