"""Write the catalogues of all texts that people read, for translators: `make strings`.

    python scripts/strings.py [LANGUAGE …]

Finds them (see wmstudio/app/phrases.py and messages.py) and writes, for each language that the
program has and those that are named, resources/translations/wmstudio_LANGUAGE.ts, in which what was
translated stays. Qt's Linguist edits these files. Of each the .qm file is made that the program
loads.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import PySide6

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import messages  # noqa: E402

# Only now is the package found, where it is not installed.
from wmstudio.app import examples, phrases, tours  # noqa: E402
from wmstudio.app.commands import COMMANDS  # noqa: E402
from wmstudio.app.help.gestures import GESTURES  # noqa: E402
from wmstudio.app.help.glossary import GLOSSARY  # noqa: E402
from wmstudio.app.languages import ENGLISH, LANGUAGES  # noqa: E402
from wmstudio.app.menus import MENUS, TEXT_MENU  # noqa: E402
from wmstudio.app.panels import PANELS  # noqa: E402
from wmstudio.app.preferences import PREFERENCES  # noqa: E402
from wmstudio.cli import arguments  # noqa: E402
from wmstudio.gui.base.wording import own_words, part_words  # noqa: E402
from wmstudio.models.registry import FAMILIES, build, tiny  # noqa: E402

CONTEXT, FOLDER = "wmstudio", ROOT / "resources" / "translations"
MESSAGES = FOLDER / "messages.txt"
"""The messages below the window, by which the program finds the one that is to be told."""
MARKED = {"tr": (0,), "phrase": (0,), "counted": (2,), "told": (0,)}
"""Functions, and which of their arguments is a text; what is counted has more than one form."""
TABLES = (COMMANDS, GESTURES, GLOSSARY, MENUS, TEXT_MENU, PANELS, PREFERENCES)


def found() -> dict[str, bool]:
    """Every text, in a fixed order, and whether it is about a number of things."""
    texts: dict[str, bool] = {}
    for folder in ("app", "gui", "cli"):
        for file in sorted((ROOT / "wmstudio" / folder).rglob("*.py")):
            for text, is_counted in _in_code(ast.parse(file.read_text(encoding="utf-8"))):
                texts[text] = texts.get(text, False) or is_counted
    for text in phrases.of((*TABLES, examples.listed(), tours.bundled())):
        texts.setdefault(text, False)
    for parser in arguments.parsers():
        for text in parser.texts():
            texts.setdefault(text, False)
    for family in FAMILIES:
        for text in told_by(build(family, tiny(family, 300))):
            texts.setdefault(text, False)
    for text in messages.of(ROOT / "wmstudio"):
        texts.setdefault(text, False)
    return texts


def told_by(model: Any) -> Iterator[str]:
    """Every text that a model tells of itself, with its switches off and on."""
    switches = [name for name, setting in model.settings.items() if isinstance(setting.value, bool)]
    for one in (model, *(model.configured(**{s: on}) for s in switches for on in (True, False))):
        for signal in one.signals.values():
            yield from (signal.text, own_words(signal), part_words(signal.part), *signal.dims)
        for setting in one.settings.values():
            yield from (setting.text, setting.name.replace("_", " "))
        for edit in one.edits.values():
            yield edit.text
            yield from (argument.text for argument in edit.arguments)
        yield from filter(None, asdict(one.usage_texts).values())


def _in_code(tree: ast.Module) -> Iterator[tuple[str, bool]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        places = MARKED.get(node.func.id, ())
        for place in places:
            for text in _texts(node.args[place]) if place < len(node.args) else ():
                yield text, node.func.id == "counted"


def _texts(node: ast.expr) -> Iterator[str]:
    """A text, or each of two between which the program chooses."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)


def catalogue(texts: dict[str, bool], language: str = "", before: str = "") -> str:
    """A catalogue in Qt's own form; translations of ``before`` stay where the text is the same."""
    kept = {}
    if before:
        for message in ElementTree.fromstring(before).iter("message"):
            kept[message.findtext("source", "")] = message.find("translation")
    root = ElementTree.Element("TS", {"version": "2.1", "sourcelanguage": "en"})
    if language:
        root.set("language", language)
    context = ElementTree.SubElement(root, "context")
    ElementTree.SubElement(context, "name").text = CONTEXT
    for text, is_counted in texts.items():
        message = ElementTree.SubElement(context, "message")
        if is_counted:
            message.set("numerus", "yes")
        ElementTree.SubElement(message, "source").text = text
        old = kept.get(text)
        if old is not None:
            message.append(old)
            continue
        new = ElementTree.SubElement(message, "translation", {"type": "unfinished"})
        if is_counted:
            ElementTree.SubElement(new, "numerusform")
    ElementTree.indent(root)
    written = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{written}\n'


def compile_catalogue(file: Path) -> None:
    """Make the .qm file of a .ts file, beside it."""
    compiler = Path(PySide6.__file__).parent / "lrelease"
    command = [compiler, "-silent", file, "-qm", file.with_suffix(".qm")]
    subprocess.run(command, check=True)


def main(languages: list[str]) -> None:
    """Write the catalogues."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    MESSAGES.write_text("\n".join(messages.of(ROOT / "wmstudio")) + "\n", encoding="utf-8")
    texts = found()
    for language in sorted({*LANGUAGES, *languages} - {ENGLISH}):
        file = FOLDER / f"wmstudio_{language}.ts"
        before = file.read_text(encoding="utf-8") if file.is_file() else ""
        written = catalogue(texts, language, before)
        file.write_text(written, encoding="utf-8")
        compile_catalogue(file)
        missing = written.count('type="unfinished"')
        print(f"{file.relative_to(ROOT)}: {len(texts)} texts, {missing} of them not translated")


if __name__ == "__main__":
    main(sys.argv[1:])
