"""Vectors kept in a folder, a file for each text: for the command line and for measurements."""

from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Final

SPREAD: Final = 2


class FolderOfVectors(MutableMapping[str, bytes]):
    """A mapping of content keys to vectors; a file is written whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _path(self, key: str) -> Path:
        return self._folder / key[:SPREAD] / key[SPREAD:]

    def __contains__(self, key: object) -> bool:
        return self._path(str(key)).is_file()

    def __getitem__(self, key: str) -> bytes:
        try:
            return self._path(key).read_bytes()
        except FileNotFoundError:
            raise KeyError(key) from None

    def __setitem__(self, key: str, value: bytes) -> None:
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_bytes(value)
        part.replace(path)

    def __delitem__(self, key: str) -> None:
        self._path(key).unlink()

    def __iter__(self) -> Iterator[str]:
        return (path.parent.name + path.name for path in self._folder.glob("??/*") if not path.suffix)

    def __len__(self) -> int:
        return sum(1 for _ in self)
