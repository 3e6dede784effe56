"""One file that holds others, and can prove that it still holds them unchanged: a tar.gz with a manifest."""

import hashlib
import json
import os
import tarfile
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import IO, Any

MANIFEST = "manifest.json"
CHUNK = 1024 * 1024


class DamagedArchive(Exception):
    """The file is no archive of ours, or not what it was when it was written."""


def pack(target: Path, entries: Iterable[tuple[str, Path]], about: Mapping[str, Any]) -> int:
    """Write files under their names, and last the manifest with what there is to know; returns how many files.

    The archive appears under its name only when it is complete.
    """
    handle, draft = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")
    os.close(handle)
    try:
        sums = {}
        with tarfile.open(draft, "w:gz", compresslevel=6) as archive:
            for name, path in entries:
                archive.add(path, arcname=name, recursive=False)
                with path.open("rb") as file:
                    sums[name] = hashlib.file_digest(file, "sha256").hexdigest()
            with tempfile.NamedTemporaryFile("w", encoding="utf-8") as manifest:
                json.dump({**about, "files": sums}, manifest, ensure_ascii=False, indent=1)
                manifest.flush()
                archive.add(manifest.name, arcname=MANIFEST)
        Path(draft).replace(target)
    finally:
        Path(draft).unlink(missing_ok=True)
    return len(sums)


def unpack(source: Path, folder: Path) -> dict[str, Any]:
    """Write the files of an archive below a folder, and return its manifest; refuse one that is damaged.

    Only plain files are taken, and only such as stay below the folder.
    """
    sums: dict[str, str] = {}
    try:
        with tarfile.open(source, "r:gz") as archive:
            for member in archive:
                content = archive.extractfile(member) if member.isreg() else None
                if content is None or not _stays_below(member.name):
                    raise DamagedArchive(f"{member.name} does not belong into a backup")
                sums[member.name] = _write(content, folder / member.name)
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
        wanted = dict(manifest["files"])
    except (tarfile.TarError, OSError, EOFError, ValueError, LookupError, TypeError) as error:
        raise DamagedArchive(f"{source} cannot be read as a backup: {error}") from error
    sums.pop(MANIFEST)
    changed = sorted(name for name in sums.keys() | wanted.keys() if sums.get(name) != wanted.get(name))
    if changed:
        raise DamagedArchive(f"not what it was when the backup was made: {', '.join(changed[:5])}")
    return manifest


def _stays_below(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts


def _write(content: IO[bytes], target: Path) -> str:
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with target.open("xb") as file:
        while chunk := content.read(CHUNK):
            digest.update(chunk)
            file.write(chunk)
    return digest.hexdigest()
