"""``wmstudio.adapt``: somebody's own PyTorch module as a model of the studio."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wmstudio.backends.adapter.making import Adapted, adapted, opened
from wmstudio.library import given
from wmstudio.library.models import LoadedModel
from wmstudio.models.adapted.trial import LONGEST

if TYPE_CHECKING:
    from collections.abc import Callable


class OpenModule(LoadedModel):
    """An open model that somebody's module is; ``adapted`` is what the window opens of it."""

    adapted: Adapted


def adapt(
    module: Any,
    tokenizer: Any = None,
    *,
    step: Callable[[Any, Any], Any] | None = None,
    initial_state: Any = None,
    start: int | None = None,
    longest: int = LONGEST,
    name: str = "",
    device: str = "auto",
) -> OpenModule:
    """Open a PyTorch module of your own, and find its gates, addresses and states by watching it.

    The module runs as it is (it is put into evaluation mode). Every sigmoid that it calls is a
    gate, every softmax an address or attention, every tanh an activation; gates inside ``nn.LSTM``,
    ``nn.GRU`` and their cells, and the weights of ``nn.MultiheadAttention`` and
    ``scaled_dot_product_attention``, are computed a second time. Signals are named by the line that
    makes them and the variable that it is assigned to: ``ntm.py:42.write_gate``. They can be
    patched; where nothing is, outputs are bit-identical to the module's own with
    ``torch.backends.mha`` in its slow path, as with gradients.

    ``tokenizer`` is one of the studio's, an object with ``encode`` and ``decode``, the pieces by id
    (a string of characters, a list, a table), the ids by piece, or None for bytes or numbers.

    With ``step(token, state) → (logits, state)`` the model is read token by token. ``token`` is a
    tensor of the shape [1] (an int or [1, 1] where the step takes that), the logits are ``[V]`` or
    ``[1, V]``, and a state is made of tensors in tuples, lists, dictionaries and dataclasses. Each
    of its floating-point tensors is a signal, ``state.…``. ``initial_state`` is the first state, or
    a function that makes it, of no argument or of the batch size.

    Without a step, ``module(ids [1, T]) → logits [1, T, V]`` is read whole. Beyond ``longest``
    tokens, it goes on with the newer half of them.

    ``start`` is the id of a token that is read before every text.

    In a Python file that is named with ``--adapter`` on the command line, the window and all
    commands open what this returns.

    Raises:
        AdapterError: the module raises, or returns something else; a sentence that names its line.
        DeviceError: this machine has no such device.
        TraceError: an argument is not what it must be.
    """
    device, name = given.text(device, "device"), given.text(name, "name")
    longest = given.whole(longest, "longest", 1)
    start = None if start is None else given.whole(start, "start")
    made = adapted(
        module,
        tokenizer,
        step=step,
        initial_state=initial_state,
        start=start,
        longest=longest,
        name=name,
    )
    model = OpenModule(*opened(made, device))
    model.adapted = made
    return model
