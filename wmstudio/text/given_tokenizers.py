"""Tokenizers that somebody gives as an object of their own, as a list, or as a table.

Shapes: T tokens.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from difflib import SequenceMatcher
from inspect import signature
from typing import Any

import numpy as np

from wmstudio.text.paragraphs import Ids, ParagraphTokenizer
from wmstudio.text.tokenizer import TokenizerError
from wmstudio.text.vocabularies import are_parts, in_order, of_texts
from wmstudio.text.words import is_mark
from wmstudio.untrusted import excerpt, shortened

META_SPACE = "▁"
BEFORE, AFTER = "x\n", "x"
"""Stand about a paragraph that is not all of a document: a word, and the end of its line."""


class GivenTokenizer(ParagraphTokenizer):
    """An object with ``encode`` and ``decode``, such as Hugging Face's, tokenizers' or tiktoken's.

    The document stays as it is typed: each token covers the characters that the object says it was
    made of, or else those by which the decoded text grows with it.
    """

    marks_start = marks_end = True
    _changes_before = r"\s\d"

    def __init__(self, theirs: Any, count: int) -> None:
        super().__init__()
        self._theirs = theirs
        # Those of transformers that are written in Rust do not give the places to everybody.
        self._encoder = getattr(theirs, "backend_tokenizer", None) or theirs
        self.pieces = [self._piece(id) for id in range(count)]
        try:
            self._before = self._encoded(BEFORE)[0]
        except Exception:  # whatever somebody's code raises of letters that it does not know
            self._before = []

    def cut_first(self, paragraph: str) -> tuple[Ids, Ids]:
        """Their ids of a text's first paragraph, each with the characters that it covers.

        Raises:
            TokenizerError: they raise something, or give an id that the model has no logit for.
        """
        return self._sound("", paragraph)

    def cut_last(self, paragraph: str, first: bool) -> tuple[Ids, Ids]:
        """The same of a paragraph that nothing follows."""
        before = "" if first or not self._before else BEFORE
        return self._sound(before, paragraph, goes_on=False)

    def cut(self, paragraph: str) -> tuple[Ids, Ids]:
        """The same of a later paragraph, which does not begin a text."""
        return self._sound(BEFORE if self._before else "", paragraph)

    def _sound(self, before: str, paragraph: str, goes_on: bool = True) -> tuple[Ids, Ids]:
        try:
            return self._within(before, paragraph, goes_on)
        except TokenizerError:
            raise
        except Exception as error:  # whatever somebody's code raises of a text
            why = shortened(f"{type(error).__name__}: {str(error).partition(chr(10))[0]}")
            raise TokenizerError(
                f"the tokenizer that was given cannot read {excerpt(paragraph)} ({why}): change "
                "the text, or the tokenizer"
            ) from error

    def _within(self, before: str, paragraph: str, goes_on: bool) -> tuple[Ids, Ids]:
        # White space may be cut by what follows it.
        after = AFTER if goes_on and self._before and paragraph.endswith("\n") else ""
        skip = len(self._before) if before else 0
        ids, ends = self._encoded(before + paragraph + after)
        if after:
            if len(ids) < 2 or ends[-2] != len(before + paragraph):
                ids, ends = self._encoded(before + paragraph)
            else:
                ids, ends = ids[:-1], ends[:-1]
        if before and (ids[:skip] != self._before or ends[skip - 1] != len(before)):
            return self._within("", paragraph, goes_on)
        ids, ends = ids[skip:], [end - len(before) for end in ends[skip:]]
        ids_T = np.array(ids, np.int32)
        if len(ids) and not 0 <= min(ids) <= max(ids) < len(self.pieces):
            raise TokenizerError(
                f"the tokenizer gives token {max(ids)}, and the model has {len(self.pieces)}"
            )
        ends_T = np.maximum.accumulate(np.array([0, *ends], np.int64)).clip(0, len(paragraph))
        if len(ids):
            ends_T[-1] = len(paragraph)
        return ids_T, np.diff(ends_T).astype(np.int32)

    def _encoded(self, text: str) -> tuple[list[int], list[int]]:
        """Ids, and the code point at which each ends."""
        # What looks like a mark of a beginning or an end is text, too, that somebody typed.
        found = _called(self._encoder.encode, text, add_special_tokens=False, disallowed_special=())
        ids = [int(id) for id in getattr(found, "ids", found)]
        offsets = getattr(found, "offsets", None)
        if offsets:
            starts = [*(start for start, _ in offsets[1:]), len(text)]
            ends = [end for _, end in offsets]
            return ids, [_with_marks(text, *x) for x in zip(ends, starts, strict=True)]
        said = self._decoded(ids)
        ends = [len(self._decoded(ids[:n])) for n in range(1, len(ids) + 1)]
        return ids, ends if len(said) == len(text) else _moved(said, text, ends)

    def _decoded(self, ids: Sequence[int]) -> str:
        # To leave out spaces before full stops would move all that follows.
        return str(_called(self._theirs.decode, list(ids), clean_up_tokenization_spaces=False))

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


def _called(call: Callable[..., Any], value: Any, **wanted: Any) -> Any:
    """Call with a value, and with what is wanted as far as it is known there."""
    try:
        names = signature(call).parameters
        known = {name: one for name, one in wanted.items() if name in names}
    except (TypeError, ValueError):  # not written in Python: the first is tried
        known = dict([next(iter(wanted.items()))])
    if known:
        try:
            return call(value, **known)
        except TypeError:
            pass
    return call(value)


def _with_marks(text: str, end: int, following: int) -> int:
    """The place behind the marks on the character before a place that no other token has."""
    while 0 < end < following and is_mark(text[end]):
        end += 1
    return end


def _moved(said: str, typed: str, places: Sequence[int]) -> list[int]:
    """Places in what tokens say again, as places in what was typed."""
    alike = SequenceMatcher(None, said, typed, autojunk=False).get_opcodes()
    found: list[int] = []
    for place in places:
        # What is between equal stretches belongs to the tokens before its end.
        one = next((x for x in alike if x[1] < place <= x[2]), None)
        kind, a, b, c, d = one or ("equal", 0, 0, 0, 0)
        found.append(c + place - a if kind == "equal" else d if place == b else c)
    return found


def tokenizer_of(given: Any, count: int) -> tuple[ParagraphTokenizer, str]:
    """The tokenizer of a model with so many logits, and a sentence about it.

    ``given`` is a tokenizer of the studio's, an object with ``encode`` and ``decode``, the pieces
    by id (a list, a string of characters, a table of ids), or a table of the ids by piece.

    Raises:
        TokenizerError: it is something else, has another number of pieces, or parts of words.
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
    if are_parts(texts):
        raise TokenizerError(
            "its pieces are parts of words, and they do not say how they are joined: give the "
            "object that encodes and decodes with them"
        )
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
