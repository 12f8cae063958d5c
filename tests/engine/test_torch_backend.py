"""Numbers that leave torch: against a forward pass of their own."""

import numpy as np
import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode

from tests.engine.test_document_engine import real
from tests.support import ROUNDING
from wmstudio.contract import ArgumentKind, EditError, SettingError, Tap
from wmstudio.engine import torch_backend
from wmstudio.engine.messages import Edit
from wmstudio.memory import base
from wmstudio.models import cost
from wmstudio.models.registry import FAMILIES


@pytest.fixture(params=FAMILIES)
def backend(request):
    return real(request.param)


def probabilities(backend, ids):
    """Natural probabilities before each token and after the last ``[n + 1, V]``, by steps."""
    model = backend.model
    with torch.no_grad():
        state = model.initial_state()
        rows = [model.logits(state)[0]]
        for token in ids:
            logits, state = model.step(torch.tensor([token]), state, Tap())
            rows.append(logits[0])
    x = torch.stack(rows).double().numpy()
    e = np.exp(x - x.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def test_that_surprisal_entropy_and_candidates_are_those_of_the_distribution(backend):
    ids = np.array([84, 104, 101, 32, 99, 97, 116], np.int32)
    p = probabilities(backend, ids)
    reading = backend.read(ids, backend.initial_state(), top=6)
    own = p[np.arange(len(ids)), ids]
    np.testing.assert_allclose(reading.surprisal_bits, -np.log2(own), atol=1e-4)
    np.testing.assert_allclose(reading.entropy_bits, -(p * np.log2(p)).sum(1)[1:], atol=1e-4)
    best = np.sort(p[1:], axis=1)[:, ::-1][:, :6]
    np.testing.assert_allclose(reading.topk_probs, best, atol=1e-5)
    np.testing.assert_allclose(
        np.take_along_axis(p[1:], reading.topk_ids.astype(int), 1), best, atol=1e-5
    )
    log_probs = backend.log_probs(reading.state)
    np.testing.assert_allclose(np.exp(log_probs), p[-1], atol=1e-5)


def test_that_a_rank_counts_the_tokens_that_were_more_probable(backend):
    ids = np.array([84, 104, 101, 32, 99, 97, 116], np.int32)
    p = probabilities(backend, ids)[:-1]
    own = p[np.arange(len(ids)), ids][:, None]
    # Where two are as probable as can be told apart in float32 either may be first.
    near = (abs(p - own) < 1e-6 * own).sum(1) - 1
    ranks = backend.read(ids, backend.initial_state()).ranks
    assert ranks.dtype == np.int32
    assert (abs(ranks - 1 - (p > own).sum(1)) <= near).all()
    best = backend.read(ids, backend.initial_state(), top=1).topk_ids[:-1, 0]
    for i, token in enumerate(best):
        again = backend.read(np.append(ids[: i + 1], token), backend.initial_state()).ranks
        assert again[-1] == 1


def test_that_the_first_token_is_as_surprising_as_the_initial_state_says(backend):
    ids = np.array([84], np.int32)
    expected = backend.log_probs(backend.initial_state())[84]
    reading = backend.read(ids, backend.initial_state())
    assert reading.surprisal_bits[0] == pytest.approx(-expected / np.log(2), abs=1e-5)


def test_that_what_is_handed_out_cannot_change_later(backend):
    ids = np.array([84, 104], np.int32)
    first = backend.read(ids, backend.initial_state(), watch=backend.signals)
    copies = {name: x.copy() for name, x in first.signals.items()}
    backend.read(ids, first.state, watch=backend.signals)
    for name, x in first.signals.items():
        np.testing.assert_array_equal(x, copies[name])
        assert x.base is None


def test_that_what_a_state_holds_of_the_signals_is_what_reading_showed(backend):
    ids = np.frombuffer(b"The cat is on the mat", np.uint8).astype(np.int32)
    reading = backend.read(ids, backend.initial_state(), watch=backend.signals)
    held = backend.held(reading.state, backend.signals)
    assert held
    for name, x in held.items():
        np.testing.assert_allclose(x, reading.signals[name][-1], **ROUNDING, err_msg=name)


def test_that_the_arguments_that_an_edit_names_are_those_that_it_takes(backend):
    ids = np.frombuffer(b"The cat", np.uint8).astype(np.int32)
    state = backend.read(ids, backend.initial_state()).state
    for name, spec in backend.edits.items():
        # The last token is held by every memory, however small it is.
        values = {ArgumentKind.PIECE: int(ids[-1]), ArgumentKind.TOKEN: len(ids) - 1}
        given = {a.name: values.get(a.kind, 1) for a in spec.arguments}
        with torch.inference_mode():
            expected = backend.model.edit(state, name, **given)
        edited = backend.edit(state, Edit(0, name, tuple(given.items())))
        assert any(not torch.equal(edited[part], state[part]) for part in state)
        assert edited.keys() == expected.keys()
        for part, x in expected.items():
            torch.testing.assert_close(edited[part], x, **ROUNDING)


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (Edit(0, "juggle"), "cannot 'juggle'; it can: clear_all"),
        (Edit(0, "clear_all", (("state", 1),)), "takes nothing, not state"),
        (Edit(0, "clear"), "'clear' takes slot, not nothing"),
        (Edit(0, "clear", (("slit", 1),)), "'clear' takes slot, not slit"),
        (Edit(0, "clear", (("slot", 9),)), "there is no slot 9"),
    ],
)
def test_that_an_impossible_edit_is_one_sentence(edit, said):
    backend = real("slots")
    with pytest.raises(EditError, match=r".+") as refused:
        backend.edit(backend.initial_state(), edit)
    assert said in str(refused.value)


def test_that_a_setting_that_there_is_not_is_one_sentence(backend):
    with pytest.raises(SettingError, match="no setting 'self'"):
        backend.configured((("self", 1),))


def test_that_an_outline_has_the_models_shapes_and_takes_no_memory(backend):
    outline = torch_backend._outline(backend.model)
    assert all(x.device.type == "meta" for x in outline.state_dict().values())
    assert all(x.device.type == "cpu" for x in backend.model.state_dict().values())
    state = outline.initial_state()
    expected = backend.initial_state()
    assert {n: x.shape for n, x in state.items()} == {n: x.shape for n, x in expected.items()}
    assert all(x.device.type == "meta" for x in state.values())


CONFIGURED = [("slots", "capacity"), ("stack", "capacity"), ("superposition", "capacity")]


@pytest.mark.parametrize(("family", "setting"), CONFIGURED)
def test_that_other_settings_share_the_weights_and_leave_the_model_as_it_was(family, setting):
    backend = real(family)
    other = backend.configured(((setting, 3),))
    assert (backend.settings[setting].value, other.settings[setting].value) == (5, 3)
    weights = dict(backend.model.named_parameters())
    assert all(x is weights[name] for name, x in other.model.named_parameters())
    ids = np.frombuffer(b"The cat is on the mat", np.uint8).astype(np.int32)
    p = probabilities(other, ids)
    reading = other.read(ids, other.initial_state())
    np.testing.assert_allclose(
        reading.surprisal_bits, -np.log2(p[np.arange(len(ids)), ids]), atol=1e-4
    )
    assert abs(p - probabilities(backend, ids)).max() > 1e-6


def test_that_settings_with_too_large_a_memory_are_refused_before_it_is_made(monkeypatch):
    monkeypatch.setattr(cost, "MOST_STATE_BYTES", 10_000)
    backend = real("slots")
    backend.configured((("capacity", 200),))
    with pytest.raises(
        SettingError, match=r"a memory of [\d,]+ bytes; this program goes up to 10,000"
    ):
        backend.configured((("capacity", 2000),))


WAITS = ("item", "_local_scalar_dense", "is_nonzero", "nonzero", "equal", "masked_select", "unique")
"""What has to wait for a device: a number, or a shape that depends on numbers."""


class Waits(TorchDispatchMode):
    """Counts them."""

    def __init__(self):
        super().__init__()
        self.names = []

    def __torch_dispatch__(self, operation, types, arguments=(), named=None):
        name = operation.overloadpacket.__name__
        picked = arguments[1] if name in ("index", "index_put_") else ()
        if name in WAITS or any(x is not None and x.dtype == torch.bool for x in picked):
            self.names.append(name)
        return operation(*arguments, **(named or {}))


@pytest.fixture
def far_away(monkeypatch):
    """The CPU, treated as a device: every transfer from it is counted."""
    transfers = []
    real_cpu = torch.Tensor.cpu
    monkeypatch.setattr(base, "quick_to_ask", lambda x: False)
    monkeypatch.setattr(torch.Tensor, "cpu", lambda x: transfers.append(1) or real_cpu(x))
    for name in ("tolist", "item"):
        before = getattr(torch.Tensor, name)
        counted = lambda x, before=before: transfers.append(1) or before(x)  # noqa: E731
        monkeypatch.setattr(torch.Tensor, name, counted)
    return transfers


@pytest.mark.parametrize("tokens", [1, 5, 64])
def test_that_a_chunk_comes_from_a_device_in_one_transfer_and_no_token_waits_for_it(
    backend, far_away, tokens
):
    ids = (np.arange(tokens) * 7 % 90 + 30).astype(np.int32)
    # Full of what it can hold, so that room has to be made.
    state = backend.read(np.tile(ids, 20), backend.initial_state()).state
    far_away.clear()
    with Waits() as waits:
        reading = backend.read(ids, state, watch=backend.signals, every=1)
    assert len(far_away) == 1
    # PyTorch's own transfer into numpy asks for no numbers.
    assert waits.names == []
    assert set(reading.signals) == set(backend.signals)


def test_that_what_comes_in_one_transfer_is_what_comes_otherwise(backend, monkeypatch):
    ids = (np.arange(90) * 7 % 90 + 30).astype(np.int32)
    near = backend.read(ids, backend.initial_state(), watch=backend.signals)
    monkeypatch.setattr(base, "quick_to_ask", lambda x: False)
    far = backend.read(ids, backend.initial_state(), watch=backend.signals)
    for name in ("surprisal_bits", "entropy_bits", "topk_probs"):
        np.testing.assert_allclose(getattr(far, name), getattr(near, name), **ROUNDING)
    for name, x in near.signals.items():
        np.testing.assert_allclose(far.signals[name], x, **ROUNDING, err_msg=name)
        assert far.signals[name].base is None


def test_that_the_load_is_told_in_one_transfer(backend, far_away):
    state = backend.read(np.arange(40, 60, dtype=np.int32), backend.initial_state()).state
    far_away.clear()
    backend.memory_usage(state)
    assert len(far_away) == 1


def test_memory_use_read_as_signals_is_that_of_the_state(backend):
    ids = np.arange(40, 60, dtype=np.int32)
    for stop in (1, 20):
        state = backend.read(ids[:stop], backend.initial_state(), watch=backend.signals).state
        told = backend.memory_usage(state)
        with torch.inference_mode():
            wanted = backend.model.memory_usage(state)
        assert (told.bytes, told.texts) == (wanted.bytes, wanted.texts)
        for name in ("occupancy", "pressure", "interference"):
            now, then = getattr(told, name), getattr(wanted, name)
            assert (now is None) == (then is None)
            if now is not None:
                np.testing.assert_allclose(now, then, **ROUNDING, err_msg=name)


def test_memory_use_read_as_signals_is_not_computed_again(monkeypatch):
    backend, ids = real("pointer"), np.arange(40, 43, dtype=np.int32)
    first = backend.read(ids, backend.initial_state(), watch=backend.signals)
    other = backend.configured((("memory_window", 2),))
    changed = backend.edit(first.state, Edit(2, "clear_all"))
    asked = []
    for one in (backend, other):
        usage = one.model.batch_usage
        monkeypatch.setattr(
            one.model, "batch_usage", lambda state, usage=usage: asked.append(1) or usage(state)
        )
    assert backend.memory_usage(first.state).occupancy > 0
    assert asked == []
    # Neither of another state nor of a memory with other settings is it known.
    assert backend.memory_usage(changed).occupancy == 0
    other.memory_usage(other.initial_state())
    assert len(asked) == 2


def test_that_what_a_state_expects_is_not_computed_again_for_the_next_read(backend, monkeypatch):
    first = backend.read(np.array([84, 104], np.int32), backend.initial_state())
    asked = []
    logits = backend.model.logits
    monkeypatch.setattr(backend.model, "logits", lambda state: asked.append(state) or logits(state))
    log_probs = backend.log_probs(first.state)
    assert asked == []
    with torch.inference_mode():
        own = torch.log_softmax(logits(first.state)[0], -1).numpy()
    np.testing.assert_allclose(log_probs, own, atol=1e-5)


def test_that_a_token_that_waits_would_be_noticed():
    # The stack asks, where asking costs nothing, whether there is room.
    backend = real("stack")
    with Waits() as waits:
        backend.read(np.arange(30, 60, dtype=np.int32), backend.initial_state())
    assert "item" in waits.names
