"""Bradley-Terry: how strong each target is, from choices between two, and how sure one can be of it."""

from collections.abc import Iterable, Sequence
from math import exp, log, sqrt

from app.evaluation.logic.methods import Rating

# Half a win and half a defeat of each target against an imagined average one keep strengths finite, and let targets
# be compared that no chain of choices links.
PRIOR = 0.5
ROUNDS = 500
CLOSE_ENOUGH = 1e-10
SCALE = 10.0  # points for which the odds are e to 1: on the same scale as standardised scores


def bradley_terry(targets: Sequence[int], choices: Iterable[tuple[int, int]], judges: int) -> dict[int, Rating]:
    """Rate targets from (winner, loser) pairs; 50 is average, and the error is one standard error."""
    ordered = sorted(targets)
    place = {target: number for number, target in enumerate(ordered)}
    size = len(ordered)
    won = [PRIOR] * size
    met = [[0] * size for _ in range(size)]
    for winner, loser in choices:
        won[place[winner]] += 1
        met[place[winner]][place[loser]] += 1
        met[place[loser]][place[winner]] += 1
    strength = _most_likely(won, met)
    logs = [log(each) for each in strength]
    middle = sum(logs) / size if size else 0.0
    errors = _errors(strength, met)
    return {
        target: Rating(50.0 + SCALE * (logs[number] - middle), SCALE * errors[number], judges)
        for target, number in place.items()
    }


def _most_likely(won: Sequence[float], met: Sequence[Sequence[int]]) -> list[float]:
    """Climb to the strengths under which these choices are likeliest, step by step (minorisation-maximisation)."""
    strength = [1.0] * len(won)
    for _round in range(ROUNDS):
        after = []
        for i, mine in enumerate(strength):
            weight = 2 * PRIOR / (mine + 1.0)
            weight += sum(n / (mine + strength[j]) for j, n in enumerate(met[i]) if n)
            after.append(won[i] / weight)
        moved = max((abs(log(new / old)) for new, old in zip(after, strength, strict=True)), default=0.0)
        strength = after
        if moved < CLOSE_ENOUGH:
            break
    return strength


def _errors(strength: Sequence[float], met: Sequence[Sequence[int]]) -> list[float]:
    """The standard errors, from the curvature of the likelihood where it is highest."""
    size = len(strength)
    curve = [[0.0] * size for _ in range(size)]
    for i in range(size):
        curve[i][i] = 2 * PRIOR * strength[i] / (strength[i] + 1.0) ** 2
        for j, n in enumerate(met[i]):
            if n:
                bend = n * strength[i] * strength[j] / (strength[i] + strength[j]) ** 2
                curve[i][i] += bend
                curve[i][j] -= bend
    inverse = inverted(curve)
    return [sqrt(max(inverse[i][i], 0.0)) for i in range(size)]


def inverted(matrix: Sequence[Sequence[float]]) -> list[list[float]]:
    """The inverse of a small positive definite matrix."""
    size = len(matrix)
    rows = [[*row, *(float(i == j) for j in range(size))] for i, row in enumerate(matrix)]
    for i in range(size):
        best = max(range(i, size), key=lambda r: abs(rows[r][i]))
        rows[i], rows[best] = rows[best], rows[i]
        pivot = rows[i][i]
        rows[i] = [value / pivot for value in rows[i]]
        for j in range(size):
            if j != i and rows[j][i]:
                factor = rows[j][i]
                rows[j] = [a - factor * b for a, b in zip(rows[j], rows[i], strict=True)]
    return [row[size:] for row in rows]


def chance(better: Rating, worse: Rating) -> float:
    """How likely a judge is to prefer the one to the other."""
    return 1 / (1 + exp((worse.value - better.value) / SCALE))


def next_pair(targets: Sequence[int], judged: Iterable[tuple[int, int]]) -> tuple[int, int] | None:
    """The pair a judge should compare next: the one of targets seen least often; None when all were compared."""
    done = {(min(pair), max(pair)) for pair in judged}
    seen = {target: sum(target in pair for pair in done) for target in targets}
    left = [(a, b) for a in sorted(targets) for b in sorted(targets) if a < b and (a, b) not in done]
    return min(
        left, key=lambda pair: (seen[pair[0]] + seen[pair[1]], max(seen[pair[0]], seen[pair[1]]), pair), default=None
    )
