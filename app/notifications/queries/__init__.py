"""Reading messages, agendas and calendar feeds."""
