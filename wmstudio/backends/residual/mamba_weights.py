"""Tensors of Mamba and Mamba-2, by transformers' names, as a model of ours.

Shapes: C width, G groups, I inner units, K width of the convolution, N heads, R rank of the steps,
S numbers of a unit's state, V vocabulary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wmstudio.backends.residual.plan import NamedTensors, ResidualPlan, around, layers_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wmstudio.models.mixers.mamba2 import Mamba2Config
    from wmstudio.weights.stored import Floats, StoredTensor

BEGIN = "backbone."


def is_mamba(tensors: Mapping[str, StoredTensor]) -> bool:
    """Whether they are named as those of Mamba or Mamba-2 are."""
    return {f"{BEGIN}embeddings.weight", f"{BEGIN}layers.0.mixer.D"} <= tensors.keys()


def mamba(
    tensors: Mapping[str, StoredTensor], epsilon: float = 1e-5, start: int | None = None
) -> ResidualPlan:
    """A plan for Mamba's tensors, which tell all sizes.

    Raises:
        FormatError: a tensor is missing.
    """
    from wmstudio.models.mixers.mamba import MambaConfig

    get = NamedTensors({name.removeprefix(BEGIN): x for name, x in tensors.items()})
    _, c = get.shape("embeddings.weight", 2)
    at = "layers.0.mixer"
    i, r = get.shape(f"{at}.dt_proj.weight", 2)
    s = (get.rows(f"{at}.x_proj.weight") - r) // 2
    k = get.last(f"{at}.conv1d.weight")
    one = MambaConfig(inner=i, state=max(s, 1), rank=r, kernel=k)

    def read(get: NamedTensors, at: str) -> dict[str, Floats]:
        (enter, gate), (enter_bias, gate_bias) = _cut(get, f"{at}.in_proj", c, i, i)
        return {
            "enter.weight": enter,
            "enter.bias": enter_bias,
            "gate.weight": gate,
            "gate.bias": gate_bias,
            "project.weight": get(f"{at}.x_proj.weight", r + 2 * s, i),
            "step.weight": get(f"{at}.dt_proj.weight", i, r),
            "step.bias": get(f"{at}.dt_proj.bias", i),
            **_rest(get, at, c, i, k, i, (i, s)),
        }

    what = f"Mamba: {{layers}} layers of {c:,} with {i:,} units of {s} numbers, vocabulary of "
    return _plan(tensors, one, epsilon, start, "mamba", what, read)


def mamba2(
    tensors: Mapping[str, StoredTensor],
    mixer: Mamba2Config,
    epsilon: float = 1e-5,
    start: int | None = None,
) -> ResidualPlan:
    """A plan for Mamba-2's tensors.

    Raises:
        FormatError: a tensor is missing.
    """
    get = NamedTensors({name.removeprefix(BEGIN): x for name, x in tensors.items()})
    _, c = get.shape("embeddings.weight", 2)
    n, i = mixer.heads, mixer.heads * mixer.head_width
    units = i + 2 * mixer.groups * mixer.state

    def read(get: NamedTensors, at: str) -> dict[str, Floats]:
        weights, biases = _cut(get, f"{at}.in_proj", c, i, units, n)
        found: dict[str, Floats] = {}
        for name, weight, bias in zip(("gate", "enter", "step"), weights, biases, strict=True):
            found |= {f"{name}.weight": weight, f"{name}.bias": bias}
        found["step.bias"] = found["step.bias"] + get(f"{at}.dt_bias", n)
        found["norm"] = get.flat(f"{at}.norm.weight", i)
        return {**found, **_rest(get, at, c, i, mixer.kernel, units, (n,))}

    what = (
        f"Mamba-2: {{layers}} layers of {c:,} with {n} heads of {mixer.head_width} times "
        f"{mixer.state}, vocabulary of "
    )
    return _plan(tensors, mixer, epsilon, start, "mamba2", what, read)


def _plan(
    tensors: Mapping[str, StoredTensor], mixer: object, epsilon: float, start: int | None,
    family: str, what: str, read: Callable[[NamedTensors, str], dict[str, Floats]],
) -> ResidualPlan:  # fmt: skip
    from wmstudio.models.mixers.residual import ResidualConfig

    tensors = {name.removeprefix(BEGIN): x for name, x in tensors.items()}
    v, c = NamedTensors(tensors).shape("embeddings.weight", 2)
    layers = layers_in(tensors)
    config = ResidualConfig(
        vocab_size=v,
        width=c,
        layers=((mixer,),) * layers,  # type: ignore[arg-type]
        epsilon=epsilon,
        is_tied="lm_head.weight" not in tensors,
        start=start,
    )

    def all_tensors() -> dict[str, Floats]:
        get = NamedTensors(tensors)
        ours = around(get, config, "embeddings", "norm_f")
        for i in range(layers):
            ours[f"layers.{i}.norms.0.weight"] = get(f"layers.{i}.norm.weight", c)
            own = read(get, f"layers.{i}.mixer")
            ours |= {f"layers.{i}.mixers.0.{name}": x for name, x in own.items()}
        get.check_all_used()
        return ours

    told = f"{what.format(layers=layers)}{v:,}"
    return ResidualPlan(config, family, told, all_tensors)


def _cut(get: NamedTensors, name: str, c: int, *sizes: int) -> tuple[list[Floats], list[Floats]]:
    """The weights and biases of several projections in one."""
    places = np.cumsum(sizes)[:-1]
    weight, bias = get(f"{name}.weight", sum(sizes), c), get.maybe(f"{name}.bias", sum(sizes))
    weights = [np.ascontiguousarray(x) for x in np.split(weight, places)]
    return weights, [np.ascontiguousarray(x) for x in np.split(bias, places)]


def _rest(
    get: NamedTensors, at: str, c: int, i: int, k: int, units: int, rates: tuple[int, ...]
) -> dict[str, Floats]:
    """What both kinds have."""
    return {
        "convolution.weight": get(f"{at}.conv1d.weight", units, k),
        "convolution.bias": get.maybe(f"{at}.conv1d.bias", units),
        "a_log": get(f"{at}.A_log", *rates),
        "d": get(f"{at}.D", rates[0]),
        "output.weight": get(f"{at}.out_proj.weight", c, i),
        "output.bias": get.maybe(f"{at}.out_proj.bias", c),
    }
