"""From tensors by name to a model: each family that foreign weights may be of, tried in turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import inf, isfinite
from typing import TYPE_CHECKING, Any

from wmstudio.backends import decoder_weights, recurrent_weights
from wmstudio.backends.found import FormatError, Found
from wmstudio.backends.residual import plan as residual
from wmstudio.backends.residual import rwkv_weights
from wmstudio.backends.vocabulary import tokenizer_for
from wmstudio.engine.messages.proofs import LEAD
from wmstudio.engine.proof import PARAGRAPH
from wmstudio.models.recurrent_layers import Cell
from wmstudio.untrusted import excerpt
from wmstudio.weights import trees

if TYPE_CHECKING:
    from pathlib import Path

    from wmstudio.backends.recurrent_weights import RecurrentPlan
    from wmstudio.models.recurrent import RecurrentLanguageModel
    from wmstudio.text.paragraphs import ParagraphTokenizer
    from wmstudio.weights.stored import StoredTensor
    from wmstudio.weights.trees import TensorTable

NOT_READ = {
    "position_embeddings": "an encoder such as BERT, which has no next token",
    "token_type_embeddings": "an encoder such as BERT, which has no next token",
    "encoder.block": "an encoder with a decoder such as T5, which is not read",
    "conv1": "a network for images, which has no next token",
    "running_mean": "a network for images or sound, which has no next token",
    "time_state": "an initial state of an RWKV without the model: open the model's own file",
    "lora_A": "an adapter without the model that it changes: merge the two with peft's "
    "merge_and_unload(), and save that",
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
            plan, model, assumed = _tried(plan, tokenizer)
            told_all = (*assumed, told)
            return Found(model, tokenizer, "recurrent", layout, plan.what, told_all, compared=True)
        tensors = decoder_weights.stripped(table.tensors)
        if decoder_weights.is_gpt2(tensors):
            return _gpt2(tensors, path, layout, inside)
        if rwkv_weights.is_rwkv(tensors):
            return _rwkv(tensors, path, layout, inside)
    raise FormatError(refusal(tables[0]))


def _tried(
    plan: RecurrentPlan, tokenizer: ParagraphTokenizer
) -> tuple[RecurrentPlan, RecurrentLanguageModel, list[str]]:
    """The plan and its model; where the file does not tell the cell, the one that reads better."""
    from wmstudio.models.scoring import text_bits

    if plan.is_told:
        return plan, recurrent_weights.build(plan), []
    plans = [replace(plan, cell=cell) for cell in (Cell("rnn"), Cell("rnn", "relu"))]
    models = [recurrent_weights.build(one) for one in plans]
    ids = tokenizer.encode(PARAGRAPH).ids
    found = (text_bits(model, [ids])[0] / len(PARAGRAPH) for model in models)
    # ReLU's numbers may grow beyond all bounds where it is not what was trained.
    tanh, relu = (bits if isfinite(bits) else inf for bits in found)
    tried = f"tanh needs {tanh:.2f} bits per character on a paragraph of English, ReLU {relu:.2f}"
    if tanh - relu >= LEAD:
        return plans[1], models[1], [f"Its RNN uses ReLU: {tried}."]
    decided = "tanh" if relu - tanh >= LEAD else "tanh, PyTorch's default, as this is undecided"
    return plans[0], models[0], [f"Its RNN uses {decided}: {tried}."]


def _gpt2(
    tensors: dict[str, StoredTensor], path: Path, layout: str, inside: Sequence[Any]
) -> Found:
    """NanoGPT's checkpoint, or weights of GPT-2 without their config."""
    vocab_size, width = tensors["wte.weight"].shape
    tokenizer, told = tokenizer_for(path, vocab_size, inside)
    heads = next(trees.numbers(inside, "n_head"), None)
    assumed = []
    if heads is None:
        heads = max(width // 64, 1)
        assumed.append(f"It has {heads} heads, of 64 features each: the file does not say.")
    is_theirs = tensors["h.0.attn.c_attn.weight"].shape[0] == width != 3 * width
    # nanoGPT has the exact GELU, GPT-2 its approximation by tanh.
    plan = decoder_weights.gpt2(tensors, heads, "gelu_new" if is_theirs else "gelu")
    if not is_theirs:
        assumed.append("Its feed-forward units are the exact GELU, as in nanoGPT since 2023.")
    first = "No token begins a text, so its first token is a uniform guess."
    model = decoder_weights.build(plan)
    return Found(
        model, tokenizer, "gpt2", layout, plan.what, (*plan.assumed, *assumed, first, told)
    )


def _rwkv(
    tensors: dict[str, StoredTensor], path: Path, layout: str, inside: Sequence[Any]
) -> Found:
    """The authors' own file of an RWKV."""
    plan = rwkv_weights.rwkv(tensors)
    tokenizer, told = tokenizer_for(path, plan.config.vocab_size, inside)
    assumed = (*plan.assumed, residual.NO_START, told)
    return Found(plan.model(), tokenizer, plan.family, layout, plan.what, assumed)


def refusal(table: TensorTable) -> str:
    """What weights are that no family reads, as far as their names tell."""
    if not table.tensors:
        return "it holds no tensors"
    for part, what in NOT_READ.items():
        if any(part in name for name in table.tensors):
            return f"it is {what}"
    named = excerpt(next(iter(table.tensors)))
    return (
        f"its tensors ({named} and {len(table.tensors) - 1:,} more) are those of no language model "
        "that this program knows"
    )
