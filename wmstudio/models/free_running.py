"""A model that reads what it has written itself.

Shapes: B texts at a time, V vocabulary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstudio.contract import Tap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from torch import Tensor

    from wmstudio.contract import State
    from wmstudio.models.language_model import LanguageModel


def write_on(
    model: LanguageModel,
    logits_BV: Tensor,
    state: State,
    length: int,
    draw: Callable[[Tensor], Tensor],
) -> Iterator[Tensor]:
    """So many tokens ``[B]`` one after another, each read before the next one is drawn.

    ``draw`` is given probabilities ``[B, V]`` in float32; those of the first token are of
    ``logits_BV``, which the model expects after ``state``.
    """
    token_B: Tensor | None = None
    for _ in range(length):
        if token_B is not None:
            logits_BV, state = model.step(token_B, state, Tap())
        token_B = draw(logits_BV.float().softmax(-1))
        yield token_B
