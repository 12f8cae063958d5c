"""Bits of stretches: whatever is shared between texts, each figure is a plain reading's."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tests import support
from wmstudio.contract import Tap
from wmstudio.evaluation import model_reader
from wmstudio.evaluation.language import EvaluationError
from wmstudio.evaluation.model_reader import ModelReader
from wmstudio.evaluation.reader import Passage, stretch_bits
from wmstudio.models.scoring import text_bits

BEGINNING = "The cat sat on the mat. The dog sat on the log, and the frog sat in the bog. "
TEXTS = [
    BEGINNING + "“Who is there?” said the little old woman.",
    BEGINNING + "“Who is it?” said the wolf.",
    BEGINNING,
    BEGINNING + "Once upon a time there were three bears.",
    "Once upon a time there were three bears who lived in a house in the wood. " * 2,
    "Once upon a time there were three bears who lived in a house in the wood. The cat",
    "é🙂",
    "The",
    "",
]


@torch.no_grad()
def plain(model, ids):
    """The bits of each token, one step after the other."""
    state, bits = model.initial_state(), []
    logits_BV = model.logits(state)
    for token in ids:
        bits.append(-float(torch.log_softmax(logits_BV.double(), -1)[0, int(token)] / np.log(2)))
        logits_BV, state = model.step(torch.tensor([int(token)]), state, Tap())
    return np.array(bits)


@pytest.mark.parametrize("cached", [False, True], ids=["plain", "cached"])
@pytest.mark.parametrize("family", support.SIZES)
@pytest.mark.parametrize("limits", [(1, 2, 8), (16, 64, 4096)], ids=["small", "usual"])
def test_bits_equal_those_of_a_plain_reading(family, cached, limits, monkeypatch):
    model = support.model(family)
    if cached and "cache" not in model.settings:
        pytest.skip("it can have no cache")
    if cached:
        model = model.configured(cache=True, cache_window=11, cache_weight=0.4)
    names = ("LEAST_SHARED", "ROWS", "TOKENS")
    for name, value in zip(names, limits, strict=True):
        monkeypatch.setattr(model_reader, name, value)
    tokenizer = support.tokenizer()
    texts = [tokenizer.encode(text).ids.astype(np.int64) for text in [*TEXTS, TEXTS[1]]]
    random = np.random.default_rng(1)
    wanted = [np.flatnonzero(random.random(len(ids)) < 0.6) for ids in texts]
    found = ModelReader(model, tokenizer).bits(texts, wanted)
    for ids, places, bits in zip(texts, wanted, found, strict=True):
        # Sums of float32 in another order.
        np.testing.assert_allclose(bits, plain(model, ids)[places], rtol=2e-4, atol=2e-4)


@given(st.lists(st.lists(st.integers(1, 3), max_size=9), min_size=1, max_size=12))
def test_any_texts_come_back_in_their_order(texts):
    model, tokenizer = support.model(), support.tokenizer()
    arrays = [np.array(text, np.int64) for text in texts]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(model_reader, "LEAST_SHARED", 2)
        patched.setattr(model_reader, "TREES", 3)
        found = ModelReader(model, tokenizer).bits(arrays, [np.arange(len(x)) for x in arrays])
    for ids, bits in zip(arrays, found, strict=True):
        whole = text_bits(model, [ids.astype(np.int32)])[0] if len(ids) else 0.0
        assert bits.sum() == pytest.approx(whole, rel=1e-4)


def test_a_common_beginning_is_read_once(monkeypatch):
    model, tokenizer, read = support.model(), support.tokenizer(), []

    def counting(method):
        def counted(self, tokens_BT, state):
            read.append(tokens_BT.numel())
            return method(self, tokens_BT, state)

        return counted

    for name in ("prefill", "advanced"):
        monkeypatch.setattr(type(model), name, counting(getattr(type(model), name)))
    shared = len(tokenizer.encode(BEGINNING).ids)
    ends = [tokenizer.encode(BEGINNING + end).ids for end in ("bears", "dog", "wolf")]
    texts = [ids.astype(np.int64) for ids in ends]
    ModelReader(model, tokenizer).bits(texts, [np.array([len(x) - 1]) for x in texts])
    assert shared <= sum(read) <= shared + sum(len(x) - shared for x in texts)


def test_a_stretch_has_every_token_of_its_characters():
    model, tokenizer = support.model(), support.tokenizer()
    text = "The cat 🙂 sat on the mat."
    first, then = text.index("🙂"), text.index("sat")
    reader = ModelReader(model, tokenizer)
    ((smile, rest),) = stretch_bits(
        reader, [Passage(text, ((first, first + 1), (first + 1, len(text))))]
    )
    ids = tokenizer.encode(text).ids
    all_bits = plain(model, ids)
    assert len(smile) == 4  # its bytes
    start = len(tokenizer.encode(text[:first]).ids)
    np.testing.assert_allclose(smile, all_bits[start : start + 4], rtol=1e-4)
    np.testing.assert_allclose(rest, all_bits[start + 4 :], rtol=1e-4)
    assert then > first


def test_stretches_may_overlap_and_be_empty():
    reader = ModelReader(support.model(), support.tokenizer())
    ((none, whole, part),) = stretch_bits(
        reader, [Passage("The cat sat.", ((3, 3), (0, 12), (4, 7)))]
    )
    assert len(none) == 0
    assert 0 < len(part) < len(whole)
    assert part.sum() < whole.sum()


def test_a_model_without_finite_probabilities_is_told():
    model = support.model()
    with torch.no_grad():
        model.words.bias.fill_(torch.nan)
    with pytest.raises(EvaluationError, match="no finite numbers"):
        stretch_bits(ModelReader(model, support.tokenizer()), [Passage("cat", ((0, 3),))])


@pytest.mark.parametrize("family", ["pointer", "slots that keep"])
def test_a_memory_longer_than_all_texts_takes_no_time(family):
    model, tokenizer = support.model(family), support.tokenizer()
    (window,) = (name for name in model.windows if name in model.settings)
    long, short = (model.configured(**{window: n}) for n in (8192, 200))
    ids = tokenizer.encode(BEGINNING).ids.astype(np.int64)
    asked = [np.arange(len(ids))]
    kept = []
    with pytest.MonkeyPatch.context() as patched:
        initial = type(model).empty_state
        patched.setattr(
            type(model),
            "empty_state",
            lambda self, batch=1: kept.append(self.settings[window].value) or initial(self, batch),
        )
        (found,) = ModelReader(long, tokenizer).bits([ids], asked)
    (wanted,) = ModelReader(short, tokenizer).bits([ids], asked)
    assert set(kept) == {len(ids)}
    # Sums of float32 in another order.
    np.testing.assert_allclose(found, wanted, rtol=2e-4, atol=2e-4)
