"""Texts of any length."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wmstudio.text.tokenizer import Tokenizer

SENTENCE = "Once upon a time a little fox lived in the old wood, and nobody knew his name.\n"
TYPED = " and so he ran home to his mother as fast as he could go, and she gave him his supper"


def text_of(tokens: int, tokenizer: Tokenizer) -> str:
    """About so many tokens."""
    return SENTENCE * max(round(tokens / len(tokenizer.encode(SENTENCE).ids)), 1)
