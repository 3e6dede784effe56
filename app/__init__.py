"""Luyan takes a technology from the lab to a signed contract."""
