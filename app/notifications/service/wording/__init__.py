"""What each message says: subject, text and where it leads, one module per part of the program."""
