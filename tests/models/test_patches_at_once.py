"""Patched tokens that are read at once give what stepping them gives."""

import pytest
import torch

from tests.models.test_families import (
    SIZES,
    UNDER_PATCHES,
    make,
    run_by_steps,
    run_fast,
    same_states,
)
from wmstudio.contract import Patch, Tap
from wmstudio.models.decoder import DecoderConfig, DecoderLanguageModel
from wmstudio.models.recurrent import RecurrentLanguageModel
from wmstudio.models.recurrent_layers import Cell
from wmstudio.models.windowed import WindowedLanguageModel, WindowSpec

VOCAB = 20
GATED = Cell("gru", gate="hard_sigmoid", reset_after=False)
DECODER = DecoderConfig(
    vocab_size=VOCAB, width=8, layers=2, heads=4, kv_heads=2, head_width=4, feed_forward=6, window=9
)
MADE = {
    "another GRU": lambda: RecurrentLanguageModel(VOCAB, 4, [5, 6], GATED),
    "another LSTM": lambda: RecurrentLanguageModel(VOCAB, 4, [5], Cell("lstm", activation="relu")),
    "windows": lambda: WindowedLanguageModel(VOCAB, 4, [5, 6], Cell("lstm"), WindowSpec(length=4)),
    "attending windows": lambda: WindowedLanguageModel(
        VOCAB, 4, [5], Cell("gru"), WindowSpec(length=4, padding=0, attends=True)
    ),
    "decoder": lambda: DecoderLanguageModel(DECODER),
}


@pytest.fixture(params=[*SIZES, *MADE])
def model(request):
    if request.param in SIZES:
        return make(request.param)
    torch.manual_seed(3)
    return MADE[request.param]()


@pytest.fixture
def tokens_BT():
    return torch.randint(0, VOCAB, (2, 15), generator=torch.Generator().manual_seed(4))


def test_tokens_under_any_patch_are_read_at_once_as_stepped(model, tokens_BT, monkeypatch):
    for name in (name for name, signal in model.signals.items() if signal.patchable):
        unit = tuple(n - 1 for n in model.signals[name].shape)
        # One patch on the other: what the first changes, the second finds.
        patches = [
            Patch(name, "scale", 0.5, tokens=(2, 12)),
            Patch(name, "add", 0.125, unit, tokens=(7, 15)),
        ]
        slow, fast = (Tap(watch=model.signals, patches=patches) for _ in range(2))
        logits_BTV, state = run_by_steps(model, tokens_BT, tap=slow)
        with monkeypatch.context() as only:
            only.setattr(model, "short", 0)
            if name not in model.stepped:
                only.setattr(model, "_step", None)
            done = run_fast(model, tokens_BT, tap=fast, every=6)
        torch.testing.assert_close(done.logits_BTV, logits_BTV, **UNDER_PATCHES)
        same_states(done.state, state, UNDER_PATCHES)
        seen = fast.recorded()
        for watched, x_BT in slow.recorded().items():
            torch.testing.assert_close(seen[watched].float(), x_BT.float(), **UNDER_PATCHES)


def test_a_model_that_knows_no_patches_is_stepped_where_they_act(tokens_BT, monkeypatch):
    model = make("lstm")
    monkeypatch.setattr(model, "stepped", None)
    patches = [Patch("lstm.0.cell", "set", 0.5, tokens=(4, 9))]
    stepped, step = [], model._step
    monkeypatch.setattr(
        model,
        "_step",
        lambda token, state, tap: stepped.append(tap.position) or step(token, state, tap),
    )
    run_fast(model, tokens_BT, tap=Tap(patches=patches))
    assert stepped == [4, 5, 6, 7, 8]
