"""Events, series, sessions, venues and rooms, registration and check-in."""
