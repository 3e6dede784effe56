"""The entry point of web servers and of the command line: build Config, call create_app."""

import sys
from itertools import pairwise

from app.factory import create_app
from app.worker import command
from config import read_config

FILE_COMMANDS = {("meetings", "plan"), ("matching", "rank")}

app = create_app(read_config(keeps_nothing=not FILE_COMMANDS.isdisjoint(pairwise(sys.argv))))
app.cli.add_command(command)
