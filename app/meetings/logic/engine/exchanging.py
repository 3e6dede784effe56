"""The process that exchanges chains of meetings: JSON lines in, better timetables as JSON lines out.

Whatever goes wrong in here (a crash, too much memory) ends this process and no other. It ends with its parent.
"""

import json
import resource
import sys
from collections.abc import Callable
from math import inf
from queue import SimpleQueue
from threading import Thread
from time import monotonic
from typing import Any, Final

import numpy as np

from app.meetings.logic.engine.exchanges import LUCKS, PRIME, WORD, Best, Bits, Chains, Real, Timetable, search, start

MEMORY: Final = 6 << 30
WARM: Final = 0.17
COLD: Final = 0.07
SLICE: Final = 250
PULSE: Final = 0.25
FAR: Final = 1 << 60
Message = dict[str, Any]
# Which days look promising although they have as many waits: a run of one meeting is nearly gone, and a long gap is
# far from closed. A run of so many meetings costs this much less than 1, a gap this much more than nothing.
SHORT_RUN: Final = 0.5
SHORTER: Final = 0.5
LONG_GAP: Final = 0.1


def timetable(request: Message) -> Timetable:
    """The arrays of a question; meetings and people are numbered in its order."""
    slots, people, when = request["slots"], request["people"], np.array([0, *request["at"]])
    sides = [np.array([0, *request[side]], np.int32) for side in ("a", "b")]
    may = np.zeros((len(when), slots + 2), np.uint8)
    may[1:, 1 : slots + 1] = np.frombuffer(request["may"].encode(), np.uint8).reshape(-1, slots) - ord("0")
    busy, numbers = np.zeros((slots + 2, people), np.int32), np.arange(1, len(when))
    for side in sides:
        busy[when[1:], side[1:]] = numbers
    bit = np.zeros((slots + 2, (slots - 1) // WORD + 1), np.uint64)
    for slot in range(slots):
        bit[slot + 1, slot // WORD] = 1 << slot % WORD
    runs, gaps = shapes(slots)
    return Timetable(
        busy=busy, bits=((busy > 0).T.astype(np.uint64) @ bit), bit=bit, look=np.zeros(people),
        cost=np.zeros(people, np.int32), most=request["most"], place=places(), sides=sides[0] + sides[1],
        may=np.ascontiguousarray(may.T),
        spare=np.array(request["spare"], np.int32), day_of=np.array(request["day_of"], np.int32),
        room=np.array(request["room"], np.int32), runs=runs, gaps=gaps,
    )  # fmt: skip


def places() -> Bits:
    """The place of a bit, by the rest of its division by a prime: no two bits leave the same."""
    found = np.zeros(int(PRIME), np.uint64)
    for place in range(64):
        found[(1 << place) % int(PRIME)] = place
    return found


def shapes(slots: int) -> tuple[Real, Real]:
    """What runs and gaps of each length cost."""
    lengths = np.arange(slots + 3, dtype=np.float64)
    return 1 - SHORT_RUN * SHORTER ** (lengths - 1), LONG_GAP * np.log2(np.maximum(lengths, 1))


def no_chains(people: int) -> Chains:
    """Room for the chains of two slots."""
    ends = [np.zeros(people, np.int32) for _ in range(6)]
    level = (np.arange(LUCKS) + 0.5) / LUCKS
    return Chains(
        seen=np.zeros(people, np.int64), first=ends[0], last=ends[1], slot=ends[2], worth=np.zeros(people),
        taken=ends[3], more=ends[4], less=ends[5], number=np.zeros(4, np.int32), luck=np.log(level / (1 - level)),
    )  # fmt: skip


def answer(request: Message, say: Callable[[Message], None], is_over: Callable[[], bool]) -> None:
    """Search, and say what is better than before a few times a second, and at the end.

    The search cools down with the looks that are done or with the time that is over, whichever is further.
    """
    table = timetable(request)
    best, chains = Best(table.busy.copy(), np.array([FAR])), no_chains(request["people"])
    began, seconds, looks = monotonic(), request["seconds"], request["looks"]
    start(request["seed"])
    done, said, spoke = 0, FAR, began
    while done < looks and best.cost[0] > 0 and not is_over():
        share = max(done / looks, (monotonic() - began) / seconds if seconds else 0)
        if share >= 1:
            break
        warmth = COLD + (WARM - COLD) * (1 - share) ** 2
        until = min(done + SLICE, looks)
        search(table, chains, best, (done + 1, until + 1), (warmth, warmth))
        done = until
        if best.cost[0] < said and monotonic() > spoke + PULSE:
            said, spoke = int(best.cost[0]), monotonic()
            say({"slots": slots_of(table, best), "cost": said})
    say({"slots": slots_of(table, best), "cost": int(best.cost[0]), "looks": done, "done": True})


def slots_of(table: Timetable, best: Best) -> list[int]:
    """The slot of each meeting in the best timetable."""
    found = np.zeros(len(table.sides), np.int32)
    for slot in range(1, best.busy.shape[0] - 1):
        found[best.busy[slot]] = slot
    return [int(slot) for slot in found[1:]]


def prepare() -> None:
    """Compile, or load what was compiled before, by a search that has nothing to do."""
    tiny = {
        "slots": 2, "people": 2, "at": [1], "a": [0], "b": [1], "may": "11", "spare": [0, 0, 1, 0],
        "day_of": [0, 0, 0, 0], "room": [[1], [1]], "most": 0,
    }  # fmt: skip
    table = timetable(tiny)
    start(0)
    search(table, no_chains(2), Best(table.busy.copy(), np.array([FAR])), (1, 2), (WARM, WARM))


def tell(message: Message) -> None:
    """Write one line to the parent."""
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


class Requests:
    """The questions that have come in, and up to which of them nobody waits for an answer any more."""

    def __init__(self) -> None:
        """None yet."""
        self.waiting: SimpleQueue[Message | None] = SimpleQueue()
        self.stopped = 0.0

    def listen(self) -> None:
        """Take in questions, and note at once the wish to stop."""
        for line in sys.stdin:
            request = json.loads(line)
            if "stop" in request:
                self.stopped = request["stop"]
            else:
                self.waiting.put(request)
        self.stopped = inf
        self.waiting.put(None)

    def answer(self, request: Message) -> None:
        """Answer a question; what is said carries its number."""
        number = request["number"]
        answer(request, lambda message: tell({**message, "number": number}), lambda: self.stopped >= number)


def main() -> None:
    """Answer until the parent closes the pipe."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    requests = Requests()
    Thread(target=requests.listen, daemon=True).start()
    prepare()
    while (request := requests.waiting.get()) is not None:
        requests.answer(request)


if __name__ == "__main__":
    main()
