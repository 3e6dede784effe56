"""The solver's own process: reads models from standard input, one JSON line each, and answers in JSON lines.

Whatever goes wrong in here (a crash, too much memory) ends this process and no other. It ends with its parent.
"""

import json
import resource
import sys
from queue import SimpleQueue
from threading import Thread
from typing import Any, Final

from ortools.sat.python import cp_model_helper as cp

MEMORY: Final = 6 << 30
NAMES: Final = {
    cp.CpSolverStatus.OPTIMAL: "optimal",
    cp.CpSolverStatus.FEASIBLE: "feasible",
    cp.CpSolverStatus.INFEASIBLE: "infeasible",
}


def build(data: dict[str, Any]) -> cp.CpModelProto:
    """The solver's model of a plain one."""
    proto = cp.CpModelProto()
    for lower, upper in zip(data["lower"], data["upper"], strict=True):
        proto.variables.add().domain.extend([lower, upper])
    for literals in data["clauses"]:
        proto.constraints.add().bool_or.literals.extend(literals)
    for literals in data["exactly_one"]:
        proto.constraints.add().exactly_one.literals.extend(literals)
    for literals in data["at_most_one"]:
        proto.constraints.add().at_most_one.literals.extend(literals)
    for lower, variables, factors, upper, when in data["linear"]:
        row = proto.constraints.add()
        row.linear.vars.extend(variables)
        row.linear.coeffs.extend(factors)
        row.linear.domain.extend([lower, upper])
        if when is not None:
            row.enforcement_literal.append(when)
    if data["objective"]:
        proto.objective.vars.extend([variable for variable, _ in data["objective"]])
        proto.objective.coeffs.extend([factor for _, factor in data["objective"]])
    proto.solution_hint.vars.extend([variable for variable, _ in data["hint"]])
    proto.solution_hint.values.extend([value for _, value in data["hint"]])
    proto.assumptions.extend(data["assumptions"])
    return proto


class _Report(cp.SolutionCallback):
    """Sends every better solution home at once."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size

    def OnSolutionCallback(self) -> None:  # noqa: N802 -- the solver calls it so
        """Send one solution and the bound known with it."""
        values = [self.SolutionIntegerValue(index) for index in range(self.size)]
        say({"values": values, "objective": self.ObjectiveValue(), "bound": self.BestObjectiveBound()})


def say(message: dict[str, Any]) -> None:
    """Write one line to the parent."""
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


class _Current:
    """The search that is running, so that the parent can end it early."""

    solver: cp.SolveWrapper | None = None


def answer(request: dict[str, Any]) -> None:
    """Solve one model and say what came of it."""
    proto = build(request["model"])
    parameters = cp.SatParameters()
    parameters.parse_text_format(request["parameters"])
    solver = cp.SolveWrapper()
    solver.set_parameters(parameters)
    report = _Report(len(request["model"]["lower"]))
    solver.add_solution_callback(report)
    if request["model"]["objective"]:
        solver.add_best_bound_callback(lambda bound: say({"bound": bound}))
    _Current.solver = solver
    response = solver.solve(proto)  # type: ignore[no-untyped-call]
    _Current.solver = None
    status = NAMES.get(response.status, "unknown")
    has_plan = status in {"optimal", "feasible"}
    say({
        "status": status,
        "values": list(response.solution) if has_plan else None,
        "objective": response.objective_value if has_plan else None,
        "bound": response.best_objective_bound,
        "core": list(response.sufficient_assumptions_for_infeasibility),
    })  # fmt: skip


def listen(requests: SimpleQueue[dict[str, Any] | None]) -> None:
    """Take in models, and pass on at once the wish to stop."""
    for line in sys.stdin:
        request = json.loads(line)
        if "stop" not in request:
            requests.put(request)
        elif _Current.solver is not None:
            _Current.solver.stop_search()
    requests.put(None)
    if _Current.solver is not None:
        _Current.solver.stop_search()


def main() -> None:
    """Answer until the parent closes the pipe."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    requests: SimpleQueue[dict[str, Any] | None] = SimpleQueue()
    Thread(target=listen, args=(requests,), daemon=True).start()
    while (request := requests.get()) is not None:
        answer(request)


if __name__ == "__main__":
    main()
