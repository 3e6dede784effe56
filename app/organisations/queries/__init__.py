"""Reading organisations and centres."""
