"""From tensors by name to a model: each family that foreign weights may be of, tried in turn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from wmstudio.backends import recurrent_weights
from wmstudio.backends.found import FormatError, Found
from wmstudio.backends.vocabulary import tokenizer_for
from wmstudio.untrusted import excerpt

if TYPE_CHECKING:
    from pathlib import Path

    from wmstudio.weights.trees import TensorTable

NOT_READ = {
    "position_embeddings": "an encoder such as BERT, which has no next token",
    "token_type_embeddings": "an encoder such as BERT, which has no next token",
    "encoder.block": "an encoder with a decoder such as T5, which is not read",
    "conv1": "a network for images, which has no next token",
    "running_mean": "a network for images or sound, which has no next token",
}
"""What it is, by a part of the names of its tensors."""


def open_tensors(
    tables: Sequence[TensorTable], path: Path, layout: str, inside: Sequence[Any] = ()
) -> Found:
    """The model in the first of these tables that holds one.

    Raises:
        FormatError: none does; a sentence without its full stop.
        UntrustedError: the file is damaged.
    """
    for table in tables:
        if recurrent_weights.is_recurrent(table):
            plan = recurrent_weights.plan_of(table)
            tokenizer, told = tokenizer_for(path, plan.vocab_size, inside)
            model = recurrent_weights.build(plan)
            return Found(model, tokenizer, "recurrent", layout, plan.what, (*plan.assumed, told))
    raise FormatError(refusal(tables[0]))


def refusal(table: TensorTable) -> str:
    """What weights are that no family reads, as far as their names tell."""
    for part, what in NOT_READ.items():
        if any(part in name for name in table.tensors):
            return f"it is {what}"
    named = excerpt(next(iter(table.tensors)))
    return (
        f"its tensors ({named} and {len(table.tensors) - 1:,} more) are those of no language model "
        "that this program knows"
    )
