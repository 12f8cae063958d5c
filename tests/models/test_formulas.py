"""The gates and memories of each family against the formulas, written out again in numpy."""

import numpy as np
import pytest
import torch

from tests.support import ROUNDING
from wmstudio.contract import EditError, Patch, Tap
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
        np.testing.assert_allclose(signals[name][t], value, **ROUNDING, err_msg=f"{name} at {t}")


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


def coupled_token(w, x, h, c):
    z = w["layers.0.from_input"] @ x + w["layers.0.from_hidden"] @ h + w["layers.0.bias"]
    i, g, o = np.split(z, 3)
    i, g, o = sigmoid(i), np.tanh(g), sigmoid(o)
    c = c * (1 - i) + g * i
    return {
        "input_gate": i,
        "forget_gate": 1 - i,
        "candidate": g,
        "output_gate": o,
        "cell": c,
        "hidden": o * np.tanh(c),
    }


def test_coupled_lstm_forgets_as_much_as_it_takes_in():
    model = with_biases("lstm", embedding=6, hidden=5, gates="coupled")
    w, (signals, out) = weights(model), seen(model)
    h, c = np.zeros(5), np.zeros(5)
    for t, token in enumerate(TOKENS):
        gates = coupled_token(w, w["words.embedding.weight"][token], h, c)
        h, c = gates["hidden"], gates["cell"]
        check({f"lstm.0.{name}": v for name, v in gates.items()}, signals, t)
        np.testing.assert_allclose(out[t], logits(w, h), atol=1e-5)


def test_patched_input_gate_of_a_coupled_lstm_changes_what_it_keeps():
    model = with_biases("lstm", embedding=6, hidden=5, gates="coupled")
    tap = Tap(watch=model.signals, patches=[Patch("lstm.0.input_gate", "set", 0.25)])
    with torch.no_grad():
        model.prefill(torch.tensor([TOKENS]), model.initial_state(), tap)

    signals = tap.recorded()
    torch.testing.assert_close(signals["lstm.0.forget_gate"], torch.full((1, len(TOKENS), 5), 0.75))
    assert not model.signals["lstm.0.forget_gate"].patchable


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
        check({"wm.vector": wm, "load.occupancy": (np.abs(wm) > 0.99).mean()}, signals, t)
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


def test_that_memory_use_of_slots_is_what_its_texts_say():
    model = with_biases("slots", embedding=6, hidden=5, slots=4, width=3)
    with torch.no_grad():
        state = model.prefill(torch.tensor([TOKENS]), model.initial_state()).state
    usage = model.memory_usage(state)
    strength, read = state["slots.strength"][0].numpy(), state["slots.read_weights"][0].numpy()
    p = read / read.sum()
    assert usage.occupancy == pytest.approx(strength.mean(), abs=1e-5)
    assert usage.pressure == pytest.approx(strength[len(TOKENS) % 4], abs=1e-5)
    assert usage.interference == pytest.approx(-(p * np.log(p)).sum() / np.log(4), abs=1e-3)


def test_that_a_slot_is_chosen_by_the_policy_and_written_only_above_the_threshold():
    n, d = 4, 3
    for policy in ("fifo", "weakest", "least-recently-read"):
        model = with_biases("slots", embedding=6, hidden=5, slots=n, width=d, policy=policy)
        with torch.no_grad():
            model.memory.from_word.weight.mul_(3.0)
        gates, _ = seen(model)
        threshold = float(np.median(gates["slots.write_gate"]))
        model = model.configured(keep_threshold=threshold)
        signals, _ = seen(model)
        strength, usage, writer, writes = np.zeros(n), np.zeros(n), np.full(n, -1), 0
        for t in range(len(TOKENS)):
            if policy == "fifo":
                slot = writes % n
            else:
                by = strength if policy == "weakest" else usage
                slot = int(np.where(writer < 0, -1, by).argmin())
            kept = signals["slots.write_gate"][t, 0] >= np.float32(threshold)
            if policy == "weakest":
                kept &= signals["slots.write_gate"][t, 0] >= strength[slot]
            strength = strength * signals["slots.decay_gate"][t, 0]
            usage = 0.95 * usage + signals["slots.read_weights"][t]
            if kept:
                strength[slot], writer[slot] = signals["slots.write_gate"][t, 0], t
                usage[slot] += 1
                writes += 1
            wrote = np.eye(n)[slot] * kept
            check({"slots.strength": strength, "slots.writer": writer}, signals, t)
            check({"slots.write_weights": wrote}, signals, t)
        assert 0 < writes < len(TOKENS)


def test_that_what_is_discarded_is_learned_as_a_soft_choice_of_the_weakest_newcomer_included():
    n = 4
    model = with_biases("slots", embedding=6, hidden=5, slots=n, width=3, policy="weakest")
    with torch.no_grad():
        full = model.prefill(torch.tensor([TOKENS]), model.initial_state()).state
    strength = np.array([0.3, 0.2, 0.9, 0.5])
    s_BN = torch.tensor(strength[None], dtype=torch.float32, requires_grad=True)
    tap = Tap(watch=("slots.write_weights", "slots.write_gate"))
    model.step(torch.tensor([TOKENS[0]]), {**full, "slots.strength": s_BN}, tap)
    seen_now = tap.recorded()
    i = float(seen_now["slots.write_gate"].detach())
    w_N = seen_now["slots.write_weights"][0, 0]
    assert w_N.tolist() == [0.0, float(i >= 0.2), 0.0, 0.0]

    with_newcomer = np.append(strength, i)
    p = (with_newcomer + 1e-3) ** (-1 / 0.5)
    p /= p.sum()
    # d p_1 / d s_m = p_1 (p_m - [m = 1]) / (τ (s_m + δ))
    expected = p[1] * (p[:n] - np.eye(n)[1]) / (0.5 * (strength + 1e-3))
    (gradient,) = torch.autograd.grad(w_N[1], s_BN)
    np.testing.assert_allclose(gradient[0].numpy(), expected, rtol=1e-4)


def with_sharp_gates(family, **sizes):
    """Gates near 0 and 1 as well as between them, so that items come and go."""
    model = with_biases(family, **sizes)
    with torch.no_grad():
        model.memory.from_word.weight.mul_(8.0)
    return model


@pytest.mark.parametrize("family", ["stack", "queue"])
def test_that_items_are_pushed_popped_and_read_as_in_the_paper_while_there_is_room(family):
    d, n = 3, 5
    model = with_sharp_gates(family, embedding=6, hidden=5, capacity=n, width=d)
    w, (signals, out) = weights(model), seen(model)
    items, h, c = [], np.zeros(5), np.zeros(5)  # items: [strength, value, token], oldest first
    most = 0
    for t, token in enumerate(TOKENS):
        x = w["words.embedding.weight"][token]
        p = (
            w["memory.from_word.weight"] @ x
            + w["memory.from_word.bias"]
            + w["memory.from_hidden.weight"] @ h
        )
        v, (u, push) = np.tanh(p[:d]), np.clip(1.2 * sigmoid(p[d:]) - 0.1, 0, 1)
        in_order = reversed(items) if family == "stack" else items
        left = u
        for item in list(in_order):
            taken = min(item[0], left)
            item[0], left = item[0] - taken, left - taken
        items = [item for item in items if item[0] > 1e-4]
        if push > 0 and len(items) == n:
            items.remove(min(items, key=lambda item: item[0]))
        items += [[push, v, t]] if push > 0 else []
        most = max(most, len(items))
        left, m, read = 1.0, np.zeros(d), {}
        for item in reversed(items) if family == "stack" else items:
            share = min(item[0], left)
            m, left, read[item[2]] = m + share * item[1], left - share, share
        newest_first = items[::-1] + [[0, np.zeros(d), -1]] * (n - len(items))
        check(
            {
                f"{family}.push": [push],
                f"{family}.pop": [u],
                f"{family}.value": v,
                f"{family}.strength": [item[0] for item in newest_first],
                f"{family}.values": [item[1] for item in newest_first],
                f"{family}.writer": [item[2] for item in newest_first],
                f"{family}.read_weights": [read.get(item[2], 0) for item in newest_first],
                f"{family}.output": m,
            },
            signals,
            t,
        )
        gates = lstm_token(w, "lstm.fused", np.concatenate([x, m]), h, c)
        h, c = gates["hidden"], gates["cell"]
        np.testing.assert_allclose(out[t], logits(w, np.concatenate([h, m])), atol=1e-5)
    assert most >= 3
    assert any((signals[f"{family}.writer"] == -1)[t].sum() > n - t - 1 for t in range(n))


def test_that_a_full_stack_lets_the_weakest_item_go():
    model = with_biases("stack", embedding=6, hidden=5, capacity=2, width=3)
    kept = Tap(
        watch=model.signals,
        patches=[Patch("stack.pop", "set", 0.0)]
        + [
            Patch("stack.push", "set", push, tokens=(t, t + 1))
            for t, push in enumerate([0.5, 0.25, 0.75, 0.125])
        ],
    )
    with torch.no_grad():
        model.prefill(torch.tensor([TOKENS[:4]]), model.initial_state(), kept)
    writers = kept.recorded()["stack.writer"][0]
    assert writers.tolist() == [[0, -1], [1, 0], [2, 0], [3, 2]]


def test_that_the_superposition_stack_mixes_what_each_action_makes_of_it():
    n, d = 4, 3
    model = with_sharp_gates("superposition", embedding=6, hidden=5, capacity=n, width=d)
    w, (signals, out) = weights(model), seen(model)
    levels, filled, h, c = np.zeros((n, d)), np.zeros(n), np.zeros(5), np.zeros(5)
    for t, token in enumerate(TOKENS):
        x = w["words.embedding.weight"][token]
        p = (
            w["memory.from_word.weight"] @ x
            + w["memory.from_word.bias"]
            + w["memory.from_hidden.weight"] @ h
        )
        v, (push, pop, noop) = np.tanh(p[:d]), softmax(p[d:])
        before, was = levels.copy(), filled.copy()
        for i in range(n):
            above, over = (v, 1.0) if i == 0 else (before[i - 1], was[i - 1])
            below, under = (np.zeros(d), 0.0) if i == n - 1 else (before[i + 1], was[i + 1])
            levels[i] = push * above + pop * below + noop * before[i]
            filled[i] = push * over + pop * under + noop * was[i]
        check(
            {
                "stack.action": [push, pop, noop],
                "stack.value": v,
                "stack.values": levels,
                "stack.strength": filled,
                "stack.output": levels[0],
            },
            signals,
            t,
        )
        gates = lstm_token(w, "lstm.fused", np.concatenate([x, levels[0]]), h, c)
        h, c = gates["hidden"], gates["cell"]
        np.testing.assert_allclose(out[t], logits(w, np.concatenate([h, levels[0]])), atol=1e-5)


def test_that_the_writers_of_a_superposition_stack_are_those_of_a_stack_when_actions_are_sharp():
    model = with_biases("superposition", embedding=6, hidden=5, capacity=3, width=2)
    pushes, pops = (0, 1, 2, 5), (3, 6)  # at 4 nothing is done
    patches = [Patch("stack.action", "set", 0.0)]
    for t in range(7):
        action = 0 if t in pushes else 1 if t in pops else 2
        patches.append(Patch("stack.action", "set", 1.0, unit=action, tokens=(t, t + 1)))
    tap = Tap(watch=model.signals, patches=patches)
    with torch.no_grad():
        model.prefill(torch.tensor([TOKENS[:7]]), model.initial_state(), tap)
    seen_writers = tap.recorded()["stack.writer"][0].tolist()
    assert seen_writers[2] == [2, 1, 0]
    assert seen_writers[3][:2] == [1, 0]
    assert seen_writers[4] == seen_writers[3]
    assert seen_writers[5] == [5, 1, 0]
    assert tap.recorded()["stack.strength"][0, 3].tolist() == [1, 1, 0]


def unit_length(x):
    return x / np.linalg.norm(x, axis=-1, keepdims=True)


def test_that_the_table_is_written_and_read_by_the_delta_rule_head_by_head():
    heads, key, value = 2, 4, 3
    model = with_biases("keyvalue", embedding=6, hidden=5, heads=heads, key=key, value=value)
    with torch.no_grad():
        model.memory.project.bias[-3 * heads :].view(heads, 3)[:, 2] = 0.0  # clear something, too
    w, (signals, out) = weights(model), seen(model)
    s, h, c = np.zeros((heads, key, value)), np.zeros(5), np.zeros(5)
    written = []
    for t, token in enumerate(TOKENS):
        x = w["words.embedding.weight"][token]
        k = w["memory.to_key.weight"] @ h + w["memory.to_key.bias"]
        gates = lstm_token(w, "lstm.fused", x, h, c)
        h, c = gates["hidden"], gates["cell"]
        p = w["memory.project.weight"] @ np.concatenate([x, h]) + w["memory.project.bias"]
        q, v, g = np.split(p, np.cumsum([heads * key, heads * value]))
        q, k = unit_length(q.reshape(heads, key)), unit_length(k.reshape(heads, key))
        v = np.tanh(v.reshape(heads, value))
        store, retrieve, clear = sigmoid(g.reshape(heads, 3)).T
        m = np.zeros((heads, value))
        for i in range(heads):
            s[i] *= 1 - clear[i]
            s[i] += store[i] * np.outer(k[i], v[i] - s[i].T @ k[i])
            m[i] = retrieve[i] * s[i].T @ q[i]
        written.append((k, v, store))
        match, recall, stored = np.zeros((3, heads, 64))
        for back, (old_k, old_v, old_store) in enumerate(reversed(written)):
            stored[:, back] = old_store
            for i in range(heads):
                match[i, back] = q[i] @ old_k[i]
                error = np.linalg.norm(s[i].T @ old_k[i] - old_v[i]) / np.linalg.norm(old_v[i])
                recall[i, back] = np.clip(1 - error, 0, 1)
        check(
            {
                "keyvalue.store_gate": store,
                "keyvalue.retrieve_gate": retrieve,
                "keyvalue.clear_gate": clear,
                "keyvalue.matrix": s.reshape(-1, value),
                "keyvalue.output": m.ravel(),
                "keyvalue.match": match,
                "keyvalue.recall": recall,
                "keyvalue.stored": stored,
            },
            signals,
            t,
        )
        np.testing.assert_allclose(out[t], logits(w, np.concatenate([h, m.ravel()])), atol=1e-5)


def expanded(z, nu):
    r = np.concatenate([np.maximum(z, 0), np.maximum(-z, 0)])
    f = np.concatenate([r * np.concatenate([r[-i:], r[:-i]]) for i in range(1, nu + 1)])
    return f / max(np.linalg.norm(f), 1e-12)  # before the first token there is no context


def test_keyvalue_with_context_finds_places_again_by_the_formula():
    heads, key, value, narrow, nu = 2, 3, 4, 2, 2
    model = with_biases(
        "keyvalue",
        embedding=6,
        hidden=5,
        heads=heads,
        key=key,
        value=value,
        recent=2,
        narrow=narrow,
        expansion=nu,
    )
    with torch.no_grad():
        model.memory.to_gates.bias.view(heads, 3)[:, 2] = -0.5  # clear something, too
        model.memory.to_gates.weight += 0.3 * torch.randn_like(model.memory.to_gates.weight)
    w, (signals, out) = weights(model), seen(model)
    s = np.zeros((heads, 2 * nu * key, value))
    h, c, e = np.zeros(5), np.zeros(5), np.zeros((2, narrow))
    for t, token in enumerate(TOKENS):
        x = w["words.embedding.weight"][token]
        before = np.concatenate([h, *e])
        gates = lstm_token(w, "lstm.fused", x, h, c)
        h, c = gates["hidden"], gates["cell"]
        new = w["memory.to_narrow.weight"] @ x
        e = np.stack([new / np.linalg.norm(new), e[0]])
        after = np.concatenate([h, *e])
        q, k = (
            np.stack(
                [expanded(z, nu) for z in (w["memory.to_key.weight"] @ place).reshape(heads, key)]
            )
            for place in (after, before)
        )
        v = np.tanh((w["memory.to_value.weight"] @ x).reshape(heads, value))
        g = w["memory.to_gates.weight"] @ after + w["memory.to_gates.bias"]
        store, retrieve, clear = sigmoid(g.reshape(heads, 3)).T
        m = np.zeros((heads, value))
        for i in range(heads):
            s[i] *= 1 - clear[i]
            s[i] += store[i] * np.outer(k[i], v[i] - s[i].T @ k[i])
            m[i] = retrieve[i] * s[i].T @ q[i]
        found = {
            "keyvalue.query": q.ravel(),
            "keyvalue.key": k.ravel(),
            "keyvalue.value": v.ravel(),
            "keyvalue.matrix": s.reshape(-1, value),
            "keyvalue.output": m.ravel(),
        }
        check(found, signals, t)
        np.testing.assert_allclose(out[t], logits(w, np.concatenate([h, m.ravel()])), atol=1e-5)


def test_untrained_keyvalue_with_context_names_what_followed_before():
    torch.manual_seed(3)
    sizes = {"heads": 2, "key": 32, "value": 32, "recent": 2, "narrow": 16}
    model = build("keyvalue", {"vocab_size": 200, "embedding": 64, "hidden": 16, **sizes})
    passage = torch.randperm(200)[:40]
    with torch.no_grad():
        done = model.prefill(torch.cat([passage, passage]).unsqueeze(0), model.initial_state())
        y = done.logits_BTV - model.words.bias
    ranks = [int((y[0, 40 + t] > y[0, 40 + t, passage[t + 1]]).sum()) for t in range(2, 39)]
    assert np.median(ranks) < 50, "of 200 pieces; a memory that holds nothing has 100"


def test_that_what_is_stored_by_hand_is_got_back_and_what_is_cleared_is_not():
    model = with_biases("keyvalue", embedding=6, hidden=5, heads=1, key=4, value=3)
    with torch.no_grad():
        state = model.prefill(torch.tensor([TOKENS]), model.initial_state()).state
        stored = model.edit(state, "store", key=7, value=8)
        # The key that was stored under: what reading the two tokens aside asks for.
        aside = model.prefill(torch.tensor([[7, 8]]), state, tap := Tap(watch=model.signals))
        k, v = (tap.recorded()[f"keyvalue.{name}"][0, 1] for name in ("key", "value"))
        got = stored["keyvalue.matrix"][0, 0].T @ k
        torch.testing.assert_close(got, v, atol=1e-5, rtol=0)
        assert not torch.allclose(state["keyvalue.matrix"][0, 0].T @ k, v, atol=0.05)
        for name in ("lstm.0.hidden", "lstm.0.cell", "keyvalue.output"):
            assert torch.equal(stored[name], state[name])
        last = len(TOKENS) + 1
        cleared = model.edit(aside.state, "clear", token=last)
        assert (cleared["keyvalue.matrix"][0, 0].T @ k).abs().max() < 1e-5


@pytest.mark.parametrize(
    ("name", "arguments", "says"),
    [
        ("clear", {"token": 11}, "tokens 0 to 10, not 11"),
        ("clear", {}, "'clear' takes token, not nothing"),
        ("store", {"key": 31, "value": 0}, "no key 31: they are counted from 0 to 30"),
        ("store", {"key": 3, "value": -1}, "no value -1"),
    ],
)
def test_that_an_impossible_edit_of_the_table_is_refused_in_a_sentence(name, arguments, says):
    model = with_biases("keyvalue", embedding=6, hidden=5, heads=1, key=4, value=3)
    with torch.no_grad():
        state = model.prefill(torch.tensor([TOKENS]), model.initial_state()).state
    with pytest.raises(EditError, match=says):
        model.edit(state, name, **arguments)
    with pytest.raises(EditError, match="empty"):
        model.edit(model.initial_state(), "clear", token=0)


def test_that_an_item_can_be_taken_out_of_a_stack_and_a_missing_one_cannot():
    model = with_biases("stack", embedding=6, hidden=5, capacity=4, width=3)
    with torch.no_grad():
        state = model.prefill(torch.tensor([TOKENS]), model.initial_state()).state
    writers = state["stack.writer"][0].tolist()
    after = model.edit(state, "clear", slot=1)
    assert after["stack.writer"][0].tolist() == [writers[0], *writers[2:], -1]
    assert after["stack.strength"][0, -1] == 0
    with pytest.raises(EditError, match="holds no item"):
        model.edit(model.initial_state(), "clear", slot=0)


def test_the_pointer_mixes_the_network_with_tokens_found_by_key():
    heads, key, narrow, window = 2, 4, 3, 6
    model = with_biases(
        "pointer", embedding=6, hidden=5, heads=heads, key=key, narrow=narrow, window=window
    )
    with torch.no_grad():
        # A gate that is neither open nor shut, and keys in which every part counts.
        model.pointer.to_doubt.bias.fill_(1.5)
        model.pointer.to_doubt.weight.normal_()
        model.pointer.from_result.weight.normal_()
        model.pointer.to_key.weight.normal_(std=0.5)
    w, (signals, out) = weights(model), seen(model)
    w_e, w_q, w_k, w_a, w_z, b_z = (
        w[f"pointer.{name}"]
        for name in (
            "to_narrow.weight",
            "to_query.weight",
            "to_key.weight",
            "from_result.weight",
            "to_doubt.weight",
            "to_doubt.bias",
        )
    )
    h, c, e = np.zeros(5), np.zeros(5), [np.zeros(narrow)] * 3
    context, keys = np.concatenate([h, *e]), []
    for t, token in enumerate(TOKENS):
        x = w["words.embedding.weight"][token]
        gates = lstm_token(w, "layers.0.fused", x, h, c)
        h, c = gates["hidden"], gates["cell"]
        keys.append((w_k @ context + w_a @ h).reshape(heads, key))
        e = [unit_length(w_e @ x), *e[:2]]
        context = np.concatenate([h, *e])
        q = (w_q @ context).reshape(heads, key)
        past = range(max(0, t - window + 1), t + 1)
        scores = np.exp([[q[n] @ keys[i][n] for i in past] for n in range(heads)])
        network = np.exp((w_z @ context + b_z)[0])
        p = network * softmax(logits(w, h))
        places = np.zeros((heads, window))
        for at, i in enumerate(past):
            p[TOKENS[i]] += scores[:, at].sum()
            places[:, t - i] = scores[:, at] / scores.sum()
        everything = network + scores.sum()
        by_piece = np.bincount(TOKENS[past[0] : t + 1], places.sum(0)[: len(past)][::-1])
        pushed = places[:, window - 1].sum() if t >= window - 1 else 0.0
        check(
            {
                "pointer.query": q.ravel(),
                "pointer.key": keys[t].ravel(),
                "pointer.gate": [scores.sum() / everything],
                "pointer.weights": places,
                "load.occupancy": min(1, (t + 1) / window),
                "load.pressure": pushed,
                "load.interference": 1 - by_piece.max(),
            },
            signals,
            t,
        )
        check({f"lstm.0.{name}": value for name, value in gates.items()}, signals, t)
        np.testing.assert_allclose(np.exp(out[t]), p / everything, atol=1e-5)
    assert 0.05 < signals["pointer.gate"].mean() < 0.95


@pytest.mark.parametrize("written", ["token", "word"])
def test_slots_that_keep_fade_one_by_one_and_name_their_tokens(written):
    heads, key, narrow, slots, recent = 2, 4, 3, 6, 2
    model = with_biases(
        "slots",
        embedding=6,
        hidden=5,
        heads=heads,
        width=key,
        narrow=narrow,
        slots=slots,
        recent=recent,
        written=written,
    )
    # A third of the pieces begin a word, a third go on with it, and a third are punctuation.
    pieces = [(b" b", b"c", b".")[i % 3] for i in range(31)]
    model.know_pieces(pieces)
    columns = slots if written == "token" else 2 * slots
    with torch.no_grad():
        # A gate that is neither open nor shut, slots that fade within the text, each at its pace.
        model.pointer.to_doubt.bias.fill_(1.5)
        model.pointer.to_doubt.weight.normal_()
        model.pointer.from_result.weight.normal_()
        model.pointer.to_gates.weight.normal_()
        model.pointer.to_gates.bias.fill_(0.5)
    w, (signals, out) = weights(model), seen(model)
    w_e, w_q, w_k, w_a, w_z, b_z, w_g, b_g = (
        w[f"pointer.{name}"]
        for name in (
            "to_narrow.weight",
            "to_query.weight",
            "to_key.weight",
            "from_result.weight",
            "to_doubt.weight",
            "to_doubt.bias",
            "to_gates.weight",
            "to_gates.bias",
        )
    )
    h, c, e = np.zeros(5), np.zeros(5), [np.zeros(narrow)] * recent
    context, keys, write, decay, held = np.concatenate([h, *e]), [], [], [], []
    for t, token in enumerate(TOKENS):
        x = w["words.embedding.weight"][token]
        gates = lstm_token(w, "layers.0.fused", x, h, c)
        h, c = gates["hidden"], gates["cell"]
        keys.append((w_k @ context + w_a @ h).reshape(heads, key))
        e = [unit_length(w_e @ x), *e[:1]]
        context = np.concatenate([h, *e])
        i, f = sigmoid(w_g @ context + b_g).reshape(2, heads)
        write.append(i)
        decay.append(f)
        q = (w_q @ context).reshape(heads, key)
        if written == "token" or begins_word(pieces, TOKENS, t):
            held.append(t)
        past = [j for j in held[-slots:] if t - j < columns]
        strength, read = np.zeros((heads, columns)), np.zeros((heads, columns))
        network = np.exp((w_z @ context + b_z)[0])
        p, by_piece = network * softmax(logits(w, h)), np.zeros(31)
        for j in past:
            strength[:, t - j] = write[j] * decay[j] ** (t - j)
            read[:, t - j] = strength[:, t - j] * np.exp([q[n] @ keys[j][n] for n in range(heads)])
            p[TOKENS[j]] += read[:, t - j].sum()
            by_piece[TOKENS[j]] += read[:, t - j].sum()
        everything = network + read.sum()
        check(
            {
                "slots.query": q.ravel(),
                "slots.key": keys[t].ravel(),
                "slots.write_gate": i,
                "slots.decay_gate": f,
                "slots.strength": strength,
                "slots.gate": [read.sum() / everything],
                "slots.weights": read / (read.sum() or 1),
                "load.occupancy": strength.sum() / (heads * slots),
                "load.pressure": strength[:, t - past[0]].mean() if len(past) == slots else 0,
                "load.interference": 1 - by_piece.max() / read.sum() if past else 0,
            },
            signals,
            t,
        )
        check({f"lstm.0.{name}": value for name, value in gates.items()}, signals, t)
        np.testing.assert_allclose(np.exp(out[t]), p / everything, atol=1e-5)
    assert 0.05 < signals["slots.gate"].mean() < 0.95
    assert signals["slots.strength"][:, :, 1:4].std() > 0.05


def begins_word(pieces, tokens, t):
    """Whether a letter stands after a space, or after something that is no letter."""
    piece, before = pieces[tokens[t]].decode(), pieces[tokens[t - 1]].decode() if t else ""
    return piece.strip().isalpha() and (piece[0] == " " or not before[-1:].isalpha())


def test_untrained_slots_that_keep_find_what_followed_before():
    model = with_biases("slots", embedding=32, hidden=24, slots=40, width=32, heads=2, recent=3)
    with torch.no_grad():
        model.pointer.to_doubt.bias.fill_(6.0)
    passage = torch.randperm(20)[:12].tolist()
    between = (torch.randperm(20)[:6]).tolist()
    tokens = torch.tensor([[*passage, *between, *passage]])
    with torch.no_grad():
        memory_TV = model.prefill(tokens, model.initial_state()).memory_BTV[0]
    # After four tokens of the passage it is known where they were read before.
    again = range(len(passage) + len(between) + 3, tokens.shape[1] - 1)
    assert [int(memory_TV[t].argmax()) for t in again] == passage[4:]


def layer_norm(x, w, name):
    x = (x - x.mean()) / np.sqrt(x.var() + 1e-5)
    return x * w[f"{name}.weight"] + w[f"{name}.bias"]


def turned(x, position):
    """Rotary positions (Su et al. 2021): each pair of features turned by its own angle."""
    half = len(x) // 2
    angles = position / 10_000 ** (np.arange(half) / half)
    a, b = x[:half], x[half:]
    return np.concatenate(
        [a * np.cos(angles) - b * np.sin(angles), b * np.cos(angles) + a * np.sin(angles)]
    )


def test_that_the_transformer_attends_as_written_and_only_within_its_window():
    layers, heads, c, window = 2, 2, 8, 4
    model = with_biases(
        "transformer", width=c, layers=layers, heads=heads, feed_forward=7, window=window
    )
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "blocks" in name and parameter.dim() == 2:
                parameter.mul_(15.0)
    w, (signals, out) = weights(model), seen(model)
    kept = [[] for _ in range(layers)]
    for t, token in enumerate(TOKENS):
        x = w["words.embedding.weight"][token]
        for layer in range(layers):
            at = f"blocks.{layer}"
            normed = layer_norm(x, w, f"{at}.norm_attention")
            q, k, v = np.split(w[f"{at}.qkv.weight"] @ normed + w[f"{at}.qkv.bias"], 3)
            q, k, v = (part.reshape(heads, -1) for part in (q, k, v))
            q = np.array([turned(row, t) for row in q])
            kept[layer].append((np.array([turned(row, t) for row in k]), v))
            in_reach = kept[layer][-window:]
            a = np.zeros((heads, window))
            attended = []
            for head in range(heads):
                scores = [old_k[head] @ q[head] / np.sqrt(c // heads) for old_k, _ in in_reach]
                weight = softmax(np.array(scores))
                a[head, : len(weight)] = weight[::-1]
                attended.append(
                    sum(p * old_v[head] for p, (_, old_v) in zip(weight, in_reach, strict=True))
                )
            added = w[f"{at}.out.weight"] @ np.concatenate(attended) + w[f"{at}.out.bias"]
            x = x + added
            inner = w[f"{at}.widen.weight"] @ layer_norm(x, w, f"{at}.norm_feed_forward")
            inner = inner + w[f"{at}.widen.bias"]
            erf = torch.erf(torch.tensor(inner / np.sqrt(2))).numpy()
            hidden = inner * (1 + erf) / 2
            x = x + w[f"{at}.narrow.weight"] @ hidden + w[f"{at}.narrow.bias"]
            check(
                {
                    f"attention.{layer}.weights": a,
                    f"attention.{layer}.output": added,
                    f"feed_forward.{layer}.hidden": hidden,
                    f"residual.{layer}": x,
                },
                signals,
                t,
            )
        check({"load.occupancy": min(t + 1, window) / window}, signals, t)
        np.testing.assert_allclose(out[t], logits(w, layer_norm(x, w, "norm")), atol=1e-4)


@pytest.mark.parametrize("tokens", [(3, 7), None])
def test_load_of_a_patched_transformer_is_of_the_attention_that_was_paid(tokens):
    model = with_biases(
        "transformer", width=8, layers=2, heads=2, feed_forward=7, window=len(TOKENS)
    )
    names = [f"attention.{layer}.weights" for layer in range(2)]
    patches = [Patch(name, "set", 0.5, tokens=tokens) for name in names]
    tap = Tap(watch=model.signals, patches=patches)
    with torch.no_grad():
        done = model.prefill(torch.tensor([TOKENS]), model.initial_state(), tap)
    seen_ = {name: x[0].double().numpy() for name, x in tap.recorded().items()}
    for t in range(len(TOKENS)):
        a = np.array([seen_[name][t] for name in names])
        entropy = -(a * np.log(np.where(a > 0, a, 1))).sum(-1).mean()
        expected = np.clip(entropy / np.log(max(t + 1, 2)), 0, 1)
        assert seen_["load.interference"][t] == pytest.approx(expected, abs=1e-5)
    assert seen_["load.interference"][3] == pytest.approx(1.0)
    usage = model.memory_usage(done.state)
    assert usage.interference == pytest.approx(seen_["load.interference"][-1], abs=1e-5)
