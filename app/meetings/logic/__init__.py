"""Pure decisions about meetings: states, slots, the planner and its checker."""
