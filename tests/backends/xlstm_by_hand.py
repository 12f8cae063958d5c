"""A small xLSTM with random weights, in a folder as transformers writes it."""

import torch

from tests.backends.transformers_by_hand import write_folder

WIDTH, HEADS, LAYERS, KEYS, HIDDEN, VOCAB = 16, 2, 2, 8, 24, 300


def weights(vocab=VOCAB):
    """Tensors by name."""

    def normal(*shape):
        return 0.3 * torch.randn(shape)

    c = WIDTH
    found = {"backbone.embeddings.weight": normal(vocab, c)}
    for i in range(LAYERS):
        at = f"backbone.blocks.{i}"
        sizes = {"q": KEYS, "k": KEYS, "v": c, "ogate_preact": c, "igate_preact": HEADS,
                 "fgate_preact": HEADS, "out_proj": c}  # fmt: skip
        found |= {f"{at}.mlstm_layer.{name}.weight": normal(n, c) for name, n in sizes.items()}
        for name in ("igate_preact", "fgate_preact"):
            found[f"{at}.mlstm_layer.{name}.bias"] = normal(HEADS)
        found |= {
            f"{at}.ffn.{name}.weight": normal(HIDDEN, c) for name in ("proj_up_gate", "proj_up")
        }
        found[f"{at}.ffn.proj_down.weight"] = normal(c, HIDDEN)
        for name in ("norm_mlstm", "norm_ffn", "mlstm_layer.multihead_norm"):
            found[f"{at}.{name}.weight"] = 1 + normal(c)
    return {**found, "backbone.out_norm.weight": 1 + normal(c), "lm_head.weight": normal(vocab, c)}


def fused(tensors):
    """The same, with what is made of one input in one tensor (its ``weight_mode``)."""
    found = dict(tensors)
    for i in range(LAYERS):
        for at, whole, names in (
            ("mlstm_layer", "qkv_opreact", ("q", "k", "v", "ogate_preact")),
            ("mlstm_layer", "ifgate_preact", ("igate_preact", "fgate_preact")),
            ("ffn", "proj_up_gate_z", ("proj_up_gate", "proj_up")),
        ):
            begin = f"backbone.blocks.{i}.{at}"
            for part in ("weight", "bias"):
                parts = [found.pop(f"{begin}.{name}.{part}", None) for name in names]
                if parts[0] is not None:
                    found[f"{begin}.{whole}.{part}"] = torch.cat(parts)
    return found


def write(folder, tensors, **config):
    vocab, width = tensors["backbone.embeddings.weight"].shape
    write_folder(folder, tensors, 1, {
        "model_type": "xlstm", "vocab_size": vocab, "hidden_size": width, "num_heads": HEADS,
        "qk_dim_factor": KEYS / width, "v_dim_factor": 1.0, "norm_eps": 1e-6, "eps": 1e-6,
        "gate_soft_cap": 15.0, "output_logit_soft_cap": 30.0, "use_bias": False,
        "add_out_norm": True,
    } | config)  # fmt: skip
