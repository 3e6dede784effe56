"""Projects presented at one event, from call to slides."""
