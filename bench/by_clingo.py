"""The planning question for clingo (answer set programming): a question on standard input, slots on standard output.

    python -m bench.by_clingo SECONDS < question.json

Every better plan is a line of JSON: [[meeting, slot], ...]. The dearest meetings are guessed first (domain heuristic),
two threads search, one branching towards heavier plans and one from unsatisfiable cores.
"""

from __future__ import annotations

import json
import sys
from typing import Final

import clingo

from app.meetings.logic.engine.colouring import Colouring, bits
from app.meetings.logic.exchange import read_instance

PROGRAM: Final = """
{ at(M,S) : may(M,S) } 1 :- wish(M,_,_,_).
{ at(M,S) } :- must(M), may(M,S).
:- must(M), not at(M,_).
in(A,S,M) :- at(M,S), wish(M,A,_,_).
in(B,S,M) :- at(M,S), wish(M,_,B,_).
:- person(P), slot(S,_), 2 { in(P,S,M) }.
:- slot(S,C), C+1 { at(M,S) }.
:- cap(P,C), C+1 { in(P,S,M) }.
#maximize { W,M : at(M,_), wish(M,_,_,W) }.
#heuristic at(M,S) : may(M,S), wish(M,_,_,W). [W,true]
#show at/2.
"""


def facts(plan: Colouring) -> str:
    """The question as facts."""
    lines = [f"person({person})." for person in plan.here]
    lines += [f"slot({slot},{spare})." for slot, spare in enumerate(plan.spare) if slot]
    lines += [f"cap({person},{cap})." for person, cap in plan.left.items()]
    for each in plan.wanted.values():
        lines.append(f"wish({each.id},{each.a},{each.b},{each.weight}).")
        lines += [f"may({each.id},{slot})." for slot in bits(plan.allowed[each.id])]
        lines += [f"must({each.id})."] if each.mandatory else []
    return "\n".join(lines)


def show(model: clingo.Model) -> None:
    """Write a plan down."""
    print(json.dumps([[each.number for each in symbol.arguments] for symbol in model.symbols(shown=True)]), flush=True)


def main() -> None:
    """Search for so many seconds."""
    instance, _ = read_instance(sys.stdin.read())
    if instance is None:
        sys.exit("the question cannot be read")
    control = clingo.Control(["--heuristic=Domain", "--parallel-mode=2,compete", "--restart-on-model", "--warn=none"])
    control.add("base", [], PROGRAM + facts(Colouring(instance)))
    control.ground([("base", [])])
    with control.solve(on_model=show, async_=True) as handle:
        handle.wait(float(sys.argv[1]))
        handle.cancel()


if __name__ == "__main__":
    main()
