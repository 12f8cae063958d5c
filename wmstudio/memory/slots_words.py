"""Fading slots that are written once a word instead of once a token.

A word that the tokenizer spells in several pieces takes one slot, so that as many slots reach
further back (chunking; cf. Miller 1956). The slot has the key, and names the piece, of the word's
beginning; spelling the rest is left to the network. Punctuation is not written.

A token begins a word where its piece has a letter first, and either a space before that letter or
no letter at the end of the piece before it. In scripts without spaces between words each piece is a
word.

The last ``capacity`` words are read, as far as they lie among the last ``PIECES_PER_WORD`` times as
many tokens.

Shapes: those of `memory.slots_fading`; V vocabulary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor

from wmstudio.memory.slots_fading import FadingSlots
from wmstudio.text.words import ALWAYS, OUTSIDE, word_beginnings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wmstudio.contract import State
    from wmstudio.memory.pointer import LookupResult

PIECES_PER_WORD = 2
"""Tokens that are kept for each slot. English has some 1.5, punctuation included."""
UNWRITTEN = -2
"""Stored in place of the id of a token that is not written."""


class WordSlots(FadingSlots):
    """The beginnings of the last words, one per slot."""

    begins_V: Tensor
    inside_V: Tensor

    def __init__(self, vocab_size: int, *of_slots: int) -> None:
        """``of_slots`` are the sizes of `FadingSlots`."""
        super().__init__(*of_slots)
        self.inside = f"{self.called}.inside"
        # Until it is known what the pieces are, each is a word of its own.
        self.register_buffer("begins_V", torch.full((vocab_size,), ALWAYS, dtype=torch.uint8))
        self.register_buffer("inside_V", torch.zeros(vocab_size, dtype=torch.bool))

    def know_pieces(self, pieces: Sequence[bytes]) -> None:
        """Store which pieces begin a word, and which end inside one, with the weights."""
        begins, inside = word_beginnings(pieces)
        self.begins_V.copy_(torch.tensor(begins))
        self.inside_V.copy_(torch.tensor(inside))

    def tokens_back(self, capacity: int) -> int:
        """How many tokens are kept for this many slots."""
        return PIECES_PER_WORD * capacity

    def initial_state(self, batch: int) -> State:
        """Empty slots, before any word."""
        inside_B = torch.zeros(batch, dtype=torch.bool, device=self.inside_V.device)
        return {**super().initial_state(batch), self.inside: inside_B}

    def stored(self, tokens_BT: Tensor, state: State) -> Tensor:
        """The token ids ``[B, T]``; `UNWRITTEN` where no word begins."""
        inside_BT = torch.cat(
            [state[self.inside].unsqueeze(1), self.inside_V[tokens_BT[:, :-1]]], dim=1
        )
        begins_BT = self.begins_V[tokens_BT]
        written_BT = (begins_BT == ALWAYS) | ((begins_BT == OUTSIDE) & ~inside_BT)
        return torch.where(written_BT, tokens_BT, UNWRITTEN)

    def carried(self, c_BLX: Tensor, tokens_BT: Tensor, state: State) -> State:
        """The part of the state that is not rows, with whether the last token ends in a word."""
        inside_B = self.inside_V[tokens_BT[:, -1]]
        return {**super().carried(c_BLX, tokens_BT, state), self.inside: inside_B}

    def readable(self, rows_BJF: Tensor, reach_BTJ: Tensor) -> Tensor:
        """Which rows each of T tokens can read: those of the last ``capacity`` words."""
        there_BTJ = super().readable(rows_BJF, reach_BTJ)
        return there_BTJ & (self._newer(rows_BJF, reach_BTJ.shape[1]) < self.capacity)

    def of_oldest(self, x_BTJ: Tensor, found: LookupResult) -> Tensor:
        """The number of the word that the next one pushes out: ``[B, T]``."""
        newer_BTJ = self._newer(found.rows_BJF, x_BTJ.shape[1])
        last_BTJ = found.there_BTJ & (newer_BTJ == self.capacity - 1)
        return torch.where(last_BTJ, x_BTJ, 0.0).sum(-1)

    def _newer(self, rows_BJF: Tensor, tokens: int) -> Tensor:
        """How many words after that of each row were written, at each of T tokens: ``[B, T, J]``.

        Forgotten words count: what a word has pushed out stays out.
        """
        count_BJ = (rows_BJF[..., -1] > UNWRITTEN).cumsum(-1)
        return count_BJ[:, -tokens:].unsqueeze(-1) - count_BJ.unsqueeze(1)
