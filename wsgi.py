"""The entry point of web servers and of the command line: build Config, call create_app."""

from app.factory import create_app
from app.worker import command
from config import read_config

app = create_app(read_config())
app.cli.add_command(command)
