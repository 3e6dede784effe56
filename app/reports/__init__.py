"""Statistics, dashboards and post-event reports."""
