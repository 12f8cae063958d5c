"""Which tokenizer a foreign model has: inside its file, in a file beside it, or by its size."""

from __future__ import annotations

import string
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wmstudio.backends import byte_pairs
from wmstudio.text import vocabularies
from wmstudio.text.foreign_sentence_pieces import ForeignSentencePieces
from wmstudio.text.keras_tokenizer import KerasRules, KerasTokenizer
from wmstudio.text.longest import read_world
from wmstudio.text.tokenizer import LARGEST as LARGEST_MODEL
from wmstudio.text.tokenizer import TokenizerError
from wmstudio.untrusted import Node, UntrustedError, parse_json, read_bytes
from wmstudio.weights import trees
from wmstudio.weights.inert import Inert
from wmstudio.weights.pickles import LARGEST as LARGEST_PICKLE
from wmstudio.weights.pickles import read_pickle
from wmstudio.weights.torch_files import is_torch_file, read_torch

if TYPE_CHECKING:
    from wmstudio.text.paragraphs import ParagraphTokenizer

LARGEST = 64 * 2**20
MOST_FILES = 40
WORDS = (
    "vocab",
    "char",
    "stoi",
    "itos",
    "token",
    "meta",
    "dict",
    "idx",
    "corpus",
    "spiece",
    "word",
    "mapping",
)
"""One of them is in the name of a file that may hold a vocabulary."""
ENDINGS = (".json", ".txt", ".pkl", ".pickle", ".pt", ".pth", ".model", ".vocab")


class _Merging(UntrustedError):
    """A tokenizer that merges, of a kind that is not read. Its pieces are no words."""


def tokenizer_for(
    path: Path, vocab_size: int, inside: Sequence[Any] = ()
) -> tuple[ParagraphTokenizer, str]:
    """A tokenizer of so many pieces, and a sentence that says where it was found.

    ``inside`` are trees (`wmstudio.weights.trees`) that were read from the checkpoint itself.
    """
    for tree in inside:
        for texts in trees.vocabularies(tree):
            if len(texts) == vocab_size and not vocabularies.are_parts(texts):
                return _listed(texts, f"{path.name} itself")
    made = byte_pairs.beside(path if path.is_dir() else path.parent, vocab_size)
    if made is not None:
        return made
    none, hint = "No vocabulary is in the file or beside it, so", ": put its vocab.json beside it"
    for file in _beside(path):
        try:
            found = _read(file, vocab_size)
        except _Merging:
            none, hint = f"{file.name} is of a kind that is not read, so", ""
            continue
        except (UntrustedError, TokenizerError, OSError):
            continue  # it is something else, or damaged: the next one may do
        if isinstance(found, list) and vocabularies.are_parts(found):
            none = f"{file.name} has parts of words and does not say how they are joined, so"
            hint = ": put its tokenizer.json or tokenizer.model beside it"
        elif isinstance(found, list):
            return _listed(found, file.name)
        elif isinstance(found, KerasTokenizer):
            return found, _told_of_keras(found, file.name)
        elif found is not None:
            return found, f"Its pieces are those of {file.name}."
    return by_size(vocab_size, none, hint)


def _listed(texts: Sequence[str], where: str) -> tuple[ParagraphTokenizer, str]:
    made = vocabularies.of_texts(texts)
    kind = "characters" if isinstance(made, vocabularies.CharacterTokenizer) else "words"
    told = f"Its pieces are {kind}, from {where}."
    if not made.has_unknown:
        told += f" What is none of them is read as {texts[made.unknown]!r}."
    return made, told


def by_size(count: int, none: str, hint: str = "") -> tuple[ParagraphTokenizer, str]:
    """The usual tokenizer of so many pieces. ``none`` and ``hint`` are said of it."""
    if count in (128, 256):
        kind = "bytes" if count == 256 else "ASCII characters"
        return vocabularies.ByteTokenizer(count), f"{none} its {count} pieces are taken for {kind}."
    if count == len(string.printable):
        return (
            vocabularies.CharacterTokenizer(string.printable),
            f"{none} its {count} pieces are taken for Python's string.printable, as most do.",
        )
    return (
        vocabularies.NumberTokenizer(count),
        f"{none} its pieces are shown as numbers{hint}.",
    )


def _beside(path: Path) -> Iterator[Path]:
    folder = path if path.is_dir() else path.parent
    try:
        files = sorted(folder.iterdir())
    except OSError:
        return
    named = [
        file
        for file in files
        if file.suffix.lower() in ENDINGS
        and file != path
        and any(word in file.name.lower() for word in WORDS)
        and file.is_file()
    ]
    # Those that begin as the checkpoint does come first.
    named.sort(key=lambda file: not file.name.startswith(path.stem))
    yield from named[:MOST_FILES]


def _read(file: Path, count: int) -> list[str] | ParagraphTokenizer | None:
    """The pieces in a file, where there are exactly so many."""
    kind = file.suffix.lower()
    if kind == ".model":
        tokenizer = ForeignSentencePieces(read_bytes(file, LARGEST_MODEL), count)
        # Models of many pieces often have some outputs more, so that the number is round.
        spare = 256 if count >= 1_000 else 1
        return tokenizer if count - tokenizer.size < spare else None
    if kind == ".json":
        tree = parse_json(read_bytes(file, LARGEST))
        if byte_pairs.is_merging(tree.value):
            raise _Merging
        return _keras(tree, count) or _fitting(tree.value, count)
    if kind in (".txt", ".vocab"):
        data = read_bytes(file, LARGEST)
        return read_world(data.decode("utf-8", "replace"), count) or _lines(data, count)
    with file.open("rb") as opened:
        start = opened.read(64)
    if is_torch_file(start):
        return _fitting(read_torch(file), count)
    found = read_pickle(read_bytes(file, LARGEST_PICKLE))
    if isinstance(found, Inert):
        return _keras(Node(found.attributes), count) or _fitting(found, count)
    return _fitting(found, count)


def _keras(node: Node, count: int) -> KerasTokenizer | None:
    """Keras' own Tokenizer: its attributes, or what its ``to_json`` writes."""
    if not isinstance(node.value, dict):
        return None
    if node.value.get("class_name") == "Tokenizer":
        node = node["config"]
    index = node.get("word_index")
    if index is None or "filters" not in node.value:
        return None
    if isinstance(index.value, str):
        index = parse_json(index.value)
    if not all(type(word) is str for word in index.value):
        return None
    ids = index.wholes(0, 10**7, 1_000_000)
    most, oov = node.get("num_words"), node.get("oov_token")
    split = node.get("split")
    rules = KerasRules(
        filters="".join(one.text(1) for one in map(Node, node["filters"].value or "")),
        split=" " if split is None else split.text(100),
        lower=node["lower"].switch(),
        char_level=node["char_level"].switch(),
        num_words=None if most is None else most.whole(1, 10**7),
        oov_token=None if oov is None else oov.text(1_000),
    )
    # A model has an output for each word and for 0; or for so many words as the tokenizer keeps.
    fits = {len(ids) + 1, max(ids.values(), default=0) + 1}
    fits |= set() if rules.num_words is None else {rules.num_words, rules.num_words + 1}
    return KerasTokenizer(ids, count, rules) if count in fits else None


def _told_of_keras(tokenizer: KerasTokenizer, where: str) -> str:
    unknown = "its sign for unknown words" if tokenizer.has_unknown else "0, which is no word"
    return (
        f"Its pieces are those of Keras' Tokenizer in {where}; an unknown word is token {unknown}."
    )


def _fitting(tree: Any, count: int) -> list[str] | None:
    if isinstance(tree, dict):
        # JSON has texts for keys; of a table from ids to texts they are numbers.
        tree = {
            name: {int(k): v for k, v in value.items()} if _counted(value) else value
            for name, value in ({"": tree} | tree).items()
        }
    if isinstance(tree, str):
        tree = list(tree)
    return next((texts for texts in trees.vocabularies(tree) if len(texts) == count), None)


def _counted(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and bool(value)
        and all(
            isinstance(k, str) and k.isascii() and k.isdigit() and len(k) < 9 and type(v) is str
            for k, v in value.items()
        )
    )


def _lines(data: bytes, count: int) -> list[str] | None:
    """A piece a line, or all of the characters one after the other."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    lines = text.split("\n")
    for form in (lines, lines[:-1], list(text), list(text.removesuffix("\n"))):
        if len(form) == count:
            # Of SentencePiece's .vocab, and of word counts, only what is before the number.
            return [line.split("\t")[0] for line in form] if form in (lines, lines[:-1]) else form
    return None
