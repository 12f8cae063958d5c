"""Making a model of the studio out of somebody's module, a tokenizer, and what they say of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from torch import nn

from wmstudio.backends.found import Found, on_device
from wmstudio.backends.vocabulary import by_size
from wmstudio.lazy_dataclass import dataclass
from wmstudio.models.adapted.model import AdapterError
from wmstudio.models.adapted.trial import LONGEST, stepped, whole
from wmstudio.models.cost import CostError, cost_of
from wmstudio.models.device import choose_device, full_precision
from wmstudio.text.given_tokenizers import tokenizer_of
from wmstudio.text.tokenizer import TokenizerError

if TYPE_CHECKING:
    from wmstudio.engine.backend import Backend
    from wmstudio.engine.messages import OpenedModel


@dataclass(frozen=True)
class Adapted:
    """What `adapted` has found, before it is on a device."""

    found: Found
    name: str


def adapted(
    module: Any,
    tokenizer: Any = None,
    *,
    step: Any = None,
    initial_state: Any = None,
    start: int | None = None,
    longest: int = LONGEST,
    name: str = "",
) -> Adapted:
    """Try a module, and describe what was found: see `wmstudio.adapt`.

    Raises:
        AdapterError: it cannot be read; one sentence that names its file and line.
    """
    kind = type(module).__name__
    if isinstance(module, nn.Module):
        module.eval()
    if step is None and not callable(module):
        raise AdapterError(f"a {kind} cannot be called, and no step was given")
    if step is not None and not callable(step):
        raise AdapterError(
            f"step is a {type(step).__name__}, not a function of a token and a state"
        )
    if step is None and initial_state is not None:
        raise AdapterError("an initial state was given, but no step that takes it")
    model, assumed = (
        whole(module, kind, module, start, longest)
        if step is None
        else stepped(module, kind, step, initial_state, start, longest)
    )
    try:
        made, told = (
            by_size(model.vocab_size, "No tokenizer was given, so")
            if tokenizer is None
            else tokenizer_of(tokenizer, model.vocab_size)
        )
    except TokenizerError as error:
        raise AdapterError(str(error)) from error
    how = "read whole" if step is None else "read with its step"
    what = f"{kind}, a module of its own, {how}"
    found = Found(model, made, kind, "PyTorch module", what, (*assumed, told))
    return Adapted(found, name or kind)


def opened(one: Adapted, device: str) -> tuple[Backend, OpenedModel]:
    """The model on a device, and what there is to say of it.

    Raises:
        AdapterError: it takes more memory than there is.
        DeviceError: there is no such device here.
    """
    chosen, note = choose_device(device)
    full_precision(chosen)
    cost = cost_of(one.found.model)
    try:
        cost.check()
    except CostError as error:
        raise AdapterError(f"{one.name} asks for {error}") from error
    return on_device(one.found, one.name, chosen, note, cost.note)
