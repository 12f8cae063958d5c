"""What configs of Hugging Face's folders have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstudio.backends.found import FormatError
from wmstudio.untrusted import excerpt

if TYPE_CHECKING:
    from wmstudio.untrusted import Node


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
        raise FormatError(f"its {name} is {excerpt(found.value)}, which is not read")


def check_rope(config: Node) -> None:
    """Refuse positions that are stretched.

    Raises:
        FormatError: they are.
    """
    for node in (config.get("rope_scaling"), config.get("rope_parameters")):
        kind = None if node is None else node.get("rope_type") or node.get("type")
        if kind is not None and kind.value != "default":
            raise FormatError(f"its rope_scaling is {excerpt(kind.value)}, which is not read")


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
        raise FormatError(f"its {name} is {excerpt(told)}, which is not read")
    return same.get(told, told)
