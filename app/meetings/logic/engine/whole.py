"""The process that solves programmes in whole numbers by branching on their relaxation (HiGHS): JSON lines both ways.

Whatever goes wrong in here (a crash, too much memory) ends this process and no other. It ends with its parent.
"""

import json
import os
import resource
import sys
from typing import Any, Final

import highspy
import numpy as np

MEMORY: Final = 6 << 30


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """Which variables to take: weigh most, every one 0 or 1, no row above its limit; and whether that is proved.

    The search starts from the variables known to go together.
    """
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    options = {
        "output_flag": False, "threads": 1, "random_seed": 0, "mip_rel_gap": 0.0, "time_limit": request["seconds"],
        "mip_max_nodes": request["nodes"],
    }  # fmt: skip
    for name, value in options.items():
        solver.setOptionValue(name, value)
    solver.passModel(_programme(request))
    start = highspy.HighsSolution()
    known = np.zeros(len(request["weights"]))
    known[request["known"]] = 1
    start.col_value = known
    solver.setSolution(start)
    solver.run()
    values = np.array(solver.getSolution().col_value)
    return {
        "taken": np.flatnonzero(values.round()).tolist() if len(values) else request["known"],
        "is_proved": solver.getModelStatus() == highspy.HighsModelStatus.kOptimal,
        "nodes": solver.getInfo().mip_node_count,
    }


def _programme(request: dict[str, Any]) -> highspy.HighsLp:
    programme, columns = highspy.HighsLp(), len(request["weights"])
    programme.num_col_, programme.num_row_ = columns, len(request["limits"])
    programme.sense_ = highspy.ObjSense.kMaximize
    programme.col_cost_ = np.array(request["weights"])
    programme.col_lower_, programme.col_upper_ = np.zeros(columns), np.ones(columns)
    programme.row_lower_ = np.full(len(request["limits"]), -highspy.kHighsInf)
    programme.row_upper_ = np.array(request["limits"])
    programme.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    programme.a_matrix_.start_ = np.array(request["starts"])
    programme.a_matrix_.index_ = np.array(request["indices"])
    programme.a_matrix_.value_ = np.ones(len(request["indices"]))
    programme.integrality_ = [highspy.HighsVarType.kInteger] * columns
    return programme


def main() -> None:
    """Answer until the parent closes the pipe. Whatever the solver itself prints goes nowhere."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    home = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    for line in sys.stdin:
        home.write(json.dumps(answer(json.loads(line))) + "\n")
        home.flush()


if __name__ == "__main__":
    main()
