"""What a pointer forgets when told to, and what its settings change."""

import pytest
import torch

from wmstudio.contract import EditError, SettingError, Tap
from wmstudio.memory.window import BLOCK, LONGEST_WINDOW
from wmstudio.models.registry import build

VOCAB, WINDOW, READ = 30, 3 * BLOCK, 4 * BLOCK + 5
# Sums of some hundred products of numbers near 1, in another order.
ROUNDING = {"rtol": 1e-4, "atol": 1e-5}
OLDEST = READ - WINDOW
TWICE = OLDEST + 20
"""A token of the window whose piece is read there and again later."""


def make(**values):
    torch.manual_seed(4)
    sizes = {"vocab_size": VOCAB, "embedding": 8, "hidden": 12, "heads": 2, "key": 4, "narrow": 3}
    model = build("pointer", {**sizes, "window": WINDOW}).eval()
    with torch.no_grad():
        model.pointer.to_doubt.bias.fill_(3.0)  # a memory that counts, and a network that does too
        model.pointer.from_result.weight.normal_(std=0.1)
    return model.configured(**values) if values else model


def text(length=READ):
    generator = torch.Generator().manual_seed(1)
    return torch.randint(VOCAB, (1, length), generator=generator)


@pytest.fixture(scope="module")
def model():
    return make()


@pytest.fixture(scope="module")
def state(model):
    with torch.no_grad():
        return model.prefill(text(), model.initial_state()).state


def weights(model, state):
    """Of each token of the text: ``[READ]``, by what is held after the last one."""
    found = model.held(state)["pointer.weights"][0].sum(0)
    by_token = torch.zeros(READ)
    by_token[OLDEST:] = found.flip(0)
    return by_token


EDITS = [
    ("forget", {"token": TWICE}, [TWICE]),
    ("forget", {"token": READ - 1}, [READ - 1]),
    ("forget", {"token": OLDEST}, [OLDEST]),
    (
        "forget_piece",
        {"piece": int(text()[0, TWICE])},
        [i for i in range(OLDEST, READ) if text()[0, i] == text()[0, TWICE]],
    ),
    ("forget_before", {"token": TWICE}, range(OLDEST, TWICE)),
    ("forget_before", {"token": READ}, range(OLDEST, READ)),
    ("clear_all", {}, range(OLDEST, READ)),
]


@pytest.mark.parametrize(("name", "arguments", "gone"), EDITS)
@torch.no_grad()
def test_forgotten_places_weigh_nothing_and_the_others_keep_their_proportions(
    model, state, name, arguments, gone
):
    before, after = weights(model, state), weights(model, model.edit(state, name, **arguments))
    assert before[OLDEST:].min() > 0
    kept = torch.ones(READ, dtype=torch.bool)
    kept[list(gone)] = False
    assert after[list(gone)].abs().max() == 0
    if kept[OLDEST:].any():
        expected = before.where(kept, 0) / before[kept].sum()
        torch.testing.assert_close(after, expected, **ROUNDING)
    else:
        assert after.abs().max() == 0


@pytest.mark.parametrize(("name", "arguments", "gone"), EDITS)
@torch.no_grad()
def test_steps_and_stretches_agree_after_forgetting(model, state, name, arguments, gone):
    edited = model.edit(state, name, **arguments)
    further_1T = text(READ + BLOCK + 9)[:, READ:]
    slow, fast = Tap(watch=model.signals), Tap(watch=model.signals)
    whole = model.prefill(further_1T, edited, fast)
    stepped, logits = edited, []
    for token_B in further_1T.unbind(1):
        logits_BV, stepped = model.step(token_B, stepped, slow)
        logits.append(logits_BV)
    torch.testing.assert_close(whole.logits_BTV, torch.stack(logits, 1), **ROUNDING)
    for signal, x in slow.recorded().items():
        torch.testing.assert_close(fast.recorded()[signal], x, **ROUNDING)
    for part, x in stepped.items():
        torch.testing.assert_close(whole.state[part], x, **ROUNDING)


@torch.no_grad()
def test_forgetting_one_token_copies_its_block_alone(model, state):
    after = model.edit(state, "forget", token=TWICE)
    # The window keeps whole blocks of tokens, and those after the last block.
    changed = {name for name, x in after.items() if x is not state[name]}
    place = TWICE // BLOCK - (READ // BLOCK - WINDOW // BLOCK)
    assert changed == {f"pointer.window.block.{place}", "pointer.gate", "pointer.odds"}
    untouched = {name: x.clone() for name, x in state.items()}
    model.edit(state, "forget_piece", piece=int(text()[0, TWICE]))
    for name, x in state.items():
        assert torch.equal(x, untouched[name])


@torch.no_grad()
def test_what_is_expected_after_forgetting_everything_is_the_networks_own(model, state):
    after = model.edit(state, "forget_before", token=READ)
    assert float(after["pointer.gate"]) == 0
    plain = model.configured(memory=False)
    own = {name: x for name, x in after.items() if name in plain.initial_state()}
    torch.testing.assert_close(
        model.logits(after), plain.logits(own).log_softmax(-1), rtol=0, atol=1e-5
    )


@pytest.mark.parametrize(
    ("name", "arguments", "says"),
    [
        ("forget", {"token": OLDEST - 1}, f"does not hold token {OLDEST - 1}"),
        ("forget", {"token": READ}, f"does not hold token {READ}"),
        ("forget", {"token": -1}, "there is no token -1"),
        ("forget", {}, "'forget' takes token, not nothing"),
        ("forget_piece", {"piece": VOCAB}, f"no piece {VOCAB}: they are counted from 0"),
        ("forget_piece", {"piece": -1}, "there is no piece -1"),
        ("forget_before", {"token": OLDEST}, f"no token before {OLDEST}"),
        ("forget_before", {"token": READ + 1}, f"there is no token {READ + 1}: {READ} were read"),
        ("forget_before", {"token": -1}, "there is no token -1"),
        ("remember", {}, "cannot 'remember'; it can: clear_all, forget, forget_piece"),
    ],
)
@torch.no_grad()
def test_impossible_forgetting_is_refused_in_a_sentence(model, state, name, arguments, says):
    with pytest.raises(EditError, match=says):
        model.edit(state, name, **arguments)


@torch.no_grad()
def test_a_token_is_forgotten_only_once(model, state):
    after = model.edit(state, "forget", token=TWICE)
    with pytest.raises(EditError, match="does not hold"):
        model.edit(after, "forget", token=TWICE)


# --- settings ----------------------------------------------------------------------------------


@torch.no_grad()
def test_without_its_memory_it_is_the_plain_lstm_of_the_same_weights(model):
    off = model.configured(memory=False)
    plain = build("lstm", {"vocab_size": VOCAB, "embedding": 8, "hidden": 12}).eval()
    missing = plain.load_state_dict(model.state_dict(), strict=False)
    assert not missing.missing_keys
    assert off.signals.keys() == plain.signals.keys()
    assert off.initial_state().keys() == plain.initial_state().keys()
    assert off.edits == plain.edits
    assert off.usage_texts == plain.usage_texts
    slow, fast = Tap(watch=off.signals), Tap(watch=off.signals)
    ours = off.prefill(text(), off.initial_state(), fast)
    theirs = plain.prefill(text(), plain.initial_state(), slow)
    torch.testing.assert_close(ours.logits_BTV, theirs.logits_BTV)
    for name, x in slow.recorded().items():
        torch.testing.assert_close(fast.recorded()[name], x)
    assert off.memory_usage(ours.state) == plain.memory_usage(theirs.state)
    on = off.configured(memory=True)
    assert on.signals.keys() == model.signals.keys()


@pytest.mark.parametrize("window", [1, 7, BLOCK, 3 * BLOCK + 1, 8 * BLOCK])
@torch.no_grad()
def test_a_window_of_any_length_holds_so_many_tokens(model, window):
    other = model.configured(memory_window=window)
    assert other.settings["memory_window"].value == window
    assert other.signals["pointer.weights"].shape == (2, window)
    assert next(iter(other.parameters())) is next(iter(model.parameters()))
    assert model.settings["memory_window"].value == WINDOW
    tap = Tap(watch=["pointer.weights", "load.occupancy"])
    done = other.prefill(text(), other.initial_state(), tap)
    last_W = tap.recorded()["pointer.weights"][0, -1].sum(0)
    held = min(window, READ)
    assert (last_W[:held] > 0).all()
    assert last_W[held:].abs().sum() == 0
    assert float(tap.recorded()["load.occupancy"][0, -1]) == pytest.approx(held / window)
    # A window that ends before the one of the model finds the same places in the same proportions.
    own = model.held(model.prefill(text(), model.initial_state()).state)["pointer.weights"]
    near = min(held, WINDOW)
    expected = own[0, :, :near] / own[0, :, :near].sum()
    found = other.held(done.state)["pointer.weights"][0, :, :near]
    torch.testing.assert_close(found / found.sum(), expected, **ROUNDING)


@pytest.mark.parametrize("window", [0, LONGEST_WINDOW + 1, 2.5])
def test_a_window_that_cannot_be_is_refused(model, window):
    with pytest.raises(SettingError, match="memory_window must be a whole number from 1 to 8,192"):
        model.configured(memory_window=window)


def test_a_checkpoint_with_a_wider_window_is_refused():
    with pytest.raises(ValueError, match="from 1 to 8,192"):
        build(
            "pointer",
            {"vocab_size": 30, "embedding": 8, "hidden": 12, "window": LONGEST_WINDOW + 1},
        )
