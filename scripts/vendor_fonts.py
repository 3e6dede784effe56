"""Fetch the fonts of the printed documents again, exactly as the manifest describes them.

Run by a developer only: ``python scripts/vendor_fonts.py``. It needs ``npm``; users of the program do not.
The packages are checked against the integrity value below, the files against the manifest, and a
difference stops the script before anything is replaced.
"""

import base64
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).resolve().parents[1] / "app" / "documents" / "fonts"
LICENCE = "OFL-1.1"


class Package(NamedTuple):
    """One npm package, and which of its files are kept under which names."""

    name: str
    version: str
    integrity: str
    files: dict[str, str]


PACKAGES = (
    Package(
        "@expo-google-fonts/noto-sans-sc",
        "0.4.3",
        "sha512-9rAwdFTFHbO/u6Cs0gj2jZbW74TGIiaFNQnXYH2s5wA1bzVkwbaviL4t8YUV642eGYjg86eH6DkAEQmfNHDncQ==",
        {
            "400Regular/NotoSansSC_400Regular.ttf": "NotoSansSC-Regular.ttf",
            "700Bold/NotoSansSC_700Bold.ttf": "NotoSansSC-Bold.ttf",
            "LICENSE_FONT": "OFL-NotoSansSC.txt",
        },
    ),
    Package(
        "@expo-google-fonts/noto-serif-sc",
        "0.4.3",
        "sha512-fSmUpiSFtSeyHV45/2xUOy5SdfExklQwwMKN3cQjAZAujITHDmSbpMHCVdCMhRqMjQtu0ZRgc29u8A+CU3akfw==",
        {
            "400Regular/NotoSerifSC_400Regular.ttf": "NotoSerifSC-Regular.ttf",
            "700Bold/NotoSerifSC_700Bold.ttf": "NotoSerifSC-Bold.ttf",
            "LICENSE_FONT": "OFL-NotoSerifSC.txt",
        },
    ),
)


def fetch(package: Package, folder: Path) -> Path:
    """Download one package with npm and compare it with its known integrity value."""
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("npm is needed to fetch the font packages.")
    command = [npm, "pack", f"{package.name}@{package.version}", "--silent"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    archive = folder / f"{package.name.lstrip('@').replace('/', '-')}-{package.version}.tgz"
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if f"sha512-{digest}" != package.integrity:
        sys.exit(f"{package.name}: the package differs from the one that was reviewed.")
    return archive


def unpack(package: Package, archive: Path, folder: Path) -> list[dict[str, str | int]]:
    """Take the kept files out of an archive; the answer is their part of the manifest."""
    entries: list[dict[str, str | int]] = []
    with tarfile.open(archive) as tar:
        for inside, kept in package.files.items():
            member = tar.extractfile(f"package/{inside}")
            if member is None:
                sys.exit(f"{package.name}: {inside} is missing.")
            content = member.read()
            (folder / kept).write_bytes(content)
            entries.append(
                {
                    "file": kept,
                    "package": package.name,
                    "version": package.version,
                    "integrity": package.integrity,
                    "licence": LICENCE,
                    "bytes": len(content),
                    "sha256": hashlib.sha256(content).hexdigest(),
                }
            )
    return entries


def main() -> None:
    """Rebuild the folder of fonts; refuse when a file no longer matches the committed manifest."""
    manifest = FOLDER / "manifest.json"
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        entries = [entry for package in PACKAGES for entry in unpack(package, fetch(package, work), work)]
        if manifest.exists() and json.loads(manifest.read_text(encoding="utf-8")) != entries:
            sys.exit("The fetched fonts differ from manifest.json. Remove it first if that is wanted.")
        FOLDER.mkdir(parents=True, exist_ok=True)
        for entry in entries:
            shutil.copy(work / str(entry["file"]), FOLDER / str(entry["file"]))
    manifest.write_text(json.dumps(entries, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
