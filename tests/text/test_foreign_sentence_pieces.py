"""Other people's SentencePiece models read what SentencePiece reads; the text is covered."""

import io
import random

import pytest
import sentencepiece

from wmstudio.text.changing import ChangingText
from wmstudio.text.foreign_sentence_pieces import ForeignSentencePieces
from wmstudio.text.tokenizer import TokenizerError

SAMPLE = [f"the cat sat on the mat and ran away from the dog {i} times" for i in range(200)]
IDENTITY = {"normalization_rule_name": "identity", "remove_extra_whitespaces": False}
KINDS = {
    "as trained by default (T5)": {"vocab_size": 50},
    "with bytes (Llama)": {
        "vocab_size": 320, "model_type": "bpe", "byte_fallback": True, "split_digits": True,
        **IDENTITY,
    },
    "normalised, with bytes": {"vocab_size": 304, "byte_fallback": True},
    "without a space before the text": {"vocab_size": 48, "add_dummy_prefix": False},
    "lossless": {
        "vocab_size": 304, "byte_fallback": True, "add_dummy_prefix": False,
        "user_defined_symbols": ["\n"], **IDENTITY,
    },
    "characters": {"vocab_size": 35, "model_type": "char"},
}  # fmt: skip
TEXTS = [
    "the cat",
    "the  cat\nsat on\n\n\nthe mat\n",
    "  the cat  \n  sat  ",
    "ﬁne ½ é x\u0301 \u00a0 日本\nの 🙂 the\n",
    "a▁b",
    "half \ud800 of a pair, and \x00",
    "\tthe\tcat\r\nsat",
]


@pytest.fixture(scope="module", params=KINDS)
def model(request):
    sink = io.BytesIO()
    sentencepiece.SentencePieceTrainer.Train(
        sentence_iterator=iter(SAMPLE), model_writer=sink, minloglevel=2, **KINDS[request.param]
    )
    return sink.getvalue()


@pytest.fixture
def theirs(model):
    processor = sentencepiece.SentencePieceProcessor()
    processor.LoadFromSerializedProto(model)
    return processor


def random_text(rng):
    parts = ["the", "cat", "zebra", " ", " ", "  ", "\n", "\n", "\n\n", "é", "日", "ﬁ", "7", "."]
    begun = rng.choice(["the", "the", " ", "\n", " \n \n"])
    return begun + "".join(rng.choice(parts) for _ in range(rng.randrange(40)))


def test_tokens_are_those_that_sentencepiece_reads_of_the_whole_text(model, theirs):
    ours = ForeignSentencePieces(model)
    rng = random.Random(0)
    for text in [*TEXTS, *(random_text(rng) for _ in range(150))]:
        carried = text.replace("\x00", "\ufffd").replace("\ud800", "\ufffd")
        expected = theirs.EncodeAsIds(carried)

        # A text in which there is nothing has a token nevertheless.
        assert ours.encode(text).ids.tolist() == (expected or [ours.unknown]), text


def test_spans_cover_every_text_and_bytes_belong_to_the_first(model):
    ours = ForeignSentencePieces(model)
    rng = random.Random(1)
    for text in [*TEXTS, *(random_text(rng) for _ in range(50))]:
        encoded = ours.encode(text)
        ends = encoded.ends.tolist()

        assert ends == sorted(ends)
        assert ends[-1] == len(text)
        for id, (start, stop) in zip(encoded.ids.tolist(), encoded.spans.tolist(), strict=True):
            is_rest = len(piece := ours.piece(id)) == 1 and 0x80 <= piece[0] < 0xC0
            assert not (is_rest and stop - start and stop < len(text))


def test_a_changing_text_has_the_tokens_of_a_fresh_one(model):
    rng = random.Random(2)
    ours = ForeignSentencePieces(model)
    changing, text = ChangingText(ours), random_text(rng)
    for _ in range(200):
        a, b = sorted(rng.randrange(len(text) + 1) for _ in range(2))
        text = text[:a] + random_text(rng)[: rng.randrange(12)] + text[min(b, a + 9) :]
        list(changing.prepare(text))
        found, fresh = changing.encode(text), ForeignSentencePieces(model).encode(text)

        assert found.ids.tolist() == fresh.ids.tolist()
        assert found.ends.tolist() == fresh.ends.tolist()


def test_a_blank_text_has_a_token_that_covers_it(model):
    ours = ForeignSentencePieces(model)
    for text in (" ", "\n", " \n \n"):
        encoded = ours.encode(text)

        assert len(encoded.ids) >= 1
        assert encoded.ends[-1] == len(text)


def test_outputs_beyond_the_pieces_stand_for_nothing(model, theirs):
    ours = ForeignSentencePieces(model, theirs.GetPieceSize() + 3)

    assert ours.vocab_size == theirs.GetPieceSize() + 3
    assert ours.piece(ours.vocab_size - 1) == b""


def test_what_is_no_model_or_too_large_is_refused(model):
    for data, count in ((b"nothing", None), (b"", None), (model, 5)):
        with pytest.raises(TokenizerError):
            ForeignSentencePieces(data, count)
