"""How well somebody knows a subject, from what that person has written."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
FADING: Final = 0.6
MEANING_SHARE: Final = 0.25


def expertise(likeness: Numbers) -> float:
    """The likeness of everything a person wrote to the subject: the nearest counts most, each next one less."""
    ordered = np.sort(likeness)[::-1]
    shares = FADING ** np.arange(len(ordered))
    return float(ordered @ shares / shares.sum()) if len(ordered) else 0.0


def likeness_of_papers(words: Numbers, meaning: Numbers) -> Numbers:
    """How near two papers are: long texts say most by their words."""
    return np.asarray(words + MEANING_SHARE * meaning, dtype=np.float64)
