"""The engine of free texts: word and meaning signals, what people decided, and why; a bare interpreter runs it."""
