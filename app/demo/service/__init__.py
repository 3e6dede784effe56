"""Loading the season and the demonstration event, with the services that pages use."""
