"""Watching somebody's module: every sigmoid, softmax and tanh that it calls, as it calls them.

torch tells a `TorchFunctionMode` of each call. A call is known by the line of the source that makes
it and the submodule whose method that line is in, so the layers of a stack are told apart. Nothing
is computed in another way than without it, unless a value is to be changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from wmstudio.lazy_dataclass import dataclass
from wmstudio.models.adapted import fused
from wmstudio.models.adapted.sites import Site, calling

if TYPE_CHECKING:
    from collections.abc import Callable

FUNCTIONS = {
    "sigmoid": "sigmoid",
    "special_expit": "sigmoid",
    "expit": "sigmoid",
    "hardsigmoid": "sigmoid",
    "softmax": "softmax",
    "gumbel_softmax": "softmax",
    "tanh": "tanh",
    "hardtanh": "tanh",
    "softplus": "softplus",
}
"""What is watched, and what it is to the studio. Fused calls are in `fused`."""


@dataclass(frozen=True)
class Call:
    """A place in somebody's code that makes a call.

    ``owner`` is the id of the module whose method makes it (0 for none), ``part`` one of several
    values of a fused call, and ``function`` a value of `FUNCTIONS`, or ``cell`` or ``relu``.
    """

    site: Site
    owner: int
    part: str
    function: str


class Watch(TorchFunctionMode):
    """While it is entered, every watched value goes through ``passing``, which returns it changed.

    Where it returns the value that it was given, the call's own result is left alone, bit by bit.
    ``wanted`` says whether values of a site are asked for at all.
    """

    def __init__(
        self, passing: Callable[[Call, Tensor], Tensor], wanted: Callable[[Site], bool]
    ) -> None:
        super().__init__()
        self._passing, self._wanted = passing, wanted

    def __torch_function__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        """Make the call, and show its result."""
        named = kwargs or {}
        out = func(*args, **named)
        name = getattr(func, "__name__", "")
        plain = name.removesuffix("_")
        function = FUNCTIONS.get(plain)
        again = None if function else fused.recomputed(name, args, named)
        if function is None and again is None:
            return out
        site, owner = calling(plain)
        if site is None or not self._wanted(site):
            return out
        # Other objects may be made anew for every token.
        owned = id(owner) if isinstance(owner, nn.Module) else 0
        if again is not None:
            return self._fused(out, again, site, owned)
        changed = self._passing(Call(site, owned, "", function or ""), out)
        if changed is out:
            return out
        # A function that writes into its argument has to go on doing so.
        return out.copy_(changed) if name.endswith("_") else changed

    def _fused(self, out: Any, again: Any, site: Site, owner: int) -> Any:
        touched = False

        def see(part: str, function: str, x: Tensor) -> Tensor:
            nonlocal touched
            changed = self._passing(Call(site, owner, part, function), x)
            touched = touched or changed is not x
            return changed

        other = again(see)
        return other if touched else out
