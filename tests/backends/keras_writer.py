"""Writes the Keras files in `written/keras`; it needs Keras 3 with a backend, or TensorFlow 2.15.

KERAS_BACKEND=torch python tests/backends/keras_writer.py

With TensorFlow 2.15, which has Keras 2, the names begin with ``keras2-``.

Each model has random weights. ``NAME.npz`` has ``ids`` [T] and the logarithms of the probabilities
that Keras gives after each of them, ``log_probs`` [T, V], read as programs that write text do.
"""

import pickle
from pathlib import Path

import keras
import numpy as np
from keras import layers

IS_KERAS_2 = keras.__version__.startswith("2.")
if IS_KERAS_2:
    import tensorflow as tf
else:
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


def old_lstm():
    """The layers of TensorFlow 1: their gates are hard sigmoids where nothing else is said."""
    old = tf.compat.v1.keras.layers
    return [
        layers.Input((None,)), layers.Embedding(V, 6),
        old.LSTM(5, return_sequences=True, recurrent_activation="hard_sigmoid"),
        old.LSTM(4, return_sequences=True), layers.Dense(V, activation="softmax"),
    ]  # fmt: skip


def old_gru():
    return [
        layers.Input((None,)), layers.Embedding(V, 6),
        tf.compat.v1.keras.layers.GRU(5, return_sequences=True),
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
KERAS_2 = {
    "old_lstm.h5": old_lstm,
    "old_gru.h5": old_gru,
    "fitted_hamlet.h5": hamlet,
    "beside_masked.h5": masked,
}
"""Also: with the state of an optimiser, and weights alone with the configuration beside them."""
FUNCTIONAL = ("hamlet.keras", "reset_before.h5")


def model_of(name):
    parts = (MODELS | KERAS_2)[name]()
    if name not in FUNCTIONAL:
        return keras.Sequential(parts)
    x = parts[0]
    for layer in parts[1:]:
        x = layer(x)
    return keras.Model(parts[0], x)


def as_numpy(x):
    return np.asarray(x) if IS_KERAS_2 else keras.ops.convert_to_numpy(x)


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
            y = as_numpy(x)[0]
        else:
            y = as_numpy(model(x))[0]
        y = (y[-1] if y.ndim == 2 else y).astype("float64")
        if "stateful" in name:
            y = np.exp(y - y.max()) / np.exp(y - y.max()).sum()
        found.append(np.log(y))
    return np.array(found, np.float32)


def main():
    WRITTEN.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(0)
    for name in MODELS | (KERAS_2 if IS_KERAS_2 else {}):
        model = model_of(name)
        model.set_weights([rng.normal(0, 0.6, w.shape) for w in model.get_weights()
                           if w.dtype.kind == "f"])  # fmt: skip
        place = WRITTEN / f"{'keras2-' if IS_KERAS_2 else ''}{name}"
        if "fitted" in name:
            model.compile("adam", "sparse_categorical_crossentropy")
            model.fit(rng.integers(1, V, (8, 7)), rng.integers(1, V, 8), verbose=0)
        if "beside" in name:
            model.save_weights(place.with_suffix(".weights.h5"))
            place.with_suffix(".weights.h5").rename(place)
            place.with_suffix(".json").write_text(model.to_json())
        else:
            model.save(place)
        ids = rng.integers(1, V, T)
        kept = {"ids": ids, "log_probs": log_probs(model, name, ids)}
        np.savez(f"{place.with_name(place.name.replace('.', '-'))}.npz", **kept)
    if IS_KERAS_2:
        return
    tokenizer = Tokenizer()
    tokenizer.fit_on_texts(TEXTS)
    (WRITTEN / "tokenizer.pickle").write_bytes(pickle.dumps(tokenizer))
    (WRITTEN / "tokenizer.json").write_text(tokenizer.to_json())


if __name__ == "__main__":
    main()
