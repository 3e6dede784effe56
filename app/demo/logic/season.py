"""The season as its file says it: plain values that stand in the article, and a mark on each that does not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Mark:
    """That a value does not stand in the article: in which way, and why if the file says so."""

    kind: str
    why: str | None = None


def is_invented(value: object) -> bool:
    """Tell whether a value does not stand in the article."""
    return isinstance(value, Mapping) and value.get("invented") is True


def unwrap(value: Any) -> Any:  # noqa: ANN401 -- anything JSON can say
    """Return a value without the wrapping of those that do not stand in the article."""
    if is_invented(value):
        return unwrap(value["value"])
    if isinstance(value, Mapping):
        return {key: unwrap(each) for key, each in value.items()}
    return [unwrap(each) for each in value] if isinstance(value, list) else value


def mark_of(value: Any) -> Mark | None:  # noqa: ANN401 -- anything JSON can say
    """Return why a value is assumed, or nothing when it stands in the article."""
    if not is_invented(value):
        return None
    return Mark(str(value["kind"]), value.get("why"))


@dataclass(frozen=True)
class Entry:
    """One thing of the season, read by key; `marks` tells which of its values are assumed."""

    raw: Mapping[str, Any]

    @property
    def id(self) -> str:
        """Return the name by which other entries refer to this one."""
        return str(self.raw["id"])

    def __getitem__(self, key: str) -> Any:  # noqa: ANN401 -- anything JSON can say
        """Return a value that must be there, unwrapped."""
        return unwrap(self.raw[key])

    def get(self, key: str, default: Any = None) -> Any:  # noqa: ANN401 -- anything JSON can say
        """Return a value that may be missing, unwrapped."""
        return unwrap(self.raw.get(key, default))

    def part(self, key: str) -> "Entry":
        """Return a value that has values of its own."""
        return Entry(self.raw[key])

    def parts(self, key: str) -> "list[Entry]":
        """Return a list of values that have values of their own."""
        return [Entry(each) for each in self.raw.get(key) or ()]

    def marks(self, **columns: str) -> dict[str, Mark]:
        """Return the marks of the columns whose value is assumed; each column names the key it was filled from."""
        found = {column: mark_of(self.raw.get(key)) for column, key in columns.items()}
        return {column: mark for column, mark in found.items() if mark is not None}


@dataclass(frozen=True)
class Expectation:
    """A number the season must come to; a bound says that the article gives only a least or a most."""

    id: str
    value: Decimal
    bound: str
    quote: str


@dataclass(frozen=True)
class Season:
    """Everything the file says."""

    raw: Mapping[str, Any]

    def list(self, section: str) -> list[Entry]:
        """Return the entries of a section, in the order of the file."""
        return [Entry(each) for each in self.raw[section]]

    def part(self, section: str) -> Entry:
        """Return a section that is one thing."""
        return Entry(self.raw[section])

    def expectations(self) -> Iterator[Expectation]:
        """Return the numbers the season must come to."""
        for each in self.list("expected_counts"):
            bound = {"_min": "≥", "_max": "≤"}.get(each.id[-4:], "=")
            yield Expectation(each.id, Decimal(str(each["value"])), bound, each["quote"])
