"""GGUF files of Llama: weights, configuration and tokenizer in one file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wmstudio.backends.found import FormatError, Found, opened
from wmstudio.untrusted import Node, UntrustedError, excerpt

if TYPE_CHECKING:
    from pathlib import Path

    from wmstudio.engine.backend import Backend
    from wmstudio.engine.messages import OpenedModel
    from wmstudio.text.paragraphs import ParagraphTokenizer
    from wmstudio.weights.stored import StoredTensor

NAME = "GGUF model (.gguf)"
MAGIC = b"GGUF"
LAYER_PARTS = {
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
PARTS = {"token_embd": "embed_tokens", "output_norm": "norm", "output": "lm_head"}
CONTROL, BYTE = 3, 6
"""Of `tokenizer.ggml.token_type`."""


def recognise(path: Path) -> Path | None:
    """A file that begins as one."""
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return path if file.read(len(MAGIC)) == MAGIC else None


def open(path: Path, device: str) -> tuple[Backend, OpenedModel]:
    """Open a file.

    Raises:
        FormatError: it is damaged, quantised otherwise, or of another kind; one sentence.
        DeviceError: there is no such device here.
    """
    from wmstudio.backends import decoder_weights
    from wmstudio.models.decoder import DecoderConfig
    from wmstudio.weights.gguf import read_gguf

    try:
        file = read_gguf(path)
        values = Node(file.values)
        kind = values["general.architecture"].text(100)
        if kind != "llama":
            raise FormatError(f"it is of the kind {excerpt(kind)}, and llama is read")
        tensors = {_renamed(name): x for name, x in file.tensors.items()}
        # Factors of stretched positions.
        if "rope_freqs.weight" in tensors or values.get("llama.rope.scaling.type") is not None:
            raise FormatError("its positions are scaled, which is not read")
        tokenizer, told = _tokenizer(file.values)
        config = _config(values, tensors, len(tokenizer.pieces), tokenizer.start, DecoderConfig)
        plan = decoder_weights.llama(tensors, config, is_interleaved=True)
        found = Found(
            decoder_weights.build(plan), tokenizer, "llama", "GGUF file", plan.what,
            (*plan.assumed, *told),
        )  # fmt: skip
    except (UntrustedError, FormatError) as error:
        raise FormatError(f"{path.name} cannot be opened: {error}.") from error
    return opened(found, path, device)


def _renamed(name: str) -> str:
    """The name that transformers has for a tensor."""
    if name.startswith("blk.") and name.count(".") >= 3:
        _, layer, part, kind = name.split(".", 3)
        return f"layers.{layer}.{LAYER_PARTS.get(part, part)}.{kind}"
    part, _, kind = name.partition(".")
    return f"{PARTS.get(part, part)}.{kind}"


def _config(
    values: Node, tensors: dict[str, StoredTensor], count: int, start: int | None, make: Any
) -> Any:
    from wmstudio.backends import decoder_weights

    if not decoder_weights.is_llama(tensors):
        raise FormatError("its tensors are not named as Llama's are")
    width = values["llama.embedding_length"].whole(1, 65_536)
    heads = values["llama.attention.head_count"].whole(1, 65_536)
    try:
        return make(
            vocab_size=count,
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
            start=start,
        )
    except ValueError as error:
        if isinstance(error, UntrustedError):
            raise
        raise FormatError(f"its sizes do not fit: {error}") from error


def _tokenizer(values: dict[str, Any]) -> tuple[ParagraphTokenizer, list[str]]:
    """The tokenizer inside the file, and what was assumed of it."""
    from wmstudio.text.merging import ScoreTokenizer
    from wmstudio.text.sentence_pieces import first_byte, text_of

    node = Node(values)
    kind = node["tokenizer.ggml.model"].text(100)
    if kind != "llama":
        raise FormatError(f"its tokenizer is of the kind {excerpt(kind)}, and llama is read")
    texts = [one.text(10_000) for one in node["tokenizer.ggml.tokens"].items(1_000_000)]
    kinds = [one.whole() for one in node["tokenizer.ggml.token_type"].items(1_000_000)]
    scores = [one.number() for one in node["tokenizer.ggml.scores"].items(1_000_000)]
    first = first_byte({text: i for i, text in reversed([*enumerate(texts)])}.get)
    if not len(texts) == len(kinds) == len(scores):
        raise FormatError("its tokenizer is damaged")
    if first is None:
        raise FormatError("the byte pieces of its tokenizer are not all there in their order")
    pieces = [
        b"" if kind in (CONTROL, BYTE) else text_of(text)
        for text, kind in zip(texts, kinds, strict=True)
    ]
    made = ScoreTokenizer(pieces, scores, first)
    begin = node.get("tokenizer.ggml.bos_token_id")
    made.start = None if begin is None else begin.whole(0, len(texts) - 1)
    told = "A space is put before a text, as Llama's tokenizer does."
    if made.start is None:
        return made, ["The first token is a uniform guess.", told]
    return made, [f"A text begins with token {made.start}.", told]
