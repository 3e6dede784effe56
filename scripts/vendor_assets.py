"""Fetch the browser libraries from npm, check them, and write what the pages use to static/.

Run by a developer after changing a version below: `python scripts/vendor_assets.py`. Users need no npm.
"""

import base64
import hashlib
import json
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "static"
BROWSER_TESTS = ROOT / "tests" / "browser" / "vendor"
DAY_TICKS, SPAN_TICKS, COLUMNS = 288, 96, 24

# Tabler outline icons that macros and pages name; add one here and run this script.
ICONS = """
adjustments alert-circle alert-triangle archive arrow-back-up arrow-down arrow-left arrow-right arrow-up award
bell book briefcase building building-bank building-community bulb calendar calendar-event calendar-plus
calendar-time certificate chart-bar check checklist checks chevron-down chevron-left chevron-right chevron-up
circle circle-check circle-x clipboard clipboard-check clock coin copy device-floppy dots download edit
external-link eye eye-off file file-certificate file-download file-text file-upload filter flag flask folder
gavel git-compare grip-vertical heart heart-handshake help history home id-badge inbox info-circle key
language layout-board layout-kanban link list list-check lock login logout mail map-pin menu-2 message
message-2 microphone minus news pencil phone player-play player-stop plus presentation printer qrcode refresh
rocket school search selector send settings shield-check signature sitemap sparkles star table tag target
timeline trash trending-up trophy upload user user-check user-plus users users-group video world x
"""


@dataclass(frozen=True, kw_only=True)
class Package:
    """One npm package and the files taken from it."""

    name: str
    version: str
    licence: str
    integrity: str
    files: tuple[str, ...]
    licence_file: str = "LICENSE"
    folder: Path = STATIC / "vendor"

    @property
    def short_name(self) -> str:
        """The folder name below vendor/."""
        return self.name.removeprefix("@").replace("/", "-")


PACKAGES = (
    Package(
        name="@tabler/core",
        version="1.6.1",
        licence="MIT",
        integrity="sha512-lgmR9gcxRp5JlLxcmRi9Rz85JrEvH6Bz71KnlcPVSa97wtwQNjgSs3g3fxwbAlulHyRMghhIV04QUuW3pqDsIg==",
        files=("dist/css/tabler.min.css",),
        licence_file="",
    ),
    Package(
        name="htmx.org",
        version="2.0.11",
        licence="0BSD",
        integrity="sha512-Thx/WtpeOQqSrqBCw/A1cwGJGg4UrVa3+sW0GmrM3p4gJgO89ecH4qtbnyzDDWFvBTqjnIMCgELTNt636dtamA==",
        files=("dist/htmx.min.js",),
    ),
    Package(
        name="sortablejs",
        version="1.15.7",
        licence="MIT",
        integrity="sha512-Kk8wLQPlS+yi1ZEf48a4+fzHa4yxjC30M/Sr2AnQu+f/MPwvvX9XjZ6OWejiz8crBsLwSq8GHqaxaET7u6ux0A==",
        files=("Sortable.min.js",),
    ),
    Package(
        name="chart.js",
        version="4.6.1",
        licence="MIT",
        integrity="sha512-hJyniucsFmq//EvXYvJ6c6mahPoI3kaxdjVH8awTaJ/fDNWeSqqqArixMJWkWNN6fcYvPU3HneSANFNYtRi61g==",
        files=("dist/chart.umd.min.js",),
        licence_file="LICENSE.md",
    ),
    Package(
        name="@tabler/icons",
        version="3.51.0",
        licence="MIT",
        integrity="sha512-0pinvPZz7YeX+OSfxuEAbnEPWbocVXW5iU8h5lh41pYG8sZuQfpWECC980lxOT0clGIcNGn8xsBr+zKaRGdA/g==",
        files=(),
    ),
    Package(
        name="axe-core",
        version="4.14.1",
        licence="MPL-2.0",
        integrity="sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
        files=("axe.min.js",),
        folder=BROWSER_TESTS,
    ),
)

MIT_TEXT = """The MIT License (MIT)

Copyright (c) 2018-2025 The Tabler Authors

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without
limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the
Software, and to permit persons to whom the Software is furnished to do so, subject to the following
conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions
of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED
TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL
THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF
CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER
DEALINGS IN THE SOFTWARE.
"""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of a vendor manifest."""

    name: str
    version: str
    licence: str
    file: str
    sha256: str
    integrity: str


def unpack(package: Package, into: Path) -> Path:
    """Download a package, compare it with the pinned integrity and unpack it."""
    wanted = f"{package.name}@{package.version}"
    run = subprocess.run(["npm", "pack", "--silent", wanted], cwd=into, check=True, capture_output=True, text=True)
    archive = into / run.stdout.strip().splitlines()[-1]
    found = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if found != package.integrity:
        raise SystemExit(f"{wanted}: integrity is {found}, expected {package.integrity}")
    folder = into / package.short_name
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    return folder / "package"


def keep(package: Package, source: Path) -> list[Entry]:
    """Copy the files of one package beside its licence; return its manifest lines."""
    target = package.folder / package.short_name
    target.mkdir(parents=True, exist_ok=True)
    licence = (source / package.licence_file).read_text("utf-8") if package.licence_file else MIT_TEXT
    (target / "LICENSE.txt").write_text(licence, "utf-8")
    entries = []
    for name in package.files:
        kept = target / Path(name).name
        shutil.copyfile(source / name, kept)
        text = re.sub(r"\n?(/\*|//)# sourceMappingURL=[^\n]*", "", kept.read_text("utf-8"))
        kept.write_text(text, "utf-8")
        entries.append(entry_of(package, kept))
    return entries


def entry_of(package: Package, kept: Path) -> Entry:
    """Describe one kept file for the manifest."""
    return Entry(
        name=package.name,
        version=package.version,
        licence=package.licence,
        file=Path(os.path.relpath(kept, package.folder)).as_posix(),
        sha256=hashlib.sha256(kept.read_bytes()).hexdigest(),
        integrity=package.integrity,
    )


def write_sprite(source: Path) -> Path:
    """Join the icons that pages use into one SVG file of symbols."""
    symbols = []
    for name in sorted(ICONS.split()):
        drawing = (source / "icons" / "outline" / f"{name}.svg").read_text("utf-8")
        inner = drawing[drawing.index(">", drawing.index("<svg")) + 1 : drawing.rindex("</svg>")]
        inner = re.sub(r'<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>', "", inner)
        body = " ".join(inner.split()).replace("> <", "><")
        symbols.append(
            f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75"'
            f' stroke-linecap="round" stroke-linejoin="round">{body}</symbol>'
        )
    sprite = STATIC / "icons.svg"
    sprite.write_text('<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n", "utf-8")
    return sprite


def write_agenda_grid() -> None:
    """Write the classes that place a session in the programme grid: rows are ticks of five minutes."""
    lines = ["/* Written by scripts/vendor_assets.py: places in the programme grid. */"]
    lines += [f".row-start-{n}{{--row:{n}}}" for n in range(1, DAY_TICKS + 1)]
    lines += [f".row-span-{n}{{--span:{n}}}" for n in range(1, SPAN_TICKS + 1)]
    lines += [f".col-start-{n}{{--col:{n}}}" for n in range(1, COLUMNS + 1)]
    lines += [f".rooms-{n}{{--rooms:{n}}}" for n in range(1, COLUMNS + 1)]
    (STATIC / "agenda-grid.css").write_text("\n".join(lines) + "\n", "utf-8")


def write_manifest(folder: Path, entries: list[Entry]) -> None:
    """Write the manifest that a test compares with the files."""
    rows = [asdict(entry) for entry in entries]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manifest.json").write_text(json.dumps(rows, indent=2) + "\n", "utf-8")


def main() -> None:
    """Fetch every package and write files, licences, icon sprite and manifests."""
    entries: dict[Path, list[Entry]] = {STATIC / "vendor": [], BROWSER_TESTS: []}
    with tempfile.TemporaryDirectory() as scratch:
        for package in PACKAGES:
            source = unpack(package, Path(scratch))
            entries[package.folder] += keep(package, source)
            if package.name == "@tabler/icons":
                entries[package.folder].append(entry_of(package, write_sprite(source)))
    for folder, lines in entries.items():
        write_manifest(folder, lines)
    write_agenda_grid()


if __name__ == "__main__":
    main()
