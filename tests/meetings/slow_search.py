"""The program that searches, as it starts on a busy machine."""

import time

from app.meetings.logic.search_process import main

time.sleep(1.5)
main()
