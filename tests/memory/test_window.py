"""The window of rows: what it keeps, what it shares, and whom it shows to."""

import pytest
import torch

from wmstudio.memory.window import BLOCK, Window, by_distance, by_row

WIDTH = 3


def rows_of(tokens):
    """Row t is made of the number t."""
    return torch.arange(tokens, dtype=torch.float32).view(1, -1, 1).expand(1, -1, WIDTH)


@pytest.mark.parametrize("length", [1, 5, BLOCK, BLOCK + 1, 150])
@pytest.mark.parametrize("stride", [1, 7, BLOCK, 100])
def test_that_the_last_rows_are_kept_in_order_however_they_came(length, stride):
    window, all_rows = Window("w", length, WIDTH), rows_of(301)
    state = window.initial_state(1, all_rows)
    for start in range(0, 301, stride):
        state = window.extended(state, all_rows[:, start : start + stride])
        read = min(start + stride, 301)
        kept = window.rows(state)
        known = min(read, length)
        assert torch.equal(kept[:, -known:], all_rows[:, read - known : read])
        assert length <= kept.shape[1] < length + 2 * BLOCK
        assert int(state["w.count"]) == read


def test_that_states_share_the_blocks_that_they_have_in_common():
    window = Window("w", 4 * BLOCK, WIDTH)
    state = window.initial_state(1, rows_of(1))
    state = window.extended(state, rows_of(3 * BLOCK))
    later = window.extended(state, rows_of(5))
    shared = [name for name in state if "block" in name and later[name] is state[name]]
    assert len(shared) == 4


def test_that_the_initial_window_takes_no_room():
    state = Window("w", 4096, 512).initial_state(8, rows_of(1))
    assert sum(x.untyped_storage().nbytes() for x in state.values()) < 1000


def test_that_a_token_reaches_itself_and_what_is_near_and_real_and_nothing_else():
    window = Window("w", 4, WIDTH)
    state = window.extended(window.initial_state(1, rows_of(1)), rows_of(2))
    rows = window.rows(state).shape[1]
    reach = window.reach(state, rows, 3)[0]
    for t in range(3):
        back = [rows + t - int(j) for j in reach[t].nonzero()]
        assert sorted(back) == list(range(min(t + 3, 4)))
    last = window.reach_of_last(state, rows)[0].nonzero().flatten().tolist()
    assert last == [rows - 2, rows - 1]


def test_that_weights_by_distance_and_by_row_are_each_others_inverse():
    rows_TJ = torch.rand(1, 3, 9).tril(6)  # six rows before, three tokens
    near_TW = by_distance(rows_TJ, 7)
    assert near_TW[0, 2].tolist() == rows_TJ[0, 2, 2:].flip(0).tolist()
    assert near_TW[0, 0].tolist() == rows_TJ[0, 0, :7].flip(0).tolist()
    back = by_row(near_TW, rows_TJ)
    for t in range(3):
        assert torch.equal(back[0, t, t : t + 7], rows_TJ[0, t, t : t + 7])


@pytest.mark.parametrize("read", [0, 1, BLOCK, BLOCK + 5, 4 * BLOCK, 5 * BLOCK + 9])
@pytest.mark.parametrize("least", [0, 1, 5, 6, BLOCK, 3 * BLOCK, 9 * BLOCK])
def test_that_as_many_of_the_last_rows_are_given_as_are_asked_for(read, least):
    window = Window("w", 4 * BLOCK, WIDTH)
    state = window.extended(window.initial_state(1, rows_of(1)), rows_of(read))
    kept, last = window.rows(state), window.last_rows(state, least)
    assert min(least, kept.shape[1]) <= last.shape[1] < max(least, read % BLOCK) + BLOCK
    assert torch.equal(last, kept[:, kept.shape[1] - last.shape[1] :])


def test_that_rows_which_are_not_there_have_no_weight_at_their_distance():
    rows_TJ = torch.rand(1, 3, 5)  # two rows before, three tokens
    near_TW = by_distance(rows_TJ, 7)
    assert near_TW[0, 2].tolist() == [*rows_TJ[0, 2].flip(0).tolist(), 0, 0]
    assert near_TW[0, 0].tolist() == [*rows_TJ[0, 0, :3].flip(0).tolist(), 0, 0, 0, 0]
