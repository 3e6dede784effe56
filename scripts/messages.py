"""Collect every sentence people read, keep both catalogues, and say what still lacks a translation.

    python scripts/messages.py                        collect, update both catalogues, compile, report
    python scripts/messages.py --fragments DIR        the same, and fill in Chinese from DIR/*.json
    python scripts/messages.py --compile              only compile what the program reads
    python scripts/messages.py --check                change nothing; fail when a run would change or report something

A fragment is {"English": "中文", "PitchState|In review": "评审中", "One seat||%(num)d seats": "%(num)d 个席位"}.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.core import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.core.words import worded  # noqa: E402 -- the path comes first

FOLDER = ROOT / "translations"
LOCALES = ("en", "zh_CN")
NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)  # a date that changes would make every run a change
HEADER = "# Luyan 路演: made by scripts/messages.py from the sources; do not edit the English.\n#"
FIRST, PLURAL, CONTEXT = None, (1, 2), ((1, "c"), 2)
KEYWORDS = {
    "_": FIRST,
    "gettext": FIRST,
    "lazy_gettext": FIRST,
    "_l": FIRST,
    "N_": FIRST,
    "ngettext": PLURAL,
    "lazy_ngettext": PLURAL,
    "pgettext": CONTEXT,
    "lazy_pgettext": CONTEXT,
    "RuleBroken": FIRST,
    "NotAllowed": FIRST,
    "Conflict": FIRST,
    "NotFound": FIRST,
}
SOURCES = [("app/**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2")]
JINJA = {"silent": "false", "trimmed": "true", "extensions": "jinja2.ext.do,jinja2.ext.loopcontrols"}
OPTIONS = {"templates/**.html": JINJA, "templates/**.txt": JINJA}
CODES = {"Permission", "Scope"}  # enums that no page shows
PLACEHOLDER = re.compile(r"%\((\w+)\)[sdf]")

Words = str | tuple[str, ...]


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line asks; 0 when nothing is left to do."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fragments", type=Path, help="folder of JSON files with Chinese")
    parser.add_argument("--compile", action="store_true", help="only write the .mo files")
    parser.add_argument("--check", action="store_true", help="change nothing, fail when something is missing or stale")
    options = parser.parse_args(arguments)
    if options.compile:
        compile_catalogues()
        return 0
    chinese, problems = read_fragments(options.fragments)
    template = collect()
    catalogues = {locale: updated(locale, template, chinese) for locale in LOCALES}
    if options.check:
        problems += [f"{path.relative_to(ROOT)} is stale: run make messages" for path in stale(template, catalogues)]
    else:
        write(template, catalogues)
        compile_catalogues()
        problems += unused(template, chinese)
    problems += missing(catalogues["zh_CN"]) + misplaced(catalogues["zh_CN"])
    for line in problems:
        print(line)
    print(f"{len(template)} messages, {len(problems)} problems")
    return 1 if problems else 0


def collect() -> Catalog:
    """Everything people read, from code, templates and the names of states."""
    template = Catalog(project="Luyan", version="1", creation_date=NO_DATE, header_comment=HEADER, charset="utf-8")
    found = extract_from_dir(
        ROOT, SOURCES, OPTIONS, keywords=KEYWORDS, comment_tags=("Translators:",), directory_filter=is_ours
    )
    for path, _line, identity, comments, context in found:
        template.add(identity, locations=[(path, 0)], auto_comments=comments, context=context)
    for path, name, value in words_of_enums():
        template.add(worded(value), locations=[(path, 0)], context=name)
    return template


def is_ours(folder: str) -> bool:
    """Whether to look into a folder: also into _macros and _layout, which Babel would leave out, but not into .venv."""
    return not Path(folder).name.startswith(".")


def words_of_enums() -> Iterator[tuple[str, str, str]]:
    """File, class and value of every member of every StrEnum of the program."""
    for path in sorted((ROOT / "app").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and node.name not in CODES and is_str_enum(node):
                for value in members(node):
                    yield str(path.relative_to(ROOT)), node.name, value


def is_str_enum(node: ast.ClassDef) -> bool:
    """Whether the class is an enumeration of words."""
    return any(ast.unparse(base).rpartition(".")[2] == "StrEnum" for base in node.bases)


def members(node: ast.ClassDef) -> Iterator[str]:
    """The values of an enumeration, in their order; `auto()` is the name in small letters."""
    for line in node.body:
        if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name):
            if isinstance(line.value, ast.Constant) and isinstance(line.value.value, str):
                yield line.value.value
            elif isinstance(line.value, ast.Call):
                yield line.targets[0].id.lower()


def read_fragments(folder: Path | None) -> tuple[dict[str, str], list[str]]:
    """The Chinese of all fragments, and where two of them disagree or one cannot be read."""
    chinese: dict[str, str] = {}
    origin: dict[str, str] = {}
    problems: list[str] = []
    for path in sorted(folder.glob("*.json")) if folder else []:
        try:
            words: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
        except json.JSONDecodeError as error:
            problems.append(f"{path.name}: {error}")
            continue
        for key, text in words.items():
            if chinese.setdefault(key, text) != text:
                problems.append(f"{origin[key]} and {path.name} disagree about {key!r}: {chinese[key]} / {text}")
            origin.setdefault(key, path.name)
    return chinese, problems


def updated(locale: str, template: Catalog, chinese: Mapping[str, str]) -> Catalog:
    """The catalogue of a language: old translations kept, new ones filled in, what is no longer said dropped."""
    old = read_catalogue(locale)
    catalogue = Catalog(
        locale=locale,
        project="Luyan",
        version="1",
        creation_date=NO_DATE,
        revision_date=NO_DATE,
        header_comment=HEADER,
        last_translator="Luyan",
        language_team=locale,
        fuzzy=False,
        charset="utf-8",
    )
    for message in entries(template):
        known = old.get(message.id, message.context) if old else None
        text = message.id if locale == "en" else chinese.get(key_of(message))
        if text is None and known is not None and not known.fuzzy:
            text = known.string
        catalogue.add(
            message.id,
            shaped(message, text),
            locations=message.locations,
            flags=message.flags - {"fuzzy"},
            auto_comments=message.auto_comments,
            context=message.context,
        )
    return catalogue


def shaped(message: Message, text: str | Iterable[str] | None) -> Words | None:
    """A translation in the shape its message needs: plural forms are a tuple."""
    if text is None or isinstance(text, str):
        return (text,) if text and message.pluralizable else text
    return tuple(text)


def key_of(message: Message) -> str:
    """The key of a message in a fragment."""
    words = message.id if isinstance(message.id, str) else "||".join(message.id)
    return f"{message.context}|{words}" if message.context else words


def entries(catalogue: Iterable[Message]) -> list[Message]:
    """The messages of a catalogue without its header, in a fixed order."""
    return sorted((message for message in catalogue if message.id), key=key_of)


def path_of(locale: str) -> Path:
    """Where the catalogue of a language is kept."""
    return FOLDER / locale / "LC_MESSAGES" / "messages.po"


def compiled_path_of(locale: str) -> Path:
    """Where the program looks for a language: Babel calls zh_CN by its full name, zh_Hans_CN."""
    return FOLDER / str(Locale.parse(locale)) / "LC_MESSAGES" / "messages.mo"


def read_catalogue(locale: str) -> Catalog | None:
    """The catalogue as it was committed, if there is one."""
    path = path_of(locale)
    if not path.exists():
        return None
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def as_bytes(catalogue: Catalog) -> bytes:
    """A catalogue as its file, in a fixed order and without line numbers, so that changes are small."""
    buffer = BytesIO()
    write_po(buffer, catalogue, width=120, sort_output=True, include_lineno=False, ignore_obsolete=True)
    return buffer.getvalue()


def write(template: Catalog, catalogues: Mapping[str, Catalog]) -> None:
    """Write the template and both catalogues."""
    for locale, catalogue in catalogues.items():
        path_of(locale).parent.mkdir(parents=True, exist_ok=True)
        path_of(locale).write_bytes(as_bytes(catalogue))
    (FOLDER / "messages.pot").write_bytes(as_bytes(template))


def stale(template: Catalog, catalogues: Mapping[str, Catalog]) -> list[Path]:
    """The committed files that differ from what the sources say now."""
    wanted = {FOLDER / "messages.pot": template} | {path_of(name): each for name, each in catalogues.items()}
    return [path for path, each in wanted.items() if not path.exists() or path.read_bytes() != as_bytes(each)]


def compile_catalogues() -> None:
    """Write the .mo files that the program reads; one that is newer than its source is left alone."""
    for locale in LOCALES:
        source, target = path_of(locale), compiled_path_of(locale)
        if target.exists() and target.stat().st_mtime_ns > source.stat().st_mtime_ns:
            continue
        catalogue = read_catalogue(locale)
        if catalogue is None:
            continue
        buffer = BytesIO()
        write_mo(buffer, catalogue)
        target.parent.mkdir(parents=True, exist_ok=True)
        half = target.with_suffix(f".mo.{id(buffer)}")
        half.write_bytes(buffer.getvalue())
        half.replace(target)  # a reader sees the old file or the new one, never half of it


def missing(catalogue: Catalog) -> list[str]:
    """What has no translation yet, by file."""
    by_file: dict[str, list[str]] = defaultdict(list)
    for message in entries(catalogue):
        strings = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
        if not strings or not all(strings):
            by_file[message.locations[0][0] if message.locations else "?"].append(key_of(message))
    return [f"{path}: no Chinese for {key!r}" for path, keys in sorted(by_file.items()) for key in keys]


def misplaced(catalogue: Catalog) -> list[str]:
    """Translations whose %(placeholders)s are not those of the English: they would fail, or hide a value."""
    problems = []
    for message in entries(catalogue):
        wanted = set(PLACEHOLDER.findall(" ".join([message.id] if isinstance(message.id, str) else message.id)))
        strings = [message.string] if isinstance(message.string, str) else list(message.string or ())
        problems += [
            f"{key_of(message)!r}: {text!r} has other placeholders"
            for text in strings
            if text and set(PLACEHOLDER.findall(text)) != wanted
        ]
    return problems


def unused(template: Catalog, chinese: Mapping[str, str]) -> list[str]:
    """Fragments that translate what nobody says: mostly a sentence that was changed in the code."""
    said = {key_of(message) for message in entries(template)}
    return [f"nobody says {key!r}" for key in sorted(set(chinese) - said)]


if __name__ == "__main__":
    sys.exit(main())
