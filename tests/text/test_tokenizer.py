"""Tokenisation loses nothing, whatever is typed."""

import io

import numpy as np
import pytest
import sentencepiece
from hypothesis import given
from hypothesis import strategies as st

from wmstudio.text import paragraphs
from wmstudio.text import tokenizer as tok

SAMPLE = [
    "The cat sat on the mat. The dog sat on the log, and the frog sat in the bog.\n\n"
    "“Who is there?” said the little old woman. “It is only me,” said the wolf.\n" * 3,
    "Once upon a time there were three bears who lived in a house in the wood.\n" * 3,
]
ANY_TEXT = st.text(st.characters(), max_size=200)  # surrogates and all
TRICKY = st.lists(
    st.sampled_from(
        [
            "The",
            " cat",
            "  ",
            "\t",
            "\r\n",
            "\n",
            "▁",
            "é",
            "e\u0301",
            "漢字",
            "😀",
            "👨‍👩‍👧",
            "\ud83d",
            "\udc00",
            "\x00",
            "\u2028",
            "\ufeff",
            "\u00a0",
            "<0x41>",
            "<unk>",
            "\x85",
        ]
    )
).map("".join)


@pytest.fixture(scope="module")
def tokenizer():
    return tok.train(SAMPLE, 300)


@given(st.one_of(ANY_TEXT, TRICKY))
def test_that_decoding_gives_back_any_string_and_spans_tile_it(tokenizer, text):
    encoding = tokenizer.encode(text)
    assert tokenizer.decode(encoding.ids) == text
    spans = encoding.spans
    assert spans.shape == (len(encoding.ids), 2)
    if text:
        assert spans[0, 0] == 0
        assert spans[-1, 1] == len(text)
        assert (spans[1:, 0] == spans[:-1, 1]).all()
        assert (spans[:, 0] <= spans[:, 1]).all()


@given(TRICKY)
def test_that_a_token_of_whole_characters_spans_just_its_own_text(tokenizer, text):
    encoding = tokenizer.encode(text)
    for token, (start, end) in zip(encoding.ids, encoding.spans, strict=True):
        try:
            piece = tokenizer.piece(int(token)).decode()
        except UnicodeDecodeError:
            assert end - start <= 1
        else:
            assert text[start:end] == piece


@given(st.lists(TRICKY, max_size=6))
def test_that_a_paragraph_is_tokenised_alike_whatever_surrounds_it(tokenizer, lines):
    whole = tokenizer.encode("".join(line.replace("\n", "") + "\n" for line in lines))
    apart = [tokenizer.encode(line.replace("\n", "") + "\n").ids for line in lines]
    assert whole.ids.tolist() == [int(i) for ids in apart for i in ids]


def counted(tokenizer, monkeypatch):
    """What is handed to SentencePiece from now on."""
    calls = []
    real = tokenizer._processor.EncodeAsIds

    class Counting:
        def EncodeAsIds(self, part):
            calls.append(part)
            return real(part)

    monkeypatch.setattr(tokenizer, "_processor", Counting())
    return calls


def test_that_a_keystroke_tokenises_one_paragraph_anew(tokenizer, monkeypatch):
    text = "".join(f"Paragraph {i} of the story.\n" for i in range(50))
    tokenizer.encode(text)
    calls = counted(tokenizer, monkeypatch)
    tokenizer.encode(text.replace("of the story.\n", "of the storm.\n", 1))
    assert calls == ["Paragraph 0 of the storm.\n"]


@pytest.mark.parametrize("character", ["a", " ", "é", "😀"])
def test_that_a_paragraph_without_end_is_cut_into_short_stretches(tokenizer, character):
    text = character * 10_001
    parts = list(tok.paragraphs(text))
    assert "".join(parts) == text
    assert max(map(len, parts)) <= tok.LONGEST_CUT
    assert tokenizer.decode(tokenizer.encode(text).ids) == text


def test_that_long_paragraphs_are_cut_before_spaces():
    text = "word " * 2000
    parts = list(tok.paragraphs(text))
    assert all(part.startswith(" ") for part in parts[1:])


def test_that_newline_is_a_token_of_its_own(tokenizer):
    ids = tokenizer.encode("a\n\nb").ids
    assert [tokenizer.piece(int(i)) for i in ids] == [b"a", b"\n", b"\n", b"b"]


def test_that_the_empty_text_has_no_tokens(tokenizer):
    encoding = tokenizer.encode("")
    assert len(encoding.ids) == 0
    assert encoding.spans.shape == (0, 2)


def test_that_a_model_inventing_broken_bytes_still_decodes(tokenizer):
    byte = tokenizer.encode("é").ids[0]
    assert tokenizer.decode([byte, byte]) == "��"


def test_that_a_saved_tokenizer_is_the_same_when_loaded(tokenizer, tmp_path):
    path = tmp_path / "tokenizer.model"
    path.write_bytes(tokenizer.model_bytes)
    loaded = tok.load(path)
    text = SAMPLE[0] + "😀"
    assert np.array_equal(loaded.encode(text).ids, tokenizer.encode(text).ids)
    assert loaded.vocab_size == 300


@pytest.mark.parametrize("data", [b"", b"not a model", b"\x80\x04K\x01."])
def test_that_a_file_that_is_no_tokenizer_is_refused(data):
    with pytest.raises(tok.TokenizerError):
        tok.Tokenizer(data)


def test_that_a_tokenizer_without_byte_pieces_is_refused_because_it_cannot_spell_everything():
    sink = io.BytesIO()
    sentencepiece.SentencePieceTrainer.Train(
        sentence_iterator=iter(SAMPLE), model_writer=sink, vocab_size=40, minloglevel=2
    )
    with pytest.raises(tok.TokenizerError, match="byte"):
        tok.Tokenizer(sink.getvalue())


@pytest.mark.parametrize(("one", "other"), [(b"<0x41>", b"<0x42>"), (b"<0x00>", b"<0xFF>")])
def test_tokenizers_with_byte_pieces_in_another_order_are_refused(one, other):
    model = tok.characters().model_bytes
    swapped = model.replace(one, b"\0" * 6).replace(other, one).replace(b"\0" * 6, other)
    assert swapped != model
    with pytest.raises(tok.TokenizerError, match="byte"):
        tok.Tokenizer(swapped)


@pytest.mark.parametrize("piece", [b"<0x41>", b"<0xFF>", b"<0x00>"])
def test_tokenizers_without_one_of_the_byte_pieces_are_refused(piece):
    with pytest.raises(tok.TokenizerError):
        tok.Tokenizer(tok.characters().model_bytes.replace(piece, b"abcdef"))


def test_that_a_foreign_tokenizer_that_normalises_loses_nothing_either():
    sink = io.BytesIO()
    sentencepiece.SentencePieceTrainer.Train(
        sentence_iterator=iter(SAMPLE),
        model_writer=sink,
        vocab_size=300,
        byte_fallback=True,
        minloglevel=2,
    )
    foreign = tok.Tokenizer(sink.getvalue())
    for text in ["  two  spaces ", "ﬁne", "The cat\n", "１２"]:
        assert foreign.decode(foreign.encode(text).ids) == text


def test_that_too_little_text_for_the_vocabulary_is_told():
    with pytest.raises(tok.TokenizerError, match="more text"):
        tok.train(SAMPLE, 5000)


def test_that_what_is_remembered_is_bounded(monkeypatch):
    monkeypatch.setattr(paragraphs, "MOST_REMEMBERED", 1_000)
    tokenizer = tok.train(SAMPLE, 300)
    for i in range(100):
        tokenizer.encode(f"Paragraph {i} of the story.\n" * 3)
    assert tokenizer._known_characters <= 1_100
    assert sum(map(len, tokenizer._known)) == tokenizer._known_characters


@pytest.fixture(scope="module")
def characters():
    return tok.characters()


@given(st.one_of(ANY_TEXT, TRICKY, st.text(tok.PRINTABLE + "\n")))
def test_that_by_characters_nothing_is_lost_and_nothing_is_merged(characters, text):
    encoding = characters.encode(text)
    assert characters.decode(encoding.ids) == text
    assert all(start + 1 >= end for start, end in encoding.spans)


@pytest.mark.parametrize("text", [tok.PRINTABLE, "the the\n\n\n  ()[]  ", "aaaa bbbb"])
def test_that_each_printable_character_and_newline_is_a_piece_of_its_own(characters, text):
    ids = characters.encode(text).ids
    assert [characters.piece(token) for token in ids] == [c.encode() for c in text]
    assert len(set(ids.tolist())) == len(set(text))
    first_byte = int(characters.encode("\0").ids[0])
    assert not set(ids.tolist()) & set(range(first_byte, first_byte + 256))


def test_that_there_are_as_few_pieces_as_can_be():
    made = tok.characters()
    pieces = {made.piece(token) for token in range(made.vocab_size)}
    assert pieces == {bytes([i]) for i in range(256)} | {b""}
    assert made.vocab_size == tok.CHARACTERS == 1 + 256 + len(tok.PRINTABLE + "\n")
    assert made.model_bytes == tok.characters().model_bytes


def chinese(characters):
    """A text of one line, of words that come again."""
    random = np.random.default_rng(1)
    words = ["灯塔", "老人", "大海", "小猫", "问道", "为什么", "点亮", "夜里", "船", "回家"]
    return "".join(random.choice(words, size=characters // 2))


def test_text_of_one_long_line_is_learned_from_whatever_its_script():
    text = chinese(12_000)
    tokenizer = tok.train([text], 300)
    pieces = [tokenizer.piece(i).decode(errors="ignore") for i in range(tokenizer.vocab_size)]
    assert any(len(piece) > 1 and piece in text for piece in pieces)
    assert len(tokenizer.encode(text).ids) < len(text)


def test_a_script_of_many_characters_leaves_pieces_for_words():
    random = np.random.default_rng(1)
    rare = "".join(chr(0x4E00 + i) for i in range(1500))
    text = chinese(150_000) + rare + "".join(random.choice(list(rare[:300]), size=20_000))
    tokenizer = tok.train([text], 1000)
    pieces = [tokenizer.piece(i).decode(errors="ignore") for i in range(tokenizer.vocab_size)]
    assert sum(len(piece) > 1 for piece in pieces) > 100
    assert tokenizer.decode(tokenizer.encode(rare).ids) == rare


@pytest.mark.parametrize("line", ["ab " * 5000, "é" * 9000, "灯" * 9000, "🙂" * 9000, "one\ntwo\n"])
def test_no_sentence_for_training_is_too_long_and_nothing_is_left_out(line):
    sentences = list(tok.training_sentences(line))
    assert "".join(sentences) == line
    assert max(len(sentence.encode()) for sentence in sentences) <= 4192


def test_the_share_of_tokens_that_are_bytes_tells_a_foreign_text():
    tokenizer = tok.train(SAMPLE, 300)
    ids = tokenizer.encode("cat灯").ids
    assert tokenizer.share_of_bytes(ids) == pytest.approx(3 / len(ids))
    assert tokenizer.share_of_bytes(ids[:0]) == 0
