"""The process that solves large linear programmes by a first-order method (PDLP): JSON lines in, JSON lines out.

Whatever goes wrong in here (a crash, too much memory) ends this process and no other. It ends with its parent.
"""

import json
import resource
import sys
from typing import Any, Final

import numpy as np
from ortools.pdlp import solvers_pb2
from ortools.pdlp.python import pdlp
from scipy.sparse import csr_array

MEMORY: Final = 6 << 30


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Values and prices of the programme: weigh most, every variable from 0 to 1, no row above its limit."""
    weights, limits = np.array(request["weights"]), np.array(request["limits"])
    indices, starts = request["indices"], request["starts"]
    matrix = csr_array((np.ones(len(indices)), indices, starts), shape=(len(limits), len(weights)))
    programme = pdlp.QuadraticProgram()
    programme.objective_vector = -weights
    programme.constraint_matrix = matrix.tocsc()
    programme.constraint_lower_bounds = np.full(len(limits), -np.inf)
    programme.constraint_upper_bounds = limits
    programme.variable_lower_bounds = np.zeros(len(weights))
    programme.variable_upper_bounds = np.ones(len(weights))
    start = None
    if request["values"]:
        start = pdlp.PrimalAndDualSolution()
        start.primal_solution = np.array(request["values"])
        start.dual_solution = -np.array(request["prices"])
    found = pdlp.primal_dual_hybrid_gradient(programme, _parameters(request), start)
    return {"values": found.primal_solution.tolist(), "prices": np.maximum(-found.dual_solution, 0).tolist()}


def _parameters(request: dict[str, Any]) -> solvers_pb2.PrimalDualHybridGradientParams:
    parameters = solvers_pb2.PrimalDualHybridGradientParams()
    parameters.num_threads = request["workers"]
    end = parameters.termination_criteria
    end.time_sec_limit = request["seconds"]
    end.simple_optimality_criteria.eps_optimal_relative = request["precision"]
    end.simple_optimality_criteria.eps_optimal_absolute = request["precision"]
    return parameters


def main() -> None:
    """Answer until the parent closes the pipe."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answer(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
