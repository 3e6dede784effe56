"""Who is told when something happens, one module per part of the program; all of it bears being repeated."""
