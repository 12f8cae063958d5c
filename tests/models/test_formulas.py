"""The gates and memories of each family against the formulas, written out again in numpy."""

import numpy as np
import pytest
import torch

from wmstudio.models.contract import Tap
from wmstudio.models.registry import build

TOKENS = [3, 17, 3, 0, 9, 9, 24, 1, 30, 5, 12]


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(x):
    e = np.exp(x - x.max())
    return e / e.sum()


def weights(model):
    return {name: p.detach().double().numpy() for name, p in model.named_parameters()}


def seen(model):
    tap = Tap(watch=model.signals)
    with torch.no_grad():
        done = model.prefill(torch.tensor([TOKENS]), model.initial_state(), tap)
    signals = {name: x[0].double().numpy() for name, x in tap.recorded().items()}
    return signals, done.logits_BTV[0].double().numpy()


def lstm_token(w, prefix, x, h, c):
    z = (
        w[f"{prefix}.weight_ih_l0"] @ x
        + w[f"{prefix}.bias_ih_l0"]
        + w[f"{prefix}.weight_hh_l0"] @ h
        + w[f"{prefix}.bias_hh_l0"]
    )
    i, f, g, o = np.split(z, 4)
    i, f, g, o = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
    c = f * c + i * g
    return {
        "input_gate": i,
        "forget_gate": f,
        "candidate": g,
        "output_gate": o,
        "cell": c,
        "hidden": o * np.tanh(c),
    }


def logits(w, features):
    y = w["words.project.weight"] @ features + w["words.project.bias"]
    return w["words.embedding.weight"] @ y + w["words.bias"]


def check(expected, signals, t):
    for name, value in expected.items():
        np.testing.assert_allclose(signals[name][t], value, atol=1e-5, err_msg=f"{name} at {t}")


def with_biases(family, **sizes):
    torch.manual_seed(11)
    model = build(family, {"vocab_size": 31, **sizes})
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.dim() == 1:
                parameter += 0.3 * torch.randn_like(parameter)
            elif "embedding" in name:
                parameter *= 4
    return model


def test_that_lstm_gates_follow_the_formula_layer_by_layer():
    model = with_biases("lstm", embedding=6, hidden=5, layers=2)
    w, (signals, out) = weights(model), seen(model)
    h, c = np.zeros((2, 5)), np.zeros((2, 5))
    for t, token in enumerate(TOKENS):
        x = w["words.embedding.weight"][token]
        for layer in range(2):
            gates = lstm_token(w, f"layers.{layer}.fused", x, h[layer], c[layer])
            check({f"lstm.{layer}.{name}": v for name, v in gates.items()}, signals, t)
            x, c[layer] = gates["hidden"], gates["cell"]
            h[layer] = x
        np.testing.assert_allclose(out[t], logits(w, x), atol=1e-5)


def test_that_the_additive_memory_is_tanh_of_word_plus_memory_and_is_fused_with_the_lstm():
    model = with_biases("additive", embedding=6, hidden=5)
    w, (signals, out) = weights(model), seen(model)
    wm, h, c = np.zeros(6), np.zeros(5), np.zeros(5)
    for t, token in enumerate(TOKENS):
        x = w["words.embedding.weight"][token]
        wm = np.tanh(x + wm)
        gates = lstm_token(w, "lstm.fused", x, h, c)
        h, c = gates["hidden"], gates["cell"]
        check({f"lstm.0.{name}": v for name, v in gates.items()}, signals, t)
        check({"wm.vector": wm, "wm.saturation": (np.abs(wm) > 0.99).mean()}, signals, t)
        np.testing.assert_allclose(out[t], logits(w, np.concatenate([h, wm])), atol=1e-5)


def test_that_slots_read_write_and_decay_by_the_formula_first_in_first_out():
    n, d = 4, 3
    model = with_biases("slots", embedding=6, hidden=5, slots=n, width=d)
    w, (signals, out) = weights(model), seen(model)
    keys, values, strength = np.zeros((n, d)), np.zeros((n, d)), np.zeros(n)
    writer = np.full(n, -1)
    h, c = np.zeros(5), np.zeros(5)
    for t, token in enumerate(TOKENS):
        x = w["words.embedding.weight"][token]
        p = (
            w["memory.from_word.weight"] @ x
            + w["memory.from_word.bias"]
            + w["memory.from_hidden.weight"] @ h
        )
        q, k, v = p[:d], p[d : 2 * d], np.tanh(p[2 * d : 3 * d])
        i, f, o = sigmoid(p[3 * d :])
        scores = keys @ q / np.sqrt(d) + np.log(strength + 1e-6)
        a = softmax(np.append(scores, w["memory.null"]))
        m = o * (a[:n] @ values)
        gates = lstm_token(w, "lstm.fused", np.concatenate([x, m]), h, c)
        h, c = gates["hidden"], gates["cell"]
        strength = f * strength
        slot = t % n
        keys[slot], values[slot], strength[slot], writer[slot] = k, v, i, t
        check({f"lstm.0.{name}": value for name, value in gates.items()}, signals, t)
        check(
            {
                "slots.query": q,
                "slots.key": k,
                "slots.value": v,
                "slots.write_gate": [i],
                "slots.decay_gate": [f],
                "slots.read_gate": [o],
                "slots.read_weights": a[:n],
                "slots.null_weight": a[n],
                "slots.output": m,
                "slots.write_weights": np.eye(n)[slot],
                "slots.keys": keys,
                "slots.values": values,
                "slots.strength": strength,
                "slots.writer": writer,
            },
            signals,
            t,
        )
        np.testing.assert_allclose(out[t], logits(w, np.concatenate([h, m])), atol=1e-5)


def test_that_clearing_a_slot_empties_that_one_and_no_other():
    model = with_biases("slots", embedding=6, hidden=5, slots=4, width=3)
    with torch.no_grad():
        state = model.prefill(torch.tensor([TOKENS]), model.initial_state()).state
    after = model.edit(state, "clear", slot=2)
    kept = [0, 1, 3]
    assert after["slots.values"][0, 2].abs().sum() == 0
    assert after["slots.strength"][0, 2] == 0
    assert after["slots.writer"][0, 2] == -1
    for name in ("slots.keys", "slots.values", "slots.strength", "slots.writer"):
        assert torch.equal(after[name][0, kept], state[name][0, kept])


def test_that_a_slot_that_does_not_exist_cannot_be_cleared():
    model = with_biases("slots", embedding=6, hidden=5, slots=4, width=3)
    with pytest.raises(ValueError, match="from 0 to 3"):
        model.edit(model.initial_state(), "clear", slot=4)


def test_that_load_of_slots_is_what_its_definition_says():
    model = with_biases("slots", embedding=6, hidden=5, slots=4, width=3)
    with torch.no_grad():
        state = model.prefill(torch.tensor([TOKENS]), model.initial_state()).state
    load = model.load(state)
    strength, read = state["slots.strength"][0].numpy(), state["slots.read_weights"][0].numpy()
    p = read / read.sum()
    assert load.occupancy == pytest.approx(strength.mean(), abs=1e-6)
    assert load.pressure == pytest.approx(strength[len(TOKENS) % 4], abs=1e-6)
    assert load.interference == pytest.approx(-(p * np.log(p)).sum() / np.log(4), abs=1e-3)
