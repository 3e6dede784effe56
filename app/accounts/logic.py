"""Decisions about accounts: consent purposes, password rules, lock-out, and how secrets are shown."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
WANTED_CLASSES = 3
REMEMBERED_PASSWORDS = 5
FAILURES_BEFORE_LOCK = 5
LOCK_TIME = timedelta(minutes=30)
SIGN_IN_LIFE = timedelta(days=14)
SHORTEST_TELLING_WORD = 4
CLASSES = (r"[a-z]", r"[A-Z]", r"\d", r"[^a-zA-Z\d\s]|[^\x00-\x7f]")
LOOKALIKES = str.maketrans({"@": "a", "4": "a", "3": "e", "1": "l", "!": "i", "0": "o", "$": "s", "5": "s", "7": "t"})
_COMMON = """
password passwort passw0rd qwerty qwertyuiop qwertyui asdf asdfgh asdfghjkl zxcvbn zxcvbnm qazwsx qazwsxedc admin
administrator root welcome letmein iloveyou monkey dragon sunshine princess football baseball superman batman
master hello freedom whatever trustno starwars shadow login test testtest guest user changeme default secret
woaini woaiwo woaiwojia zhongguo wenzhou hangzhou zhejiang beijing shanghai mima nihao abc abcd abcde abcdef
abcdefg abcabc aaa aaaa aaaaaa qq qqqq qwe qweasd qweasdzxc asd zxc pass passpass company office summer winter
spring autumn january february march april june july august september october november december
"""
COMMON_WORDS = frozenset(_COMMON.split())


class ConsentPurpose(StrEnum):
    """What a person may agree to, one by one."""

    RUN_EVENT = "run_event"
    PUBLIC_NAME = "public_name"
    SHARE_CONTACT = "share_contact"
    PHOTOS = "photos"
    PERSONAL_PUSH = "personal_push"


class LinkPurpose(StrEnum):
    """What a one-time link is for."""

    VERIFY_EMAIL = "verify_email"
    RESET_PASSWORD = "reset_password"  # noqa: S105 -- the name of a purpose
    CHANGE_EMAIL = "change_email"


LINK_LIFE = {
    LinkPurpose.VERIFY_EMAIL: timedelta(days=2),
    LinkPurpose.RESET_PASSWORD: timedelta(hours=1),
    LinkPurpose.CHANGE_EMAIL: timedelta(days=1),
}


class PasswordFault(StrEnum):
    """Why a new password is refused."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TOO_PLAIN = "too_plain"
    COMMON = "common"
    ABOUT_PERSON = "about_person"


def password_fault(password: str, about: tuple[str, ...] = ()) -> PasswordFault | None:
    """Return the first rule that a new password breaks; `about` are words of its person, such as the address."""
    if len(password) < SHORTEST_PASSWORD:
        return PasswordFault.TOO_SHORT
    if len(password) > LONGEST_PASSWORD:
        return PasswordFault.TOO_LONG
    if sum(bool(re.search(pattern, password)) for pattern in CLASSES) < WANTED_CLASSES:
        return PasswordFault.TOO_PLAIN
    if is_common(password):
        return PasswordFault.COMMON
    told = [word.casefold() for word in about if len(word) >= SHORTEST_TELLING_WORD]
    if any(word in password.casefold() for word in told):
        return PasswordFault.ABOUT_PERSON
    return None


def is_common(password: str) -> bool:
    """Tell whether only a common word is left once digits and marks around it are taken off."""
    folded = password.casefold()
    spoken = re.sub(r"^[^a-z]+|[^a-z]+$", "", folded)
    likeness = re.sub(r"[^a-z]", "", re.sub(r"[\d\W_]+$", "", folded).translate(LOOKALIKES))
    return spoken in COMMON_WORDS or likeness in COMMON_WORDS or len(set(folded)) <= SHORTEST_TELLING_WORD


@dataclass(frozen=True)
class Failures:
    """How many wrong passwords in a row, and until when the account is locked."""

    count: int
    locked_until: datetime | None


def after_failure(known: Failures, moment: datetime) -> Failures:
    """Count one more wrong password; the fifth locks the account for half an hour."""
    if known.locked_until is not None and known.locked_until > moment:
        return known
    count = 1 if known.locked_until is not None else known.count + 1
    return Failures(count, moment + LOCK_TIME if count >= FAILURES_BEFORE_LOCK else None)


def is_locked(locked_until: datetime | None, moment: datetime) -> bool:
    """Tell whether an account is locked at a moment."""
    return locked_until is not None and locked_until > moment


def masked_email(address: str) -> str:
    """Return an address that its owner recognises and nobody else learns: li***@example.org."""
    name, _, host = address.partition("@")
    return f"{name[:2]}***@{host}"


def masked_mobile(number: str) -> str:
    """Return a number with its middle hidden: 138****5678."""
    local = number.removeprefix("+86")
    return f"{local[:3]}****{local[-4:]}"


def masked(login: str) -> str:
    """Return an address or a number with most of it hidden."""
    return masked_email(login) if "@" in login else masked_mobile(login)


BROWSERS = (
    ("MicroMessenger", "WeChat"), ("DingTalk", "DingTalk"), ("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"),
    ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("HarmonyOS", "HarmonyOS"), ("OpenHarmony", "HarmonyOS"),
    ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


def browser_words(agent: str | None) -> str:
    """Return what a browser calls itself in two words, such as `Firefox · Windows`; nothing when it does not say."""
    told = agent or ""
    found = (next((name for mark, name in known if mark in told), "") for known in (BROWSERS, SYSTEMS))
    return " · ".join(name for name in found if name)
