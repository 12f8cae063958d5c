"""What configs of Hugging Face's folders have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstudio.backends.found import FormatError
from wmstudio.untrusted import excerpt

if TYPE_CHECKING:
    from torch import nn

    from wmstudio.untrusted import Node


class OtherPartsError(FormatError):
    """A kind that is read, with a part that is not; transformers may have it."""


TIED = ("gpt2", "mamba", "recurrent_gemma")
"""Kinds whose output layer is the embedding where the config does not say."""


def vocab_size(config: Node) -> int:
    """The size of the vocabulary."""
    return config["vocab_size"].whole(1, 1_000_000)


def must_be(config: Node, name: str, *allowed: object) -> None:
    """Refuse what would compute something else.

    Raises:
        FormatError: the config has another value.
    """
    found = config.get(name)
    if found is not None and found.value not in allowed:
        raise OtherPartsError(f"its {name} is {excerpt(found.value)}, which is not read")


def check_rope(config: Node) -> None:
    """Refuse positions that are stretched.

    Raises:
        FormatError: they are.
    """
    for node in (config.get("rope_scaling"), config.get("rope_parameters")):
        kind = None if node is None else node.get("rope_type") or node.get("type")
        if kind is not None and kind.value != "default":
            raise OtherPartsError(f"its rope_scaling is {excerpt(kind.value)}, which is not read")


def rope_number(config: Node, name: str, usual: float) -> float:
    """A number of the rotary positions, in their table or, as it was once, beside it."""
    rope = config.get("rope_parameters")
    beside = config.number_of(name, usual)
    return beside if rope is None else rope.number_of(name, beside)


def activation_of(config: Node, name: str, usual: str) -> str:
    """The activation that a config names, by the name that it has here.

    Raises:
        FormatError: it is not known.
    """
    from wmstudio.models.decoder import ACTIVATIONS

    same = {"gelu_pytorch_tanh": "gelu_new", "swish": "silu", "gelu_fast": "gelu_new"}
    found = config.get(name)
    told = usual if found is None else found.text(50)
    if same.get(told, told) not in ACTIVATIONS:
        raise OtherPartsError(f"its {name} is {excerpt(told)}, which is not read")
    return same.get(told, told)


def told_of_output(config: Node, kind: str, model: nn.Module) -> tuple[str, ...]:
    """A sentence where config and weights differ about whether the output layer is the embedding.

    What the weights have is used.
    """
    import torch

    weights = model.state_dict()
    names = ("words.project.weight", "words.decoder.weight")
    own = next((weights[name] for name in names if name in weights), None)
    is_other = own is not None and not torch.equal(own, weights["words.embedding.weight"])
    said = config.get("tie_word_embeddings")
    is_said = said is not None and said.value is not None
    is_tied = said.switch() if said is not None and is_said else kind in TIED
    told = ""
    if is_tied and is_other:
        told = (
            "Its config says that the output layer is the embedding (tie_word_embeddings), but its "
            "weights have another one, which is used."
        )
    elif is_said and not is_tied and not is_other:
        told = (
            "Its config says that the output layer is not the embedding (tie_word_embeddings), but "
            "its weights have no other one, so the embedding is used."
        )
    return (told,) if told else ()
