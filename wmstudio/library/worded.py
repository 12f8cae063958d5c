"""The tokens of words, and edits that forget words, for notebooks and scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstudio.engine.asking import following
from wmstudio.engine.backend import Refused
from wmstudio.engine.recorded import NOT_RECORDED
from wmstudio.library import given
from wmstudio.library.asked import forgetting, plain_document
from wmstudio.library.given import TraceError
from wmstudio.library.sized import SizedModel
from wmstudio.text.visible import visible
from wmstudio.untrusted import excerpt, shortened

if TYPE_CHECKING:
    from wmstudio.contract import Edit
    from wmstudio.engine.backend import Encoded

MOST_PARTS = 100
"""Number of tokens of which a message is made, which it shortens further."""


class WordedModel(SizedModel):
    """What a model's tokens are of words."""

    def encode(self, text: str) -> Encoded:
        """The tokens of a text: ``ids`` ``[T]``, and the code point at which each ``ends`` ``[T]``.

        Raises:
            Refused: the model cannot read this text; a recording can read its own only.
            TraceError: it is no text.
        """
        encoded = self.backend.document().encode(given.text(text, "text"))
        if (encoded.ends[-1] if len(encoded.ends) else 0) != len(text):
            raise Refused(NOT_RECORDED)
        return encoded

    def token(self, piece: str) -> int:
        """The id of a piece that is a single token, as edits take it.

        Raises:
            TraceError: it is not a token, or several. The message says which.
        """
        self.encode(piece)  # which is refused where there is only a recorded text
        ids = following(self.backend, piece)
        if len(ids) != 1:
            parts = shortened(" · ".join(visible(self.backend.pieces[i]) for i in ids[:MOST_PARTS]))
            raise TraceError(f"{excerpt(piece)} is {len(ids):,} tokens, not one: {parts}")
        return int(ids[0])

    def forgetting(self, word: str, text: str | None = None) -> list[Edit]:
        """Edits that forget every occurrence of a word: see `wmstudio.library.asked.forgetting`."""
        return forgetting(word, plain_document(self._own(text)), self.backend)

    def _own(self, text: str | None) -> str:
        """The text, or the recorded one if none is given."""
        recorded = self.opened.recorded
        if text is None and recorded is None:
            raise TraceError("there is no text to read: only a recording brings its own")
        return recorded.text if text is None and recorded is not None else given.text(text, "text")
