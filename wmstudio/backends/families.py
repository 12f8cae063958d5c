"""From tensors by name to a model: each family that foreign weights may be of, tried in turn."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import inf, isfinite, log2
from typing import TYPE_CHECKING, Any

from wmstudio.backends import decoder_weights
from wmstudio.backends.found import FormatError, Found
from wmstudio.backends.recurrent import recurrent_weights
from wmstudio.backends.recurrent.recurrent_parts import OtherWiringError
from wmstudio.backends.residual import plan as residual
from wmstudio.backends.residual import rwkv_weights
from wmstudio.backends.vocabulary import tokenizer_for
from wmstudio.engine.messages.proofs import LEAD
from wmstudio.engine.proof import PARAGRAPH
from wmstudio.text.vocabularies import NumberTokenizer
from wmstudio.untrusted import excerpt
from wmstudio.weights import trees

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

    from wmstudio.backends.recurrent.recurrent_weights import RecurrentPlan
    from wmstudio.models.recurrent import RecurrentLanguageModel
    from wmstudio.models.recurrent_layers import Cell
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
ADAPT = "give its own module to an adapter, and open that with --adapter"
IN_PARTS = (
    "it keeps a weight in parts (weight_norm or another parametrisation): remove that with "
    "torch.nn.utils.parametrize.remove_parametrizations or remove_weight_norm, and save it again"
)
_IN_PARTS = re.compile(r"(?:^|\.)parametrizations\.|weight\w*_[gv]$")


def open_tensors(
    tables: Sequence[TensorTable], path: Path, layout: str, inside: Sequence[Any] = ()
) -> Found:
    """The model in the first of these tables that holds one.

    Raises:
        FormatError: none does; a sentence without its full stop.
        UntrustedError: the file is damaged.
    """
    for table in tables:
        if any(_IN_PARTS.search(name) for name in table.tensors):
            raise FormatError(IN_PARTS)
        if recurrent_weights.is_recurrent(table):
            try:
                plans = recurrent_weights.plans_of(table)
            except OtherWiringError as error:
                raise FormatError(f"{error}: {ADAPT}") from error
            tokenizer, told = tokenizer_for(path, plans[0].vocab_size, inside)
            plan, model, assumed = _tried(plans, tokenizer)
            told_all = (*assumed, told)
            return Found(model, tokenizer, "recurrent", layout, plan.what, told_all, compared=True)
        tensors = decoder_weights.stripped(table.tensors)
        if decoder_weights.is_gpt2(tensors):
            return _gpt2(tensors, path, layout, inside)
        if rwkv_weights.is_rwkv(tensors):
            return _rwkv(tensors, path, layout, inside)
    raise FormatError(refusal(tables[0]))


def _tried(
    plans: Sequence[RecurrentPlan], tokenizer: ParagraphTokenizer
) -> tuple[RecurrentPlan, RecurrentLanguageModel, list[str]]:
    """The plan to take, its model, and what is assumed; where the file does not tell, by reading.

    The first plan is the likeliest: another one has to read English better than it and a guess do.
    """
    model = recurrent_weights.build(plans[0])
    if len(plans) == 1:
        return plans[0], model, []
    if isinstance(tokenizer, NumberTokenizer):
        # Nobody knows which tokens a paragraph of English has.
        told = ["Its RNN uses tanh, PyTorch's default."] if len(_cells(plans)) > 1 else []
        told = [*plans[0].assumed, *told, "Without a vocabulary, nothing else could be tried."]
        return plans[0], model, told
    ids = tokenizer.encode(PARAGRAPH).ids
    bits, best = [_bits(model, ids)], 0
    guess = log2(plans[0].vocab_size) * len(ids) / len(PARAGRAPH)
    for i, plan in enumerate(plans[1:], 1):
        other = recurrent_weights.build(plan)
        bits.append(_bits(other, ids))
        if bits[i] < bits[best] and min(bits[0], guess) - bits[i] >= LEAD:
            best, model = i, other
    return plans[best], model, _told(plans, bits, best)


def _bits(model: RecurrentLanguageModel, ids: npt.NDArray[np.int32]) -> float:
    """Bits per character on a paragraph of English."""
    from wmstudio.models.scoring import text_bits

    bits = text_bits(model, [ids])[0] / len(PARAGRAPH)
    # ReLU's numbers may grow beyond all bounds where it is not what was trained.
    return bits if isfinite(bits) else inf


def _cells(plans: Sequence[RecurrentPlan]) -> set[Cell]:
    return {plan.cell for plan in plans}


def _told(plans: Sequence[RecurrentPlan], bits: Sequence[float], best: int) -> list[str]:
    """How the plan was chosen, and what speaks for it."""
    chosen, read = plans[best], [*zip(plans, bits, strict=True)]
    told = list(chosen.assumed)
    if others := [n for plan, n in read if plan.assumed != chosen.assumed]:
        told.append(
            f"Read so, a paragraph of English needs {bits[best]:.2f} bits per character, and "
            f"otherwise {min(others):.2f}."
        )
    if len(_cells(plans)) > 1:
        tanh, relu = (
            min(n for plan, n in read if plan.cell.activation == name) for name in ("tanh", "relu")
        )
        tried = (
            f"tanh needs {tanh:.2f} bits per character on a paragraph of English, ReLU {relu:.2f}"
        )
        used = "ReLU" if chosen.cell.activation == "relu" else "tanh"
        if used == "tanh" and relu - tanh < LEAD:
            used = "tanh, PyTorch's default, as this is undecided"
        told.append(f"Its RNN uses {used}: {tried}.")
    return told


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
