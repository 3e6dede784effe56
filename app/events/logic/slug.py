"""The words of an address: small letters, digits and hyphens."""

import re
from collections.abc import Container

LONGEST = 60
RESERVED = frozenset({"new", "manage", "series", "import"})
SHAPE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def slug_of(text: str) -> str:
    """Return text in Latin letters as the words of an address."""
    words = re.findall(r"[a-z0-9]+", text.lower())
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word[:LONGEST]
        if len(longer) > LONGEST:
            break
        slug = longer
    return slug or "event"


def is_slug(text: str) -> bool:
    """Tell whether text may stand in an address."""
    return len(text) <= LONGEST and text not in RESERVED and SHAPE.fullmatch(text) is not None


def free_slug(wanted: str, taken: Container[str]) -> str:
    """Return the slug, or the first with a number behind it that nobody uses."""
    if wanted not in taken and wanted not in RESERVED:
        return wanted
    number = 2
    while f"{wanted}-{number}" in taken:
        number += 1
    return f"{wanted}-{number}"
