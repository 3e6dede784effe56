"""One-to-one talks between investors, experts and teams: requests, answers, bookings, the planner."""
