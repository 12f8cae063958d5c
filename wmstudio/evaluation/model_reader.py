"""A model as a `Reader` that reads common beginnings of texts only once.

Texts that begin alike are a tree; the state at each fork is kept, and all branches of a level go on
from theirs side by side, as rows of one batch. Nothing is padded: a row that has ended leaves the
batch. States can stand in one batch where their tensors have the same shapes.

Shapes: B rows of a batch, T time, V vocabulary.
"""

from __future__ import annotations

from dataclasses import field
from itertools import pairwise
from math import log
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import torch

from wmstudio.lazy_dataclass import dataclass
from wmstudio.models.predictions import log_probs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy.typing as npt
    from torch import Tensor

    from wmstudio.contract import State
    from wmstudio.evaluation.reader import Bits, Ids
    from wmstudio.models.language_model import LanguageModel
    from wmstudio.text.tokenizer import Tokenizer

Marks: TypeAlias = "npt.NDArray[np.bool_]"
LEAST_SHARED = 16
"""Texts are read together only if they share at least this many tokens."""
ROWS = 64
"""Largest number of rows in a batch."""
TREES = 32
"""Number of trees that are read side by side, which limits how many states are kept."""
TOKENS = 2048
"""Number of tokens read at a time in all rows, which limits the memory for logits."""


@dataclass
class _Node:
    """A run of tokens from place ``start`` that texts ``first`` to ``after`` share.

    ``state`` is the state before the run, None for the initial state. ``bits`` are filled in for
    tokens that some text wants.
    """

    ids: Ids
    start: int
    first: int
    after: int
    children: list[_Node] = field(default_factory=list)
    state: State | None = None
    wanted: Marks = field(default_factory=lambda: np.zeros(0, bool))
    bits: Bits = field(default_factory=lambda: np.zeros(0))

    @property
    def reads(self) -> int:
        """The number of tokens to read: after the last token of a text nothing is predicted."""
        return len(self.ids) - (not self.children)


class ModelReader:
    """A model with its tokenizer; see `wmstudio.evaluation.reader.Reader`."""

    def __init__(self, model: LanguageModel, tokenizer: Tokenizer) -> None:
        self.model, self.tokenizer = model, tokenizer

    @torch.inference_mode()
    def bits(
        self,
        texts: Sequence[Ids],
        wanted: Sequence[Ids],
        tell: Callable[[int], object] | None = None,
    ) -> list[Bits]:
        """See `Reader`."""
        # Tokens after the last wanted one make no difference.
        cut = [
            ids[: places[-1] + 1 if len(places) else 0]
            for ids, places in zip(texts, wanted, strict=True)
        ]
        order = sorted(range(len(cut)), key=lambda i: cut[i].astype(">i8").tobytes())
        ordered = [cut[i] for i in order]
        asked = [wanted[i] for i in order]
        found: list[Bits] = [np.empty(len(places)) for places in asked]
        trees = sorted(_trees(ordered), key=lambda node: len(node.ids))
        for at in range(0, len(trees), TREES):
            level = trees[at : at + TREES]
            longest = max(len(one) for node in level for one in ordered[node.first : node.after])
            model = _fitting(self.model, longest)
            while level:
                for node in level:
                    node.wanted = _wanted(node, asked)
                for batch in _batches(level):
                    _read(model, batch)
                for node in level:
                    _hand_out(node, asked, found)
                level = [child for node in level for child in node.children]
            if tell is not None:
                tell(sum(node.after - node.first for node in trees[at : at + TREES]))
        answer: list[Bits] = [np.empty(0)] * len(cut)
        for i, bits in zip(order, found, strict=True):
            answer[i] = bits
        return answer


def _fitting(model: LanguageModel, longest: int) -> LanguageModel:
    """The same model with windows no longer than the texts, which saves time and memory."""
    values = {name: model.settings[name].value for name in model.windows if name in model.settings}
    shorter = {name: max(1, longest) for name, value in values.items() if int(value) > longest}
    return model.configured(**shorter) if shorter else model


def _trees(texts: Sequence[Ids]) -> list[_Node]:
    """Sorted texts as trees. Empty texts are in none."""
    common = [0, *(_common(a, b) for a, b in pairwise(texts)), 0]
    roots: list[_Node] = []
    first = next((i for i, ids in enumerate(texts) if len(ids)), len(texts))
    # Where children go, the texts to divide, and how many of their tokens are in the tree already.
    waiting = [(roots, first, len(texts), 0)]
    while waiting:
        into, low, high, start = waiting.pop()
        edges = [i for i in range(low + 1, high) if common[i] < start + LEAST_SHARED]
        for a, b in zip([low, *edges], [*edges, high], strict=True):
            if a == b:
                continue
            stop = min(common[a + 1 : b], default=len(texts[a]))
            node = _Node(texts[a][start:stop], start, a, b)
            into.append(node)
            # Nothing is left of a text that ends at the fork.
            left = next((i for i in range(a, b) if len(texts[i]) > stop), b)
            if b - a > 1 and left < b:
                waiting.append((node.children, left, b, stop))
    return roots


def _common(a: Ids, b: Ids) -> int:
    """The length of the common prefix of two texts."""
    n = min(len(a), len(b))
    differ = np.flatnonzero(a[:n] != b[:n])
    return int(differ[0]) if len(differ) else n


def _wanted(node: _Node, asked: Sequence[Ids]) -> Marks:
    """The tokens of a run that any of its texts wants."""
    marks = np.zeros(len(node.ids), bool)
    for places in asked[node.first : node.after]:
        marks[_within(node, places)[1] - node.start] = True
    return marks


def _within(node: _Node, places: Ids) -> tuple[slice, Ids]:
    """The places of a text that are in a run."""
    low, high = np.searchsorted(places, [node.start, node.start + len(node.ids)])
    return slice(low, high), places[low:high]


def _hand_out(node: _Node, asked: Sequence[Ids], found: Sequence[Bits]) -> None:
    """Copy a run's bits to the texts that want them."""
    for i in range(node.first, node.after):
        where, places = _within(node, asked[i])
        found[i][where] = node.bits[places - node.start]
    node.state = None


def _batches(nodes: Sequence[_Node]) -> Iterator[list[_Node]]:
    """Batches of nodes with states of equal shapes, the longest first."""
    alike: dict[object, list[_Node]] = {}
    for node in nodes:
        shapes = node.state and tuple(x.shape for x in node.state.values())
        alike.setdefault(shapes, []).append(node)
    for group in alike.values():
        group.sort(key=lambda node: node.reads, reverse=True)
        for at in range(0, len(group), ROWS):
            yield group[at : at + ROWS]


def _stacked(model: LanguageModel, nodes: Sequence[_Node]) -> State:
    """The states before some nodes, as rows of a batch."""
    states = [node.state for node in nodes if node.state is not None]
    if not states:
        return model.initial_state(len(nodes))
    if all(state is states[0] for state in states):
        return {name: x.expand(len(nodes), *x.shape[1:]) for name, x in states[0].items()}
    return {name: torch.cat([state[name] for state in states]) for name in states[0]}


def _read(model: LanguageModel, nodes: Sequence[_Node]) -> None:
    """Read runs side by side, the longest first, and store bits and the states at forks."""
    device = next(model.parameters()).device
    width = max(len(node.ids) for node in nodes)
    tokens_BT = torch.zeros(len(nodes), width, dtype=torch.long)
    wanted_BT = torch.zeros(len(nodes), width, dtype=torch.bool)
    for row, node in enumerate(nodes):
        tokens_BT[row, : len(node.ids)] = torch.from_numpy(node.ids)
        wanted_BT[row, : len(node.ids)] = torch.from_numpy(node.wanted)
    tokens_BT = tokens_BT.to(device)
    bits_BT = torch.zeros(len(nodes), width, dtype=torch.float64)
    state = _stacked(model, nodes)
    if wanted_BT[:, 0].any():
        bits_BT[:, :1] = _surprisal(model.logits(state).unsqueeze(1), tokens_BT[:, :1])
    rows, at = len(nodes), 0
    while True:
        while rows and nodes[rows - 1].reads == at:
            rows -= 1
            ended = {name: x[rows : rows + 1].clone() for name, x in state.items()}
            for child in nodes[rows].children:
                child.state = ended
        if not rows:
            break
        state = {name: x[:rows] for name, x in state.items()}
        stop = min(nodes[rows - 1].reads, at + max(1, TOKENS // rows))
        part_BT = tokens_BT[:rows, at:stop]
        # A run's last token is followed by the first of another run, which predicts it itself.
        then = slice(at + 1, min(stop + 1, width))
        asked_BT = wanted_BT[:rows, then]
        if asked_BT.any():
            done = model.prefill(part_BT, state)
            state = done.state
            logits_BTV = done.logits_BTV[:, : asked_BT.shape[1]]
            where = asked_BT.to(device)
            found_N = _surprisal(logits_BTV[where], tokens_BT[:rows, then][where])
            bits_BT[:rows, then][asked_BT] = found_N
        else:
            state = model.advanced(part_BT, state)
        at = stop
    for row, node in enumerate(nodes):
        node.bits = bits_BT[row, : len(node.ids)].numpy()


def _surprisal(logits: Tensor, tokens: Tensor) -> Tensor:
    """Surprise of tokens ``[…]`` from logits ``[…, V]`` in bits; float64 on the CPU."""
    log_p = log_probs(logits).gather(-1, tokens.unsqueeze(-1)).squeeze(-1)
    return log_p.cpu().double() / -log(2)
