"""The engine of the planner: models, bounds and searches over plain numbers."""
