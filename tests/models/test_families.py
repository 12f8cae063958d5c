"""What holds for every family, whatever its memory."""

from dataclasses import asdict

import pytest
import torch
from torch.nn import functional as F

from tests.support import DEVICES
from wmstudio.contract import (
    ArgumentKind,
    EditError,
    Kind,
    Patch,
    PatchError,
    SettingError,
    Tap,
    When,
)
from wmstudio.models.device import full_precision
from wmstudio.models.registry import FAMILIES, build, tiny

VOCAB, LENGTH, BATCH = 40, 29, 3
SIZES = {
    **{family: tiny(family, VOCAB) for family in FAMILIES},
    # What has a form of its own beside that of the tiny sizes.
    "lstm": tiny("lstm", VOCAB) | {"layers": 2},
    "recurrent of lstm": tiny("recurrent", VOCAB) | {"cell": "lstm"},
    "recurrent of rnn": tiny("recurrent", VOCAB) | {"cell": "rnn"},
    "recurrent of relu": tiny("recurrent", VOCAB) | {"cell": "rnn-relu"},
    "slots that keep": tiny("slots", VOCAB) | {"heads": 2, "recent": 2, "narrow": 3},
    "slots of words": tiny("slots", VOCAB)
    | {"heads": 2, "recent": 2, "narrow": 3, "written": "word"},
    "keyvalue of contexts": tiny("keyvalue", VOCAB) | {"recent": 2, "narrow": 3},
}
"""Of every family, and of every further form of one: the first word is the family's name."""
ARGUMENTS = {"slot": 0, "token": LENGTH - 1, "piece": 14, "key": 3, "value": 5, "layer": 0}
"""For any edit: each takes what it needs of them."""
TOLERANCE = {"rtol": 1e-5, "atol": 3e-5}
"""Scores are sums of some ten products, up to about 100: float32 keeps 1e-5 of that."""
UNDER_PATCHES = TOLERANCE | {"atol": 1e-4}
"""A norm scales up the rounding of what a patch has made nearly equal."""
OF_GRADIENTS = {"rtol": 1e-4, "atol": 5e-6}
"""Gradients are sums over all tokens, the largest near 1, in an order of each device's own."""
PATCHED = [
    (form, name)
    for form, sizes in SIZES.items()
    for name, signal in build(form.split()[0], sizes).signals.items()
    if signal.patchable
]


@pytest.fixture(params=DEVICES, autouse=True)
def device(request):
    """All tensors of a test are made there."""
    full_precision(torch.device(request.param))
    with torch.device(request.param):
        yield request.param


def seeded(seed, make):
    """What is made of random numbers, the same on every device: each has other generators."""
    torch.manual_seed(seed)
    with torch.device("cpu"):
        return make()


@pytest.fixture(params=SIZES)
def model(request, device):
    return make(request.param)


def make(form):
    return seeded(7, lambda: enlarged(form)).to(torch.get_default_device())


def enlarged(form):
    model = build(form.split()[0], SIZES[form])
    # Half of the pieces begin a word, a quarter go on with it, and a quarter are punctuation.
    model.know_pieces([(b"c", b".", b" a", b" b")[i % 4] for i in range(VOCAB)])
    with torch.no_grad():
        # Large enough that a wrong gate shows. A pointer's scores are sharp enough as they are: of
        # sharper ones float32 would lose all but the largest.
        for name, parameter in model.named_parameters():
            if parameter.dim() > 1 and not name.startswith("pointer."):
                parameter.mul_(2.0)
            if parameter.dim() > 1 and not parameter.any():
                parameter.normal_(std=0.3)
            if name.endswith("to_gates.bias"):
                parameter.div_(4.0)
    return model


@pytest.fixture
def tokens_BT(device):
    return seeded(3, lambda: torch.randint(0, VOCAB, (BATCH, LENGTH))).to(device)


def run_by_steps(model, tokens_BT, state=None, tap=None):
    tap = tap if tap is not None else Tap()
    state = model.initial_state(len(tokens_BT)) if state is None else state
    logits = []
    with torch.no_grad():
        for t in range(tokens_BT.shape[1]):
            logits_BV, state = model.step(tokens_BT[:, t], state, tap)
            tap.position += 1
            logits.append(logits_BV)
    return torch.stack(logits, 1), state


def run_fast(model, tokens_BT, state=None, tap=None, every=0):
    state = model.initial_state(len(tokens_BT)) if state is None else state
    with torch.no_grad():
        return model.prefill(tokens_BT, state, tap, every)


def same_states(a, b, tolerance=TOLERANCE):
    assert a.keys() == b.keys()
    for name in a:
        torch.testing.assert_close(a[name], b[name], **tolerance)


def changed_by(model, name, state):
    """The state after an edit, with the arguments that its description asks for."""
    return model.edit(
        state,
        name,
        **{argument.name: ARGUMENTS[argument.name] for argument in model.edits[name].arguments},
    )


def test_that_prefill_equals_step_in_logits_states_and_every_signal(model, tokens_BT):
    slow_tap, fast_tap = Tap(watch=model.signals), Tap(watch=model.signals)
    logits_BTV, state = run_by_steps(model, tokens_BT, tap=slow_tap)
    fast = run_fast(model, tokens_BT, tap=fast_tap, every=10)
    torch.testing.assert_close(fast.logits_BTV, logits_BTV, **TOLERANCE)
    same_states(fast.state, state)
    slow_signals, fast_signals = slow_tap.recorded(), fast_tap.recorded()
    assert slow_signals.keys() == fast_signals.keys() == model.signals.keys()
    for name, signal in model.signals.items():
        assert slow_signals[name].shape == (BATCH, LENGTH, *signal.shape)
        torch.testing.assert_close(
            fast_signals[name].float(), slow_signals[name].float(), **TOLERANCE
        )


@pytest.mark.parametrize("cached", [False, True])
def test_that_advancing_without_predictions_gives_prefills_state(model, tokens_BT, cached):
    settings = {"cache": cached} if "cache" in model.settings else {}
    model = model.configured(**settings)
    first = run_fast(model, tokens_BT[:, :9]).state
    with torch.no_grad():
        state = model.advanced(tokens_BT[:, 9:], first)
    same_states(state, run_fast(model, tokens_BT[:, 9:], first).state)


def test_that_declared_rows_make_their_signals_and_other_rows_do_not(model, tokens_BT):
    before = run_fast(model, tokens_BT[:, :-1]).state
    parameters = dict(model.named_parameters())
    torch.manual_seed(5)

    def shown(name):
        tap = Tap(watch=[name])
        run_by_steps(model, tokens_BT[:, -1:], before, tap)
        return tap.recorded()[name]

    for name, made in model.signal_rows().items():
        x = parameters[name]
        for signal, first, after in made:
            usual, kept = shown(signal), x.detach().clone()
            rows = torch.zeros(len(x), dtype=torch.bool)
            rows[first:after] = True
            assert rows.any()
            # What a GRU lets in is multiplied by its reset gate first, which other rows make.
            reset = signal.startswith("gru.") and signal.endswith(".candidate")
            both = [(rows, True), (~rows, False)][: 1 if reset else 2]
            for which, changes in both:
                with torch.no_grad():
                    x[which] += 0.5 * torch.randn(x[which].shape)
                assert torch.equal(shown(signal), usual) is not changes or not which.any(), name
                with torch.no_grad():
                    x.copy_(kept)


@pytest.mark.parametrize("family", ["lstm", "recurrent", "transformer", "pointer"])
def test_that_gates_attention_and_pointers_declare_their_rows(family):
    model = make(family)
    declared = {row.signal for rows in model.signal_rows().values() for row in rows}
    kinds = {Kind.GATE, Kind.ATTENTION} if family == "transformer" else {Kind.GATE}
    gates = {name for name, signal in model.signals.items() if signal.kind in kinds}

    assert gates <= declared
    assert declared <= model.signals.keys()


def test_that_watching_changes_nothing(model, tokens_BT):
    plain = run_fast(model, tokens_BT)
    watched = run_fast(model, tokens_BT, tap=Tap(watch=model.signals))
    torch.testing.assert_close(plain.logits_BTV, watched.logits_BTV, **TOLERANCE)


@pytest.mark.parametrize("at", [1, 10, 20])
def test_that_resuming_from_a_snapshot_equals_a_fresh_run(model, tokens_BT, at):
    fresh = run_fast(model, tokens_BT)
    first = run_fast(model, tokens_BT[:, :at])
    rest = run_fast(model, tokens_BT[:, at:], first.state, Tap(position=at))
    torch.testing.assert_close(rest.logits_BTV, fresh.logits_BTV[:, at:], **TOLERANCE)
    same_states(rest.state, fresh.state)


def test_that_snapshots_on_the_way_are_the_states_there(model, tokens_BT):
    snapshots = run_fast(model, tokens_BT, every=10).snapshots
    assert sorted(snapshots) == [10, 20]
    for at, state in snapshots.items():
        same_states(state, run_fast(model, tokens_BT[:, :at]).state)


def test_that_a_snapshot_keeps_nothing_alive_but_itself(model):
    tokens_1T = torch.randint(0, VOCAB, (1, 256))
    snapshots = run_fast(model, tokens_1T, every=64).snapshots.values()
    tensors = sorted((x for state in snapshots for x in state.values()), key=lambda x: x.nbytes)
    largest = {x.untyped_storage()._cdata: x for x in tensors}
    for x in largest.values():
        assert x.untyped_storage().nbytes() <= x.nbytes


def test_that_a_state_is_never_written_in_place(model, tokens_BT):
    state = run_fast(model, tokens_BT).state
    copy = {name: x.clone() for name, x in state.items()}
    run_fast(model, tokens_BT, state)
    run_by_steps(model, tokens_BT, state)
    for name in model.edits:
        assert changed_by(model, name, state).keys() == state.keys()
    for name, x in state.items():
        torch.testing.assert_close(x, copy[name], rtol=0, atol=0)


def test_that_rows_of_a_batch_do_not_see_each_other(model, tokens_BT):
    together = run_fast(model, tokens_BT)
    for row in range(BATCH):
        alone = run_fast(model, tokens_BT[row : row + 1])
        torch.testing.assert_close(alone.logits_BTV[0], together.logits_BTV[row], **TOLERANCE)


def test_that_a_row_that_begins_again_is_like_one_that_has_just_begun(model, tokens_BT):
    before = run_fast(model, tokens_BT[:, :9]).state
    fresh_B = torch.tensor([False, True, False])
    together = run_fast(model, tokens_BT, model.begun_again(before, fresh_B))
    alone = run_fast(model, tokens_BT[1:2])
    torch.testing.assert_close(together.logits_BTV[1], alone.logits_BTV[0], **TOLERANCE)
    went_on = run_fast(model, tokens_BT, before)
    torch.testing.assert_close(together.logits_BTV[0], went_on.logits_BTV[0], **TOLERANCE)
    again = model.logits(model.begun_again(before, fresh_B))
    torch.testing.assert_close(again[1], model.logits(model.initial_state())[0], **TOLERANCE)


def test_that_the_first_token_is_predicted_from_the_initial_state(model):
    logits_BV = model.logits(model.initial_state(2))
    assert logits_BV.shape == (2, VOCAB)
    assert torch.isfinite(logits_BV).all()


def test_gradients_of_training_are_finite_and_equal_those_of_steps(model, tokens_BT):
    # From a state in the middle of a text: a memory that is full, and begins elsewhere.
    before = run_fast(model, tokens_BT).state

    def gradients(first, rest):
        model.zero_grad()
        (first / BATCH + rest / (BATCH * (LENGTH - 1))).backward()
        return {name: p.grad.clone() for name, p in model.named_parameters()}

    nats, _ = model.nats(tokens_BT[:, :-1], tokens_BT[:, 1:], before)
    fast = gradients(model.nats_of_first(tokens_BT[:, 0]), nats)
    state, logits = before, []
    for t in range(LENGTH):
        logits_BV, state = model.step(tokens_BT[:, t], state, Tap())
        logits.append(logits_BV)
    slow = gradients(
        F.cross_entropy(model.logits(model.initial_state(BATCH)), tokens_BT[:, 0], reduction="sum"),
        F.cross_entropy(
            torch.stack(logits[:-1], 1).flatten(0, 1), tokens_BT[:, 1:].flatten(), reduction="sum"
        ),
    )
    for name, gradient in slow.items():
        assert torch.isfinite(gradient).all()
        assert gradient.abs().max() > 0, name
        torch.testing.assert_close(fast[name], gradient, **OF_GRADIENTS)


def test_loss_of_a_batch_is_that_of_its_rows_of_which_one_begins(model, tokens_BT):
    before = run_fast(model, tokens_BT[:, :13]).state
    before = model.begun_again(before, torch.tensor([False, True, False]))
    inputs_BT, targets_BT = tokens_BT[:, 12:-1], tokens_BT[:, 13:]
    with torch.no_grad():
        whole, _ = model.nats(inputs_BT, targets_BT, before)
        counted, _ = model.nats(
            inputs_BT, targets_BT, before, torch.ones_like(targets_BT, dtype=torch.bool)
        )
        rows = [
            model.nats(
                inputs_BT[[b]], targets_BT[[b]], {name: x[[b]] for name, x in before.items()}
            )[0]
            for b in range(BATCH)
        ]
    torch.testing.assert_close(counted, whole)
    torch.testing.assert_close(sum(rows), whole, rtol=1e-5, atol=1e-4)


def test_that_signals_stay_in_the_range_they_declare(model, tokens_BT):
    tap = Tap(watch=model.signals)
    run_fast(model, tokens_BT, tap=tap)
    for name, x in tap.recorded().items():
        signal = model.signals[name]
        if signal.kind in (Kind.GATE, Kind.ADDRESS, Kind.ATTENTION, Kind.SCALAR):
            assert x.min() >= signal.low - 1e-6
            assert x.max() <= signal.high + 1e-6


def test_that_clearing_all_gives_the_initial_state_but_for_how_far_the_text_is(model, tokens_BT):
    state = model.edit(run_fast(model, tokens_BT).state, "clear_all")
    initial = model.initial_state(BATCH)
    seen = {name for name in state if name.endswith((".seen", ".written"))}
    assert all((state[name] == LENGTH).all() for name in seen)
    same_states(*({k: x for k, x in s.items() if k not in seen} for s in (state, initial)))
    torch.testing.assert_close(model.logits(state), model.logits(initial), **TOLERANCE)


def test_that_an_unknown_edit_is_refused_with_those_there_are(model):
    with pytest.raises(ValueError, match="clear_all"):
        model.edit(model.initial_state(), "store_everything")


def test_that_memory_use_is_shares_each_with_a_text_and_bytes(model, tokens_BT):
    state = run_fast(model, tokens_BT).state
    usage = model.memory_usage(state)
    shares = list(usage.shares())
    assert shares[0][:2] == ("occupancy", usage.occupancy)
    assert all(0 <= value <= 1 and text for _, value, text in shares)
    # No text without a number, and the signals along the text are the numbers that there are.
    told = [name for name, text in asdict(usage.texts).items() if text]
    assert told == [name for name, _, _ in shares]
    assert {f"load.{name}" for name in told} == {n for n in model.signals if n.startswith("load.")}
    assert usage.bytes == sum(x[0].numel() * x.element_size() for x in state.values())


# --- patches -----------------------------------------------------------------------------------


class HandMade(Tap):
    """A step loop in which the change is made by hand, without the tap's own patches."""

    def __init__(self, name, change, tokens, watch=()):
        super().__init__(watch=watch)
        self.name, self.change, self.tokens = name, change, tokens

    def __call__(self, name, x_B):
        if name == self.name and self.position in self.tokens:
            x_B = self.change(x_B.clone())
        return super().__call__(name, x_B)


def changed(unit, op):
    def change(x_B):
        at = (slice(None), *unit)
        x_B[at] = {"set": 0.25, "scale": 0.5 * x_B[at], "add": x_B[at] + 0.125}[op]
        return x_B

    return change


@pytest.mark.parametrize(("family", "name"), PATCHED)
def test_that_a_patch_equals_the_same_change_made_by_hand(family, name, tokens_BT):
    model, tokens_BT = make(family), tokens_BT[:2, :14]
    one_unit = tuple(n - 1 for n in model.signals[name].shape)
    for op, value, unit, span in (
        ("set", 0.25, (), (0, 14)),
        ("scale", 0.5, one_unit, (6, 11)),
        ("add", 0.125, (), (6, 11)),
    ):
        patch = Patch(name, op, value, unit=unit or None, tokens=None if span[0] == 0 else span)
        by_hand = HandMade(name, changed(unit, op), range(*span), watch=model.signals)
        logits_BTV, state = run_by_steps(model, tokens_BT, tap=by_hand)
        tap = Tap(watch=model.signals, patches=[patch])
        fast = run_fast(model, tokens_BT, tap=tap)
        torch.testing.assert_close(fast.logits_BTV, logits_BTV, **UNDER_PATCHES)
        same_states(fast.state, state, UNDER_PATCHES)
        ours, theirs = tap.recorded(), by_hand.recorded()
        for watched in model.signals:
            torch.testing.assert_close(
                ours[watched].float(), theirs[watched].float(), **UNDER_PATCHES
            )


@pytest.mark.parametrize(("family", "name"), PATCHED)
def test_that_setting_a_whole_signal_shows_in_the_signal_itself(family, name, tokens_BT):
    model = make(family)
    tap = Tap(watch=[name], patches=[Patch(name, "set", 0.25, tokens=(4, 6))])
    run_fast(model, tokens_BT, tap=tap)
    seen = tap.recorded()[name]
    assert (seen[:, 4:6] == 0.25).all()
    assert not (seen[:, 3] == 0.25).all()


def test_that_a_patch_acts_at_its_tokens_of_the_text_wherever_the_run_begins(model, tokens_BT):
    name = next(s.name for s in model.signals.values() if s.kind is Kind.ACTIVATION)
    patch = Patch(name, "set", 0.0, tokens=(12, 14))
    whole = run_fast(model, tokens_BT, tap=Tap(patches=[patch]))
    first = run_fast(model, tokens_BT[:, :8], tap=Tap(patches=[patch]))
    rest = run_fast(model, tokens_BT[:, 8:], first.state, Tap(patches=[patch], position=8))
    torch.testing.assert_close(rest.logits_BTV, whole.logits_BTV[:, 8:], **TOLERANCE)


@pytest.mark.parametrize(
    ("patch", "says"),
    [
        (Patch("no.such.gate", "set", 0.0), "lstm.0.forget_gate"),
        (Patch("lstm.0.forget_gate", "set", 0.0, unit=12), "shape is \\(12,\\)"),
        (Patch("lstm.0.forget_gate", "set", 0.0, unit=-1), "no unit -1"),
        (Patch("lstm.0.forget_gate", "set", 0.0, unit=(1, 2)), "no unit"),
        (Patch("lstm.0.forget_gate", "double", 0.0), "set, scale or add"),
    ],
)
def test_that_an_impossible_patch_is_refused_with_what_is_possible(patch, says):
    with pytest.raises(PatchError, match=says):
        patch.check(make("lstm").signals)


def test_that_derived_signals_cannot_be_patched():
    model = make("slots")
    with pytest.raises(PatchError, match="read-only"):
        Patch("slots.writer", "set", 0.0).check(model.signals)


def test_that_reading_no_token_changes_nothing(model, tokens_BT):
    before = run_fast(model, tokens_BT).state
    after = model.prefill(tokens_BT[:, :0], before)
    assert after.logits_BTV.shape == (BATCH, 0, VOCAB)
    same_states(after.state, before)


# --- settings ----------------------------------------------------------------------------------

CONFIGURED = [
    ("slots", {"policy": "weakest"}),
    ("slots", {"policy": "least-recently-read", "capacity": 4}),
    ("slots", {"keep_threshold": 0.7}),
    ("slots", {"capacity": 11}),
    ("slots that keep", {"capacity": 3}),
    ("slots of words", {"capacity": 3}),
    ("stack", {"capacity": 2}),
    ("queue", {"capacity": 9}),
    ("superposition", {"capacity": 3}),
]


@pytest.mark.parametrize(("family", "values"), CONFIGURED)
def test_that_other_settings_make_another_model_with_the_same_weights(family, values, tokens_BT):
    model = make(family)
    plain = run_fast(model, tokens_BT).logits_BTV
    other = model.configured(**values)
    assert {name: other.settings[name].value for name in values} == values
    assert {name for name, _ in other.named_parameters()} == set(dict(model.named_parameters()))
    for name, parameter in model.named_parameters():
        assert dict(other.named_parameters())[name] is parameter
    tap = Tap(watch=other.signals)
    logits_BTV, state = run_by_steps(other, tokens_BT, tap=tap)
    assert not torch.allclose(logits_BTV, plain, atol=1e-4)
    fast_tap = Tap(watch=other.signals)
    fast = run_fast(other, tokens_BT, tap=fast_tap)
    torch.testing.assert_close(fast.logits_BTV, logits_BTV, **TOLERANCE)
    same_states(fast.state, state)
    for name, seen in tap.recorded().items():
        assert seen.shape[2:] == other.signals[name].shape
        torch.testing.assert_close(fast_tap.recorded()[name].float(), seen.float(), **TOLERANCE)
    torch.testing.assert_close(run_fast(model, tokens_BT).logits_BTV, plain, **TOLERANCE)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"capacity": 0}, "capacity must be a whole number from 1 to 4,096, not 0"),
        ({"capacity": 1_000_000}, "from 1 to 4,096, not 1000000"),
        ({"capacity": 2.5}, "a whole number"),
        ({"capacity": True}, "a whole number"),
        ({"policy": "lifo"}, "fifo or weakest or least-recently-read, not 'lifo'"),
        ({"keep_threshold": 1.5}, "a number from 0 to 1"),
        ({"slots": 5}, "no setting 'slots'; it has: policy, capacity"),
    ],
)
def test_that_an_impossible_setting_is_refused_in_a_sentence(values, says):
    with pytest.raises(SettingError, match=says):
        make("slots").configured(**values)


def test_that_who_forgets_everything_still_counts_tokens_from_the_start_of_the_text(model):
    states = {}
    with torch.no_grad():
        tokens = torch.arange(LENGTH).unsqueeze(0) % VOCAB
        before = model.prefill(tokens, model.initial_state()).state
        forgotten = model.edit(before, "clear_all")
        for name, path in (("steps", stepped), ("fast", prefilled)):
            states[name] = path(model, tokens[:, :3], forgotten)
    for tap in states.values():
        for name, signal in model.signals.items():
            if signal.kind is Kind.INDEX and signal.when is not When.BEFORE:
                written = tap[name][0, -1]
                assert written.max() == LENGTH + 2
                assert set(written.tolist()) <= {-1, LENGTH, LENGTH + 1, LENGTH + 2}
    assert all(
        torch.allclose(x, states["fast"][name], atol=1e-5) for name, x in states["steps"].items()
    )
    if "clear" in model.edits and model.edits["clear"].takes_only(ArgumentKind.TOKEN):
        after = model.prefill(tokens[:, :3], forgotten).state
        model.edit(after, "clear", token=LENGTH)
        with pytest.raises(EditError, match=f"tokens {LENGTH} to {LENGTH + 2}, not {LENGTH - 1}"):
            model.edit(after, "clear", token=LENGTH - 1)


HOLDING = [f for f in FAMILIES if "forget" in make(f).edits or make(f).settings.get("cache")]


@pytest.mark.parametrize("family", HOLDING)
@pytest.mark.parametrize("cached", [False, True])
def test_that_a_token_is_forgotten_once_and_no_other_is(family, cached):
    model = make(family)
    if cached and "cache" in model.settings:
        model = model.configured(cache=True, cache_weight=0.5)
    if "forget" not in model.edits:
        pytest.skip("without a cache this family holds nothing of single tokens")
    with torch.no_grad():
        tokens = torch.arange(LENGTH).unsqueeze(0) % VOCAB
        before = model.prefill(tokens, model.initial_state()).state
        writers = getattr(getattr(model, "memory", None), "writers", "")
        token = int(before[writers][0].max()) if writers else LENGTH - 1
        after = model.edit(before, "forget", token=token)
    if writers:
        left = set(after[writers][0].tolist()) | {-1, token}
        assert left == set(before[writers][0].tolist()) | {-1}
        assert token not in after[writers]
    if family != "keyvalue":  # what is stored under a key can be cleared again: it is a mixture
        with pytest.raises(EditError, match=str(token)):
            model.edit(after, "forget", token=token)
    with pytest.raises(EditError, match=str(LENGTH)):
        model.edit(before, "forget", token=LENGTH)


def prefilled(model, tokens, state):
    tap = Tap(watch=model.signals, position=LENGTH)
    model.prefill(tokens, state, tap)
    return tap.recorded()


def stepped(model, tokens, state):
    tap = Tap(watch=model.signals, position=LENGTH)
    for t in range(tokens.shape[1]):
        _, state = model.step(tokens[:, t], state, tap)
        tap.position += 1
    return tap.recorded()
