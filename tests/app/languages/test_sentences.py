"""Messages that are told in another language by what they say."""

import sys
from pathlib import Path

import pytest

import wmstudio
from wmstudio.app.languages.sentences import made_of, retell, sentences

sys.path.insert(0, str(Path(__file__).parents[3] / "scripts"))
import messages
import strings

ROOT = Path(wmstudio.__file__).parent
SAMPLE = """
HINT = "try again"
KINDS = {"a": "it is an archive"}

def reason(n: int) -> str:
    if n > 1:
        return "it is too large"
    return f"it has {n} bytes"

def other(name):
    end, hint = "" if name else " of yours", ""
    raise FormatError(f"no file{end}: {HINT}")

def read(path, size, kind):
    if size:
        raise FormatError(f"{path} cannot be read: {reason(size)}.")
    for key, why in KINDS.items():
        raise FormatError(why)
    raise FormatError("it is of the kind " + kind)

def tell_all(count):
    if count < 0:
        raise IndexError(f"there are units 0 to {count}")
    note("one file is left" if count == 1 else f"{count:,} files are left")
    notes = (f"in braces: {{{count}}}",)
    return Refused(TOO_LATE.format(when=count))

TOO_LATE = "it is {when:,} o'clock"
"""
READ = {
    "no file: try again",
    "no file of yours: try again",
    "{a} cannot be read: it is too large.",
    "{a} cannot be read: it has {b} bytes.",
    "it is an archive",
    "it is of the kind {a}",
    "one file is left",
    "{a} files are left",
    "in braces: {{{a}}}",
    "it is {a} o'clock",
}


def test_messages_are_read_however_they_are_put_together(tmp_path):
    package = tmp_path / "sample"
    (package / "gui").mkdir(parents=True)
    (package / "one.py").write_text(SAMPLE, encoding="utf-8")
    (package / "gui" / "two.py").write_text("raise FormatError('of the window')\n")

    assert {*messages.of(package)} == READ


def test_the_list_that_ships_has_every_message_of_the_program():
    found = messages.of(ROOT)

    assert len(found) > 500
    assert strings.MESSAGES.read_text("utf-8").splitlines() == [*found], "run make strings"
    assert {*found} <= {*sentences()}


def letters_of(sentence):
    fields = (letter for letter in "abcdefgh" if f"{{{letter}}}" in sentence)
    return {letter: f"⟨{letter}⟩" for letter in fields}


def test_each_is_found_with_its_own_words():
    lost = []
    for sentence in {*sentences()} - {"{a}: {b}", "{a}."}:
        fields = letters_of(sentence)
        found = made_of(sentence.format(**fields))
        # One with more words of its own may say the same of more special values.
        if found != (sentence, fields) and (found is None or len(found[0]) <= len(sentence)):
            lost.append(sentence)
    assert lost == []


def shouted(sentence, **fields):
    return sentence.upper().format(**{name.upper(): value for name, value in fields.items()})


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "/tmp/a.wmtrace is damaged, or it is no recorded trace: it is not a zip file.",
            "/tmp/a.wmtrace IS DAMAGED, OR IT IS NO RECORDED TRACE: IT IS NOT A ZIP FILE.",
        ),
        ("a.gguf cannot be opened: it is cut short.", "a.gguf CANNOT BE OPENED: IT IS CUT SHORT."),
        (
            "a.toml: [data] and [task] exclude one another: leave one of them",
            "a.toml: [DATA] AND [TASK] EXCLUDE ONE ANOTHER: LEAVE ONE OF THEM",
        ),
        ("there is no file a.txt.", "THERE IS NO FILE a.txt."),
        ("a.toml: the table [model] is missing", "a.toml: THE TABLE [model] IS MISSING"),
        ("a.txt cannot be read: Permission denied", "a.txt CANNOT BE READ: PERMISSION DENIED"),
    ],
)
def test_places_and_reasons_are_told_too(said, told):
    assert retell(said, shouted) == told


def test_other_texts_stay_as_they_are():
    for said in ("A sentence of somebody else's.", "Dear all: hello", "x" * 100_000):
        assert retell(said, str.upper) == said
