"""Small RWKV models with random weights, in the files of their authors and of rwkv.cpp."""

import struct

import numpy as np
import torch

from tests.backends.transformers_by_hand import write_folder

WIDTH, HEADS, LAYERS, HIDDEN, VOCAB, RANK = 16, 2, 3, 24, 40, 4
VERSIONS = ("4", "5.0", "5.1", "5.2", "6", "7")


def weights(version, seed=0, vocab=VOCAB):
    """Tensors by the names, and in the shapes, of the authors' ``.pth`` files."""
    rng = np.random.default_rng(seed)
    c, major = WIDTH, version[0]

    def normal(*shape, scale=0.3):
        return (scale * rng.normal(size=shape)).astype(np.float32)

    def vector(x):
        return x.reshape(1, 1, -1)

    def share():
        return vector(rng.uniform(0, 1, c).astype(np.float32))

    def norm(name):
        return {f"{name}.weight": 1 + normal(c, scale=0.2), f"{name}.bias": normal(c, scale=0.2)}

    mixes = {"4": "kvr", "5": "kvrg" if version > "5.0" else "kvr", "6": "xwkvrg", "7": "rwkvag"}
    mix = {"4": "time_mix_", "5": "time_mix_", "6": "time_maa_", "7": "x_"}[major]
    found = {"emb.weight": normal(vocab, c), **norm("blocks.0.ln0")}
    for i in range(LAYERS):
        at = f"blocks.{i}.att"
        found |= {**norm(f"blocks.{i}.ln1"), **norm(f"blocks.{i}.ln2")}
        found |= {f"{at}.{mix}{letter}": share() for letter in mixes[major]}
        names = ["receptance", "key", "value", "output"]
        if version in ("5.1", "5.2", "6"):
            names.append("gate")
        found |= {f"{at}.{name}.weight": normal(c, c) for name in names}
        if major > "4":
            found |= norm(f"{at}.ln_x")
        if version == "4":
            found |= {f"{at}.time_decay": normal(c, scale=2), f"{at}.time_first": normal(c)}
        elif version in ("5.0", "5.1"):
            found |= {f"{at}.time_decay": normal(HEADS), f"{at}.time_first": normal(HEADS)}
        elif version == "5.2":
            heads = HEADS, c // HEADS
            found |= {f"{at}.time_decay": normal(*heads), f"{at}.time_faaaa": normal(*heads)}
        elif version == "6":
            found |= {
                f"{at}.time_decay": vector(normal(c)),
                f"{at}.time_faaaa": normal(HEADS, c // HEADS),
                f"{at}.time_maa_w1": normal(c, 5 * RANK),
                f"{at}.time_maa_w2": normal(5, RANK, c),
                f"{at}.time_decay_w1": normal(c, RANK),
                f"{at}.time_decay_w2": normal(RANK, c),
            }
        else:
            for letter in "wavg" if i else "wag":
                if letter != "g":
                    found[f"{at}.{letter}0"] = vector(normal(c))
                found[f"{at}.{letter}1"] = normal(c, RANK)
                found[f"{at}.{letter}2"] = normal(RANK, c)
            found |= {f"{at}.{name}": vector(1 + normal(c)) for name in ("k_k", "k_a")}
            found[f"{at}.r_k"] = normal(HEADS, c // HEADS)
        at = f"blocks.{i}.ffn"
        found |= {f"{at}.{mix}{letter}": share() for letter in ("k" if major == "7" else "kr")}
        found |= {f"{at}.key.weight": normal(HIDDEN, c), f"{at}.value.weight": normal(c, HIDDEN)}
        if major < "7":
            found[f"{at}.receptance.weight"] = normal(c, c)
    return {**found, **norm("ln_out"), "head.weight": normal(vocab, c)}


def write_pth(path, tensors, dtype=torch.float32):
    torch.save({name: torch.from_numpy(x.copy()).to(dtype) for name, x in tensors.items()}, path)


def write_rwkv_cpp(path, tensors, version, half=False):
    """What rwkv.cpp's converter makes of them, whose 5.1 is the authors' 5.0."""
    tensors = {k: x.squeeze() if ".time_" in k else x for k, x in tensors.items()}
    if version == "7":
        for i in range(LAYERS):
            rows = [tensors.pop(f"blocks.{i}.att.x_{letter}") for letter in "rwkvag"]
            tensors[f"blocks.{i}.att.x_rwkvag"] = np.concatenate(rows)
    with path.open("wb") as file:
        file.write(b"fmgg" + struct.pack("<5i", 101, *tensors["emb.weight"].shape, LAYERS, half))
        for name, x in tensors.items():
            x = converted(name.rpartition(".")[2], x.astype(np.float32), version)
            matrix = ".weight" in name or name[-2:] in ("w1", "w2", "a1", "a2", "v1", "v2")
            is_half = half and matrix and x.ndim > 1
            x = x.astype("<f2" if is_half else "<f4")
            file.write(struct.pack("<3i", x.ndim, len(name), is_half))
            file.write(struct.pack(f"<{x.ndim}i", *x.shape[::-1]) + name.encode() + x.tobytes())


def write_transformers(folder, tensors):
    """A folder as transformers has it, of version 4."""
    names = {"emb": "embeddings", "att": "attention", "ffn": "feed_forward", "ln0": "pre_ln",
             "time_mix_k": "time_mix_key", "time_mix_v": "time_mix_value",
             "time_mix_r": "time_mix_receptance"}  # fmt: skip
    found = {}
    for name, x in tensors.items():
        theirs = ".".join(names.get(part, part) for part in name.split("."))
        begin = "" if name.startswith("head.") else "rwkv."
        found[f"{begin}{theirs}"] = torch.from_numpy(x.copy())
    config = {"model_type": "rwkv", "vocab_size": len(tensors["emb.weight"]), "hidden_size": WIDTH}
    write_folder(folder, found, 1, config)


def converted(name, x, version):
    if version == "7" and len(name) == 2 and name[1] in "12":
        return x.T
    if version == "6" and name in ("time_maa_w1", "time_decay_w1", "time_decay_w2"):
        return x.T
    if version == "6" and name == "time_maa_w2":
        return x.transpose(0, 2, 1)
    if version == "6" and name == "time_decay":
        return x.reshape(HEADS, -1, 1)
    if name == "time_faaaa":
        return x[..., None]
    if version[0] == "5" and name == "time_decay":
        x = np.exp(-np.exp(x))
        return x[..., None] if x.ndim > 1 else x.reshape(-1, 1, 1)
    if version[0] == "5" and name == "time_first":
        return np.exp(x).reshape(-1, 1, 1)
    return -np.exp(x) if name == "time_decay" and version == "4" else x
