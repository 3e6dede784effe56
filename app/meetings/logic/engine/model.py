"""A constraint model as plain numbers, so that it can be built without the solver and sent to another process.

Variables count from 0; a literal is a variable, or `negated` of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

Row = list[Any]


def negated(literal: int) -> int:
    """The opposite of a literal."""
    return -literal - 1


@dataclass(slots=True)
class Model:
    """Variables with bounds, constraints and what to minimise."""

    lower: list[int] = field(default_factory=list)
    upper: list[int] = field(default_factory=list)
    clauses: list[Row] = field(default_factory=list)
    exactly_one: list[Row] = field(default_factory=list)
    at_most_one: list[Row] = field(default_factory=list)
    linear: list[Row] = field(default_factory=list)
    objective: list[tuple[int, int]] = field(default_factory=list)
    hint: dict[int, int] = field(default_factory=dict)
    assumptions: list[int] = field(default_factory=list)

    def boolean(self) -> int:
        """A new variable that is 0 or 1."""
        return self.integer(0, 1)

    def integer(self, lower: int, upper: int) -> int:
        """A new variable between two bounds."""
        self.lower.append(lower)
        self.upper.append(upper)
        return len(self.lower) - 1

    def any_of(self, literals: Iterable[int]) -> None:
        """At least one literal holds."""
        self.clauses.append(list(literals))

    def implies(self, cause: int, effect: int) -> None:
        """If the first literal holds, so does the second."""
        self.clauses.append([negated(cause), effect])

    def one_of(self, literals: Iterable[int]) -> None:
        """Exactly one literal holds."""
        self.exactly_one.append(list(literals))

    def not_two_of(self, literals: Sequence[int]) -> None:
        """At most one literal holds."""
        if len(literals) > 1:
            self.at_most_one.append(list(literals))

    def between(self, lower: int, terms: Iterable[tuple[int, int]], upper: int, *, when: int | None = None) -> None:
        """A weighted sum (variable, factor) lies between two bounds, at least if a literal holds."""
        terms = list(terms)
        self.linear.append([lower, [v for v, _ in terms], [f for _, f in terms], upper, when])

    def counted(self, literals: Sequence[int]) -> list[int]:
        """One literal for each number from 1: do at least so many hold? A totaliser after Bailleux and Boufkhad (2003).

        The count is known to clauses alone, in both directions, so that proofs can speak about it.
        """
        if len(literals) <= 1:
            return list(literals)
        half = len(literals) // 2
        left, right = self.counted(literals[:half]), self.counted(literals[half:])
        both = [self.boolean() for _ in literals]
        for few in range(len(left) + 1):
            for more in range(len(right) + 1):
                if few + more > 0:
                    held = [negated(each) for each in (*left[few - 1 : few], *right[more - 1 : more])]
                    self.clauses.append([*held, both[few + more - 1]])
                if few + more < len(literals):
                    self.clauses.append([*left[few : few + 1], *right[more : more + 1], negated(both[few + more])])
        return both

    def minimise(self, terms: Iterable[tuple[int, int]]) -> None:
        """What the solver makes as small as it can."""
        self.objective = list(terms)

    def as_data(self) -> dict[str, Any]:
        """The model as JSON."""
        return {
            "lower": self.lower, "upper": self.upper, "clauses": self.clauses, "exactly_one": self.exactly_one,
            "at_most_one": self.at_most_one, "linear": self.linear, "objective": self.objective,
            "hint": sorted(self.hint.items()), "assumptions": self.assumptions,
        }  # fmt: skip
