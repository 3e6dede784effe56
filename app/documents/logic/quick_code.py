"""QR codes of short texts at a fraction of the usual time, for papers that carry hundreds of them.

Only what such papers need: plain letters and digits, correction level M, sizes 1 to 6, always the first pattern. A code
of one size is linear: every bit of the text turns the same modules over, its own one and those of the check bits. Which
ones is worked out once for a size, on a frame (finders, timing, format) that segno draws. Tests compare the codes with
segno's own, module by module, and read them with a program for scanners.
"""

import re
from functools import lru_cache
from typing import Final, NamedTuple

import segno

_LETTERS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_PAIRS: Final = {
    a + b: f"{45 * high + low:011b}" for high, a in enumerate(_LETTERS) for low, b in enumerate(_LETTERS)
} | {a: f"{value:06b}" for value, a in enumerate(_LETTERS)}
_CAPITALS: Final = re.compile(r"(?!\d*$)[0-9A-Z $%*+\-./:]+")
_PLAIN: Final = re.compile(r"(?!\d*$)[\x20-\x7e]+")
_BLOCKS: Final = ((1, 16, 10), (1, 28, 16), (1, 44, 26), (2, 32, 18), (2, 43, 24), (4, 27, 16))  # number, data, check
_CORNER, _TIMING, _SMALLEST = 9, 6, 21
_HEX: Final = "0123456789abcdef"


class _Frame(NamedTuple):
    """A size of codes: the modules of no text at all, and which ones each four bits of a text turn over."""

    wide: int
    empty: int
    turned: list[dict[str, int]]


def quick_code(text: str) -> tuple[str, int] | None:
    """The modules of a code row by row, a light one after each row, and how many are in a row.

    None if the text needs more than is known here.
    """
    if _CAPITALS.fullmatch(text):
        said = f"0010{len(text):09b}" + "".join([_PAIRS[text[at : at + 2]] for at in range(0, len(text), 2)])
    elif _PLAIN.fullmatch(text):
        said = f"0100{len(text):08b}" + "".join([f"{char:08b}" for char in text.encode()])
    else:
        return None
    for size, (number, data, _) in enumerate(_BLOCKS, start=1):
        if len(said) <= number * data * 8:
            return _laid(size, said, number * data)
    return None


def _laid(size: int, said: str, room: int) -> tuple[str, int]:
    """The bits of a text, filled up to so many bytes, in the frame."""
    said = f"{said}{'0' * min(4, 8 * room - len(said))}"
    said += "0" * (-len(said) % 8)
    full = f"{int(said, 2):0{len(said) // 4}x}{'ec11' * room}"
    wide, laid, turned = _frame(size)
    for table, bits in zip(turned, full, strict=False):
        laid ^= table[bits]
    return f"{laid:0{wide * (wide + 1)}b}", wide


@lru_cache(maxsize=8)
def _frame(size: int) -> _Frame:
    """Take the frame of a size from a code of segno's, and find what every bit of a text turns over in it."""
    code = segno.make("A", version=size, error="m", mask=0, boost_error=False).matrix
    wide = len(code)
    free = _free_places(wide)
    places = {
        (row, column): 1 << (wide + 1) * (wide - row) - 1 - column for row in range(wide) for column in range(wide)
    }
    taken = set(free)
    dark = [where for where in places if (code[where[0]][where[1]] if where not in taken else sum(where) % 2 == 0)]
    return _Frame(wide, sum(places[where] for where in dark), _turned(_BLOCKS[size - 1], [places[at] for at in free]))


def _turned(blocks: tuple[int, int, int], spots: list[int]) -> list[dict[str, int]]:
    """What each four bits of a text turn over: their own modules, and those of the check bytes they change."""
    number, data, check = blocks
    changes = _check_changes(data, check)
    found: list[dict[str, int]] = []
    for index in range(data * number):
        block, place = divmod(index, data)
        by_bit = []
        for bit in range(8):
            modules = spots[8 * (place * number + block) + bit]
            for at, changed in enumerate(changes[bit][data - place - 1], start=data):
                first = 8 * (at * number + block)
                for spot in [spots[first + each] for each in range(8) if changed & 128 >> each]:
                    modules ^= spot
            by_bit.append(modules)
        found += [_by_digit(by_bit[:4]), _by_digit(by_bit[4:])]
    return found


def _by_digit(bits: list[int]) -> dict[str, int]:
    """What each hexadecimal digit turns over, from what its four bits do."""
    found = dict.fromkeys(_HEX, 0)
    for value, digit in enumerate(_HEX):
        for place, bit in enumerate(bits):
            if value & 8 >> place:
                found[digit] ^= bit
    return found


def _free_places(wide: int) -> list[tuple[int, int]]:
    """The modules outside the frame in the order they are filled: in pairs of columns, up and down."""
    return [
        (row, column)
        for turn, right in enumerate([*range(wide - 1, _TIMING, -2), 5, 3, 1])
        for row in (range(wide) if turn % 2 else range(wide - 1, -1, -1))
        for column in (right, right - 1)
        if not _belongs_to_frame(row, column, wide)
    ]


def _belongs_to_frame(row: int, column: int, wide: int) -> bool:
    """Whether a module is part of a corner, a timing line or, from the second size on, the small square."""
    corner = (row < _CORNER and not _CORNER <= column < wide - 8) or (row >= wide - 8 and column < _CORNER)
    timing = _TIMING in (row, column)
    small = wide > _SMALLEST and max(abs(row - wide + 7), abs(column - wide + 7)) <= 2  # noqa: PLR2004 -- five wide
    return corner or timing or small


def _check_changes(data: int, count: int) -> list[list[list[int]]]:
    """The check bytes, after Reed and Solomon, that each bit of a byte changes, by how many bytes follow that byte."""
    terms = _generator(count)
    found: list[list[list[int]]] = []
    for bit in range(8):
        rests = [[_times(term, 128 >> bit) for term in terms]]
        for _ in range(data - 1):
            lead, *others = rests[-1]
            rests.append([a ^ _times(b, lead) for a, b in zip([*others, 0], terms, strict=True)])
        found.append(rests)
    return found


def _generator(count: int) -> tuple[int, ...]:
    """The terms of the polynomial by which a text is divided, without the first one."""
    terms, root = [1], 1
    for _ in range(count):
        terms = [a ^ _times(b, root) for a, b in zip([*terms, 0], [0, *terms], strict=True)]
        root = _times(root, 2)
    return tuple(terms[1:])


@lru_cache(maxsize=65536)
def _times(a: int, b: int) -> int:
    """The product of two bytes in the field of QR codes."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a = a << 1 ^ (0x11D if a & 0x80 else 0)
        b >>= 1
    return product
