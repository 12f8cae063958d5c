"""What a memory holds at one token, as rows of numbers: what the lists of the panels show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from wmstudio.gui.wording import piece_text

if TYPE_CHECKING:
    from wmstudio.engine.messages import Opened
    from wmstudio.engine.trace import Trace

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Column:
    """A number that each item has, and how it is drawn.

    A bar is a share of ``Items.full``, a signed one has zero in its middle; ``chars`` is its width,
    0 shares what is left with the others of 0. ``word`` names it in the readout; ``end`` is the
    number that a whole bar stands for, where it is not 1; ``short`` the title of a narrow one.
    """

    title: str
    word: str
    kind: Literal["bar", "signed", "number", "count"] = "bar"
    chars: int = 5
    end: str = ""
    short: str = ""

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
    no features. ``full`` is the value of a whole bar.
    """

    index: Ints
    writers: Ints
    texts: Pieces
    cells: Floats
    contents: Floats
    full: float = 1.0

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
        )


NOTHING = Items(
    np.zeros(0, np.int64),
    np.zeros(0, np.int64),
    Pieces(np.zeros(0, np.int64), ()),
    np.zeros((0, 0), np.float32),
    np.zeros((0, 0), np.float32),
)


def items_of(
    trace: Trace,
    opened: Opened,
    writers: Floats | Ints,
    cells: list[Floats | None],
    contents: Floats | None = None,
    full: float = 1.0,
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
    )


def _texts(trace: Trace, opened: Opened, tokens: Ints) -> Pieces:
    """The pieces of these tokens; nothing for what is no token."""
    known = (tokens >= 0) & (tokens < len(trace))
    ids = np.full(len(tokens), -1, np.int64)
    if known.any():
        first, last = int(tokens[known].min()), int(tokens[known].max())
        ids[known] = trace.column("ids", first, last + 1)[tokens[known] - first]
    return Pieces(ids, opened.pieces)
