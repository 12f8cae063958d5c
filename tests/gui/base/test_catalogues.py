"""The catalogues that ship: whole, and of the same form as the English texts."""

import ast
import re
import sys
from difflib import SequenceMatcher
from pathlib import Path
from xml.etree import ElementTree

import pytest

import wmstudio
from wmstudio import paths
from wmstudio.app.languages import ENGLISH, LANGUAGES

sys.path.insert(0, str(Path(__file__).parents[3] / "scripts"))
import strings

OTHERS = sorted({*LANGUAGES} - {ENGLISH})
VALUE = re.compile(r"\{\w*(?::[^{}]*)?\}")
ALIKE = 0.86
"""How alike two texts are, from 0 to 1, that differ only in their number."""
MARKUP = re.compile(r"\*\.\w+|;;|\]\(http[^)]*\)")


def file_of(language):
    return paths.resources() / "translations" / f"wmstudio_{language}.ts"


@pytest.fixture(params=OTHERS)
def language(request):
    return request.param


@pytest.fixture
def translated(language):
    """The English texts of a catalogue, each with its translations: several for a plural."""
    root = ElementTree.fromstring(file_of(language).read_text(encoding="utf-8"))
    found = {}
    for message in root.iter("message"):
        told = message.find("translation")
        assert told.get("type") is None, message.findtext("source")
        forms = [form.text for form in told.iter("numerusform")] or [told.text]
        found[message.findtext("source")] = forms
    return found


def test_every_text_of_the_program_is_translated(translated):
    assert {*translated} == {*strings.found()}, "run make strings, and translate what is new"
    assert [text for text, forms in translated.items() if not all(forms)] == []


def test_translations_have_the_values_and_markup_of_the_text(translated):
    differing = {
        text: form
        for text, forms in translated.items()
        for form in forms
        for what in (VALUE, MARKUP)
        if sorted(what.findall(text)) != sorted(what.findall(form))
    }
    assert differing == {}


def test_translated_commands_keep_the_access_keys_and_dots(translated):
    differing = {
        text: form
        for text, forms in translated.items()
        for form in forms
        if [key.upper() for key in re.findall(r"&(\w)", text)]
        != [key.upper() for key in re.findall(r"&(\w)", form)]
        or text.endswith("…") != form.endswith("…")
    }
    assert differing == {}


def test_the_compiled_catalogue_agrees_with_the_written_one(language, tmp_path):
    copy = tmp_path / "copy.ts"
    copy.write_bytes(file_of(language).read_bytes())
    strings.compile_catalogue(copy)
    shipped = file_of(language).with_suffix(".qm")
    assert shipped.read_bytes() == copy.with_suffix(".qm").read_bytes()


def pairs_of(tree):
    """The two texts of each call of `counted` in a file, where both are written there."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "counted":
            texts = [one.value for one in node.args[1:3] if isinstance(one, ast.Constant)]
            if len(texts) == 2:
                yield texts


def test_one_thing_is_told_in_the_words_of_several():
    files = Path(wmstudio.__file__).parent.rglob("*.py")
    pairs = [pair for file in files for pair in pairs_of(ast.parse(file.read_text("utf-8")))]
    assert len(pairs) > 20
    unlike = [
        (one, many)
        for one, many in pairs
        if len(many) > 30 and SequenceMatcher(None, one, many).ratio() < ALIKE
    ]
    assert unlike == []
