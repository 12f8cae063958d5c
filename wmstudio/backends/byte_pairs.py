"""Tokenizers that merge, from Hugging Face's files: ``tokenizer.json``, or a vocabulary and merges.

Two kinds are read: byte-level pairs (GPT-2), and SentencePiece's with a fallback to bytes (Llama).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from wmstudio.text.merging import AS_TYPED, PairTokenizer, ScoreTokenizer, byte_letters
from wmstudio.text.rules import FORMS, NOTHING, ONE_SPACE, SPACE, TextRules
from wmstudio.text.sentence_pieces import SPACE_SIGN, first_byte, text_of
from wmstudio.untrusted import Node, UntrustedError, excerpt, parse_json, read_bytes

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


def is_merging(tree: Any) -> bool:
    """Whether this is a ``tokenizer.json`` whose vocabulary is no list of words."""
    model = tree.get("model") if isinstance(tree, dict) else None
    return isinstance(model, dict) and model.get("type") in ("BPE", "Unigram", "WordPiece")


def _ids(node: Node, count: int) -> dict[str, int]:
    return dict(node.wholes(0, count - 1, MOST))


def _from_json(node: Node, count: int) -> tuple[ParagraphTokenizer, str]:
    model = node["model"]
    kind = model.get("type")
    if kind is not None and kind.value != "BPE":
        raise UntrustedError(f"its tokenizer is of the kind {kind.value}")
    for part in ("continuing_subword_prefix", "end_of_word_suffix"):
        if (sign := model.get(part)) is not None and sign.value:
            raise UntrustedError("its pieces are not those of byte pairs")
    ids = _ids(model["vocab"], count)
    added, controls = _added(node, ids, count)
    pairs = [_pair(one) for one in model["merges"].listed(MOST)]
    normalizers = _parts(node.get("normalizer"), "normalizers")
    splits = _parts(node.get("pre_tokenizer"), "pretokenizers")
    forms, unknown = _forms(normalizers)
    told = [f"Its own rule {excerpt(one)} for changing a text is not known." for one in unknown]
    fallback = model.get("byte_fallback")
    if fallback is not None and fallback.value is True:
        begins, one_space = _spaces(normalizers, splits)
        rules = TextRules(forms=forms, begins=begins, added=added, one_space=one_space)
        told += ["A space is put before a text, as its tokenizer does."] if begins else []
        return _with_bytes(ids, pairs, count, controls, rules), " ".join(told)
    words, words_told = words_of(node.get("pre_tokenizer"))
    spaced = any(x.get("type") == "ByteLevel" and x.get("add_prefix_space") for x in splits)
    rules = TextRules(
        forms=forms,
        begins=ONE_SPACE if spaced else NOTHING,
        added=added,
        whole_words=model.value.get("ignore_merges") is True,
    )
    told += [words_told] if words_told else []
    told += ["A space is put before a text, as its tokenizer does."] if spaced else []
    return byte_level(ids, pairs, count, words, controls, rules), " ".join(told)


def _parts(node: Node | None, several: str) -> list[dict[str, Any]]:
    """The rules of a normalizer or a pre_tokenizer, one or a sequence of them."""
    value = None if node is None else node.value
    listed = value.get(several) if isinstance(value, dict) else None
    return [x for x in (listed if isinstance(listed, list) else [value]) if isinstance(x, dict)]


def _added(
    node: Node, ids: dict[str, int], count: int
) -> tuple[tuple[tuple[str, int], ...], set[int]]:
    """The pieces that are found in a text before all others, and those that stand for no text.

    All become ``ids``, too.
    """
    found: dict[str, int] = {}
    controls: set[int] = set()
    listed = node.get("added_tokens")
    for one in [] if listed is None else listed.items(MOST):
        id, text = one["id"].whole(0), one["content"].text(1_000)
        special = one.get("special")
        if id >= count:
            continue  # the model has no output for it
        ids.setdefault(text, id)
        if text in STARTS or (special is not None and special.value is True):
            controls.add(id)
        elif SPACE_SIGN not in text:  # what is written so is found by merging
            found[text] = id
    return tuple(found.items()), controls


def _forms(parts: list[dict[str, Any]]) -> tuple[tuple[str, ...], list[str]]:
    """The forms into which a text is brought, and the rules that are not known."""
    kinds = [str(one.get("type")) for one in parts]
    # With pieces that are written as bytes, a space is one, and stands for itself.
    spaces = ("Replace", "Prepend")
    unknown = [
        kind
        for one, kind in zip(parts, kinds, strict=True)
        if kind not in FORMS and not (kind in spaces and SPACE_SIGN in one.values())
    ]
    return tuple(kind for kind in kinds if kind in FORMS), unknown


def _spaces(normalizers: list[dict[str, Any]], splits: list[dict[str, Any]]) -> tuple[str, bool]:
    """What a text of SentencePiece's pieces begins with, and whether it is cut before spaces."""
    meta = next((one for one in splits if one.get("type") == "Metaspace"), None)
    if any(one.get("type") == "Prepend" for one in normalizers):
        return SPACE, False
    if meta is None:
        return NOTHING, False
    scheme = meta.get("prepend_scheme", "always" if meta.get("add_prefix_space", True) else "never")
    return NOTHING if scheme == "never" else ONE_SPACE, meta.get("split", True) is not False


def _pair(value: Any) -> list[str]:
    """A merge, which older files have as one text."""
    if isinstance(value, str):
        return value.split(" ")
    return value if isinstance(value, list) and all(type(x) is str for x in value) else []


def words_of(node: Node | None) -> tuple[str, str]:
    """Which of `merging.WORDS` a ``pre_tokenizer`` cuts a text into, and what is assumed of it."""
    parts = _parts(node, "pretokenizers")
    kinds = [one.get("type") for one in parts]
    if kinds in ([], ["ByteLevel"]):
        return "gpt-2", ""
    if kinds == ["Digits", "ByteLevel"] and parts[0].get("individual_digits") is True:
        return "smollm", "Its text is cut into words as smollm does."
    pattern = parts[0].get("pattern") if kinds in (["Split"], ["Split", "ByteLevel"]) else None
    rule = pattern.get("Regex") if isinstance(pattern, dict) else None
    name = PATTERNS.get(rule) if isinstance(rule, str) else None
    if name is None:
        told = "Its own rule for cutting a text into words is not known: GPT-2's is taken."
        return "gpt-2", told
    return name, f"Its text is cut into words as {name} does."


def byte_level(
    ids: Mapping[str, int],
    pairs: Iterable[list[str]],
    count: int,
    words: str = "gpt-2",
    controls: Collection[int] = (),
    rules: TextRules = AS_TYPED,
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

    plain = {id for _, id in rules.added}
    pieces = [b""] * count
    for text, id in ids.items():
        # What is added stands in plain letters: <|endoftext|>
        if id in plain:
            pieces[id] = text.encode("utf-8", "replace")
        elif text not in STARTS and id not in controls:
            pieces[id] = as_bytes(text)
    if not {bytes([byte]) for byte in range(32, 127)} <= set(pieces):
        raise UntrustedError("its pieces are not those of byte pairs")
    merges = [(as_bytes(p[0]), as_bytes(p[1])) for p in pairs if len(p) == 2]
    ranks = {pair: rank for rank, pair in reversed([*enumerate(merges)])}
    made = PairTokenizer(pieces, ranks, words, rules)
    made.start = next((ids[name] for name in STARTS if name in ids), None)
    return made


def _with_bytes(
    ids: Mapping[str, int],
    pairs: Iterable[list[str]],
    count: int,
    controls: Collection[int],
    rules: TextRules,
) -> ScoreTokenizer:
    first = first_byte(ids.get)
    if first is None:
        raise UntrustedError("its byte pieces are not all there in their order")
    pieces = [b""] * count
    for text, id in ids.items():
        is_control = text in STARTS or text in ("</s>", "<unk>") or id in controls
        pieces[id] = b"" if is_control or 0 <= id - first < 256 else text_of(text)
    merges = [(text_of(pair[0]), text_of(pair[1])) for pair in pairs if len(pair) == 2]
    ranks = {pair: rank for rank, pair in reversed([*enumerate(merges)])}
    made = ScoreTokenizer(pieces, [0.0] * count, first, ranks, rules)
    made.start = next((ids[name] for name in STARTS if name in ids), None)
    return made
