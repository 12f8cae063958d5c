"""Writes the Keras files in `written/keras`; it needs Keras 3 and a backend of it.

KERAS_BACKEND=torch python tests/backends/keras_writer.py

Each model has random weights. ``NAME.npz`` has ``ids`` [T] and the logarithms of the probabilities
that Keras gives after each of them, ``log_probs`` [T, V], read as programs that write text do.
"""

import pickle
from pathlib import Path

import keras
import numpy as np
from keras import layers
from keras.src.legacy.preprocessing.text import Tokenizer

WRITTEN = Path(__file__).parent / "written" / "keras"
V, T = 20, 16
TEXTS = ["the cat sat on the mat", "a dog saw it run by his old red house", "we all go up"]


def hamlet():
    """The commonest: windows of words padded on the left."""
    return [
        layers.Input((7,)), layers.Embedding(V, 6), layers.LSTM(5, return_sequences=True),
        layers.Dropout(0.1), layers.LSTM(4), layers.Dense(V, activation="softmax"),
    ]  # fmt: skip


def masked():
    return [
        layers.Input((6,)), layers.Embedding(V, 6, mask_zero=True),
        layers.GRU(5, return_sequences=True), layers.GRU(4), layers.Dense(9, activation="relu"),
        layers.Dense(V), layers.Activation("softmax"),
    ]  # fmt: skip


def stateful():
    return [
        layers.Input(batch_shape=(1, None)), layers.Embedding(V, 6),
        layers.GRU(5, return_sequences=True, stateful=True), layers.Dense(V),
    ]  # fmt: skip


def reset_before():
    return [
        layers.Input((None,)), layers.Embedding(V, 6),
        layers.GRU(
            5, return_sequences=True, reset_after=False, recurrent_activation="hard_sigmoid"
        ),
        layers.TimeDistributed(layers.Dense(V, activation="softmax")),
    ]  # fmt: skip


def one_hot():
    return [
        layers.Input((10, V)), layers.LSTM(8, activation="relu", use_bias=False),
        layers.Dense(V), layers.Softmax(),
    ]  # fmt: skip


def scaled():
    return [
        layers.Input((10, 1)), layers.SimpleRNN(8, activation="softsign"),
        layers.Dense(V, activation="softmax"),
    ]  # fmt: skip


MODELS = {
    "hamlet.h5": hamlet,
    "hamlet.keras": hamlet,
    "masked.keras": masked,
    "stateful.keras": stateful,
    "reset_before.h5": reset_before,
    "one_hot.keras": one_hot,
    "scaled.h5": scaled,
}
FUNCTIONAL = ("hamlet.keras", "reset_before.h5")


def model_of(name):
    parts = MODELS[name]()
    if name not in FUNCTIONAL:
        return keras.Sequential(parts)
    x = parts[0]
    for layer in parts[1:]:
        x = layer(x)
    return keras.Model(parts[0], x)


def log_probs(model, name, ids):
    """As the author's program calls the model, with the text up to each token."""
    found = []
    for t in range(1, len(ids) + 1):
        length = model.input_shape[1]
        seen = ids[:t] if length is None else ids[:t][-length:]
        if "hamlet" in name or "masked" in name:
            seen = np.pad(seen, (length - len(seen), 0))
        x = seen[None]
        if "one_hot" in name:
            x = np.eye(V, dtype="float32")[x]
        if "scaled" in name:
            x = (x / V).astype("float32")[..., None]
        for layer in model.layers:
            if hasattr(layer, "reset_states") and getattr(layer, "stateful", False):
                layer.reset_states()
        if "one_hot" in name or "scaled" in name:  # windows that are not full yet
            for layer in model.layers:
                x = layer(x)
            y = keras.ops.convert_to_numpy(x)[0]
        else:
            y = keras.ops.convert_to_numpy(model(x))[0]
        y = (y[-1] if y.ndim == 2 else y).astype("float64")
        if "stateful" in name:
            y = np.exp(y - y.max()) / np.exp(y - y.max()).sum()
        found.append(np.log(y))
    return np.array(found, np.float32)


def main():
    WRITTEN.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(0)
    for name in MODELS:
        model = model_of(name)
        model.set_weights([rng.normal(0, 0.6, w.shape) for w in model.get_weights()
                           if w.dtype.kind == "f"])  # fmt: skip
        model.save(WRITTEN / name)
        ids = rng.integers(1, V, T)
        kept = {"ids": ids, "log_probs": log_probs(model, name, ids)}
        np.savez(WRITTEN / f"{name.replace('.', '-')}.npz", **kept)
    tokenizer = Tokenizer()
    tokenizer.fit_on_texts(TEXTS)
    (WRITTEN / "tokenizer.pickle").write_bytes(pickle.dumps(tokenizer))
    (WRITTEN / "tokenizer.json").write_text(tokenizer.to_json())


if __name__ == "__main__":
    main()
