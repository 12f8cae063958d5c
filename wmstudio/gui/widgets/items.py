"""What a memory holds at one token, as rows of numbers: what the lists of the panels show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from wmstudio.gui.base.wording import piece_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wmstudio.engine.messages import OpenedModel
    from wmstudio.engine.trace import Trace

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
HALF = 0.5
"""An item of which no token wrote so much is nobody's: it is mixed."""


@dataclass(frozen=True)
class Column:
    """A number that each item has, and how it is drawn.

    A bar is a share of ``Items.full``, a signed one has zero in its middle; ``chars`` is its width,
    0 shares what is left with the others of 0. ``word`` names it in the readout; ``end`` is the
    number that a whole bar stands for, where it is not 1; ``short`` the title of a narrow one.
    ``when`` says in the readout whether the number is from before or after the token's write.
    """

    title: str
    word: str
    kind: Literal["bar", "signed", "number", "count"] = "bar"
    chars: int = 5
    end: str = ""
    short: str = ""
    when: str = ""

    @property
    def counted(self) -> bool:
        """Whether it is written, not drawn."""
        return self.kind in ("number", "count")


@dataclass(frozen=True)
class Pieces:
    """The texts of tokens (an id each; -1 for none), each made only when somebody looks."""

    ids: Ints
    pieces: tuple[bytes, ...]

    def __getitem__(self, at: int) -> str:
        return piece_text(self.pieces[i]) if (i := int(self.ids[at])) >= 0 else ""


@dataclass(frozen=True)
class Items:
    """n items, in the order in which they are listed.

    ``index`` and ``writers`` (the token that wrote it; -1 for none, the item is empty) are ``[n]``,
    ``cells`` ``[n, columns]`` with NaN for nothing, ``contents`` ``[n, features]`` with as few as
    no features. ``full`` is the value of a whole bar. ``gone`` ``[n]`` are those that were read and
    are no longer there; ``shares`` ``[n]`` is how much of each item its token wrote.
    """

    index: Ints
    writers: Ints
    texts: Pieces
    cells: Floats
    contents: Floats
    full: float = 1.0
    gone: Bools | None = None
    shares: Floats | None = None

    def __len__(self) -> int:
        return len(self.index)

    def taken(self, order: Ints) -> Items:
        """Some of them, in another order."""
        return Items(
            self.index[order],
            self.writers[order],
            Pieces(self.texts.ids[order], self.texts.pieces),
            self.cells[order],
            self.contents[order],
            self.full,
            None if self.gone is None else self.gone[order],
            None if self.shares is None else self.shares[order],
        )

    def is_gone(self, at: int) -> bool:
        """Whether an item is no longer there."""
        return self.gone is not None and bool(self.gone[at])

    def share(self, at: int) -> float:
        """How much of an item its token wrote."""
        return 1.0 if self.shares is None else float(self.shares[at])

    def is_mixed(self, at: int) -> bool:
        """Whether no token wrote half of an item."""
        return self.writers[at] >= 0 and self.share(at) < HALF


NOTHING = Items(
    np.zeros(0, np.int64),
    np.zeros(0, np.int64),
    Pieces(np.zeros(0, np.int64), ()),
    np.zeros((0, 0), np.float32),
    np.zeros((0, 0), np.float32),
)


def items_of(
    trace: Trace,
    opened: OpenedModel,
    writers: Floats | Ints,
    cells: Sequence[Floats | None],
    contents: Floats | None = None,
    full: float = 1.0,
    shares: Floats | None = None,
) -> Items:
    """Items numbered from 0, one for each of ``writers`` ``[n]``; a column of ``[n]`` or none."""
    n, writers = len(writers), writers.astype(np.int64)
    nothing = np.full(n, np.nan, np.float32)
    columns = [nothing if values is None else values for values in cells]
    return Items(
        index=np.arange(n),
        writers=writers,
        texts=_texts(trace, opened, writers),
        cells=np.stack(columns, axis=1) if columns else np.zeros((n, 0), np.float32),
        contents=np.zeros((n, 0), np.float32) if contents is None else contents,
        full=full,
        shares=shares,
    )


def beside(tokens: Ints, values: Floats | None, holders: Ints | None) -> Floats:
    """Numbers that are about the tokens ``holders``, put beside ``tokens``: ``[slots]`` each.

    A slot may hold another token by now than when the number came about: then it is found by its
    token, wherever that is. NaN beside a token of which there is no number.
    """
    if values is None or holders is None:
        return np.full(len(tokens), np.nan, np.float32)
    known = {int(token): float(x) for token, x in zip(holders, values, strict=True) if token >= 0}
    return np.array(
        [
            float(value) if token == holder else known.get(int(token), np.nan)
            for token, holder, value in zip(tokens, holders, values, strict=True)
        ],
        np.float32,
    )


def with_gone(items: Items, gone: Items) -> Items:
    """The items, followed by those that are gone."""
    return Items(
        np.concatenate([items.index, gone.index]),
        np.concatenate([items.writers, gone.writers]),
        Pieces(np.concatenate([items.texts.ids, gone.texts.ids]), items.texts.pieces),
        np.concatenate([items.cells, gone.cells]),
        np.concatenate([items.contents, np.zeros_like(items.contents[: len(gone)])]),
        items.full,
        np.repeat([False, True], [len(items), len(gone)]),
    )


def _texts(trace: Trace, opened: OpenedModel, tokens: Ints) -> Pieces:
    """The pieces of these tokens; nothing for what is no token."""
    known = (tokens >= 0) & (tokens < len(trace))
    ids = np.full(len(tokens), -1, np.int64)
    if known.any():
        first, last = int(tokens[known].min()), int(tokens[known].max())
        ids[known] = trace.column("ids", first, last + 1)[tokens[known] - first]
    return Pieces(ids, opened.pieces)
