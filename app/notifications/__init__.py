"""Messages to people: channels, wording, delivery, calendar feeds."""
