"""Juries: indicator sets, panels, conflicts of interest, scores and what they amount to."""
