"""An archive proves that it holds what was put in, and takes nothing that could do harm."""

import io
import json
import tarfile
from pathlib import Path

import pytest

from app.core.archive import MANIFEST, DamagedArchive, pack, unpack


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    """An archive of two files."""
    (tmp_path / "one").write_bytes(b"one" * 1000)
    (tmp_path / "two").write_text("李校堃")
    target = tmp_path / "all.tar.gz"
    assert pack(target, [("database", tmp_path / "one"), ("files/ab/two", tmp_path / "two")], {"made_at": "noon"}) == 2
    return target


def rewritten(source: Path, change: dict[str, bytes | None]) -> Path:
    """The same archive with some members changed, added or (None) left out."""
    target = source.with_name("other.tar.gz")
    with tarfile.open(source) as old, tarfile.open(target, "w:gz") as new:
        contents = {member.name: old.extractfile(member).read() for member in old}  # type: ignore[union-attr]
        for name, content in (contents | change).items():
            if content is not None:
                member = tarfile.TarInfo(name)
                member.size = len(content)
                new.addfile(member, io.BytesIO(content))
    return target


def test_what_was_packed_comes_out_again(packed: Path, tmp_path: Path) -> None:
    manifest = unpack(packed, tmp_path / "out")
    assert (tmp_path / "out/database").read_bytes() == b"one" * 1000
    assert (tmp_path / "out/files/ab/two").read_text() == "李校堃"
    assert manifest["made_at"] == "noon"
    assert set(manifest["files"]) == {"database", "files/ab/two"}


def test_only_its_owner_can_read_an_archive(packed: Path) -> None:
    assert packed.stat().st_mode & 0o077 == 0


def test_an_archive_appears_only_when_it_is_complete(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        pack(tmp_path / "all.tar.gz", [("database", tmp_path / "missing")], {})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "change",
    [
        {"database": b"two" * 1000},
        {"database": None},
        {"extra": b"x"},
        {"files/ab/two": b""},
    ],
)
def test_an_archive_that_was_changed_is_refused(packed: Path, tmp_path: Path, change: dict[str, bytes | None]) -> None:
    with pytest.raises(DamagedArchive, match="not what it was"):
        unpack(rewritten(packed, change), tmp_path / "out")


@pytest.mark.parametrize("manifest", [None, b"", b"[]", b"{}", json.dumps({"files": 3}).encode()])
def test_an_archive_without_a_manifest_is_refused(packed: Path, tmp_path: Path, manifest: bytes | None) -> None:
    with pytest.raises(DamagedArchive):
        unpack(rewritten(packed, {MANIFEST: manifest}), tmp_path / "out")


@pytest.mark.parametrize("name", ["../escape", "/tmp/escape", "files/../../escape"])
def test_nothing_is_written_outside(packed: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(DamagedArchive, match="does not belong into a backup"):
        unpack(rewritten(packed, {name: b"x"}), tmp_path / "out")
    assert not (tmp_path / "escape").exists()


def test_links_are_not_followed(packed: Path, tmp_path: Path) -> None:
    target = tmp_path / "link.tar.gz"
    with tarfile.open(target, "w:gz") as archive:
        link = tarfile.TarInfo("database")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    with pytest.raises(DamagedArchive):
        unpack(target, tmp_path / "out")


@pytest.mark.parametrize("keep", [0, 10, 200])
def test_half_an_archive_is_refused(packed: Path, tmp_path: Path, keep: int) -> None:
    half = tmp_path / "half.tar.gz"
    half.write_bytes(packed.read_bytes()[:keep])
    with pytest.raises(DamagedArchive, match="cannot be read"):
        unpack(half, tmp_path / "out")


def test_any_other_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("Dear sirs")
    with pytest.raises(DamagedArchive, match="cannot be read as a backup"):
        unpack(tmp_path / "letter", tmp_path / "out")
