"""Tensors of GPT-2 (also nanoGPT) and Llama by name, as a model of ours.

Shapes: C width, D features of a head, H heads, K heads of keys and values, L layers, V vocabulary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wmstudio.backends.found import FormatError
from wmstudio.backends.parameters import check_size, filled, finite
from wmstudio.lazy_dataclass import dataclass
from wmstudio.memory.window import LONGEST_WINDOW
from wmstudio.untrusted import excerpt

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wmstudio.models.decoder import DecoderConfig, DecoderLanguageModel
    from wmstudio.weights.stored import Floats, StoredTensor

PREFIXES = ("_orig_mod.", "module.", "model.", "transformer.", "_forward_module.")
WINDOW = 1024
"""Tokens that rotary models attend to, at most: the keys and values of all are kept."""

Get = "Callable[[str], Floats]"


@dataclass(frozen=True)
class DecoderPlan:
    """The configuration, what it is in words, and how to get our tensors from the file's."""

    config: DecoderConfig
    what: str
    tensors: Callable[[], dict[str, Floats]]
    assumed: tuple[str, ...] = ()

    def model(self) -> DecoderLanguageModel:
        """See `build`."""
        return build(self)


def stripped(tensors: Mapping[str, StoredTensor]) -> dict[str, StoredTensor]:
    """The tensors without the prefixes that wrappers put before their names."""
    found = dict(tensors)
    for _ in range(4):
        for prefix in PREFIXES:
            if found and sum(name.startswith(prefix) for name in found) > len(found) // 2:
                found = {name.removeprefix(prefix): x for name, x in found.items()}
    return found


def is_gpt2(tensors: Mapping[str, StoredTensor]) -> bool:
    """Whether they are named as GPT-2's are."""
    return {"wte.weight", "wpe.weight", "h.0.attn.c_attn.weight"} <= tensors.keys()


def is_llama(tensors: Mapping[str, StoredTensor]) -> bool:
    """Whether they are named as Llama's are."""
    return {"embed_tokens.weight", "layers.0.self_attn.q_proj.weight"} <= tensors.keys()


def layers_of(tensors: Mapping[str, StoredTensor], begin: str) -> int:
    """How many layers there are."""
    numbers = {n.split(".")[1] for n in tensors if n.startswith(begin) and n.count(".") > 1}
    return len(numbers)


class _Tensors:
    """Tensors by name that must have a shape, each of which is used once."""

    def __init__(self, tensors: Mapping[str, StoredTensor]) -> None:
        self._tensors, self.used = tensors, set[str]()

    def __call__(self, name: str, *shape: int, turned: bool = False) -> Floats:
        """The values in this shape; ``turned`` where they are stored as ``[in, out]``."""
        x = self._tensors.get(name)
        if x is None:
            raise FormatError(f"it has no {excerpt(name)}")
        want = shape[::-1] if turned else shape
        if x.shape != want:
            raise FormatError(f"{excerpt(name)} has the shape {list(x.shape)}, not {list(want)}")
        values = finite(x.values(), excerpt(name))
        self.used.add(name)
        return _turned(values) if turned else values

    def maybe(self, name: str, *shape: int) -> Floats:
        """The values, or zeros where there is no such tensor."""
        return self(name, *shape) if name in self._tensors else np.zeros(shape, np.float32)


def gpt2(
    tensors: Mapping[str, StoredTensor],
    heads: int,
    activation: str,
    epsilon: float = 1e-5,
    start: int | None = None,
) -> DecoderPlan:
    """A plan for GPT-2's names, with Hugging Face's ``[in, out]`` or nanoGPT's ``[out, in]``."""
    from wmstudio.models.decoder import DecoderConfig

    (v, c), (positions, _) = (tensors[f"{name}.weight"].shape for name in ("wte", "wpe"))
    attn = tensors["h.0.attn.c_attn.weight"].shape
    turned = attn == (c, 3 * c)
    fc = tensors.get("h.0.mlp.c_fc.weight")
    if fc is None or len(fc.shape) != 2 or not c or not 1 <= heads <= c or c % heads:
        raise FormatError(f"its sizes do not fit together: {c} features in {heads} heads")
    if positions > LONGEST_WINDOW:
        raise FormatError(f"it has {positions:,} positions; at most {LONGEST_WINDOW:,} are read")
    f, layers = fc.shape[1 if turned else 0], layers_of(tensors, "h.")
    config = DecoderConfig(
        vocab_size=v, width=c, layers=layers, heads=heads, kv_heads=heads, head_width=c // heads,
        feed_forward=f, window=positions, positions=positions, epsilon=epsilon,
        activation=activation, start=start,
    )  # fmt: skip

    def read() -> dict[str, Floats]:
        get = _Tensors(tensors)
        ours = {"words.embedding.weight": get("wte.weight", v, c)}
        ours["places.weight"] = get("wpe.weight", positions, c)
        ours |= _head(get, tensors, ours["words.embedding.weight"], v, c)
        for i in range(layers):
            at, to = f"h.{i}", f"blocks.{i}"
            for theirs, name, rows, columns in (
                ("attn.c_attn", "qkv", 3 * c, c),
                ("attn.c_proj", "out", c, c),
                ("mlp.c_fc", "widen", f, c),
                ("mlp.c_proj", "narrow", c, f),
            ):
                weight = get(f"{at}.{theirs}.weight", rows, columns, turned=turned)
                ours[f"{to}.{name}.weight"] = weight
                ours[f"{to}.{name}.bias"] = get.maybe(f"{at}.{theirs}.bias", rows)
            for theirs, name in (("ln_1", "norm_attention"), ("ln_2", "norm_feed_forward")):
                ours[f"{to}.{name}.weight"] = get(f"{at}.{theirs}.weight", c)
                ours[f"{to}.{name}.bias"] = get.maybe(f"{at}.{theirs}.bias", c)
        ours["norm.weight"], ours["norm.bias"] = get("ln_f.weight", c), get.maybe("ln_f.bias", c)
        masks = {f"h.{i}.attn.{name}" for i in range(layers) for name in ("bias", "masked_bias")}
        _all_used(tensors, get.used | masks)
        return ours

    told = f"It has {positions:,} positions; a longer text is read in stretches of so many tokens."
    return DecoderPlan(config, _what("GPT-2", config), read, (told,))


def llama(
    tensors: Mapping[str, StoredTensor], config: DecoderConfig, is_interleaved: bool = False
) -> DecoderPlan:
    """A plan for Llama's names; ``is_interleaved`` where a head's rotated pairs are neighbours."""
    v, c, f, d = config.vocab_size, config.width, config.feed_forward, config.head_width
    rows, shared = config.heads * d, config.kv_heads * d

    def read() -> dict[str, Floats]:
        get = _Tensors(tensors)
        ours = {"words.embedding.weight": get("embed_tokens.weight", v, c)}
        ours |= _head(get, tensors, ours["words.embedding.weight"], v, c)
        ours["norm.weight"] = get("norm.weight", c)
        for i in range(config.layers):
            at, to = f"layers.{i}", f"blocks.{i}"
            q, k = (
                get(f"{at}.self_attn.{name}_proj.weight", n, c)
                for name, n in (("q", rows), ("k", shared))
            )
            if is_interleaved:
                q, k = (_pairs_apart(x, d) for x in (q, k))
            value = get(f"{at}.self_attn.v_proj.weight", shared, c)
            ours[f"{to}.qkv.weight"] = np.concatenate([q, k, value])
            biases = [
                get.maybe(f"{at}.self_attn.{name}_proj.bias", n)
                for name, n in (("q", rows), ("k", shared), ("v", shared))
            ]
            if is_interleaved:
                biases[:2] = (_pairs_apart(x[:, None], d)[:, 0] for x in biases[:2])
            ours[f"{to}.qkv.bias"] = np.concatenate(biases)
            for theirs, name, n, m in (
                ("self_attn.o_proj", "out", c, rows),
                ("mlp.gate_proj", "gate", f, c),
                ("mlp.up_proj", "widen", f, c),
                ("mlp.down_proj", "narrow", c, f),
            ):
                ours[f"{to}.{name}.weight"] = get(f"{at}.{theirs}.weight", n, m)
                ours[f"{to}.{name}.bias"] = get.maybe(f"{at}.{theirs}.bias", n)
            ours[f"{to}.norm_attention.weight"] = get(f"{at}.input_layernorm.weight", c)
            ours[f"{to}.norm_feed_forward.weight"] = get(f"{at}.post_attention_layernorm.weight", c)
        unused = {f"layers.{i}.self_attn.rotary_emb.inv_freq" for i in range(config.layers)}
        _all_used(tensors, get.used | unused)
        return ours

    told = f"It attends to the last {config.window:,} tokens, and forgets what is further back."
    return DecoderPlan(config, _what("Llama", config), read, (told,))


def build(plan: DecoderPlan) -> DecoderLanguageModel:
    """The model, in float32.

    Raises:
        FormatError: a tensor is missing, or has another shape; or there are too many.
    """
    from wmstudio.models.decoder import DecoderLanguageModel
    from wmstudio.models.device import without_numbers

    with without_numbers():
        model = DecoderLanguageModel(plan.config)
    check_size(model)
    return filled(model, plan.tensors())


def _head(
    get: _Tensors, tensors: Mapping[str, StoredTensor], embedding_VC: Floats, v: int, c: int
) -> dict[str, Floats]:
    """The output layer; tied to the embedding where the file has none."""
    own = "lm_head.weight" in tensors
    weight = get("lm_head.weight", v, c) if own else embedding_VC
    return {"words.project.weight": weight, "words.bias": get.maybe("lm_head.bias", v)}


def _turned(x: Floats) -> Floats:
    """The transposed matrix in memory of its own; torch writes it 3.7 times as fast as numpy."""
    import torch

    found: Floats = torch.from_numpy(x).t().contiguous().numpy()
    return found


def _pairs_apart(x_RC: Floats, d: int) -> Floats:
    """Rows of each head from r0 i0 r1 i1 … to r0 r1 … i0 i1 …, as our rotation has them."""
    heads = x_RC.reshape(-1, d // 2, 2, x_RC.shape[1])
    return np.ascontiguousarray(heads.transpose(0, 2, 1, 3).reshape(x_RC.shape))


def _all_used(tensors: Mapping[str, StoredTensor], used: set[str]) -> None:
    if extra := [name for name, x in tensors.items() if x.is_float and name not in used]:
        raise FormatError(f"it has {excerpt(extra[0])}, for which such a model has no place")


def _what(name: str, config: DecoderConfig) -> str:
    heads = f"{config.heads} heads"
    if config.kv_heads != config.heads:
        heads += f" on {config.kv_heads} of keys and values"
    return (
        f"{name} transformer: {config.layers} layers of {config.width:,}, {heads}, "
        f"vocabulary of {config.vocab_size:,}"
    )
