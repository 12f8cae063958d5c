"""Moving one token of a memory, or one level of a stack, into the reading of another text."""

import numpy as np
import pytest
import torch

from tests.support import SIZES, pointing
from wmstudio.contract import EditError, put_in_after
from wmstudio.engine.memory_file import arrays_of, copied_part
from wmstudio.engine.messages import Edit
from wmstudio.engine.torch_backend import TorchBackend
from wmstudio.memory.parts import ROWS
from wmstudio.models.registry import build

VOCAB = 30
FORMS = {
    "pointer": ("pointer", {}, {}, "item"),
    "fading slots": ("slots", {"heads": 2, "recent": 2, "narrow": 3, "slots": 12}, {}, "item"),
    "slots of words": (
        "slots",
        {"heads": 2, "recent": 2, "narrow": 3, "slots": 12, "written": "word"},
        {},
        "item",
    ),
    "cache": ("lstm", {}, {"cache": True, "cache_weight": 0.5, "cache_window": 20}, "item"),
    "keyvalue": ("keyvalue", {}, {}, "row"),
}
WHOLE = ("pointer", "fading slots", "slots of words")
FIRST, SECOND = ([int(i) for i in np.random.default_rng(n).integers(0, VOCAB, 9)] for n in (1, 2))


class Opened:
    vocab_size = VOCAB

    def __init__(self, family, sizes, seed=3):
        torch.manual_seed(seed)
        self.model = pointing(build(family, {**SIZES[family], "vocab_size": VOCAB, **sizes}))
        self.tokenizer = self

    def piece(self, token):
        return b"%d " % token


def backend_of(form, seed=3):
    family, sizes, values, part = FORMS[form]
    backend = TorchBackend(Opened(family, sizes, seed), torch.device("cpu"))
    return backend.configured(tuple(values.items())), part


def after(backend, ids):
    return backend.read(np.array(ids), backend.initial_state()).state


def put(backend, state, part, item, copied, token):
    arguments = () if item is None else (("item", item),)
    return backend.edit(state, Edit(token, "paste", arguments, copied))


@pytest.mark.parametrize("form", FORMS)
def test_a_token_put_back_where_it_was_changes_nothing(form):
    backend, part = backend_of(form)
    state = after(backend, FIRST)
    copied = backend.copied(state, part, 5, name="x", origin="x")
    same = put(backend, state, part, 5, copied, 8)
    assert same.keys() == state.keys()
    if form != "keyvalue":  # there it is stored anew, as strongly as the token was
        for name, x in state.items():
            torch.testing.assert_close(same[name], x, rtol=0, atol=1e-5)
    # And the original is as it was.
    torch.testing.assert_close(after(backend, FIRST), state)


@pytest.mark.parametrize("form", [form for form in FORMS if form != "keyvalue"])
def test_a_moved_token_is_what_the_memory_names_in_its_place(form):
    backend, part = backend_of(form)
    state, other = after(backend, FIRST), after(backend, SECOND)
    copied = backend.copied(other, part, 3, name="x", origin="x")
    assert arrays_of(copied)[ROWS][-1] == SECOND[3]
    before = backend.from_memory(state)
    moved = backend.from_memory(put(backend, state, part, 2, copied, 8))
    (lost,) = {FIRST[2]} - {SECOND[3]}
    assert moved[SECOND[3]] > before[SECOND[3]]
    share = before / before.sum(), moved / moved.sum()
    assert share[1][lost] < share[0][lost]


def test_a_moved_row_of_the_table_is_read_by_its_key():
    backend, part = backend_of("keyvalue")
    model = backend.model.memory
    state, other = after(backend, FIRST), after(backend, SECOND)
    copied = backend.copied(other, part, 3, name="x", origin="x")
    moved = put(backend, state, part, 2, copied, 8)
    row = torch.from_numpy(arrays_of(copied)[ROWS]).view(model.heads, -1)
    k, v, store = torch.split(row, [model.key, model.value, 1], dim=-1)
    under = [torch.einsum("nkv,nk->nv", x["keyvalue.matrix"][0], k) for x in (state, moved)]
    old = model.table.rows(state)[0, -7].view(model.heads, -1)[:, : model.key]
    cleared = state["keyvalue.matrix"][0]
    cleared = cleared - old[:, :, None] * torch.einsum("nkv,nk->nv", cleared, old)[:, None]
    expected = (1 - store) * torch.einsum("nkv,nk->nv", cleared, k) + store * v
    torch.testing.assert_close(under[1], expected, rtol=0, atol=1e-5)
    assert not torch.allclose(under[0], under[1], atol=1e-3)
    torch.testing.assert_close(model.table.rows(moved)[0, -7], row.flatten())


@pytest.mark.parametrize("form", WHOLE)
def test_a_whole_memory_of_tokens_goes_into_a_shorter_text(form):
    """It is then read as in its own text by the same query: only the query is the other text's."""
    backend, _ = backend_of(form)
    other, state = after(backend, SECOND), after(backend, FIRST[:4])
    copied = backend.copied(other, "memory", 0, name="x", origin="x")
    moved = put(backend, state, "memory", None, copied, 3)
    pointer = backend.model.pointer
    asked = {**other, pointer.names.query: state[pointer.names.query]}
    np.testing.assert_allclose(
        pointer.find_after(moved).by_token(VOCAB).numpy(),
        pointer.find_after(asked).by_token(VOCAB).numpy(),
        atol=1e-5,
    )
    assert int(moved[pointer.names.seen][0]) == 4


@pytest.mark.parametrize("form", FORMS)
def test_a_token_that_is_not_held_is_told_with_those_that_are(form):
    backend, part = backend_of(form)
    state = after(backend, FIRST)
    with pytest.raises(EditError, match="tokens 0 to 8, not 9"):
        backend.copied(state, part, 9, name="x", origin="x")
    copied = backend.copied(state, part, 4, name="x", origin="x")
    with pytest.raises(EditError, match="no token yet"):
        put(backend, backend.initial_state(), part, 0, copied, 0)
    short = copied_part(
        {ROWS: arrays_of(copied)[ROWS][1:]}, part=part, model=copied.model, name="x", origin="x"
    )
    with pytest.raises(EditError, match="cannot be put in"):
        put(backend, state, part, 4, short, 8)


def test_another_models_token_is_refused():
    (one, part), (other, _) = backend_of("pointer"), backend_of("pointer", seed=4)
    copied = other.copied(after(other, FIRST), part, 4, name="that one", origin="x")
    with pytest.raises(EditError, match="another model, 'that one'"):
        put(one, after(one, FIRST), part, 4, copied, 8)


def test_a_forgotten_token_cannot_be_copied():
    backend, part = backend_of("pointer")
    state = backend.edit(after(backend, FIRST), Edit(8, "forget", (("token", 4),)))
    with pytest.raises(EditError, match="nothing of token 4"):
        backend.copied(state, part, 4, name="x", origin="x")


@pytest.mark.parametrize("window", [3, 70])
def test_a_row_is_replaced_in_whatever_block_it_is(window):
    backend, part = backend_of("pointer")
    backend = backend.configured((("memory_window", window),))
    ids = [int(i) for i in np.random.default_rng(5).integers(0, VOCAB, 150)]
    state = after(backend, ids)
    copied = backend.copied(state, part, 149, name="x", origin="x")
    memory = backend.model.pointer
    for token in range(150 - window, 150):
        moved = put(backend, state, part, token, copied, 149)
        changed = (memory.window.rows(moved) != memory.window.rows(state)).any(-1)[0]
        at = len(changed) - 150 + token
        assert not changed[:at].any()
        assert not changed[at + 1 :].any()
        torch.testing.assert_close(
            memory.window.rows(moved)[0, at], memory.window.rows(state)[0, -1]
        )


def test_a_level_put_into_a_stack_of_mixtures_says_so_as_it_sinks():
    torch.manual_seed(3)
    backend = TorchBackend(Opened("superposition", {}), torch.device("cpu"))
    state, other = after(backend, FIRST), after(backend, SECOND)
    copied = backend.copied(other, "item", 0, name="x", origin="x")
    moved = put(backend, state, "item", 1, copied, 8)
    assert int(moved["stack.writer"][0, 1]) == put_in_after(8)
    for name in ("stack.values", "stack.strength"):
        torch.testing.assert_close(moved[name][0, 1], other[name][0, 0])
        torch.testing.assert_close(moved[name][0, 0], state[name][0, 0])
    # The shares of all tokens, and of what was put in, add up to what is there.
    for reached in (moved, backend.read(np.array([4, 7]), moved).state):
        shares = reached["stack.shares"].sum(-1)
        torch.testing.assert_close(shares, reached["stack.strength"], rtol=0, atol=1e-5)
    again = put(backend, moved, "item", 3, copied, 8)
    assert again["stack.writer"][0, [1, 3]].tolist() == [put_in_after(8)] * 2
