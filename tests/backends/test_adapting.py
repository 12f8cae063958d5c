"""Somebody's own module: its signals by formula, its outputs bit by bit, patches, errors."""

import inspect
import re

import numpy as np
import pytest
import torch
from torch import nn

import wmstudio
from tests.backends.adapters import SLOTS, VOCAB, WIDTH, Careless, Looping, SlotMemory, Whole
from tests.support import ROUNDING
from wmstudio import Patch
from wmstudio.models.adapted.model import AdapterError

NUMBERS = " ".join(str(n % VOCAB) for n in [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3])


def line_of(method, text):
    """``adapters.py:42`` of the first line of a method with this text."""
    lines, first = inspect.getsourcelines(method)
    (at, *_) = [n for n, line in enumerate(lines) if text in line]
    return f"adapters.py:{first + at}"


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def as_numpy(module):
    return {name: x.detach().double().numpy() for name, x in module.named_parameters()}


@pytest.fixture
def slots():
    module = SlotMemory()
    return module, wmstudio.adapt(module, step=module.step, initial_state=module.initial_state)


def by_hand(module, ids, gate=None):
    """The module's own logits ``[T, V]``, its code called as its author would."""
    state, rows = module.initial_state(1), []
    with torch.inference_mode():
        for id in ids:
            logits, state = module.step(torch.tensor([int(id)]), state, gate)
            rows.append(logits)
    return torch.cat(rows), state


def logits_of(model, ids, patches=(), watch=()):
    """The adapted model's logits ``[T, V]`` of one call."""
    from wmstudio.contract import Tap

    network = model.model
    with torch.inference_mode():
        tap = Tap(watch=watch, patches=patches)
        tokens_1T = torch.from_numpy(ids.astype(np.int64)).unsqueeze(0)
        return network.prefill(tokens_1T, network.initial_state(), tap).logits_BTV[0]


def test_calls_are_named_by_line_and_variable(slots):
    _, model = slots
    kinds = {name: (signal.kind, signal.shape) for name, signal in model.signals.items()}
    gate = line_of(SlotMemory.step, "write_gate = torch.sigmoid") + ".write_gate"
    cell = line_of(SlotMemory.step, "self.cell(x")
    assert kinds[gate] == ("gate", (1,))
    assert kinds[line_of(SlotMemory.step, "where =") + ".where"] == ("address", (SLOTS,))
    assert kinds[line_of(SlotMemory.step, "F.softmax") + ".read_weights"] == ("address", (SLOTS,))
    assert kinds[f"{cell}.forget_gate"] == ("gate", (WIDTH,))
    assert kinds["state.memory"] == ("slots", (SLOTS, WIDTH))
    assert kinds["state.lstm.1"] == ("activation", (WIDTH,))


def test_gates_and_addresses_equal_their_formulas(slots):
    module, model = slots
    trace = model.trace(NUMBERS)
    w = as_numpy(module)
    h = c = read = np.zeros(WIDTH)
    memory = np.zeros((SLOTS, WIDTH))
    cell = line_of(SlotMemory.step, "self.cell(x")
    for t, id in enumerate(trace.ids):
        x = np.concatenate([w["embed.weight"][id], read])
        z = w["cell.weight_ih"] @ x + w["cell.bias_ih"] + w["cell.weight_hh"] @ h
        i, f, g, o = np.split(z + w["cell.bias_hh"], 4)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
        gate = sigmoid(w["gate.weight"] @ h + w["gate.bias"])
        where = np.exp(w["where.weight"] @ h + w["where.bias"])
        where /= where.sum()
        memory = memory + np.outer(gate * where, h)
        weights = np.exp(memory @ h) / np.exp(memory @ h).sum()
        read = weights @ memory
        expected = {
            f"{cell}.input_gate": sigmoid(i),
            f"{cell}.forget_gate": sigmoid(f),
            f"{cell}.candidate": np.tanh(g),
            f"{cell}.output_gate": sigmoid(o),
            f"{cell}.cell": c,
            line_of(SlotMemory.step, "write_gate = torch.sigmoid") + ".write_gate": gate,
            line_of(SlotMemory.step, "where =") + ".where": where,
            line_of(SlotMemory.step, "F.softmax") + ".read_weights": weights,
            "state.memory": memory,
            "state.read": read,
        }
        for name, value in expected.items():
            np.testing.assert_allclose(trace.signals[name][t], value, **ROUNDING, err_msg=name)


@pytest.mark.parametrize("is_watched", [False, True])
def test_outputs_are_the_modules_own_bit_by_bit(slots, is_watched):
    module, model = slots
    ids = model.encode(NUMBERS).ids
    own_TV, _ = by_hand(module, ids)
    found_TV = logits_of(model, ids, watch=tuple(model.signals) if is_watched else ())
    assert torch.equal(found_TV, own_TV)


def test_a_patched_gate_equals_the_change_by_hand(slots):
    module, model = slots
    ids = model.encode(NUMBERS).ids
    gate = line_of(SlotMemory.step, "write_gate = torch.sigmoid") + ".write_gate"
    for op, change in (
        ("set", lambda x: torch.full_like(x, 0.25)),
        ("scale", lambda x: x * 0.25),
        ("add", lambda x: x + 0.25),
    ):
        own_TV, _ = by_hand(module, ids, change)
        found_TV = logits_of(model, ids, [Patch(gate, op, 0.25)])
        assert torch.equal(found_TV, own_TV)
        assert not torch.equal(found_TV, by_hand(module, ids)[0])


def test_a_patch_inside_a_fused_cell_changes_what_follows(slots):
    _, model = slots
    name = line_of(SlotMemory.step, "self.cell(x") + ".output_gate"
    trace = model.trace(NUMBERS, [Patch(name, "set", 0.0, tokens=(2, 3))])
    plain = model.trace(NUMBERS)
    assert (trace.signals["state.lstm.0"][2] == 0).all()
    np.testing.assert_allclose(trace.entropy_bits[:2], plain.entropy_bits[:2], **ROUNDING)
    assert abs(trace.entropy_bits - plain.entropy_bits)[3:].max() > 1e-3


def test_a_patched_state_is_what_the_next_token_finds(slots):
    _, model = slots
    trace = model.trace(NUMBERS, [Patch("state.memory", "set", 0.5, (1, 2), (4, 5))])
    before = model.trace(NUMBERS).signals["state.memory"][4]
    before[1, 2] = 0.5
    np.testing.assert_allclose(trace.signals["state.memory"][4], before, **ROUNDING)


def test_the_report_says_that_it_runs_right(slots):
    _, model = slots
    assert model.proof.runs_right
    assert model.proof.resume < 1e-6
    assert "SlotMemory" in model.report
    assert "takes a token as a tensor" in model.report


def test_a_state_that_is_written_into_stays_a_snapshot():
    module = Careless()
    model = wmstudio.adapt(module, step=module.step, initial_state=module.first)
    assert max(model.proof.step, model.proof.resume) < 1e-6
    assert model.signals["state.stack.0"].shape == (2, WIDTH)
    state, expected = module.first(), []
    ids = model.encode(NUMBERS).ids
    with torch.inference_mode():
        for id in ids:
            logits, state = module.step(torch.tensor([int(id)]), state)
            expected.append(logits)
    assert torch.equal(logits_of(model, ids, watch=tuple(model.signals)), torch.stack(expected))


def test_a_module_without_a_step_is_read_whole_and_says_so():
    module = Whole()
    model = wmstudio.adapt(module, longest=12)
    assert model.proof.runs_right
    assert "6 to 12 tokens anew" in model.report
    ids = model.encode(NUMBERS).ids[:12]
    with torch.inference_mode():
        own_TV = module(torch.from_numpy(ids.astype(np.int64)).unsqueeze(0))[0]
    assert torch.equal(logits_of(model, ids, watch=tuple(model.signals)), own_TV)


def test_attention_is_shown_by_distance_for_each_layer():
    module = Whole()
    model = wmstudio.adapt(module, longest=12)
    place = line_of(type(module.layers[0]).forward, "scores.softmax")
    names = [f"{place}.{layer}.weights" for layer in (0, 1)]
    assert [model.signals[name].kind for name in names] == ["attention", "attention"]
    assert "layers.1" in model.signals[names[1]].text
    text = " ".join(NUMBERS.split()[:8])
    trace = model.trace(text)
    x = module.embed(torch.from_numpy(trace.ids.astype(np.int64)))
    q, k, _ = module.layers[0].qkv(x).detach().double().numpy().reshape(8, 3, WIDTH).swapaxes(0, 1)
    scores = np.exp(q @ k.T / WIDTH**0.5)
    for t in range(8):
        row = scores[t, : t + 1] / scores[t, : t + 1].sum()
        np.testing.assert_allclose(trace.signals[names[0]][t, : t + 1], row[::-1], atol=1e-5)
        assert (trace.signals[names[0]][t, t + 1 :] == 0).all()


def test_a_whole_text_with_a_patch_reads_the_same_in_parts():
    model = wmstudio.adapt(Whole(), longest=12)
    (gate, _) = [name for name, signal in model.signals.items() if signal.kind == "gate"]
    patch = Patch(gate, "set", 0.0, tokens=(1, 4))
    at_once = model.trace(NUMBERS, [patch])
    assert (at_once.signals[gate][1:4] == 0).all()
    assert (at_once.signals[gate][4:] != 0).all()
    ids, state, bits = at_once.ids, model.backend.initial_state(), []
    for n in range(len(ids)):
        reading = model.backend.read(ids[n : n + 1], state, position=n, patches=[patch])
        state = reading.state
        bits.append(reading.surprisal_bits)
    np.testing.assert_allclose(np.concatenate(bits), at_once.surprisal_bits, atol=1e-4)


@pytest.mark.parametrize("fused", ["lstm", "gru", "rnn"])
def test_fused_layers_and_loops_over_tokens_are_told_apart(fused):
    module = Looping(fused)
    model = wmstudio.adapt(module)
    trace = model.trace(NUMBERS)
    forget = line_of(Looping.forward, "forget = torch.sigmoid") + ".forget"
    with torch.inference_mode():
        x_1TE, _ = module.fused(module.embed(torch.from_numpy(trace.ids.astype(np.int64))[None]))
        expected = torch.sigmoid(module.mix(x_1TE[0])).numpy()
    np.testing.assert_allclose(trace.signals[forget], expected, atol=1e-5)
    top = line_of(Looping.forward, "self.fused") + ".1_hidden"
    np.testing.assert_allclose(trace.signals[top], x_1TE[0].numpy(), **ROUNDING)
    assert model.proof.runs_right
    patched = model.trace(NUMBERS, [Patch(top, "set", 0.0)])
    of_nothing = sigmoid(module.mix.bias.detach().numpy())
    for row in patched.signals[forget]:
        np.testing.assert_allclose(row, of_nothing, atol=1e-5)


def raising(token, state):
    raise KeyError("no such token")


def wrong_shape(token, state):
    return torch.zeros(2, 3), state


def not_two(token, state):
    return torch.zeros(VOCAB)


def not_numbers(token, state):
    return torch.full((VOCAB,), torch.nan), state


def infinite(token, state):
    return torch.tensor([torch.inf, 0.0, 0.0]), state


def all_impossible(token, state):
    return torch.full((VOCAB,), -torch.inf), state


def odd_state(token, state):
    return torch.zeros(VOCAB), {"it": object()}


@pytest.mark.parametrize(
    ("step", "says"),
    [
        (raising, r"test_adapting\.py:\d+ raises KeyError: 'no such token'"),
        (wrong_shape, r"logits of the shape \(2, 3\), not of 3"),
        (not_two, "a Tensor, not two things: logits and a state"),
        (not_numbers, "not numbers"),
        (infinite, "infinite"),
        (all_impossible, "infinite"),
        (odd_state, "state.it is a object; a state may be made of tensors"),
        (7, "step is a int, not a function"),
    ],
)
def test_what_goes_wrong_in_a_step_is_one_sentence(step, says):
    with pytest.raises(AdapterError, match=says) as caught:
        wmstudio.adapt(nn.Linear(1, 1), step=step)
    assert "\n" not in str(caught.value)


def test_an_error_while_reading_names_the_line_and_leaves_the_model_usable():
    def step(token, state):
        if state > 6:
            raise RuntimeError("too long")
        return torch.zeros(VOCAB), state + 1

    model = wmstudio.adapt(nn.Linear(1, 1), step=step, initial_state=0)
    with pytest.raises(AdapterError, match=r"test_adapting\.py:\d+ raises RuntimeError: too long"):
        model.trace(NUMBERS)
    assert len(model.trace("1 2 3")) == 3


class Theirs:
    """A tokenizer such as others have: of pairs of letters."""

    pieces = ("ab", "c", "?", "a", "b", " ")

    def encode(self, text):
        return [self.pieces.index(p) if p in self.pieces else 2 for p in re.findall("ab|.", text)]

    def decode(self, ids):
        return "".join(self.pieces[i] for i in ids)


@pytest.mark.parametrize(
    ("tokenizer", "tokens"),
    [
        ("ab?c d", ["a", "b", "c"]),
        (["<unk>", "ab", "c", "d", "e", "f"], None),
        ({"a": 0, "b": 1, "c": 2, "d": 3, "e": 4, "f": 5}, ["a", "b", "c"]),
        (dict(enumerate("abcdef")), ["a", "b", "c"]),
        (Theirs(), ["ab", "c"]),
        (None, None),
    ],
)
def test_tokenizers_of_many_kinds_cover_the_text(tokenizer, tokens):
    model = wmstudio.adapt(lambda ids: torch.zeros(1, ids.shape[1], 6), tokenizer)
    trace = model.trace("abc")
    assert trace.spans[-1, 1] == 3
    if tokens is not None:
        assert list(trace.tokens) == tokens


def test_a_tokenizer_that_does_not_fit_is_refused():
    with pytest.raises(AdapterError, match="has 3 pieces, and the model 6 logits"):
        wmstudio.adapt(lambda ids: torch.zeros(1, ids.shape[1], 6), "abc")
    with pytest.raises(AdapterError, match="a float is no tokenizer"):
        wmstudio.adapt(lambda ids: torch.zeros(1, ids.shape[1], 6), 1.5)
