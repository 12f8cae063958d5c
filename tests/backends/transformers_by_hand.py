"""GPT-2 and Llama written out from their papers, and files of theirs as other programs write them.

Shapes: T tokens, C width, H heads, D features of a head, V vocabulary.
"""

import json
import struct

import numpy as np
import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional as F


class Gpt(nn.Module):
    """nanoGPT: its module names, and ``[out, in]`` matrices."""

    def __init__(self, vocab=40, width=16, layers=2, heads=4, block=12, bias=True, exact=True):
        super().__init__()
        self.heads, self.block, self.exact = heads, block, exact
        self.args = {"n_layer": layers, "n_head": heads, "n_embd": width, "block_size": block,
                     "bias": bias, "vocab_size": vocab, "dropout": 0.0}  # fmt: skip

        def norm():
            return nn.LayerNorm(width, bias=bias)

        def layer():
            return nn.ModuleDict(
                {
                    "ln_1": norm(),
                    "attn": nn.ModuleDict(
                        {
                            "c_attn": nn.Linear(width, 3 * width, bias=bias),
                            "c_proj": nn.Linear(width, width, bias=bias),
                        }
                    ),
                    "ln_2": norm(),
                    "mlp": nn.ModuleDict(
                        {
                            "c_fc": nn.Linear(width, 4 * width, bias=bias),
                            "c_proj": nn.Linear(4 * width, width, bias=bias),
                        }
                    ),
                }
            )

        self.transformer = nn.ModuleDict(
            {
                "wte": nn.Embedding(vocab, width),
                "wpe": nn.Embedding(block, width),
                "h": nn.ModuleList(layer() for _ in range(layers)),
                "ln_f": norm(),
            }
        )
        self.lm_head = nn.Linear(width, vocab, bias=False)
        self.lm_head.weight = self.transformer["wte"].weight
        for parameter in self.parameters():
            nn.init.normal_(parameter, std=0.3)

    def forward(self, ids_T):
        t = self.transformer
        x = t["wte"](ids_T) + t["wpe"](torch.arange(len(ids_T)))
        for layer in t["h"]:
            q, k, v = layer["attn"]["c_attn"](layer["ln_1"](x)).chunk(3, -1)
            q, k, v = (y.view(len(ids_T), self.heads, -1).transpose(0, 1) for y in (q, k, v))
            y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
            x = x + layer["attn"]["c_proj"](y.transpose(0, 1).flatten(1))
            hidden = F.gelu(layer["mlp"]["c_fc"](layer["ln_2"](x)),
                            approximate="none" if self.exact else "tanh")  # fmt: skip
            x = x + layer["mlp"]["c_proj"](hidden)
        return self.lm_head(t["ln_f"](x))

    def checkpoint(self):
        """What nanoGPT saves, after torch.compile."""
        return {
            "model": {f"_orig_mod.{name}": x for name, x in self.state_dict().items()},
            "optimizer": {"state": {0: {"exp_avg": torch.zeros(9_000, 9)}}, "param_groups": []},
            "model_args": self.args,
            "iter_num": 10,
            "best_val_loss": torch.tensor(1.5),
            "config": {"dataset": "shakespeare_char"},
        }


def gpt2_folder(folder, model, shards=1, dtype=torch.float32, **config):
    """The same weights as transformers writes GPT-2: matrices ``[in, out]``, no output layer."""
    tensors = {}
    for name, x in model.state_dict().items():
        is_matrix = any(part in name for part in ("c_attn.w", "c_proj.w", "c_fc.w"))
        tensors[name] = (x.T if is_matrix else x).to(dtype).contiguous()
    del tensors["lm_head.weight"]
    a = model.args
    write_folder(folder, tensors, shards, {
        "model_type": "gpt2", "vocab_size": a["vocab_size"], "n_embd": a["n_embd"],
        "n_head": a["n_head"], "n_layer": a["n_layer"], "n_positions": a["block_size"],
        "activation_function": "gelu_new", "architectures": ["GPT2LMHeadModel"],
    } | config)  # fmt: skip


class Llama(nn.Module):
    """Llama by transformers' names; rotated pairs are the two halves of a head."""

    def __init__(self, vocab=300, width=16, layers=2, heads=4, kv_heads=2, forward=24, tied=False):
        super().__init__()
        self.sizes = width, forward, layers, heads, kv_heads, vocab
        d = width // heads
        shapes = {"model.embed_tokens": (vocab, width), "model.norm": (width,)}
        for i in range(layers):
            shapes |= {
                f"model.layers.{i}.{name}": shape
                for name, shape in {
                    "input_layernorm": (width,),
                    "self_attn.q_proj": (width, width),
                    "self_attn.k_proj": (kv_heads * d, width),
                    "self_attn.v_proj": (kv_heads * d, width),
                    "self_attn.o_proj": (width, width),
                    "post_attention_layernorm": (width,),
                    "mlp.gate_proj": (forward, width),
                    "mlp.up_proj": (forward, width),
                    "mlp.down_proj": (width, forward),
                }.items()
            }
        if not tied:
            shapes["lm_head"] = (vocab, width)
        self.tensors = {
            f"{name}.weight": torch.randn(shape) * 0.3 for name, shape in shapes.items()
        }

    def forward(self, ids_T):
        w, (width, _, layers, heads, kv_heads, _) = self.tensors, self.sizes
        d = width // heads
        angles = torch.arange(len(ids_T))[:, None] * 10_000.0 ** (-torch.arange(0, d, 2) / d)

        def turn(x_HTD):
            a, b = x_HTD.chunk(2, -1)
            cos, sin = angles.cos(), angles.sin()
            return torch.cat([a * cos - b * sin, b * cos + a * sin], -1)

        def norm(x, name):
            return x * (x.pow(2).mean(-1, keepdim=True) + 1e-5).rsqrt() * w[f"{name}.weight"]

        def split(x, n):
            return x.view(len(ids_T), n, d).transpose(0, 1)

        x = w["model.embed_tokens.weight"][ids_T]
        for i in range(layers):
            at = f"model.layers.{i}"
            y = norm(x, f"{at}.input_layernorm")
            q, k, v = (y @ w[f"{at}.self_attn.{n}_proj.weight"].T for n in "qkv")
            q, k, v = turn(split(q, heads)), turn(split(k, kv_heads)), split(v, kv_heads)
            k, v = (z.repeat_interleave(heads // kv_heads, 0) for z in (k, v))
            y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
            x = x + y.transpose(0, 1).flatten(1) @ w[f"{at}.self_attn.o_proj.weight"].T
            y = norm(x, f"{at}.post_attention_layernorm")
            y = F.silu(y @ w[f"{at}.mlp.gate_proj.weight"].T) * (
                y @ w[f"{at}.mlp.up_proj.weight"].T
            )
            x = x + y @ w[f"{at}.mlp.down_proj.weight"].T
        head = w.get("lm_head.weight", w["model.embed_tokens.weight"])
        return norm(x, "model.norm") @ head.T


def llama_folder(folder, model, shards=1, dtype=torch.float32, **config):
    width, forward, layers, heads, kv_heads, vocab = model.sizes
    tensors = {name: x.to(dtype) for name, x in model.tensors.items()}
    write_folder(folder, tensors, shards, {
        "model_type": "llama", "vocab_size": vocab, "hidden_size": width, "rms_norm_eps": 1e-5,
        "intermediate_size": forward, "num_hidden_layers": layers, "num_attention_heads": heads,
        "num_key_value_heads": kv_heads, "hidden_act": "silu", "max_position_embeddings": 64,
        "rope_theta": 10_000.0,
    } | config)  # fmt: skip


def llama2c_file(path, model, window=64):
    """llama2.c's export: pairs are neighbours, and the sign of the vocabulary says what is tied."""
    width, forward, layers, heads, kv_heads, vocab = model.sizes
    w = model.tensors
    is_tied = "lm_head.weight" not in w

    def neighbours(x):
        d = width // heads
        return x.view(-1, 2, d // 2, width).transpose(1, 2).reshape(x.shape)

    parts = [w["model.embed_tokens.weight"]]
    for name in ("input_layernorm", "self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj",
                 "self_attn.o_proj", "post_attention_layernorm", "mlp.gate_proj", "mlp.down_proj",
                 "mlp.up_proj"):  # fmt: skip
        turned = name.endswith(("q_proj", "k_proj"))
        for i in range(layers):
            x = w[f"model.layers.{i}.{name}.weight"]
            parts.append(neighbours(x) if turned else x)
    parts += [w["model.norm.weight"], torch.zeros(window, width // heads)]
    if not is_tied:
        parts.append(w["lm_head.weight"])
    header = (width, forward, layers, heads, kv_heads, vocab if is_tied else -vocab, window)
    with path.open("wb") as file:
        file.write(struct.pack("<7i", *header))
        for part in parts:
            file.write(part.contiguous().numpy().astype("<f4").tobytes())


def llama2c_tokenizer(path, pieces, scores):
    with path.open("wb") as file:
        file.write(struct.pack("<i", max(map(len, pieces))))
        for piece, score in zip(pieces, scores, strict=True):
            file.write(struct.pack("<fi", score, len(piece)) + piece)


PIECES = [b"<unk>", b"\n<s>\n", b"\n</s>\n", *(b"<0x%02X>" % i for i in range(256)),
          b" t", b"er", b" a", b"he", b" the", b"in", b" ", b"e", b"t", b"a", b"o", b"n", b"i",
          b"s", b"r", b"h", b"l", b"d", b"u", b"c", b"m", b"f", b"w", b"g", b"y", b"p", b"b", b",",
          b".", b"v", b"k", b"\n", b"x", b"j", b"q", b"z", b"'"]  # fmt: skip
PIECES += [b"piece %d" % i for i in range(300 - len(PIECES))]
SCORES = [0.0] * 259 + [-float(i) for i in range(len(PIECES) - 259)]


def write_folder(folder, tensors, shards, config):
    folder.mkdir(exist_ok=True)
    (folder / "config.json").write_text(json.dumps(config))
    if shards == 1:
        save_file(tensors, folder / "model.safetensors")
        return
    names = np.array_split(list(tensors), shards)
    where = {}
    for i, part in enumerate(names, 1):
        file = f"model-{i:05}-of-{shards:05}.safetensors"
        save_file({str(name): tensors[name] for name in part}, folder / file)
        where |= {str(name): file for name in part}
    index = {"metadata": {}, "weight_map": where}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))
