"""Checking uploaded slides by their content, whatever their name says."""

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

PDF: Final = "application/pdf"
PPTX: Final = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
TAIL: Final = 2048
MOST_UNPACKED: Final = 1024 * 1024 * 1024
MOST_PARTS: Final = 20_000
OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ACTIVE_PDF: Final = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFile|RichMedia)\b")
PAGE: Final = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
STREAM: Final = re.compile(rb"/ObjStm\b.{0,400}?stream\r?\n", re.DOTALL)
CONTENT_TYPES: Final = "[Content_Types].xml"
SLIDE_PART: Final = re.compile(r"ppt/slides/slide\d+\.xml")


class SlidesFault(StrEnum):
    """Why a file is not taken."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    UNKNOWN_KIND = "unknown_kind"
    OLD_FORMAT = "old_format"
    BROKEN = "broken"
    ENCRYPTED = "encrypted"
    ACTIVE_CONTENT = "active_content"


@dataclass(frozen=True)
class Slides:
    """What a good file is."""

    media_type: str
    suffix: str
    pages: int


def check_slides(data: bytes, *, most_bytes: int) -> Slides | SlidesFault:
    """Look into a file: PDF or PPTX, whole, not locked, without macros or scripts."""
    if not data:
        return SlidesFault.EMPTY
    if len(data) > most_bytes:
        return SlidesFault.TOO_LARGE
    if data.startswith(b"%PDF-"):
        return _check_pdf(data)
    if data.startswith(b"PK\x03\x04"):
        return _check_pptx(data)
    return SlidesFault.OLD_FORMAT if data.startswith(OLD_OFFICE) else SlidesFault.UNKNOWN_KIND


def _check_pdf(data: bytes) -> Slides | SlidesFault:
    if b"%%EOF" not in data[-TAIL:]:
        return SlidesFault.BROKEN
    if b"/Encrypt" in data:
        return SlidesFault.ENCRYPTED
    objects = [data, *_object_streams(data)]
    if any(ACTIVE_PDF.search(part) for part in objects):
        return SlidesFault.ACTIVE_CONTENT
    pages = sum(len(PAGE.findall(part)) for part in objects)
    return Slides(PDF, ".pdf", pages) if pages else SlidesFault.BROKEN


def _object_streams(data: bytes) -> list[bytes]:
    """The unpacked streams in which newer files keep their page objects."""
    found = []
    for match in STREAM.finditer(data):
        try:
            found.append(zlib.decompressobj().decompress(data[match.end() :], MOST_UNPACKED // 64))
        except zlib.error:
            continue
    return found


def _check_pptx(data: bytes) -> Slides | SlidesFault:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            fault = _archive_fault(parts)
            if fault is not None:
                return fault
            names = {part.filename for part in parts}
            types = archive.read(CONTENT_TYPES) if CONTENT_TYPES in names else b""
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError):
        return SlidesFault.BROKEN
    if "ppt/presentation.xml" not in names or b"presentationml" not in types:
        return SlidesFault.UNKNOWN_KIND
    if b"macroEnabled" in types or any(name.lower().endswith(("vbaproject.bin", ".exe", ".ole")) for name in names):
        return SlidesFault.ACTIVE_CONTENT
    pages = sum(1 for name in names if SLIDE_PART.fullmatch(name))
    return Slides(PPTX, ".pptx", pages) if pages else SlidesFault.BROKEN


def _archive_fault(parts: list[zipfile.ZipInfo]) -> SlidesFault | None:
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        return SlidesFault.TOO_LARGE
    if any(part.flag_bits & 1 for part in parts):
        return SlidesFault.ENCRYPTED
    return None
