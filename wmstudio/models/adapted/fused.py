"""The gates inside torch's fused recurrent layers and attention, recomputed from their arguments.

``nn.LSTM``, ``nn.GRU``, their cells, ``nn.MultiheadAttention`` and ``scaled_dot_product_attention``
are single calls that do not give away what happens in them. Each is computed here a second time by
its formula, every value passing through ``see``; the result of this second run is used only where
``see`` changed something.

Shapes: T time, B batch, L layers, H hidden units (of attention: heads), E inputs, K keys, D
features of a head.
"""

from __future__ import annotations

import math
from contextlib import contextmanager
from inspect import signature
from typing import TYPE_CHECKING, Any, Protocol

import torch
from torch import Tensor
from torch.nn import functional as F

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


class See(Protocol):
    """Takes a value with its name and function, and returns what to go on with."""

    def __call__(self, part: str, function: str, x: Tensor) -> Tensor:
        """Take one value."""
        ...


def _lstm(z: Tensor, c: Tensor, see: See, name: str) -> tuple[Tensor, Tensor]:
    """One step from preactivations ``[B, 4H]`` in torch's order i f g o: h and c ``[B, H]``."""
    i, f, g, o = z.chunk(4, dim=-1)
    i = see(f"{name}input_gate", "sigmoid", torch.sigmoid(i))
    f = see(f"{name}forget_gate", "sigmoid", torch.sigmoid(f))
    g = see(f"{name}candidate", "tanh", torch.tanh(g))
    o = see(f"{name}output_gate", "sigmoid", torch.sigmoid(o))
    c = see(f"{name}cell", "cell", f * c + i * g)
    return see(f"{name}hidden", "tanh", o * torch.tanh(c)), c


def _gru(z: Tensor, u: Tensor, h: Tensor, see: See, name: str) -> Tensor:
    """One step from ``W x + b`` and ``U h + c``, ``[B, 3H]`` in torch's order r z n."""
    (zr, zz, zn), (ur, uz, un) = z.chunk(3, dim=-1), u.chunk(3, dim=-1)
    r = see(f"{name}reset_gate", "sigmoid", torch.sigmoid(zr + ur))
    kept = see(f"{name}update_gate", "sigmoid", torch.sigmoid(zz + uz))
    n = see(f"{name}candidate", "tanh", torch.tanh(zn + r * un))
    return see(f"{name}hidden", "tanh", (1 - kept) * n + kept * h)


def _step(
    kind: str, x: Tensor, state: tuple[Tensor, ...], weights: Sequence[Tensor], see: See, name: str
) -> tuple[Tensor, ...]:
    w, u, *biases = weights
    b, c = biases if biases else (None, None)
    z, r = F.linear(x, w, b), F.linear(state[0], u, c)
    if kind == "lstm":
        return _lstm(z + r, state[1], see, name)
    if kind == "gru":
        return (_gru(z, r, state[0], see, name),)
    act, function = (torch.relu, "relu") if kind == "rnn_relu" else (torch.tanh, "tanh")
    return (see(f"{name}hidden", function, act(z + r)),)


def cell(kind: str, args: Sequence[Any], see: See) -> Any:
    """``lstm_cell(x, (h, c), W, U, b, c)``, ``gru_cell(x, h, …)`` and so on, once more."""
    x, state, *weights = args
    state = tuple(state) if kind == "lstm" else (state,)
    after = _step(kind, x, state, [one for one in weights if one is not None], see, "")
    return after if kind == "lstm" else after[0]


def layers(kind: str, args: Sequence[Any], see: See) -> Any:
    """``lstm(x, (h, c), weights, biases, layers, dropout, train, bidirectional, batch_first)``.

    None where the layers are of a kind that is not recomputed: both ways, projected, or packed.
    """
    if len(args) != 9 or isinstance(args[1], Tensor) == (kind == "lstm"):
        return None
    x, state, weights, biases, count, _, _, both_ways, batch_first = args
    each = 4 if biases else 2
    if both_ways or len(weights) != each * count:
        return None
    states_LBH = tuple(state) if kind == "lstm" else (state,)
    is_single = x.dim() == 2
    x_TBE = x.unsqueeze(1) if is_single else x.transpose(0, 1) if batch_first else x
    if is_single:
        states_LBH = tuple(one.unsqueeze(1) for one in states_LBH)
    last = []
    for layer in range(count):
        own, rows = tuple(one[layer] for one in states_LBH), []
        name = f"{layer}." if count > 1 else ""
        for x_BE in x_TBE:
            own = _step(kind, x_BE, own, weights[each * layer : each * (layer + 1)], see, name)
            rows.append(own[0])
        x_TBE = torch.stack(rows)
        last.append(own)
    ends = tuple(torch.stack(parts) for parts in zip(*last, strict=True))
    out = x_TBE.transpose(0, 1) if batch_first and not is_single else x_TBE
    if is_single:
        out, ends = out.squeeze(1), tuple(one.squeeze(1) for one in ends)
    return out, *ends


def attention(args: Sequence[Any], kwargs: dict[str, Any], see: See) -> Tensor:
    """``scaled_dot_product_attention``: softmax(Q Kᵀ / √d + mask) V."""
    names = ("query", "key", "value", "attn_mask", "dropout_p", "is_causal")
    given = {**dict(zip(names, args, strict=False)), **kwargs}
    q: Tensor = given["query"]
    k, v, mask = given["key"], given["value"], given.get("attn_mask")
    scale: float = given.get("scale") or 1 / math.sqrt(q.shape[-1])
    if given.get("enable_gqa"):
        k, v = (x.repeat_interleave(q.shape[-3] // x.shape[-3], -3) for x in (k, v))
    scores = q @ k.transpose(-2, -1) * scale
    if given.get("is_causal"):
        mask = torch.ones(scores.shape[-2:], dtype=torch.bool, device=q.device).tril()
    if mask is not None:
        is_bool = mask.dtype == torch.bool
        scores = scores.masked_fill(~mask, -math.inf) if is_bool else scores + mask
    weights = see("attention", "softmax", scores.softmax(-1))
    seen: Tensor = weights @ v
    return seen


def multi_head(args: Sequence[Any], kwargs: dict[str, Any], see: See) -> Any:
    """``multi_head_attention_forward``: torch's own weights of each head, then W V and its layer.

    None where nothing was changed; and of layers that attend to more than tokens (``add_bias_kv``,
    ``add_zero_attn``), which are not recomputed.
    """
    bound = _MULTI_HEAD.bind(*args, **kwargs)
    bound.apply_defaults()
    given = bound.arguments
    if given["bias_k"] is not None or given["add_zero_attn"] or given["static_v"] is not None:
        return None
    asked = {**given, "need_weights": True, "average_attn_weights": False}
    _, own_BHTK = F.multi_head_attention_forward(**asked)
    assert own_BHTK is not None
    weights_BHTK = see("attention", "softmax", own_BHTK)
    if weights_BHTK is own_BHTK:
        return None
    # The matrices are one on another, those of queries and keys before that of the values.
    before = 2 * given["embed_dim_to_check"]
    separate, bias = given["use_separate_proj_weight"], given["in_proj_bias"]
    w = given["v_proj_weight"] if separate else given["in_proj_weight"][before:]
    v: Tensor = given["value"]
    is_single = v.dim() == 2
    v_KBE = F.linear(v.unsqueeze(1) if is_single else v, w, None if bias is None else bias[before:])
    v_BHKD = v_KBE.reshape(*v_KBE.shape[:2], given["num_heads"], -1).permute(1, 2, 0, 3)
    seen_BHTD = (weights_BHTK.unsqueeze(0) if is_single else weights_BHTK) @ v_BHKD
    seen_TBE = seen_BHTD.permute(2, 0, 1, 3).flatten(2)
    out_TBE = F.linear(seen_TBE, given["out_proj_weight"], given["out_proj_bias"])
    shown = weights_BHTK.mean(-3) if given["average_attn_weights"] else weights_BHTK
    out = out_TBE.squeeze(1) if is_single else out_TBE
    return out, shown if given["need_weights"] else None


_MULTI_HEAD = signature(F.multi_head_attention_forward)
CELLS = {
    "lstm_cell": "lstm",
    "gru_cell": "gru",
    "rnn_tanh_cell": "rnn",
    "rnn_relu_cell": "rnn_relu",
}
LAYERS = {"lstm": "lstm", "gru": "gru", "rnn_tanh": "rnn", "rnn_relu": "rnn_relu"}


def recomputed(
    function: str, args: Sequence[Any], kwargs: dict[str, Any]
) -> Callable[[See], Any] | None:
    """How to compute a fused call once more, if this is one."""
    if function in CELLS and not kwargs:
        return lambda see: cell(CELLS[function], args, see)
    if function in LAYERS and not kwargs:
        return lambda see: layers(LAYERS[function], args, see)
    if function == "scaled_dot_product_attention":
        return lambda see: attention(args, kwargs, see)
    if function == "multi_head_attention_forward":
        return lambda see: multi_head(args, kwargs, see)
    return None


@contextmanager
def without_shortcuts() -> Iterator[None]:
    """Have torch's transformer layers compute in one way, whether they are watched or not.

    While no gradients are wanted, they take another path, which rounds differently and in which
    attention cannot be seen; and only where nobody watches.
    """
    before = torch.backends.mha.get_fastpath_enabled()
    torch.backends.mha.set_fastpath_enabled(False)
    try:
        yield
    finally:
        torch.backends.mha.set_fastpath_enabled(before)
