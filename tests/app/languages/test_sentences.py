"""Sentences that are told in another language by what they say."""

import ast
from pathlib import Path

import pytest

import wmstudio
from wmstudio.app.languages.sentences import SENTENCES, made_of, retell

LOCAL = ("client", "mailbox", "start", "sync", "threaded")
"""Modules of engines in this process."""
ROOT = Path(wmstudio.__file__).parent
COVERED = [*(ROOT / "engine").glob("*.py"), *(ROOT / "runtime" / f"{name}.py" for name in LOCAL)]
COVERED += [ROOT / "text" / f"{name}.py" for name in ("matching", "patterns", "documents")]
FOR_AUTHORS = {
    "a measurement ends with its result",
    "bytes in hexadecimal",
    "above the lower end, 1",
    "the shape of a signal of kind 1",
    "there are units 0 to 1",
    "token 1 of 1",
    "tokens 1 to 1 of 1",
    "1",
    "1.",
}
"""Mistakes of a caller, and what stands within a longer sentence of another package."""


def said(node):
    """A message with 1 for each of its values; None for what is no text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if not isinstance(node, ast.JoinedStr):
        return None
    parts = (part.value if isinstance(part, ast.Constant) else "1" for part in node.values)
    return "".join(map(str, parts))


def messages_of(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        call = node.exc if isinstance(node, ast.Raise) else node
        named = isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
        failure = named and call.func.id == "Failure"
        if named and (isinstance(node, ast.Raise) or failure):
            for part in call.args[:1]:
                if (text := said(part)) is not None:
                    yield text


def test_every_message_of_the_engine_is_one_of_them():
    found = {text for path in COVERED for text in messages_of(path)}

    assert len(found) > 50
    assert {text for text in found - FOR_AUTHORS if made_of(text) is None} == set()


@pytest.mark.parametrize("sentence", SENTENCES)
def test_each_is_found_with_its_own_words(sentence):
    fields = made_of(sentence.format_map(Letters()))

    assert fields is not None
    assert fields[0] == sentence


class Letters(dict):
    def __missing__(self, field):
        return f"⟨{field}⟩"


def test_a_reason_is_told_too():
    told = retell(
        "/tmp/a.wmtrace is damaged, or it is no recorded trace: it is not a zip file.",
        lambda sentence, **fields: sentence.upper().format(
            **{name.upper(): value for name, value in fields.items()}
        ),
    )
    assert told == "/tmp/a.wmtrace IS DAMAGED, OR IT IS NO RECORDED TRACE: IT IS NOT A ZIP FILE."


def test_other_texts_stay_as_they_are():
    assert retell("A sentence of somebody else's.", str.upper) == "A sentence of somebody else's."
    assert made_of("x" * 100_000) is None
