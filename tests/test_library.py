"""Three lines in a notebook give what the model really does."""

import json
import re
from dataclasses import replace
from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest
import torch

import wmstudio
from tests import support
from wmstudio import library, paths
from wmstudio.checkpoints.layout import CheckpointError
from wmstudio.contract import Edit, EditError, Kind, Patch, PatchError, SettingError, Tap
from wmstudio.engine.recording import read_recording, write_recording
from wmstudio.engine.torch_backend import TorchBackend
from wmstudio.library import TraceError
from wmstudio.models import device
from wmstudio.models.device import DeviceError

TEXT = "The cat sat — 😀\non the mat.\n" * 3
COLUMNS = {"ids", "spans", "surprisal_bits", "entropy_bits", "topk_ids", "topk_probs"}


@pytest.fixture(scope="module", params=support.SIZES)
def model(request, tmp_path_factory):
    folder = support.checkpoint(tmp_path_factory.mktemp("tiny") / "tiny", request.param)
    return wmstudio.open(folder, "cpu")


@pytest.fixture(autouse=True)
def _short_chunks(monkeypatch):
    """So that even a short text is read in several parts."""
    monkeypatch.setattr(library.models, "CHUNK", 7)


@torch.no_grad()
def step_by_step(model, text, change=None):
    """Everything that a trace holds, by the step loop; ``change`` is called with (t, name, x)."""
    network = model.model
    ids = model.tokenizer.encode(text).ids
    state = network.initial_state()
    logits = network.logits(state)
    told = {name: [] for name in COLUMNS - {"ids", "spans"}}
    signals = {name: [] for name in network.signals}

    class Hand(Tap):
        def __call__(self, name, x_B):
            if change is not None:
                x_B = change(self.position, name, x_B)
            return super().__call__(name, x_B)

    for t, token in enumerate(ids):
        told["surprisal_bits"].append(-float(logits[0].log_softmax(-1)[int(token)]) / np.log(2))
        tap = Hand(watch=network.signals, position=t)
        logits, state = network.step(torch.tensor([int(token)]), state, tap)
        p = logits[0].double().softmax(-1).numpy()
        told["entropy_bits"].append(-(p * np.log2(p)).sum())
        best = np.argsort(-p, kind="stable")[:20]
        told["topk_ids"].append(best)
        told["topk_probs"].append(p[best])
        for name, x in tap.recorded().items():
            signals[name].append(x[0, 0].float().numpy())
    return {name: np.array(values) for name, values in (told | signals).items()}


def assert_equal(trace, wanted):
    for name, values in wanted.items():
        if name != "topk_ids":
            found = getattr(trace, name) if name in COLUMNS else trace.signals[name]
            assert found.shape == values.shape, name
            np.testing.assert_allclose(found, values, rtol=1e-4, atol=2e-5, err_msg=name)


def test_that_compiled_loops_are_loaded_for_long_texts(model, monkeypatch):
    loaded = []
    monkeypatch.setattr(TorchBackend, "prepare", lambda self: loaded.append(self))
    tokens = len(model.encode(TEXT).ids)
    units = [s.name for s in model.signals.values() if s.kind is Kind.ACTIVATION and s.shape]
    readings = [
        model.bits,
        model.trace,
        model.record,
        *[partial(model.index, signal=name, threshold=0.5) for name in units[:1]],
        lambda text: model.probe(text, "c"),
        lambda text: "".join(model.generate(text, wmstudio.Sampling(tokens=1))),
    ]
    for long, times in ((tokens + 1, 0), (tokens, 1)):
        monkeypatch.setattr(library.asked, "LONG", long)
        for reading in readings:
            loaded.clear()
            reading(TEXT)
            assert loaded == [model.backend] * times


def test_that_a_trace_is_what_a_step_loop_gives(model):
    trace = model.trace(TEXT)
    wanted = step_by_step(model, TEXT)
    assert_equal(trace, wanted)
    assert np.array_equal(trace.ids, model.tokenizer.encode(TEXT).ids)
    assert set(trace.signals) == set(model.signals)
    for name, x in trace.signals.items():
        assert x.shape == (len(trace), *model.signals[name].shape)
    # Equal probabilities may change places; those at each place may not.
    picked = [step[i] for step, i in zip(probabilities(model, TEXT), trace.topk_ids, strict=True)]
    np.testing.assert_allclose(picked, trace.topk_probs, rtol=1e-4)


@torch.no_grad()
def probabilities(model, text):
    tokens = torch.from_numpy(model.tokenizer.encode(text).ids).long().unsqueeze(0)
    logits = model.model.prefill(tokens, model.model.initial_state()).logits_BTV[0]
    return logits.softmax(-1).numpy()


def test_that_spans_are_counted_in_code_points_and_tile_the_text(model):
    trace = model.trace(TEXT)
    assert trace.spans[0, 0] == 0
    assert trace.spans[-1, 1] == len(TEXT)
    assert np.array_equal(trace.spans[1:, 0], trace.spans[:-1, 1])
    assert "".join(TEXT[a:b] for a, b in trace.spans) == TEXT
    assert trace.tokens[:1] == (TEXT[: trace.spans[0, 1]].replace(" ", "␣"),)


@pytest.mark.parametrize("op", ["set", "scale", "add"])
@pytest.mark.parametrize("unit", [None, 3])
@pytest.mark.parametrize("tokens", [None, (5, 16)])
def test_that_a_patch_does_what_the_same_change_by_hand_does(model, op, unit, tokens):
    lively = (".forget_gate", ".update_gate", "feed_forward.1.hidden", ".receptance", ".gate")
    known = {name for name, one in model.signals.items() if one.size > 3 and one.patchable}
    signal = next(n for end in lively for n in model.signals if n.endswith(end) and n in known)
    patch = wmstudio.Patch(signal, op, 0.25, unit, tokens)

    def by_hand(t, name, x):
        if name != signal or (tokens and not tokens[0] <= t < tokens[1]):
            return x
        x = x.clone()
        part = slice(None) if unit is None else unit
        new = {"set": 0 * x + 0.25, "scale": x * 0.25, "add": x + 0.25}[op]
        x[:, part] = new[:, part]
        return x

    changed = model.trace(TEXT, patches=[patch])
    assert_equal(changed, step_by_step(model, TEXT, by_hand))
    plain = model.trace(TEXT)
    first = tokens[0] if tokens else 0
    before, after = slice(first), slice(first, None)
    rounding = support.ROUNDING
    np.testing.assert_allclose(changed.topk_probs[before], plain.topk_probs[before], **rounding)
    assert not np.allclose(changed.topk_probs[after], plain.topk_probs[after], **rounding)


@pytest.mark.parametrize(
    "patch",
    [
        wmstudio.Patch("lstm.0.forget", "set", 1.0),
        wmstudio.Patch("lstm.0.cell", "multiply", 1.0),
        wmstudio.Patch("lstm.0.cell", "set", 1.0, unit=12),
        wmstudio.Patch("lstm.0.cell", "set", 1.0, unit=(0, 0)),
        *(
            wmstudio.Patch("lstm.0.cell", op, value)
            for op in ("set", "scale", "add")
            for value in (float("nan"), float("-inf"), 1e39, -1e300)
        ),
        wmstudio.Patch("lstm.0.cell", "set", 1.0, tokens=(5, 2)),
        wmstudio.Patch("lstm.0.cell", "set", 1.0, tokens=(-1, 2)),
    ],
)
def test_that_a_patch_the_model_cannot_take_is_told(model, patch):
    with pytest.raises(PatchError):
        model.trace(TEXT, patches=[patch])


def test_that_a_patch_of_no_token_of_the_text_is_told_and_one_of_its_last_acts(model):
    *_, name = (one.name for one in model.signals.values() if one.patchable)
    plain = model.trace(TEXT, signals=[name])
    last, hold = len(plain) - 1, partial(wmstudio.Patch, name, "set", 1.0)
    beyond = [hold(tokens=(last + 1, last + 9))]
    for read in (model.trace, model.record):
        with pytest.raises(PatchError, match=f"has {last + 1} tokens.* none is number {last + 1}"):
            read(TEXT, patches=beyond)
    done = model.trace(TEXT, [hold(tokens=(last, last + 9))], signals=[name]).signals[name]
    assert (done[last] == 1).all()
    np.testing.assert_allclose(done[:last], plain.signals[name][:last], **support.ROUNDING)
    # What is read aside, or written, comes after the text.
    probes = [model.probe(TEXT, "a", patches=some) for some in ((), beyond)]
    assert probes[0].candidates != probes[1].candidates
    assert len(model.trace("", [hold(tokens=(0, 3))])) == 0


def test_that_only_the_signals_asked_for_are_recorded(model):
    name = next(reversed(model.signals))
    trace = model.trace(TEXT, signals=[name, name], top_k=3)
    assert list(trace.signals) == [name]
    assert trace.topk_ids.shape == (len(trace), 3)
    assert model.trace(TEXT, signals=[]).signals == {}
    with pytest.raises(TraceError, match=f"did you mean '{re.escape(name)}'"):
        model.trace(TEXT, signals=[name[:-1]])
    with pytest.raises(TraceError, match="at least 1"):
        model.trace(TEXT, top_k=0)


def test_that_more_likely_tokens_than_there_are_is_all_of_them(model):
    trace = model.trace("The", top_k=1000)
    assert trace.topk_ids.shape == (len(trace), 300)
    np.testing.assert_allclose(trace.topk_probs.sum(axis=1), 1, rtol=1e-5)


def test_that_no_text_gives_empty_arrays_of_the_right_shape(model):
    trace = model.trace("")
    assert len(trace) == 0
    assert trace.spans.shape == (0, 2)
    assert trace.topk_probs.shape == (0, 20)
    for name, signal in model.signals.items():
        assert trace.signals[name].shape == (0, *signal.shape)


def test_that_lone_surrogates_are_text_too(model):
    assert len(model.trace("a\ud83db")) == 5


def test_that_signals_beyond_memory_are_refused_before_they_are_computed(model, monkeypatch):
    monkeypatch.setattr(library.models, "MOST_BYTES", 1000)
    with pytest.raises(TraceError, match="name fewer"):
        model.trace(TEXT)
    assert len(model.trace(TEXT, signals=[])) > 0


def test_a_trace_says_what_rank_each_token_had_and_what_the_state_takes(model):
    trace = model.trace(TEXT)
    rows, state = step_states(model, trace.ids)
    for t, token in enumerate(trace.ids):
        # Those that are as probable within rounding may stand before it or after it.
        apart = rows[t] - rows[t][token]
        first, last = 1 + (apart > 2e-5).sum(), (apart >= -2e-5).sum()
        assert first <= trace.ranks[t] <= last
    assert trace.state_bytes == sum(x.numel() * x.element_size() for x in state.values())


@torch.no_grad()
def step_states(model, ids):
    """Logits before each token, and the state after the last."""
    state = model.model.initial_state()
    rows = [model.model.logits(state)[0]]
    for token in ids:
        logits, state = model.model.step(torch.tensor([int(token)]), state, Tap())
        rows.append(logits[0])
    return rows, state


def test_that_npz_and_json_hold_the_same_arrays_under_the_same_names(model, tmp_path):
    trace = model.trace(TEXT)
    trace.save(tmp_path / "t.npz")
    trace.save(str(tmp_path / "t.json"))
    with np.load(tmp_path / "t.npz") as arrays:
        table = json.loads((tmp_path / "t.json").read_text())
        columns = COLUMNS | {"ranks", "state_bytes"}
        # How much of the candidates is the memory's, where there is one that names tokens.
        if model.signals.keys() & {"pointer.gate", "slots.gate"}:
            columns.add("topk_memory")
        assert set(arrays.files) == set(table) == columns | set(model.signals)
        for name in arrays.files:
            wanted = getattr(trace, name) if name in columns else trace.signals[name]
            assert np.array_equal(arrays[name], wanted)
            assert arrays[name].dtype == wanted.dtype
            assert np.array_equal(np.array(table[name], wanted.dtype), wanted)


def test_that_values_json_cannot_say_become_null(model, tmp_path):
    trace = model.trace("The")
    odd = replace(trace, entropy_bits=np.full(len(trace), np.nan, np.float32))
    odd.save(tmp_path / "t.json")
    assert json.loads((tmp_path / "t.json").read_text())["entropy_bits"] == [None] * len(trace)


def test_that_a_trace_is_not_saved_as_anything_else(model, tmp_path, monkeypatch):
    trace = model.trace("The")
    with pytest.raises(TraceError, match=r"\.npz or \.json"):
        trace.save(tmp_path / "t.csv")
    monkeypatch.setattr(library.traces, "MOST_JSON_NUMBERS", 10)
    with pytest.raises(TraceError, match=r"save it as \.npz"):
        trace.save(tmp_path / "t.json")
    with pytest.raises(OSError, match="No such file"):
        trace.save(tmp_path / "no" / "t.npz")
    assert list(tmp_path.iterdir()) == []


def test_that_greedy_writing_takes_the_most_probable_token_each_time(model):
    text, ids = "The cat", list(model.tokenizer.encode("The cat").ids)
    with torch.no_grad():
        for _ in range(6):
            done = model.model.prefill(torch.tensor([ids]).long(), model.model.initial_state())
            ids.append(int(done.logits_BTV[0, -1].argmax()))
    pieces = model.generate(text, wmstudio.Sampling(temperature=0, tokens=6))
    assert "".join(pieces) == model.tokenizer.decode(ids[len(ids) - 6 :])


@pytest.mark.parametrize("by", ["edits", "words"])
def test_a_word_is_forgotten_also_where_the_model_writes_it(by):
    """Each token is the likeliest one after all before it, read again with the word forgotten."""
    model, text, word = wmstudio.open("tales-pointer"), "The dog saw a bird and the bird", "bird"
    edits, sampling = model.forgetting(word, text), wmstudio.Sampling(temperature=0, tokens=40)
    forgotten = {"edits": edits} if by == "edits" else {"forget": [word]}
    added = "".join(model.generate(text, sampling, **forgotten))

    assert re.search(rf"\b{word}\b", added), "the model writes the word"
    only_there = [Edit(one.token, one.name, one.arguments) for one in edits]
    assert "".join(model.generate(text, sampling, edits=only_there)) != added
    done = model.trace(text + added)
    for after in range(len(model.encode(text).ids), len(done)):
        there = (text + added)[: done.spans[after][0]]
        read = model.trace(there, signals=[], edits=model.forgetting(word, there))
        assert read.topk_ids[-1, 0] == done.ids[after], there


def test_a_word_that_is_not_there_yet_may_be_forgotten():
    model, sampling = wmstudio.open("tales-slots"), wmstudio.Sampling(temperature=0, tokens=20)
    text = "A dog saw a cat and"
    plain = "".join(model.generate(text, sampling))
    assert "".join(model.generate(text, sampling, forget=["queen"])) == plain


def test_an_edit_of_some_places_of_a_word_is_of_no_others():
    model, text = wmstudio.open("tales-slots"), "The cat saw the cat near the dog. "
    sampling = wmstudio.Sampling(temperature=0, tokens=60)
    some = model.forgetting("the", text)[:1]
    plain = [Edit(one.token, one.name, one.arguments) for one in some]
    written = ["".join(model.generate(text, sampling, edits=edits)) for edits in (some, plain)]
    assert written[0] == written[1]


def test_words_to_forget_are_checked():
    with pytest.raises(EditError, match="keeps no single words"):
        next(wmstudio.open("stories-lstm").generate("The cat", forget=["cat"]))
    with pytest.raises(TraceError, match="'forget' must be a list, as in \\['cat'\\]"):
        next(wmstudio.open("tales-slots").generate("The cat", forget="cat"))


def test_that_a_long_text_is_not_repeated_where_it_is_no_token(model):
    with pytest.raises(TraceError, match="tokens, not one: ") as told:
        model.token("the cat " * 5_000)
    assert len(str(told.value)) < 300


def test_that_the_same_seed_writes_the_same_and_another_does_not(model):
    def written(seed):
        return "".join(model.generate("", wmstudio.Sampling(temperature=1, seed=seed, tokens=40)))

    assert written(1) == written(1)
    assert written(1) != written(2)


def test_that_what_cannot_be_opened_is_told(tmp_path):
    with pytest.raises(CheckpointError):
        wmstudio.open(tmp_path / "none")
    folder = support.checkpoint(tmp_path / "tiny")
    with pytest.raises(DeviceError):
        wmstudio.open(folder, "abacus")


def test_that_a_device_which_fails_is_told_in_one_line(tmp_path, monkeypatch, caplog):
    def broken(wanted):
        raise RuntimeError("driver too old")

    fakes = {"cuda_devices": lambda: 1, "has_mps": lambda: False, "try_out": broken}
    monkeypatch.setattr(device.Hardware, "__init__", lambda self: self.__dict__.update(fakes))
    model = wmstudio.open(support.checkpoint(tmp_path / "tiny"))
    assert "cuda:0 does not work (driver too old)" in model.note
    assert caplog.messages == [model.note]
    assert "on cpu" in repr(model)


def test_that_the_package_has_no_other_doors():
    with pytest.raises(AttributeError, match="no attribute 'closed'"):
        _ = wmstudio.closed
    assert wmstudio.Patch is library.Patch
    assert wmstudio.Sampling is library.Sampling


# --- settings, edits, asking -------------------------------------------------------------------

CLEARED = Edit(9, "clear_all")
EDITED = {
    "slots": Edit(9, "clear", (("slot", 2),)),
    "stack": Edit(9, "clear", (("slot", 0),)),
    "keyvalue": Edit(9, "store", (("key", 30), ("value", 40))),
    "pointer": Edit(9, "forget", (("token", 8),)),
}
"""By family; the others are cleared."""


def test_that_an_edit_does_what_the_same_edit_between_steps_does(model):
    edit = EDITED.get(model.opened.family, CLEARED)
    if edit.name not in model.edits:  # slots that fade one by one hold tokens, or words
        edit = Edit(9, "forget_before", (("token", 9),))
    network = model.model

    class Edits:
        """The network, with the edit right after the step of its token."""

        def __getattr__(self, name):
            return getattr(network, name)

        @staticmethod
        def step(token, state, tap):
            logits, state = network.step(token, state, tap)
            if tap.position == edit.token:
                state = network.edit(state, edit.name, **dict(edit.arguments))
                logits = network.logits(state)
            return logits, state

    trace = model.trace(TEXT, edits=[edit])
    wanted = step_by_step(SimpleNamespace(model=Edits(), tokenizer=model.tokenizer), TEXT)
    for name, values in wanted.items():
        if name in COLUMNS and name != "topk_ids":
            np.testing.assert_allclose(getattr(trace, name), values, rtol=1e-4, atol=2e-5)
    plain = model.trace(TEXT).surprisal_bits
    np.testing.assert_allclose(trace.surprisal_bits[:10], plain[:10], **support.ROUNDING)
    assert abs(trace.surprisal_bits[10:] - plain[10:]).max() > 1e-5


def test_the_pieces_of_a_word_that_a_memory_does_not_hold_need_no_forgetting(tmp_path):
    model = wmstudio.open(support.checkpoint(tmp_path / "words", "slots of words"), "cpu")
    spans = model.trace(TEXT).spans
    edits = model.forgetting("cat", TEXT)
    assert len(edits) > len(re.findall("cat", TEXT)), "each piece of the word is asked for"
    edited, plain = model.trace(TEXT, edits=edits), model.trace(TEXT)
    near = np.isclose(edited.surprisal_bits, plain.surprisal_bits, **support.ROUNDING)
    changed = np.flatnonzero(~near)
    assert spans[changed[0]][0] >= TEXT.index("cat") + len("cat")
    alone = next(i for i, span in enumerate(spans) if TEXT[slice(*span)] == "\n")
    with pytest.raises(EditError, match=f"does not hold token {alone}"):
        model.trace(TEXT, edits=[Edit(alone, "forget", (("token", alone),))])


@pytest.mark.parametrize(
    "edit",
    [Edit(999, "clear_all"), Edit(-1, "clear_all"), Edit(3, "juggle"), Edit(3, "clear", ())],
)
def test_that_an_edit_which_cannot_be_done_is_told(model, edit):
    with pytest.raises(EditError):
        model.trace(TEXT, edits=[edit])


def test_that_a_piece_gets_back_what_reading_it_would(model):
    asked = model.probe("The cat is", " on the", top_k=5)
    trace = model.trace("The cat is on the", top_k=5)
    before = len(model.tokenizer.encode("The cat is").ids)
    assert list(asked.tokens) == trace.ids[before:].tolist()
    bits = trace.surprisal_bits[before:]
    assert asked.first == pytest.approx(2.0 ** -bits[0], rel=1e-3)
    assert asked.whole == pytest.approx(2.0 ** -bits.sum(), rel=1e-3)
    kinds = ("address", "attention", "index")
    shown = {name for name, s in model.signals.items() if s.kind in kinds}
    assert asked.signals.keys() == shown
    for name in shown:
        np.testing.assert_allclose(asked.signals[name], trace.signals[name][-1], atol=2e-5)
    found = [candidate.probability for candidate in asked.candidates]
    np.testing.assert_allclose(found, trace.topk_probs[-1], atol=2e-5)
    with pytest.raises(TraceError, match="empty"):
        model.probe("The cat is", "")


def test_that_a_piece_is_one_token_or_the_tokens_that_it_is_are_told(model):
    token = model.token(" the")
    assert model.tokenizer.piece(token) == b" the"
    with pytest.raises(TraceError, match="'the' is 2 tokens, not one: t · he"):
        model.token("the")


def test_that_other_settings_are_another_model_of_the_same_weights(model):
    if "capacity" not in model.settings:
        with pytest.raises(SettingError, match="no setting 'capacity'"):
            model.configured(capacity=3)
        return
    few = model.configured(capacity=2)
    assert few.settings["capacity"].value == 2 < model.settings["capacity"].value
    strength = next(name for name in model.signals if name.endswith(".strength"))
    places = few.signals[strength].shape[-1]
    assert few.trace(TEXT, signals=[strength]).signals[strength].shape[-1] == places
    assert places < model.signals[strength].shape[-1]
    assert_equal(few.trace(TEXT), step_by_step(few, TEXT))
    assert abs(few.trace(TEXT).surprisal_bits - model.trace(TEXT).surprisal_bits).max() > 1e-5
    sampling = wmstudio.Sampling(temperature=0, tokens=3)
    assert "".join(few.generate("The", sampling))


def test_an_index_finds_where_the_units_of_a_span_are_on_again(model):
    name = next(n for n, s in model.signals.items() if len(s.shape) == 1 and s.size > 8)
    values = model.trace(TEXT).signals[name]
    index = model.index(TEXT, name, threshold=float(np.median(values)))
    units = index.active_units(3, 5, exactly=False)
    on = index.on(0, len(index))

    assert units == tuple(np.flatnonzero(on[3:5].all(axis=0)))
    best = index.find(units).places[0]
    assert best.units == len(units)
    assert on[best.start : best.stop][:, list(units)].all()


def test_an_index_of_what_is_no_signal_of_units_is_refused(model):
    with pytest.raises(library.SearchError, match="nonsense"):
        model.index(TEXT, "nonsense")


def test_a_recording_of_every_family_is_read_back_with_the_numbers_of_the_trace(model, tmp_path):
    hidden = next(name for name in model.signals if name.endswith("hidden") or "residual" in name)
    patches = [Patch(hidden, "scale", 0.5, tokens=(2, 9))]
    traced = model.trace(TEXT, patches)
    write_recording(tmp_path / "a.wmtrace", model.record(TEXT, patches))
    found = read_recording(tmp_path / "a.wmtrace")

    assert found.text == TEXT
    assert (found.name, found.lacks) == ("tiny", ())
    assert set(found.signals) == set(traced.signals)
    assert np.array_equal(found.arrays["ids"], traced.ids)
    # Two that are as probable but for rounding may change places.
    assert abs(found.arrays["ranks"] - traced.ranks).max() <= 2
    for name in ("surprisal_bits", "entropy_bits", "topk_probs"):
        np.testing.assert_allclose(found.arrays[name], traced.arrays[name], **support.ROUNDING)
    for name, x in traced.signals.items():
        np.testing.assert_allclose(found.signals[name], x, **support.ROUNDING, err_msg=name)


def test_what_cannot_be_recorded_is_refused_as_what_cannot_be_traced(model):
    with pytest.raises(EditError, match="cannot 'juggle'"):
        model.record(TEXT, edits=[Edit(0, "juggle")])
    with pytest.raises(EditError, match="none is number 9,999"):
        model.record(TEXT, edits=[Edit(9999, "clear_all")])
    with pytest.raises(PatchError, match="is no signal of this model"):
        model.record(TEXT, [Patch("nonsense", "set", 0.0)])
    with pytest.raises(TraceError, match="nonsense"):
        model.record(TEXT, signals=["nonsense"])


@pytest.mark.parametrize("line_end", ["\r\n", "\r", "\u2029"])
def test_line_ends_are_read_as_in_the_window_and_a_warning_says_so(model, line_end):
    lines = ["The cat", "sat", "on the mat"]
    written, plain = line_end.join(lines), "\n".join(lines)
    expected = model.trace(plain)
    with pytest.warns(UserWarning, match="line ends, which are read as LF"):
        found = model.trace(written)
    assert found.text == plain
    np.testing.assert_array_equal(found.ids, expected.ids)
    with pytest.warns(UserWarning, match="line ends"):
        assert model.record(written).text == plain
    with pytest.warns(UserWarning, match="line ends"):
        next(model.generate(written))
    bits, tokens = model.bits(plain)
    with pytest.warns(UserWarning, match="line ends"):
        assert model.bits(written) == (bits, tokens)
    assert (tokens, bits) == (
        len(expected),
        pytest.approx(float(expected.surprisal_bits.sum(dtype=float)), rel=1e-4),
    )
    with pytest.warns(UserWarning, match="line ends"):
        probed = model.probe("The cat", f" sat{line_end}on")
    assert probed == model.probe("The cat", " sat\non")


def test_a_byte_order_mark_is_no_part_of_a_text_that_is_measured(model):
    assert model.bits("\ufeffThe cat sat") == model.bits("The cat sat")


def test_names_of_0_1_still_work_and_warn(model):
    with pytest.warns(DeprecationWarning, match="'Probe'"):
        assert library.Asked is library.Probe
    new = model.trace("The cat", top_k=3)
    with pytest.warns(DeprecationWarning, match="'top' is now called 'top_k'"):
        old = model.trace("The cat", top=3)
    np.testing.assert_array_equal(old.topk_ids, new.topk_ids)
    with pytest.warns(DeprecationWarning, match="'top' is now called 'top_k'"):
        assert model.record("The cat", top=25).arrays["topk_ids"].shape[1] == 25
    with pytest.warns(DeprecationWarning, match="'probe'"):
        asked = model.retrieve("The cat", " is", top=4)
    assert asked == model.probe("The cat", " is", top_k=4)
    signal = next(s.name for s in model.signals.values() if s.kind is Kind.ACTIVATION)
    index = model.index("The cat is on the mat", signal, 0.0)
    with pytest.warns(DeprecationWarning, match="'active_units'"):
        assert index.on_there(1, 3) == index.active_units(1, 3)
    with pytest.warns(DeprecationWarning, match="'exclude' and 'limit'"):
        found = index.find((0, 1), apart=[(0, 2)], most=2)
    assert found == index.find((0, 1), exclude=[(0, 2)], limit=2)


def test_a_word_is_forgotten_where_the_memory_holds_it(tmp_path):
    model = wmstudio.open("where-slots").configured(keep_threshold=0.5)
    text = (paths.assets() / "samples" / "where-is-mary.txt").read_text("utf-8")
    edits = model.forgetting("Mary", text)
    held = []
    for edit in edits:
        plain = Edit(edit.token, edit.name, edit.arguments)
        try:
            model.trace(text, edits=[plain], signals=[])
        except EditError as error:
            assert "nothing is held of token" in str(error)  # noqa: PT017
        else:
            held.append(plain)
    # Some of the places of the word, not all.
    assert 0 < len(held) < len(edits)
    read, due = (model.trace(text, edits=some).surprisal_bits for some in (edits, held))
    np.testing.assert_allclose(read, due, **support.ROUNDING)
    assert model.record(text, edits=edits).changes == tuple(one.words for one in held)
    vain = [edit for edit in edits if Edit(edit.token, edit.name, edit.arguments) not in held]
    for reading in (model.trace, model.record, partial(model.probe, piece="Mary")):
        with pytest.raises(EditError, match="nothing is held of token"):
            reading(text, edits=vain)


def test_a_word_is_forgotten_wherever_it_stands_by_itself():
    model = wmstudio.open("tales-slots")
    text = "A king and a kingdom. King’s, the king’s!"
    edits = model.forgetting("king", text)
    spans = model.trace(text).spans
    stretches = [text[slice(*spans[dict(edit.arguments)["token"]])].strip() for edit in edits]
    assert "".join(stretches) == "kingking"
    forgotten = model.trace(text, edits=edits).surprisal_bits
    assert abs(forgotten - model.trace(text).surprisal_bits).max() > 1e-4
    with pytest.raises(EditError, match="no word 'queen'"):
        model.forgetting("queen", text)
    with pytest.raises(EditError, match="keeps no single words"):
        wmstudio.open("stories-lstm").forgetting("king", text)
