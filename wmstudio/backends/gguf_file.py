"""GGUF files of Llama, GPT-2 and recurrent models: weights, sizes and tokenizer in one file."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from wmstudio.backends.found import FormatError, Found, opens
from wmstudio.untrusted import Node, UntrustedError, excerpt

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from wmstudio.backends.decoder_weights import DecoderPlan
    from wmstudio.backends.residual.plan import ResidualPlan
    from wmstudio.text.paragraphs import ParagraphTokenizer
    from wmstudio.weights.stored import StoredTensor

    PlanOf = Callable[
        [Node, dict[str, StoredTensor], ParagraphTokenizer], DecoderPlan | ResidualPlan
    ]

NAME = "GGUF model (.gguf)"
MAGIC = b"GGUF"
LLAMA = {
    "token_embd": "embed_tokens",
    "output_norm": "norm",
    "output": "lm_head",
    "blk": "layers",
    "attn_norm": "input_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}
GPT2 = {
    "token_embd": "wte",
    "position_embd": "wpe",
    "output_norm": "ln_f",
    "output": "lm_head",
    "blk": "h",
    "attn_norm": "ln_1",
    "attn_qkv": "attn.c_attn",
    "attn_output": "attn.c_proj",
    "ffn_norm": "ln_2",
    "ffn_up": "mlp.c_fc",
    "ffn_down": "mlp.c_proj",
}
"""The names that transformers has for the parts of a model."""
NORMAL, UNKNOWN, CONTROL, ADDED, UNUSED, BYTE = range(1, 7)
"""Of `tokenizer.ggml.token_type`."""


def recognise(path: Path) -> Path | None:
    """A file that begins as one."""
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return path if file.read(len(MAGIC)) == MAGIC else None


@opens
def open(path: Path) -> Found:
    """Open a file.

    Raises:
        FormatError: it is damaged, quantised otherwise, or of another kind; one sentence.
    """
    from wmstudio.weights.gguf import read_gguf

    file = read_gguf(path)
    values = Node(file.values)
    kind = values["general.architecture"].text(100)
    if kind not in KINDS:
        known = ", ".join(KINDS)
        raise FormatError(f"it is of the kind {excerpt(kind)}, and {known} are read")
    names, plan_of = KINDS[kind]
    tensors = {_renamed(name, names): x for name, x in file.tensors.items()}
    tokenizer, told = _tokenizer(file.values)
    plan = plan_of(values, tensors, tokenizer)
    return Found(
        plan.model(), tokenizer, kind, "GGUF file", plan.what,
        (*plan.assumed, *told),
    )  # fmt: skip


def _renamed(name: str, names: Mapping[str, str]) -> str:
    """The name that transformers has for a tensor."""
    parts = name.split(".")
    # The second part of a layer's tensor is the layer's number.
    return ".".join(names.get(part, part) for part in parts)


def _gpt2(
    values: Node, tensors: dict[str, StoredTensor], tokenizer: ParagraphTokenizer
) -> DecoderPlan:
    from wmstudio.backends import decoder_weights

    if not decoder_weights.is_gpt2(tensors):
        raise FormatError("its tensors are not named as GPT-2's are")
    heads = values["gpt2.attention.head_count"].whole(1, 65_536)
    epsilon = values.number_of("gpt2.attention.layer_norm_epsilon", 1e-5)
    return decoder_weights.gpt2(tensors, heads, "gelu_new", epsilon, tokenizer.start)


def _llama(
    values: Node, tensors: dict[str, StoredTensor], tokenizer: ParagraphTokenizer
) -> DecoderPlan:
    from wmstudio.backends import decoder_weights
    from wmstudio.models.decoder import DecoderConfig

    # Factors of stretched positions.
    scaling = values.get("llama.rope.scaling.type")
    is_scaled = scaling is not None and scaling.value != "none"
    if "rope_freqs.weight" in tensors or is_scaled:
        raise FormatError(
            "its positions are scaled, which is not read: open its Hugging Face folder with "
            "transformers (wmstudio[hf])"
        )
    if not decoder_weights.is_llama(tensors):
        raise FormatError("its tensors are not named as Llama's are")
    width = values["llama.embedding_length"].whole(1, 65_536)
    heads = values["llama.attention.head_count"].whole(1, 65_536)
    try:
        config = DecoderConfig(
            vocab_size=len(tokenizer.pieces),
            width=width,
            layers=decoder_weights.layers_of(tensors, "layers."),
            heads=heads,
            kv_heads=values.whole_of("llama.attention.head_count_kv", heads),
            head_width=values.whole_of("llama.attention.key_length", max(width // heads, 1)),
            feed_forward=values["llama.feed_forward_length"].whole(1, 2**20),
            window=min(values.whole_of("llama.context_length", 2048), decoder_weights.WINDOW),
            rope_base=values.number_of("llama.rope.freq_base", 10_000.0),
            norm="rms",
            epsilon=values.number_of("llama.attention.layer_norm_rms_epsilon", 1e-5),
            activation="silu",
            is_gated=True,
            start=tokenizer.start,
        )
    except ValueError as error:
        if isinstance(error, UntrustedError):
            raise
        raise FormatError(f"its sizes do not fit: {error}") from error
    return decoder_weights.llama(tensors, config, is_interleaved=True)


def _rwkv(
    kind: str, values: Node, tensors: dict[str, StoredTensor], tokenizer: ParagraphTokenizer
) -> ResidualPlan:
    from wmstudio.backends.residual import rwkv_gguf, rwkv_weights

    tensors = rwkv_gguf.renamed(values, tensors, kind)
    if not rwkv_weights.is_rwkv(tensors):
        raise FormatError("its tensors are not named as RWKV's are")
    plan = rwkv_weights.rwkv(tensors, tokenizer.start)
    if plan.config.vocab_size != len(tokenizer.pieces):
        raise FormatError("its tokenizer has another number of pieces than the model")
    return plan


def _ssm(
    values: Node, tensors: dict[str, StoredTensor], tokenizer: ParagraphTokenizer
) -> ResidualPlan:
    from wmstudio.backends.residual import ssm_gguf

    is_qwen = values["general.architecture"].value == "qwen3next"
    return (ssm_gguf.qwen if is_qwen else ssm_gguf.mamba)(values, tensors, tokenizer)


KINDS: dict[str, tuple[dict[str, str], PlanOf]] = {
    "llama": (LLAMA, _llama),
    "gpt2": (GPT2, _gpt2),
    "mamba": ({}, _ssm),
    "mamba2": ({}, _ssm),
    "qwen3next": ({}, _ssm),
    "rwkv6": ({}, partial(_rwkv, "rwkv6")),
    "rwkv7": ({}, partial(_rwkv, "rwkv7")),
}


def _tokenizer(values: dict[str, Any]) -> tuple[ParagraphTokenizer, list[str]]:
    """The tokenizer inside the file, and what was assumed of it."""
    node = Node(values)
    kind = node["tokenizer.ggml.model"].text(100)
    if kind not in TOKENIZERS:
        known = ", ".join(TOKENIZERS)
        raise FormatError(f"its tokenizer is of the kind {excerpt(kind)}, and {known} are read")
    texts = [one.text(10_000) for one in node["tokenizer.ggml.tokens"].items(1_000_000)]
    kinds = [one.whole() for one in node["tokenizer.ggml.token_type"].items(1_000_000)]
    if len(texts) != len(kinds):
        raise FormatError("its tokenizer is damaged")
    made, told = TOKENIZERS[kind](node, texts, kinds)
    begin, pre = node.get("tokenizer.ggml.bos_token_id"), node.get("tokenizer.ggml.pre")
    told_of_it = node.get("tokenizer.ggml.add_bos_token")
    # What llama.cpp does where the file does not say.
    usual = kind == "llama" or (pre is not None and pre.value == "llama-bpe")
    if begin is not None and (usual if told_of_it is None else told_of_it.switch()):
        made.start = begin.whole(0, len(texts) - 1)
    else:
        made.start = None
    if made.start is None:
        return made, ["The first token is a uniform guess.", *told]
    return made, [f"A text begins with token {made.start}.", *told]


def _scored(node: Node, texts: list[str], kinds: list[int]) -> tuple[ParagraphTokenizer, list[str]]:
    """Llama's: pieces with scores."""
    from wmstudio.text.merging import AS_TYPED, ScoreTokenizer
    from wmstudio.text.sentence_pieces import first_byte, text_of

    scores = [one.number() for one in node["tokenizer.ggml.scores"].items(1_000_000)]
    first = first_byte({text: i for i, text in reversed([*enumerate(texts)])}.get)
    if len(texts) != len(scores):
        raise FormatError("its tokenizer is damaged")
    if first is None:
        raise FormatError("the byte pieces of its tokenizer are not all there in their order")
    pieces = [
        b"" if kind in (UNKNOWN, CONTROL, BYTE) else text_of(text)
        for text, kind in zip(texts, kinds, strict=True)
    ]
    spaced = node.get("tokenizer.ggml.add_space_prefix")
    if spaced is not None and not spaced.switch():
        return ScoreTokenizer(pieces, scores, first, rules=AS_TYPED), []
    told = "A space is put before a text, as its tokenizer does."
    return ScoreTokenizer(pieces, scores, first), [told]


def _paired(node: Node, texts: list[str], kinds: list[int]) -> tuple[ParagraphTokenizer, list[str]]:
    """GPT-2's: pairs of bytes by rank."""
    from wmstudio.backends.byte_pairs import byte_level
    from wmstudio.text.merging import WORDS
    from wmstudio.text.rules import TextRules

    named = node.get("tokenizer.ggml.pre")
    name = "gpt-2" if named is None else named.text(100)
    if name not in WORDS:
        known = ", ".join(WORDS)
        raise FormatError(
            f"its tokenizer cuts texts as {excerpt(name)} does, and those that are read are {known}"
        )
    pairs = [one.text(20_000).split(" ") for one in node["tokenizer.ggml.merges"].items(1_000_000)]
    ids = {text: i for i, text in reversed([*enumerate(texts)])}
    controls = {i for i, kind in enumerate(kinds) if kind not in (NORMAL, ADDED, UNUSED)}
    added = tuple((texts[i], i) for i, kind in enumerate(kinds) if kind == ADDED)
    rules = TextRules(added=added, whole_words=name == "llama-bpe")
    made = byte_level(ids, pairs, len(texts), name, controls, rules)
    return made, [f"Its text is cut into words as {name} does."]


def _longest(
    node: Node, texts: list[str], kinds: list[int]
) -> tuple[ParagraphTokenizer, list[str]]:
    """RWKV's: the longest piece of what follows. Each is kept as Python writes bytes."""
    from wmstudio.text.longest import LongestTokenizer, bytes_of

    pieces = [
        bytes_of(text) if kind == NORMAL else b"" for text, kind in zip(texts, kinds, strict=True)
    ]
    return LongestTokenizer(pieces), ["Each token is the longest piece that the text goes on with."]


TOKENIZERS = {"llama": _scored, "gpt2": _paired, "rwkv": _longest}
