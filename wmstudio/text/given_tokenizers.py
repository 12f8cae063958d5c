"""Tokenizers that somebody gives as an object of their own, as a list, or as a table.

Shapes: T tokens.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from inspect import signature
from typing import Any

import numpy as np

from wmstudio.text.paragraphs import Ids, ParagraphTokenizer
from wmstudio.text.tokenizer import TokenizerError
from wmstudio.text.vocabularies import in_order, of_texts

META_SPACE = "▁"


class GivenTokenizer(ParagraphTokenizer):
    """An object with ``encode`` and ``decode``, such as Hugging Face's, tokenizers' or tiktoken's.

    The document stays as it is typed: each token covers the characters that the object says it was
    made of, or else those by which the decoded text grows with it.
    """

    def __init__(self, theirs: Any, count: int) -> None:
        super().__init__()
        self._theirs = theirs
        self.pieces = [self._piece(id) for id in range(count)]

    def cut(self, paragraph: str) -> tuple[Ids, Ids]:
        """Their ids, each with the characters that it covers.

        Raises:
            TokenizerError: they give an id that the model has no logit for.
        """
        found = self._encoded(paragraph)
        ids = np.array([int(id) for id in getattr(found, "ids", found)], np.int32)
        if len(ids) and not 0 <= ids.min() <= ids.max() < len(self.pieces):
            raise TokenizerError(
                f"the tokenizer gives token {ids.max()}, and the model has {len(self.pieces)}"
            )
        offsets = getattr(found, "offsets", None)
        ends = (
            [end for _, end in offsets]
            if offsets
            else [len(self._decoded(ids[: n + 1])) for n in range(len(ids))]
        )
        ends_T = np.minimum(np.maximum.accumulate(np.array([0, *ends], np.int64)), len(paragraph))
        if len(ids):
            ends_T[-1] = len(paragraph)
        return ids, np.diff(ends_T).astype(np.int32)

    def _encoded(self, text: str) -> Any:
        encode = self._theirs.encode
        # Marks of a beginning or an end would stand in every paragraph.
        try:
            is_asked = "add_special_tokens" in signature(encode).parameters
        except (TypeError, ValueError):  # not written in Python: it is tried
            is_asked = True
        if is_asked:
            try:
                return encode(text, add_special_tokens=False)
            except TypeError:
                pass
        return encode(text)

    def _decoded(self, ids: Sequence[int] | Ids) -> str:
        return str(self._theirs.decode([int(id) for id in ids]))

    def _piece(self, id: int) -> bytes:
        """What a token spells; nothing where they cannot say."""
        exactly: Callable[[int], bytes] | None = getattr(
            self._theirs, "decode_single_token_bytes", None
        )
        try:
            if exactly is not None:
                return exactly(id)
            name = getattr(self._theirs, "convert_ids_to_tokens", lambda _: "")(id)
            text = self._decoded([id])
        except Exception:  # whatever somebody's code raises of an id that it does not know
            return b""
        spaced = isinstance(name, str) and name.startswith(META_SPACE) and text[:1] != " "
        return (f" {text}" if spaced else text).encode("utf-8", "surrogatepass")


def tokenizer_of(given: Any, count: int) -> tuple[ParagraphTokenizer, str]:
    """The tokenizer of a model with so many logits, and a sentence about it.

    ``given`` is a tokenizer of the studio's, an object with ``encode`` and ``decode``, the pieces
    by id (a list, a string of characters, a table of ids), or a table of the ids by piece.

    Raises:
        TokenizerError: it is something else, or has another number of pieces.
    """
    if isinstance(given, ParagraphTokenizer):
        _check(given.vocab_size, count)
        return given, f"Its tokenizer is a {type(given).__name__}."
    both = [callable(getattr(given, name, None)) for name in ("encode", "decode")]
    if all(both):
        made = GivenTokenizer(given, count)
        return made, f"Its tokenizer is the {type(given).__name__} that was given."
    texts = _texts(given, count)
    _check(len(texts), count)
    listed = of_texts(texts)
    told = f"Its {count:,} pieces were given as a {type(given).__name__}."
    if not listed.has_unknown:
        told += f" What is none of them is read as {texts[listed.unknown]!r}."
    return listed, told


def _texts(given: Any, count: int) -> list[str]:
    if isinstance(given, Mapping):
        if all(isinstance(one, str) for one in given):
            return in_order(given, count) or [""] * len(given)
        given = [given[id] for id in sorted(given)]
    if isinstance(given, str):
        return list(given)
    if not isinstance(given, Sequence) or not all(isinstance(one, str) for one in given):
        raise TokenizerError(
            f"a {type(given).__name__} is no tokenizer: give an object with encode and decode, the "
            "pieces as a list or a string of characters, a table of ids, or None"
        )
    return list(given)


def _check(pieces: int, count: int) -> None:
    if pieces != count:
        raise TokenizerError(f"the tokenizer has {pieces:,} pieces, and the model {count:,} logits")
