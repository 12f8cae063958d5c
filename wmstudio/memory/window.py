"""A window of the last W tokens' rows of numbers, as part of a state.

A state is never written in place, so a plain tensor of W rows would be copied at every token. Here
whole blocks of rows are shared by all states that have them, and only a tail of less than one
block is copied: what a snapshot adds is what was read since the last one.

Shapes: B batch, T time, F features of a row, W window, R rows that are kept (W ≤ R < W + BLOCK).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch.nn import functional as F

if TYPE_CHECKING:
    from torch import Tensor

    from wmstudio.contract import State

BLOCK = 64
LONGEST_WINDOW = 8192
"""Rows that a window can have, at most."""


class Window:
    """At least the last ``length`` rows of ``width`` numbers, oldest first.

    Only the last ``count`` of the kept rows are real; those before are zero, or belong to an
    earlier text.
    """

    def __init__(self, name: str, length: int, width: int) -> None:
        self.name, self.length, self.width = name, length, width
        self.count = f"{name}.count"
        self._tail = f"{name}.tail"
        self._blocks = [f"{name}.block.{i}" for i in range(-(-length // BLOCK))]

    @property
    def names(self) -> list[str]:
        """The names of all its parts of the state."""
        return [self.count, self._tail, *self._blocks]

    def initial_state(self, batch: int, like: Tensor) -> State:
        """No rows, on the device and of the dtype of ``like``."""
        zeros = like.new_zeros(1, 1, 1)
        return {
            self.count: torch.zeros(batch, dtype=torch.long, device=like.device),
            self._tail: like.new_zeros(batch, 0, self.width),
            **{name: zeros.expand(batch, BLOCK, self.width) for name in self._blocks},
        }

    def forget(self, state: State, rows_B: Tensor) -> State:
        """The same state, with no real rows in these rows of the batch."""
        return {**state, self.count: torch.where(rows_B, 0, state[self.count])}

    def rows(self, state: State) -> Tensor:
        """The kept rows ``[B, R, F]``."""
        return torch.cat([*(state[name] for name in self._blocks), state[self._tail]], dim=1)

    def last_rows(self, state: State, least: int) -> Tensor:
        """The last of the kept rows ``[B, R, F]``: at least this many, of those there are."""
        tail = state[self._tail]
        blocks = -(-max(least - tail.shape[1], 0) // BLOCK)
        names = self._blocks[max(len(self._blocks) - blocks, 0) :]
        return torch.cat([*(state[name] for name in names), tail], dim=1)

    def extended(self, state: State, new_BTF: Tensor) -> dict[str, Tensor]:
        """The window's part of the state after T more rows."""
        tail = torch.cat([state[self._tail], new_BTF], dim=1)
        full = tail.shape[1] // BLOCK * BLOCK
        blocks = [state[name] for name in self._blocks]
        # Clones: a view would keep the whole block that it was cut from alive.
        blocks += [block.clone() for block in torch.split(tail[:, :full], BLOCK, dim=1) if full]
        return {
            self.count: state[self.count] + new_BTF.shape[1],
            self._tail: tail[:, full:].clone() if full else tail,
            **dict(zip(self._blocks, blocks[-len(self._blocks) :], strict=True)),
        }

    def overwritten(
        self, state: State, rows_BR: Tensor, column: int, value: float
    ) -> dict[str, Tensor]:
        """The window's part of the state with one column of the marked rows overwritten.

        Blocks without marked rows stay shared.
        """
        names = [*self._blocks, self._tail]
        changed = {}
        marks = torch.split(rows_BR, [state[name].shape[1] for name in names], dim=1)
        for name, marked in zip(names, marks, strict=True):
            if marked.any():
                changed[name] = state[name].clone()
                changed[name][..., column] = changed[name][..., column].masked_fill(marked, value)
        return changed

    def put(self, state: State, row_F: Tensor, back: int) -> dict[str, Tensor]:
        """The window's part of the state with another row so many tokens back.

        The other blocks stay shared.
        """
        at = -1 - back
        for name in (self._tail, *reversed(self._blocks)):
            length = state[name].shape[1]
            if at >= -length:
                changed = state[name].clone()
                changed[:, at] = row_F.to(changed)
                return {name: changed}
            at += length
        raise IndexError(f"no row is {back} tokens back")

    def filled(self, state: State, rows_NF: Tensor) -> dict[str, Tensor]:
        """The window's part of the state with these rows, oldest first, in place of all others."""
        kept = torch.zeros_like(self.rows(state))
        kept[:, -len(rows_NF) :] = rows_NF.to(kept)
        names = [*self._blocks, self._tail]
        parts = torch.split(kept, [state[name].shape[1] for name in names], dim=1)
        return {
            self.count: torch.full_like(state[self.count], len(rows_NF)),
            **{name: part.clone() for name, part in zip(names, parts, strict=True)},
        }

    def reach(self, state: State, rows: int, tokens: int) -> Tensor:
        """Which of the kept and then T new rows each new token may attend to, ending with itself.

        A mask ``[B, T, rows + T]``, true for real rows less than ``length`` tokens back.
        """
        count_B = state[self.count]
        at_J = torch.arange(rows + tokens, device=count_B.device)
        back_TJ = at_J[rows:].unsqueeze(1) - at_J
        near_TJ = (back_TJ >= 0) & (back_TJ < self.length)
        real_BJ = at_J >= (rows - count_B).unsqueeze(1)
        return near_TJ & real_BJ.unsqueeze(1)

    def reach_of_last(self, state: State, rows: int) -> Tensor:
        """Which of the kept rows the last token, itself one of them, may attend to: ``[B, R]``."""
        back_R = torch.arange(rows - 1, -1, -1, device=state[self.count].device)
        return (back_R < self.length) & (back_R < state[self.count].unsqueeze(1))


def by_distance(weights: Tensor, length: int) -> Tensor:
    """Weights ``[…, T, rows + T]`` over rows, rearranged to ``[…, T, length]`` by tokens back.

    Distance 0 is the token itself. Rows that are not there have no weight.
    """
    missing = weights.shape[-2] + length - 1 - weights.shape[-1]
    if missing > 0:
        weights = F.pad(weights, (missing, 0))
    return weights.gather(-1, _places(weights, length))


def by_row(weights: Tensor, like: Tensor) -> Tensor:
    """The inverse of `by_distance`: ``[…, T, length]`` as rows of the shape of ``like``."""
    return torch.zeros_like(like).scatter(-1, _places(like, weights.shape[-1]), weights)


def _places(rows: Tensor, length: int) -> Tensor:
    """The row of the token at each distance back."""
    tokens, all_rows = rows.shape[-2:]
    last_T1 = torch.arange(all_rows - tokens, all_rows, device=rows.device).unsqueeze(1)
    places_TW = last_T1 - torch.arange(length, device=rows.device)
    return places_TW.expand(*rows.shape[:-2], -1, -1)
