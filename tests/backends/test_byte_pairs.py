"""Vocabularies of byte pairs, as their files spell the bytes."""

from __future__ import annotations

import json

import pytest

from wmstudio.backends.byte_pairs import byte_level
from wmstudio.backends.made_of import TOKENIZERS, built, described
from wmstudio.backends.vocabulary import tokenizer_for
from wmstudio.text.given_tokenizers import tokenizer_of
from wmstudio.text.merging import byte_letters
from wmstudio.text.tokenizer import TokenizerError
from wmstudio.untrusted import UntrustedError

LETTERS = {byte: letter for letter, byte in byte_letters().items()}
BYTES = {LETTERS[byte]: byte for byte in range(256)}


def test_every_byte_is_told_by_its_letter():
    made = byte_level(BYTES, [], 256)

    assert made.pieces == [bytes([byte]) for byte in range(256)]


@pytest.mark.parametrize("text", [" ", "\n", "\xad", "\x7f", "\u0144", "\uffff", "a b", "猫"])
def test_what_is_no_letter_of_a_byte_is_refused(text):
    with pytest.raises(UntrustedError, match="not those of byte pairs"):
        byte_level(BYTES | {text: 256}, [], 257)
    with pytest.raises(UntrustedError, match="not those of byte pairs"):
        byte_level(BYTES, [["a", text]], 256)


MERGES = [["Ġ", "t"], ["h", "e"], ["Ġt", "he"], ["Ã", "©"]]
IDS = BYTES | {"".join(pair): 256 + i for i, pair in enumerate(MERGES)}
BYTE_LEVEL = {"type": "ByteLevel", "add_prefix_space": False}


def read(folder, count=None, **parts):
    """The tokenizer of a ``tokenizer.json`` with these parts, and what is told of it."""
    model = {"type": "BPE", "vocab": IDS, "merges": MERGES} | parts.pop("model", {})
    kept = {"pre_tokenizer": BYTE_LEVEL, "added_tokens": []} | parts
    (folder / "tokenizer.json").write_text(json.dumps({"model": model} | kept))
    last = max([*model["vocab"].values(), *(one["id"] for one in kept["added_tokens"])])
    return tokenizer_for(folder, count or last + 1)


def said(tokenizer, text):
    """The pieces of a text, each with the characters that it covers."""
    found = tokenizer.encode(text)
    stretches = [text[a:b] for a, b in found.spans]
    assert "".join(stretches) == text
    return [
        (tokenizer.piece(id).decode(), stretch)
        for id, stretch in zip(found.ids, stretches, strict=True)
    ]


def added(id, content, special=False):
    return {"id": id, "content": content, "special": special}


def test_pieces_that_were_added_are_found_before_all_others(tmp_path):
    # GPT-NeoX' vocabulary, also Mamba's, has spaces of several lengths beside the byte pairs.
    made, told = read(tmp_path, added_tokens=[added(260, "  "), added(261, "   ")])

    assert told == "Its pieces are those of tokenizer.json."
    assert said(made, "a    the") == [
        ("a", "a"), ("   ", "   "), (" the", " the"),
    ]  # fmt: skip
    assert said(made, "a   the")[1:] == [("   ", "   "), ("t", "t"), ("he", "he")]


def test_an_added_piece_that_the_model_has_no_output_for_is_left_out(tmp_path):
    made, _ = read(tmp_path, 260, added_tokens=[added(260, "[PAD]", special=True)])

    assert said(made, " the") == [(" the", " the")]


def test_a_space_before_a_text_is_read_and_covers_nothing(tmp_path):
    made, told = read(tmp_path, pre_tokenizer=BYTE_LEVEL | {"add_prefix_space": True})

    assert told.startswith("A space is put before a text")
    assert said(made, "the\nthe") == [
        (" the", "the"), ("\n", "\n"), ("t", "t"), ("he", "he"),
    ]  # fmt: skip
    assert said(made, " the") == [(" the", " the")]


def test_a_letter_of_two_characters_that_becomes_one_covers_both(tmp_path):
    made, _ = read(tmp_path, normalizer={"type": "NFC"})

    assert said(made, "e\u0301he") == [("é", "e\u0301"), ("he", "he")]
    lower = {"type": "Sequence", "normalizers": [{"type": "NFD"}, {"type": "Lowercase"}]}
    made, _ = read(tmp_path, normalizer=lower)
    found = made.encode("\u00c9 THE")
    assert b"".join(made.pieces[id] for id in found.ids).decode() == "e\u0301 the"
    assert found.ends.tolist() == [1, 1, 1, 5]


def test_a_rule_that_is_not_known_is_told(tmp_path):
    _, told = read(tmp_path, normalizer={"type": "Strip"})

    assert "Its own rule 'Strip' for changing a text is not known." in told
    _, told = read(tmp_path, pre_tokenizer={"type": "Sequence", "pretokenizers": [
        {"type": "Punctuation"}, {"type": "Digits", "individual_digits": False}, BYTE_LEVEL,
    ]})  # fmt: skip
    assert "Its own rule for cutting a text into words is not known" in told


def test_a_word_that_is_a_piece_may_be_taken_whole(tmp_path):
    # No merge leads to it, as of some pieces of Llama 3.
    whole = {"vocab": IDS | {"heh": 260}, "ignore_merges": True}

    assert said(read(tmp_path, model=whole)[0], "heh") == [("heh", "heh")]
    merged = whole | {"ignore_merges": False}
    assert said(read(tmp_path, model=merged)[0], "heh") == [("he", "he"), ("h", "h")]


SPELLED = {f"<0x{byte:02X}>": 2 + byte for byte in range(256)}
META = ["\u2581", "a", "b", "ab", "\u2581a", "\u2581ab", "\u2581\u2581", "ba"]
META_IDS = {"<unk>": 0, "\n\n": 1} | SPELLED | {text: 258 + i for i, text in enumerate(META)}
META_MODEL = {
    "vocab": META_IDS,
    # There is no merge of b and a.
    "merges": [["a", "b"], ["\u2581", "a"], ["\u2581", "ab"], ["\u2581", "\u2581"]],
    "byte_fallback": True,
}
REPLACE = {"type": "Replace", "pattern": {"String": " "}, "content": "\u2581"}
PREPEND = {"type": "Prepend", "prepend": "\u2581"}
SPACED = "A space is put before a text, as its tokenizer does. "


@pytest.mark.parametrize(
    ("parts", "begins", "text", "pieces"),
    [
        ({"normalizer": REPLACE, "pre_tokenizer": None}, "", "ab", [("ab", "ab")]),
        (
            {"normalizer": {"type": "Sequence", "normalizers": [PREPEND, REPLACE]}},
            SPACED, " ab", [(" ", ""), (" ab", " ab")],
        ),
        (
            {"pre_tokenizer": {"type": "Metaspace", "prepend_scheme": "first", "split": False}},
            SPACED, "ab  ab", [(" ab", "ab"), (" ", " "), (" ab", " ab")],
        ),
        (
            {"pre_tokenizer": {"type": "Metaspace", "prepend_scheme": "first", "split": False}},
            SPACED, "ab   b", [(" ab", "ab"), ("  ", "  "), (" ", " "), ("b", "b")],
        ),
        (
            {"pre_tokenizer": {"type": "Metaspace", "prepend_scheme": "never"}},
            "", "ab   b", [("ab", "ab"), (" ", " "), (" ", " "), (" ", " "), ("b", "b")],
        ),
        ({"normalizer": REPLACE, "pre_tokenizer": None}, "", "ba", [("b", "b"), ("a", "a")]),
        (
            {"pre_tokenizer": None, "added_tokens": [added(1, "\n\n")]},
            "", "a\n\nb", [("a", "a"), ("\n\n", "\n\n"), ("b", "b")],
        ),
    ],
    ids=["no space", "prepended", "first", "whole", "never", "by pairs", "before the bytes"],
)  # fmt: skip
def test_pieces_of_sentencepiece_are_merged_by_the_rules_of_the_file(
    tmp_path, parts, begins, text, pieces
):
    made, told = read(tmp_path, model=META_MODEL, **({"pre_tokenizer": None} | parts))

    assert told == f"{begins}Its pieces are those of tokenizer.json."
    assert said(made, text) == pieces


@pytest.mark.parametrize("kind", ["BPE", "Unigram", "WordPiece"])
def test_pieces_that_merge_otherwise_are_not_taken_for_words(tmp_path, kind):
    model = {"type": kind, "vocab": {"a": 0, "##b": 1, "[UNK]": 2}, "merges": []}
    made, told = read(tmp_path, model=model, pre_tokenizer={"type": "Whitespace"})

    assert type(made).__name__ == "NumberTokenizer"
    assert (
        told == "tokenizer.json is of a kind that is not read, so its pieces are shown as numbers."
    )


def test_its_rules_are_kept_where_the_model_is_saved(tmp_path):
    made, _ = read(tmp_path, normalizer={"type": "NFC"}, added_tokens=[added(260, "  ")],
                   pre_tokenizer=BYTE_LEVEL | {"add_prefix_space": True})  # fmt: skip
    again = built(json.loads(json.dumps(described(made))), TOKENIZERS)

    text = "the   e\u0301 he"
    assert said(again, text) == said(made, text)


PARTS = {
    "vocab.json": json.dumps({"a": 0, "b": 1, "\u0120the": 2, "\u0120of": 3}),
    "m.vocab": "<unk>\t0\n\u2581the\t-1.5\na\t-2\n\u2581of\t-3\n",
    "vocab.txt": "[UNK]\na\n##b\n##ing\n",
    "word_ids.json": json.dumps({"a</w>": 0, "the</w>": 1, "th": 2, "e</w>": 3}),
}


@pytest.mark.parametrize("name", PARTS)
def test_parts_of_words_are_not_taken_for_words(tmp_path, name):
    (tmp_path / name).write_text(PARTS[name])
    made, told = tokenizer_for(tmp_path, 4)

    assert type(made).__name__ == "NumberTokenizer"
    assert told == (
        f"{name} has parts of words and does not say how they are joined, so its pieces are shown "
        "as numbers: put its tokenizer.json or tokenizer.model beside it."
    )


def test_parts_of_words_inside_a_file_or_given_are_not_taken_for_words(tmp_path):
    parts = [*"abc", "\u2581the"]
    made, _ = tokenizer_for(tmp_path / "m.pt", 4, [{"vocab": parts}])

    assert type(made).__name__ == "NumberTokenizer"
    with pytest.raises(TokenizerError, match="give the object that encodes and decodes"):
        tokenizer_of(parts, 4)
    assert tokenizer_of([*"abc", "the"], 4)[0].encode("the").ids.tolist() == [3]
