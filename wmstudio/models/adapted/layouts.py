"""How the result of a watched call becomes what a signal shows of each token, and back.

Shapes: T tokens of a run, D units of a signal, H heads, K tokens that are attended to, L the most
of them that are shown.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from wmstudio.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

LARGEST = 1 << 16
"""Numbers a token above which a call is not shown."""


@dataclass(frozen=True)
class Layout:
    """Where time is in a call's result.

    ``axis`` is the dim of the tokens, None where each call is about one token. With ``back``, the
    last dim is over past tokens, and a signal counts it back from the token itself (0). ``shape``
    is what one token adds, of one or two dims where it is ``back`` and of one otherwise. Each of
    these numbers stands ``times`` in the result, one after the other.
    """

    shape: tuple[int, ...]
    axis: int | None = None
    back: bool = False
    times: int = 1

    def rows(self, x: Tensor) -> Tensor:
        """What each token shows, ``[T, *shape]``: a copy, since a module may write into its own."""
        x_T = x.unsqueeze(0) if self.axis is None else x.movedim(self.axis, 0)
        if not self.back:
            *outer, units = self.shape
            return x_T.reshape(len(x_T), *outer, units * self.times)[..., :: self.times].clone()
        heads, most = prod(self.shape[:-1]), self.shape[-1]
        x_THK = x_T.reshape(len(x_T), heads, x_T.shape[-1])
        at_TL, there_TL = self._back(x_THK.shape[0], x_THK.shape[2], x.device)
        found = x_THK.gather(2, at_TL.unsqueeze(1).expand(-1, heads, most))
        return (found * there_TL.unsqueeze(1)).reshape(len(x_T), *self.shape)

    def put_back(self, rows: Tensor, x: Tensor) -> Tensor:
        """The call's result with these rows in place of its own."""
        x_T = x.unsqueeze(0) if self.axis is None else x.movedim(self.axis, 0)
        rows = rows.to(x.dtype)
        if self.back:
            heads, most = prod(self.shape[:-1]), self.shape[-1]
            all_THK = x_T.reshape(len(x_T), heads, x_T.shape[-1]).clone()
            at_TL, there_TL = self._back(all_THK.shape[0], all_THK.shape[2], x.device)
            t, back = there_TL.nonzero(as_tuple=True)
            all_THK[t, :, at_TL[t, back]] = rows.reshape(-1, heads, most)[t, :, back]
            rows = all_THK
        changed = rows.repeat_interleave(self.times, -1).reshape(x_T.shape)
        return changed.squeeze(0) if self.axis is None else changed.movedim(0, self.axis)

    def _back(self, tokens: int, keys: int, device: torch.device) -> tuple[Tensor, Tensor]:
        """The key that is so many tokens back ``[T, L]``, and whether there is one."""
        newest_T1 = torch.arange(keys - tokens, keys, device=device).unsqueeze(1)
        at_TL = newest_T1 - torch.arange(self.shape[-1], device=device)
        return at_TL.clamp_min(0), at_TL >= 0


def layout_of(
    runs: Sequence[tuple[int | None, Sequence[tuple[int, ...]]]], is_share: bool, longest: int
) -> Layout | None:
    """How to read a call that gave these shapes: (tokens of a run, the shapes that it gave in it).

    Tokens are None in runs of single calls for single tokens, of which each is one run.
    ``is_share`` is whether the values are shares (a softmax), which may be of past tokens.
    """
    tokens = [n for n, shapes in runs for _ in shapes]
    shapes = [shape for _, every in runs for shape in every]
    if not shapes or len({len(shape) for shape in shapes}) != 1 or not shapes[0]:
        return None if not shapes or shapes[0] else Layout((1,))
    columns = list(zip(*shapes, strict=True))
    varies = [i for i, column in enumerate(columns) if len(set(column)) > 1]
    timely = [i for i in varies if columns[i] == tuple(tokens)]
    last = len(columns) - 1
    if tokens[0] is None:
        # Call by call: all alike, or shares over more tokens each time.
        back = varies == [last] and is_share
        return _layout(shapes[0], None, back, longest) if back or not varies else None
    if varies == timely[:1]:
        return _layout(shapes[0], varies[0], False, longest) if varies else None
    if is_share and len(timely) == 2 and varies == timely and last in timely:
        return _layout(shapes[0], timely[0], True, longest)
    return None


def _layout(shape: tuple[int, ...], axis: int | None, back: bool, longest: int) -> Layout | None:
    rest = [n for i, n in enumerate(shape) if i != axis]
    if back:
        heads = prod(rest[:-1])
        return Layout((heads, longest) if heads > 1 else (longest,), axis, True)
    size = prod(rest)
    return Layout((size,), axis) if 0 < size <= LARGEST else None
