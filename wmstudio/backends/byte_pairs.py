"""Tokenizers that merge, from Hugging Face's files: ``tokenizer.json``, or a vocabulary and merges.

Two kinds are read: byte-level pairs (GPT-2), and SentencePiece's with a fallback to bytes (Llama).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from wmstudio.text.merging import PairTokenizer, ScoreTokenizer, byte_letters
from wmstudio.text.sentence_pieces import first_byte, text_of
from wmstudio.untrusted import Node, UntrustedError, parse_json, read_bytes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    from wmstudio.text.paragraphs import ParagraphTokenizer

LARGEST = 64 * 2**20
MOST = 1_000_000
_AS_LLAMA = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|%s| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+"
    r"|\s+(?!\S)|\s+"
)
PATTERNS = {_AS_LLAMA % r"\p{N}{1,3}": "llama-bpe", _AS_LLAMA % r"\p{N}": "qwen2"}
"""Which of `wmstudio.text.merging.WORDS` these expressions of ``tokenizer.json`` are."""
NO_LETTER = "\uffff"
STARTS = ("<|endoftext|>", "<s>", "<|begin_of_text|>", "<bos>")


def beside(folder: Path, count: int) -> tuple[ParagraphTokenizer, str] | None:
    """The tokenizer in a folder, of at most so many pieces; None where there is none that is read.

    Models often have more outputs than their tokenizer has pieces, so that the number is round.
    """
    try:
        if (folder / "tokenizer.json").is_file():
            node = parse_json(read_bytes(folder / "tokenizer.json", LARGEST))
            made, told = _from_json(node, count)
            return made, f"{told} Its pieces are those of tokenizer.json.".strip()
        if (folder / "vocab.json").is_file() and (folder / "merges.txt").is_file():
            ids = parse_json(read_bytes(folder / "vocab.json", LARGEST))
            lines = read_bytes(folder / "merges.txt", LARGEST).decode().split("\n")
            pairs = [line.split(" ") for line in lines if line and not line.startswith("#version")]
            return (
                byte_level(_ids(ids, count), pairs, count),
                "Its pieces are those of vocab.json and merges.txt.",
            )
    except (UntrustedError, OSError, UnicodeDecodeError):
        return None  # another kind of vocabulary, which may be read as a list of pieces
    return None


def _ids(node: Node, count: int) -> dict[str, int]:
    return dict(node.wholes(0, count - 1, MOST))


def _from_json(node: Node, count: int) -> tuple[ParagraphTokenizer, str]:
    model = node["model"]
    kind = model.get("type")
    if kind is not None and kind.value != "BPE":
        raise UntrustedError(f"its tokenizer is of the kind {kind.value}")
    ids = _ids(model["vocab"], count)
    added = node.get("added_tokens")
    controls = set()
    for one in added.items(MOST) if added is not None else []:
        ids.setdefault(one["content"].text(1_000), id := one["id"].whole(0, count - 1))
        if (special := one.get("special")) is not None and special.value is True:
            controls.add(id)
    pairs = [_pair(one) for one in model["merges"].listed(MOST)]
    fallback = model.get("byte_fallback")
    if fallback is not None and fallback.value is True:
        return _with_bytes(ids, pairs, count), ""
    words, told = words_of(node.get("pre_tokenizer"))
    return byte_level(ids, pairs, count, words, controls), told


def _pair(value: Any) -> list[str]:
    """A merge, which older files have as one text."""
    if isinstance(value, str):
        return value.split(" ")
    return value if isinstance(value, list) and all(type(x) is str for x in value) else []


def words_of(node: Node | None) -> tuple[str, str]:
    """Which of `merging.WORDS` a ``pre_tokenizer`` cuts a text into, and what is assumed of it."""
    value = None if node is None else node.value
    listed = value.get("pretokenizers") if isinstance(value, dict) else None
    parts = [x for x in (listed if isinstance(listed, list) else [value]) if isinstance(x, dict)]
    for one in parts:
        pattern = one.get("pattern") if one.get("type") == "Split" else None
        if pattern is not None:
            rule = pattern.get("Regex") if isinstance(pattern, dict) else None
            name = PATTERNS.get(rule) if isinstance(rule, str) else None
            if name is None:
                told = "Its own rule for cutting a text into words is not known: GPT-2's is taken."
                return "gpt-2", told
            return name, f"Its text is cut into words as {name} does."
    if any(one.get("type") == "Digits" for one in parts):
        return "smollm", "Its text is cut into words as smollm does."
    return "gpt-2", ""


def byte_level(
    ids: Mapping[str, int],
    pairs: Iterable[list[str]],
    count: int,
    words: str = "gpt-2",
    controls: Collection[int] = (),
) -> PairTokenizer:
    """GPT-2's kind of tokenizer; the ids of ``controls`` stand for no text.

    Raises:
        UntrustedError: the pieces are of another kind; part of a sentence.
    """
    # Latin-1 has a character for every byte; what is none of the letters must not become one.
    letters = dict.fromkeys(range(256), NO_LETTER)
    letters |= {ord(letter): chr(byte) for letter, byte in byte_letters().items()}

    @cache  # what is merged are mostly pieces themselves
    def as_bytes(text: str) -> bytes:
        try:
            return text.translate(letters).encode("latin-1")
        except UnicodeEncodeError:
            raise UntrustedError("its pieces are not those of byte pairs") from None

    pieces = [b""] * count
    for text, id in ids.items():
        # What is added stands in plain letters: <|endoftext|>
        pieces[id] = b"" if text in STARTS or id in controls else as_bytes(text)
    if not {bytes([byte]) for byte in range(32, 127)} <= set(pieces):
        raise UntrustedError("its pieces are not those of byte pairs")
    merges = [(as_bytes(p[0]), as_bytes(p[1])) for p in pairs if len(p) == 2]
    ranks = {pair: rank for rank, pair in reversed([*enumerate(merges)])}
    made = PairTokenizer(pieces, ranks, words)
    made.start = next((ids[name] for name in STARTS if name in ids), None)
    return made


def _with_bytes(ids: Mapping[str, int], pairs: Iterable[list[str]], count: int) -> ScoreTokenizer:
    first = first_byte(ids.get)
    if first is None:
        raise UntrustedError("its byte pieces are not all there in their order")
    pieces = [b""] * count
    scores = [0.0] * count
    for text, id in ids.items():
        is_control = text in STARTS or text in ("</s>", "<unk>") or 0 <= id - first < 256
        pieces[id] = b"" if is_control else text_of(text)
    for rank, pair in enumerate(pairs):
        if len(pair) == 2 and "".join(pair) in ids:
            scores[ids["".join(pair)]] = -float(rank)
    made = ScoreTokenizer(pieces, scores, first)
    made.start = next((ids[name] for name in STARTS if name in ids), None)
    return made
