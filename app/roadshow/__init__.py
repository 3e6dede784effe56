"""The stage: running order, timer, questions of the audience."""
