"""Passwords: hashing, comparing in constant time, and the rules for new ones."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.accounts.logic import PasswordFault, password_fault
from app.core.errors import RuleBroken
from app.core.words import N_

HASHER = PasswordHasher()
NOBODYS_HASH = HASHER.hash("nobody has this password")
SENTENCES = {
    PasswordFault.TOO_SHORT: N_("Please use at least 10 characters."),
    PasswordFault.TOO_LONG: N_("Please use at most 200 characters."),
    PasswordFault.TOO_PLAIN: N_("Please mix at least three of: small letters, capital letters, digits, other signs."),
    PasswordFault.COMMON: N_("This password is among the first that others would try. Please choose another."),
    PasswordFault.ABOUT_PERSON: N_("Please do not use your name, address or number in the password."),
}


def hash_password(password: str) -> str:
    """Return the argon2 hash of a password; slow on purpose, so never while holding a write lock."""
    return HASHER.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Compare a password with a hash; without a hash it takes just as long and is never right."""
    try:
        HASHER.verify(password_hash or NOBODYS_HASH, password)
    except VerificationError:
        return False
    except InvalidHashError:
        matches(None, password)
        return False
    return password_hash is not None


def check_new_password(password: str, *, about: tuple[str, ...] = (), field: str = "password") -> None:
    """Refuse a weak password, saying which rule it breaks."""
    fault = password_fault(password, about)
    if fault is not None:
        raise RuleBroken(SENTENCES[fault], field=field)


def refuse_reuse(password: str, hashes: list[str], *, field: str = "password") -> None:
    """Refuse a password that is the present one or one of those before it."""
    if any(matches(known, password) for known in hashes):
        raise RuleBroken("You used this password before. Please choose a new one.", field=field)
