"""What the season file says, as plain values."""
