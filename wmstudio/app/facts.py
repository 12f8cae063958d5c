"""All facts about one token, and what could replace it."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING

from wmstudio.engine.asking import candidates
from wmstudio.lazy_dataclass import dataclass
from wmstudio.text.stretches import stretch_of, tokens_of
from wmstudio.text.visible import LONGEST_CHARACTER, unfinished, visible_together

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wmstudio.engine.messages import Candidate, Frame
    from wmstudio.engine.trace import Trace

CONTINUES = range(0x80, 0xC0)
"""UTF-8 continuation bytes."""
LOOKED_BACK = 8
"""How many tokens before a token are decoded: more than a character can have."""


def text_before(trace: Trace, pieces: Sequence[bytes], stop: int) -> str:
    """The text of the last few tokens before token ``stop``, without incomplete characters."""
    ids = trace.column("ids", max(stop - LOOKED_BACK, 0), stop)
    return b"".join(pieces[int(id)] for id in ids).decode(errors="ignore")


def begun_before(trace: Trace, pieces: Sequence[bytes], stop: int) -> bytes:
    """The first bytes of a character that the tokens before token ``stop`` have begun."""
    ids = trace.column("ids", max(stop - LONGEST_CHARACTER, 0), stop)
    return unfinished([pieces[int(id)] for id in ids])


def shown_of(trace: Trace, pieces: Sequence[bytes], token: int) -> str:
    """A token with visible signs; a part of a character says of which (`visible_together`)."""
    first = max(token - LONGEST_CHARACTER, 0)
    ids = trace.column("ids", first, min(token + LONGEST_CHARACTER, len(trace)))
    return visible_together([pieces[int(id)] for id in ids])[token - first]


@dataclass(frozen=True)
class TokenFacts:
    """Facts about a token; ``rank`` is among ``vocabulary`` tokens, 1 the most probable.

    It is None where the model has computed what is no number.
    ``before`` is the text of the last few tokens before it, and ``span`` is in code points. If a
    character has several tokens, each has the span of the whole character, and is number
    ``part[0]`` (from 0) of ``part[1]`` tokens.
    """

    token: int
    id: int
    piece: bytes
    before: str
    span: tuple[int, int]
    part: tuple[int, int]
    probability: float
    rank: int | None
    vocabulary: int
    surprisal_bits: float
    alternatives: tuple[Candidate, ...]
    begun: bytes = b""
    """The first bytes of its character, if tokens before it have begun one."""
    shown: str = ""
    """With visible signs, and if it is a part of a character, of which."""

    def replacement(self, piece: bytes) -> str | None:
        """The text that another piece would put in its place; None if that is not possible.

        A character of several tokens cannot be cut, and a part of a character is not text. A space
        with which the tokenizer begins every text is not written, as it would be there twice.
        """
        if self.piece[:1] and self.piece[0] in CONTINUES:
            return None
        if self._has_untyped_space:
            piece = piece.removeprefix(b" ")
        try:
            return piece.decode() or None
        except UnicodeDecodeError:
            return None

    @property
    def _has_untyped_space(self) -> bool:
        """Whether this is the first token, with a space that is not in the text (Llama's)."""
        start, stop = self.span
        is_longer = len(self.piece.decode(errors="ignore")) > stop - start
        return not self.token and self.piece[:1] == b" " and is_longer


def facts_of(frame: Frame, pieces: Sequence[bytes], token: int) -> TokenFacts | None:
    """The facts about a token; None if it has not been read."""
    trace = frame.trace
    if not 0 <= token < len(trace):
        return None
    bits = float(trace.column("surprisal_bits", token, token + 1)[0])
    alternatives = frame.beginning
    if token:
        before = trace.chunk_of(token - 1)
        at = token - 1 - before.start
        memory = before.topk_memory
        alternatives = candidates(
            before.topk_ids[at], before.topk_probs[at], None if memory is None else memory[at]
        )
    id, span = trace.id(token), stretch_of(trace, token, token + 1)
    first, after = tokens_of(trace, span[1] - 1, span[1])
    return TokenFacts(
        token=token,
        id=id,
        piece=pieces[id],
        before=text_before(trace, pieces, token),
        span=span,
        # A space that nobody typed covers no character.
        part=(token - first, after - first) if token >= first else (0, 1),
        probability=2.0**-bits,
        rank=None if isnan(bits) else int(trace.column("ranks", token, token + 1)[0]),
        vocabulary=len(pieces),
        surprisal_bits=bits,
        alternatives=alternatives,
        begun=begun_before(trace, pieces, token),
        shown=shown_of(trace, pieces, token),
    )
