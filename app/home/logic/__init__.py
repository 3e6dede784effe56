"""What start pages suggest, and how a personal agenda is laid out."""
