"""The items of a memory at one token as arrays, which the lists of the panels show."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

import numpy as np

from wmstudio.app.phrases import phrase
from wmstudio.contract import put_in_after
from wmstudio.gui.base.translation import tr
from wmstudio.gui.base.wording import exact_percent, number, percent
from wmstudio.lazy_dataclass import dataclass
from wmstudio.text.visible import isolated, piece_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from wmstudio.app.provenance import PlaceByHand
    from wmstudio.engine.messages import OpenedModel
    from wmstudio.engine.trace import Trace

Floats: TypeAlias = "npt.NDArray[np.float32]"
Ints: TypeAlias = "npt.NDArray[np.int64]"
Bools: TypeAlias = "npt.NDArray[np.bool_]"
LOOKED_BACK = 6
"""Number of tokens before a token that are decoded as its context."""
CONTEXT = 3
"""Number of context words; the last may be the beginning of the token's own word."""
HALF = 0.5
"""An item of which no token wrote this share is mixed."""


@dataclass(frozen=True)
class Column:
    """A number that each item has, and how it is drawn.

    A ``bar`` is a share of ``Items.full``; ``kept`` is a thin bar with a tick at 100 %; ``signed``
    has zero in its middle. ``percent`` and ``count`` are written. ``word`` is its name in the
    readout, from which columns without one are left out; ``short`` is the title of a narrow one.
    ``when`` says there whether the number is from before or after the token's write. ``term`` is
    the id of what explains it in the glossary.
    """

    title: str
    word: str
    kind: Literal["bar", "kept", "signed", "percent", "count"] = "bar"
    short: str = ""
    when: str = ""
    term: str = ""

    @property
    def counted(self) -> bool:
        """Whether it is written and not drawn."""
        return self.kind in ("percent", "count")

    @property
    def flexible(self) -> bool:
        """Whether it takes the free width."""
        return self.kind in ("bar", "signed")

    def written(self, value: float) -> str:
        """The number as written in a row."""
        return f"{int(value):,}" if self.kind == "count" else percent(value)

    def told(self, value: float) -> str:
        """The exact number for the readout."""
        said = number(value) if self.kind == "signed" else exact_percent(value)
        return " ".join(filter(None, (tr(self.word), tr(self.when), said)))


AGO = Column(phrase("tokens ago"), "", "count", short=phrase("ago"), term="ago")
"""Counted from the next token: the last token was written one token ago."""
KEPT = Column(phrase("kept"), phrase("kept"), "kept", term="kept")
READ_NOW = Column(phrase("read now"), phrase("read now"), short=phrase("read"), term="read")
IN_PERCENT = Column(phrase("in %"), "", "percent", term="read")
"""The number of the bar beside it."""


class QuotedToken(NamedTuple):
    """A token with its context in the text."""

    before: str
    own: str


@lru_cache(maxsize=4096)
def _quoted(before: bytes, piece: bytes) -> QuotedToken:
    """A token with its context, cached because most rows stay the same from key to key."""
    context = before.decode(errors="ignore")
    if piece[:1] == b" " and len(piece) > 1:
        piece, context = piece[1:], f"{context} "
    signs = piece_text(context.encode()) if context else ""
    prose = signs.replace("␣", " ").replace("↵", "↵ ")
    shown = " ".join(prose.split(" ")[-CONTEXT:]).lstrip()
    return QuotedToken(shown, piece_text(piece) if piece else "")


@dataclass(frozen=True)
class Pieces:
    """The texts of tokens (ids; -1 for none), each decoded only when it is needed.

    ``before`` ``[n, LOOKED_BACK]`` are the ids of the tokens before each, in order.
    """

    ids: Ints
    pieces: tuple[bytes, ...]
    before: Ints

    def __getitem__(self, at: int) -> str:
        return isolated(piece_text(self.pieces[i])) if (i := int(self.ids[at])) >= 0 else ""

    def words(self, at: int) -> QuotedToken:
        """A token with two or three words of context, as prose."""
        piece = self.pieces[int(self.ids[at])] if self.ids[at] >= 0 else b""
        before = [self.pieces[i] for i in self.before[at].tolist() if i >= 0]
        return _quoted(b"".join(before), piece)

    def taken(self, order: Ints) -> Pieces:
        """A selection, in another order."""
        return Pieces(self.ids[order], self.pieces, self.before[order])

    def followed_by(self, others: Pieces) -> Pieces:
        """These, followed by others of the same model."""
        return Pieces(
            np.concatenate([self.ids, others.ids]),
            self.pieces,
            np.concatenate([self.before, others.before]),
        )


@dataclass(frozen=True)
class Items:
    """n items, in the order in which they are listed.

    ``index`` and ``writers`` (the token that wrote it; -1 for an empty item) are ``[n]``, ``cells``
    ``[n, columns]`` with NaN for nothing, ``contents`` ``[n, features]``, possibly without
    features. ``full`` is the value of a full bar. ``gone`` ``[n]`` marks those that were read and
    are no longer there; ``shares`` ``[n]`` is the part of each item that its token wrote. ``was``
    ``[n, columns]`` are the cells of the untouched model where they are to be seen beside these.
    """

    index: Ints
    writers: Ints
    texts: Pieces
    cells: Floats
    contents: Floats
    full: float = 1.0
    gone: Bools | None = None
    shares: Floats | None = None
    was: Floats | None = None

    def __len__(self) -> int:
        return len(self.index)

    @cached_property
    def written(self) -> Bools:
        """Whether each item holds something, ``[n]``: a token wrote it, or it was put in."""
        written: Bools = self.writers != -1
        return written

    def taken(self, order: Ints) -> Items:
        """A selection, in another order."""
        return Items(
            self.index[order],
            self.writers[order],
            self.texts.taken(order),
            self.cells[order],
            self.contents[order],
            self.full,
            None if self.gone is None else self.gone[order],
            None if self.shares is None else self.shares[order],
            None if self.was is None else self.was[order],
        )

    def is_gone(self, at: int) -> bool:
        """Whether an item is no longer there."""
        return self.gone is not None and bool(self.gone[at])

    def share(self, at: int) -> float:
        """The part of an item that its token wrote."""
        return 1.0 if self.shares is None else float(self.shares[at])

    def is_mixed(self, at: int) -> bool:
        """Whether no token wrote half of an item."""
        return self.writers[at] >= 0 and self.share(at) < HALF


NOTHING = Items(
    np.zeros(0, np.int64),
    np.zeros(0, np.int64),
    Pieces(np.zeros(0, np.int64), (), np.zeros((0, LOOKED_BACK), np.int64)),
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
    was: Sequence[Floats | None] = (),
) -> Items:
    """Make items numbered from 0, one per entry of ``writers`` ``[n]``; a column is ``[n]``."""
    n, writers = len(writers), writers.astype(np.int64)
    return Items(
        index=np.arange(n),
        writers=writers,
        texts=_texts(trace, opened, writers),
        cells=_stacked(cells, n),
        contents=np.zeros((n, 0), np.float32) if contents is None else contents,
        full=full,
        shares=shares,
        was=_stacked(was, n) if was else None,
    )


def with_put_in(items: Items, places: Mapping[int, PlaceByHand]) -> Items:
    """Items of tokens, by whose numbers they are numbered, with what was put in their places."""
    if not places:
        return items
    writers, texts = items.writers.copy(), items.texts
    ids, before = texts.ids.copy(), texts.before.copy()
    for at, token in enumerate(items.index.tolist()):
        if (there := places.get(token)) is not None:
            writers[at], ids[at], before[at] = put_in_after(there.after), there.piece, -1
    return replace(items, writers=writers, texts=Pieces(ids, texts.pieces, before))


def _stacked(columns: Sequence[Floats | None], n: int) -> Floats:
    """``[n, columns]``, with NaN for a column of nothing."""
    nothing = np.full(n, np.nan, np.float32)
    found = [nothing if values is None else values for values in columns]
    return np.stack(found, axis=1) if found else np.zeros((n, 0), np.float32)


def beside(tokens: Ints, values: Floats | None, holders: Ints | None) -> Floats:
    """Rearrange numbers about the tokens ``holders`` to ``tokens``: ``[slots]`` each.

    A slot may hold another token now than when the number arose, so numbers are matched by token.
    NaN where there is none.
    """
    if values is None or holders is None:
        return np.full(len(tokens), np.nan, np.float32)
    found = np.where(tokens == holders, values, np.float32(np.nan)).astype(np.float32)
    if (moved := np.flatnonzero(tokens != holders)).size:
        known = dict(zip(holders.tolist(), values.tolist(), strict=True)) | {-1: np.nan}
        found[moved] = [known.get(token, np.nan) for token in tokens[moved].tolist()]
    return found


def with_gone(items: Items, gone: Items) -> Items:
    """The items, followed by those that are gone."""
    return Items(
        np.concatenate([items.index, gone.index]),
        np.concatenate([items.writers, gone.writers]),
        items.texts.followed_by(gone.texts),
        np.concatenate([items.cells, gone.cells]),
        np.concatenate([items.contents, np.zeros_like(items.contents[: len(gone)])]),
        items.full,
        np.repeat([False, True], [len(items), len(gone)]),
        was=None if items.was is None else np.concatenate([items.was, _was(gone)]),
    )


def _was(items: Items) -> Floats:
    return np.full_like(items.cells, np.nan) if items.was is None else items.was


def _texts(trace: Trace, opened: OpenedModel, tokens: Ints) -> Pieces:
    """The pieces of these tokens and of those before them; empty for -1."""
    known = (tokens >= 0) & (tokens < len(trace))
    found = np.full((len(tokens), LOOKED_BACK + 1), -1, np.int64)
    if known.any():
        last = int(tokens[known].max())
        first = int(tokens[known].min()) - LOOKED_BACK
        # Before the first token there are none: -1.
        ids = np.full(last + 1 - first, -1, np.int64)
        ids[max(-first, 0) :] = trace.column("ids", max(first, 0), last + 1)
        back = np.arange(-LOOKED_BACK, 1)
        found[known] = ids[tokens[known][:, None] + back - first]
    return Pieces(found[:, -1], opened.pieces, found[:, :-1])
