"""Reading on from a cache: the same numbers however it is read, copies, signals and patches."""

import pytest
import torch

from tests.models.adapted.reading_modules import (
    HEADS,
    VOCAB,
    WIDTH,
    Beginning,
    Branching,
    Coarse,
    Forgetful,
    Reusing,
    Right,
    Sliding,
    Unequal,
)
from tests.support import ROUNDING
from wmstudio.contract import Patch, Tap
from wmstudio.models.adapted.cache_trial import MOST_TOKENS, cached
from wmstudio.models.adapted.trial import whole

IDS = torch.randint(0, VOCAB, (1, 150), generator=torch.Generator().manual_seed(5))
KEYS, STATE = "cache.layers.0.keys", "cache.layers.0.state"
KINDS = [Right, Sliding, Forgetful, Branching, Beginning, Reusing]


def adapted(kind, start=None, positions=MOST_TOKENS):
    module = kind()
    read, _ = whole(module, kind.__name__, module, None)
    model, _ = cached(module, module.on, "tests", read, start, positions)
    return model


@pytest.fixture(params=KINDS, ids=lambda kind: kind.__name__)
def model(request):
    return adapted(request.param)


def read(model, cuts, ids=IDS, watch=(), patches=(), state=None):
    """Logits ``[T, V]``, signals by name and the state, read so many tokens at a time."""
    tap = Tap(watch=watch, patches=patches)
    state, rows, at = state or model.initial_state(), [], 0
    with torch.inference_mode():
        while at < ids.shape[1]:
            for cut in cuts:
                done = model.prefill(ids[:, at : at + cut], state, tap)
                rows.append(done.logits_BTV[0])
                state, at = done.state, min(at + cut, ids.shape[1])
    return torch.cat(rows), tap.recorded(), state


def assert_close(x, y):
    torch.testing.assert_close(x, y, **ROUNDING)


@pytest.mark.parametrize("cuts", [(150,), (64, 86), (1,), (7, 1, 42)], ids=str)
def test_logits_equal_those_of_the_text_read_whole(model, cuts):
    with torch.inference_mode():
        assert_close(read(model, cuts)[0], model.module(IDS)[0])


def test_a_snapshot_does_not_change_when_others_are_read(model):
    with torch.inference_mode():
        done = model.prefill(IDS, model.initial_state(), None, every=40)
        kept = {n: {k: x.clone() for k, x in s.items()} for n, s in done.snapshots.items()}
        assert list(kept) == [40, 80, 120]
        for n, state in done.snapshots.items():
            resumed, _, _ = read(model, (13, 1), IDS[:, n:], state=state)
            assert_close(resumed, done.logits_BTV[0, n:])
    for n, state in done.snapshots.items():
        assert all(torch.equal(x, kept[n][name]) for name, x in state.items())


def test_snapshots_share_the_keys_that_both_hold():
    model = adapted(Right)
    with torch.inference_mode():
        done = model.prefill(IDS, model.initial_state(), None, every=70)
    first, second = done.snapshots[70], done.snapshots[140]
    assert first[f"{KEYS}#0"] is second[f"{KEYS}#0"]
    assert first[KEYS].shape[-2] == 6
    assert second[KEYS].shape[-2] == 12


def test_signals_are_the_numbers_of_the_module(model):
    (gate,) = [name for name in model.signals if name.endswith(".sigmoid")]
    _, seen, _ = read(model, (150,), watch=model.signals)
    module = model.module
    with torch.inference_mode():
        x_TW = module.embed(IDS[0])
        keep_TW = torch.sigmoid(module.gate(x_TW))
        keys_TW = module.qkv(x_TW)[:, WIDTH : 2 * WIDTH]
        state, states = torch.zeros(WIDTH), []
        for keep, x in zip(keep_TW, x_TW, strict=True):
            state = keep * state + x
            states.append(state)
    assert_close(seen[KEYS][0], keys_TW)
    assert_close(seen[STATE][0], torch.stack(states))
    assert_close(seen[gate][0], keep_TW)


def test_signals_are_the_same_read_at_once_and_step_by_step(model):
    names = [name for name in model.signals if name != STATE]
    _, at_once, _ = read(model, (150,), watch=names)
    _, steps, state = read(model, (1,), watch=names)
    for name in names:
        torch.testing.assert_close(at_once[name], steps[name], rtol=0, atol=2e-5, equal_nan=True)
    assert_close(model.held(state)[KEYS], steps[KEYS][:, -1])


def test_a_patched_state_is_what_the_next_tokens_find():
    model = adapted(Right)
    patched, _, _ = read(model, (150,), patches=[Patch(STATE, "set", 0.0, tokens=(9, 10))])
    with torch.inference_mode():
        before, cache = model.module.on(IDS[:, :10], None, 0)
        cache.layers[0].state.zero_()
        after, _ = model.module.on(IDS[:, 10:], cache, 10)
    assert_close(patched, torch.cat([before, after], 1)[0])
    assert float((after[0] - model.module(IDS)[0, 10:]).detach().abs().max()) > 0.1


def test_a_patched_key_is_what_later_tokens_attend_to():
    model = adapted(Right)
    patched, _, _ = read(model, (150,), patches=[Patch(KEYS, "scale", 3.0, tokens=(70, 71))])
    with torch.inference_mode():
        before, cache = model.module.on(IDS[:, :71], None, 0)
        cache.layers[0].keys[:, :, -1] *= 3
        after, _ = model.module.on(IDS[:, 71:], cache, 71)
    assert_close(patched, torch.cat([before, after], 1)[0])


def test_a_patched_gate_acts_at_its_tokens_read_at_once():
    model = adapted(Right)
    (gate,) = [name for name in model.signals if name.endswith(".sigmoid")]
    patches = [Patch(gate, "set", 0.0, tokens=(20, 21))]
    at_once, steps = read(model, (150,), patches=patches)[0], read(model, (1,), patches=patches)[0]
    assert_close(at_once, steps)
    plain = read(model, (150,))[0]
    assert_close(at_once[:20], plain[:20])
    assert float((at_once[20] - plain[20]).abs().max()) > 1e-2


@pytest.mark.parametrize(("kind", "units"), [(Beginning, WIDTH), (Coarse, HEADS)])
def test_a_gate_of_another_line_is_patched_at_the_first_token(kind, units):
    model = adapted(kind)
    (gate,) = [name for name in model.signals if name.endswith(".sigmoid")]
    halves = Patch(gate, "set", 0.5, tokens=(0, 2))
    _, seen, _ = read(model, (150,), watch=[gate, STATE], patches=[halves])
    assert_close(seen[gate][0, :2], torch.full((2, units), 0.5))
    with torch.inference_mode():
        x_TW = model.module.embed(IDS[0, :2])
    # Before the first token the state is 0, so that token's gate keeps nothing.
    assert_close(seen[STATE][0, 1], 0.5 * x_TW[0] + x_TW[1])


def test_gates_of_a_head_that_stand_several_times_are_one_unit():
    model = adapted(Coarse)
    (gate,) = [name for name in model.signals if name.endswith(".sigmoid")]
    _, seen, _ = read(model, (150,), watch=[gate])
    with torch.inference_mode():
        expected = torch.sigmoid(model.module.gate(model.module.embed(IDS[0])))[:, :HEADS]
    assert_close(seen[gate][0], expected)


def test_what_the_first_token_has_no_numbers_for_is_not_shown():
    def gates(start):
        return [name for name in adapted(Unequal, start).signals if name.endswith(".sigmoid")]

    assert gates(None) == []
    assert len(gates(4)) == 1


@pytest.mark.parametrize("cuts", [(150,), (1,), (9, 2)], ids=str)
def test_after_the_longest_text_it_begins_with_the_newer_half(cuts):
    model = adapted(Right, positions=40)
    rows, _, state = read(model, cuts)
    with torch.inference_mode():
        expected = [model.module(IDS[:, :40])[0]]
        for n in range(40, 150, 20):
            expected.append(model.module(IDS[:, n - 20 : n + 20])[0, 20:])
    assert_close(rows, torch.cat(expected))
    assert model.memory_usage(state).occupancy == pytest.approx(30 / 40)


def test_a_start_token_is_read_before_every_text():
    model = adapted(Right, start=4)
    rows, _, _ = read(model, (150,))
    with torch.inference_mode():
        expected = model.module(torch.cat([torch.tensor([[4]]), IDS], 1))[0]
        assert_close(model.logits(model.initial_state())[0], expected[0])
    assert_close(rows, expected[1:])


def test_keys_of_each_head_are_units_of_one_signal():
    signal = adapted(Right).signals[KEYS]
    assert (signal.dims, signal.shape, signal.layer) == (("unit",), (WIDTH,), 0)
    assert signal.text == "keys of layer 0: what the cache gets with the token"


def test_the_size_of_a_state_is_that_of_the_largest():
    model = adapted(Right, positions=40)
    state = model.initial_state()
    each, fixed = 2 * WIDTH * 4, 4 * (WIDTH + VOCAB)
    assert model.memory_usage(state).bytes == 40 * each + fixed
    assert model.memory_usage(state).occupancy == 0
