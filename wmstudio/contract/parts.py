"""Parts of a state that can be copied out of one state and put into another one."""

from __future__ import annotations

from base64 import b85decode, b85encode
from dataclasses import field

from wmstudio.lazy_dataclass import dataclass

ITEM, MEMORY = "item", "memory"
"""The ids of the parts that are one item of a memory, and all of it."""


@dataclass(frozen=True)
class PartSpec:
    """A part of the state: one item of a memory, all of it, or the state of a layer.

    ``id`` is stable and is saved in files. ``text`` says what it is. ``names`` are the tensors of
    the state that it consists of. With ``items``, they have so many entries along their first dim
    after the batch, and the part is one of them. ``writers`` names the tensor that says which token
    wrote each item; its entries become those of `put_in_after`. With ``of_tokens``, the items are
    tokens of the text and are numbered like them; there are at most ``items``.
    """

    id: str
    text: str
    names: tuple[str, ...]
    items: int = 0
    writers: str = ""
    of_tokens: bool = False


@dataclass(frozen=True)
class CopiedPart:
    """A part of a state, copied out of it, as in a ``.wmmemory`` file.

    ``part`` is the id of its `PartSpec`, ``model`` the hash of the weights of the model that it is
    of, and ``name`` that model's name. ``origin`` says in words where it comes from. ``data`` is
    the whole file, in which all of these are written too.
    """

    part: str
    model: str
    name: str
    origin: str
    data: bytes = field(repr=False)

    def __repr__(self) -> str:
        fields = (self.part, self.model, self.name, self.origin, b85encode(self.data).decode())
        return f"CopiedPart.decoded({', '.join(map(repr, fields))})"

    @classmethod
    def decoded(cls, part: str, model: str, name: str, origin: str, data: str) -> CopiedPart:
        """The same from text: ``data`` is in base 85."""
        return cls(part, model, name, origin, b85decode(data))


def put_in_after(token: int) -> int:
    """What stands in place of a writer's number for an item put in by hand after this token.

    No token of the text has written it. These numbers are below -1, which is for no item.
    """
    return -2 - token


def token_put_in_after(writer: int) -> int | None:
    """The token after which an item was put in by hand; None if a token wrote it, or none did."""
    return -2 - writer if writer < -1 else None
