"""Files that Keras wrote give its probabilities, its gates, and the words of its tokenizer."""

import io
import json
import os
import pickle
import shutil
import zipfile
from pathlib import Path

import h5py
import numpy as np
import pytest
import torch

import wmstudio
from wmstudio.backends import registry
from wmstudio.contract import Tap
from wmstudio.engine.messages import Open

WRITTEN = Path(__file__).parent / "written" / "keras"
TRAINED = os.environ.get("WMSTUDIO_TEXTGENRNN", "")
"""The folder of textgenrnn's package with `textgenrnn_weights.hdf5`, if there is one."""
FILES = [f"{p.stem[::-1].replace('-', '.', 1)[::-1]}" for p in sorted(WRITTEN.glob("*.npz"))]


def opened(path):
    return wmstudio.open(path, device="cpu")


def kept(name):
    with np.load(WRITTEN / f"{name.replace('.', '-')}.npz") as found:
        return found["ids"], found["log_probs"]


@pytest.mark.parametrize("name", FILES)
def test_probabilities_are_those_that_keras_gives(name):
    ids, log_probs = kept(name)
    found = opened(WRITTEN / name)
    done = found.model.prefill(torch.from_numpy(ids)[None], found.model.initial_state())

    np.testing.assert_allclose(
        done.logits_BTV[0].log_softmax(-1), log_probs, rtol=0, atol=1e-4 * np.abs(log_probs).max()
    )
    assert found.proof.runs_right
    assert "compared with its author's own numbers: yes" in found.report


@pytest.mark.parametrize("name", FILES)
def test_steps_equal_the_whole_and_snapshots_go_on(name):
    ids = torch.from_numpy(kept(name)[0])[None]
    model = opened(WRITTEN / name).model
    every = tuple(model.signals)
    tap, steps = Tap(every), Tap(every)
    whole = model.prefill(ids, model.initial_state(), tap, every=5)
    state = model.initial_state()
    for t in range(ids.shape[1]):
        logits_1V, state = model.step(ids[:, t], state, steps)
        torch.testing.assert_close(logits_1V, whole.logits_BTV[:, t], rtol=0, atol=1e-5)
    rest = model.prefill(ids[:, 10:], whole.snapshots[10])

    torch.testing.assert_close(rest.logits_BTV, whole.logits_BTV[:, 10:], rtol=0, atol=1e-5)
    for signal, x_BT in tap.recorded().items():
        torch.testing.assert_close(steps.recorded()[signal], x_BT, rtol=0, atol=1e-5)


# --- gates --------------------------------------------------------------------------------------


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def weights(path, *names):
    """The variables of an h5 file whose path ends so, in this order, in float64."""
    found = {}
    with h5py.File(path) as file:
        file["model_weights"].visititems(lambda n, x: found.update({n: x}))
        return [
            next(np.array(x, np.float64) for n, x in found.items() if n.endswith(name))
            for name in names
        ]


def test_gates_of_the_lstm_follow_the_formula_of_keras():
    path = WRITTEN / "hamlet.h5"
    e, w, u, b = weights(path, "embeddings", "lstm/lstm_cell/kernel",
                         "lstm/lstm_cell/recurrent_kernel", "lstm/lstm_cell/bias")  # fmt: skip
    ids = kept("hamlet.h5")[0]
    model, tap = opened(path).model, Tap(["lstm.0.forget_gate", "lstm.0.cell"])
    model.prefill(torch.from_numpy(ids)[None], model.initial_state(), tap)
    for t in range(len(ids)):
        window = np.pad(ids[: t + 1][-7:], (max(6 - t, 0), 0))
        h = c = np.zeros(5)
        for x in e[window]:
            i, f, g, o = np.split(x @ w + h @ u + b, 4)
            c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
            h = sigmoid(o) * np.tanh(c)
        seen = {name: x[0, t].numpy() for name, x in tap.recorded().items()}
        np.testing.assert_allclose(seen["lstm.0.forget_gate"], sigmoid(f), rtol=0, atol=1e-5)
        np.testing.assert_allclose(seen["lstm.0.cell"], c, rtol=0, atol=1e-5)


def test_gates_of_a_gru_that_resets_before_follow_the_formula():
    path = WRITTEN / "reset_before.h5"
    e, w, u, b = weights(path, "embeddings", "gru_cell/kernel", "recurrent_kernel", "cell/bias")
    ids = kept("reset_before.h5")[0]
    model, tap = opened(path).model, Tap(["gru.0.reset_gate", "gru.0.update_gate", "gru.0.hidden"])
    model.prefill(torch.from_numpy(ids)[None], model.initial_state(), tap)
    h, n = np.zeros(5), 5
    for t, x in enumerate(e[ids] @ w + b):
        z, r = (np.clip(v / 6 + 0.5, 0, 1) for v in np.split(x[: 2 * n] + h @ u[:, : 2 * n], 2))
        h = z * h + (1 - z) * np.tanh(x[2 * n :] + (r * h) @ u[:, 2 * n :])
        for name, value in (("reset_gate", r), ("update_gate", z), ("hidden", h)):
            seen = tap.recorded()[f"gru.0.{name}"][0, t]
            np.testing.assert_allclose(seen, value, rtol=0, atol=1e-5)


def test_a_window_forgets_what_lies_before_it():
    model = opened(WRITTEN / "hamlet.h5").model
    a, b = torch.tensor([[3, 1, 4, 1, 5, 9, 2, 6]]), torch.tensor([[8, 1, 4, 1, 5, 9, 2, 6]])
    first, second = (model.prefill(x, model.initial_state()).logits_BTV for x in (a, b))

    torch.testing.assert_close(first[:, 7], second[:, 7], rtol=0, atol=1e-6)
    assert (first[:, 6] - second[:, 6]).abs().max() > 1e-3


# --- the tokenizer ------------------------------------------------------------------------------


@pytest.mark.parametrize("file", ["tokenizer.pickle", "tokenizer.json"])
def test_words_are_cut_as_keras_cuts_them(tmp_path, file):
    shutil.copy(WRITTEN / "hamlet.h5", tmp_path)
    shutil.copy(WRITTEN / file, tmp_path)
    found = opened(tmp_path / "hamlet.h5")
    index = json.loads(json.loads((WRITTEN / "tokenizer.json").read_text())["config"]["word_index"])
    text = "The cat, unseen; saw\nit all!\n"
    encoded = found.encode(text)

    # Keras leaves unknown words out; here they are token 0, which stands for nothing.
    expected = [index["the"], index["cat"], 0, index["saw"], index["it"], index["all"]]
    assert encoded.ids.tolist() == expected
    assert encoded.ends.tolist() == [3, 7, 15, 21, 23, 29]
    assert file in found.opened.origin.assumed[-1]


def test_an_unknown_word_leaves_the_window_as_it_is(tmp_path):
    for file in ("hamlet.h5", "tokenizer.pickle"):
        shutil.copy(WRITTEN / file, tmp_path)
    found = opened(tmp_path / "hamlet.h5")
    model = found.model

    def after(text):
        ids = torch.from_numpy(found.encode(text).ids.astype(np.int64))[None]
        return model.prefill(ids, model.initial_state()).logits_BTV[0, -1]

    torch.testing.assert_close(after("the cat zebra"), after("the cat"), rtol=0, atol=1e-6)
    assert (after("the cat saw") - after("the cat")).abs().max() > 1e-3


# --- layouts of older versions ------------------------------------------------------------------


def rewritten(path, change):
    """A copy of an h5 file in which a function changed the parsed configuration."""
    with h5py.File(path, "r+") as file:
        config = json.loads(file.attrs["model_config"])
        change(file, config)
        file.attrs["model_config"] = json.dumps(config)
    return path


@pytest.fixture
def hamlet(tmp_path):
    return Path(shutil.copy(WRITTEN / "hamlet.h5", tmp_path / "model.h5"))


def test_files_of_keras_versions_that_were_not_compared_say_so(hamlet):
    with h5py.File(hamlet, "r+") as file:
        file.attrs["keras_version"] = "1.2.2"
    assert "compared with its author's own numbers: no" in wmstudio.open(hamlet).report


def test_weights_alone_take_the_configuration_that_lies_beside_them():
    report = wmstudio.open(WRITTEN / "keras2-beside_masked.h5").report
    assert "configuration is that of keras2-beside_masked.json beside it" in report


def test_compressed_and_big_endian_weights_are_read(hamlet):
    expected = opened(hamlet).model.state_dict()
    assert expected
    with h5py.File(hamlet, "r+") as file:
        places = []
        file.visititems(lambda n, x: places.append(n) if isinstance(x, h5py.Dataset) else None)
        for n, place in enumerate(places):
            x = file[place][()]
            del file[place]
            kind, how = (">f4", None) if n % 2 else ("<f4", "gzip")
            file.create_dataset(place, data=x.astype(kind), compression=how)

    found = opened(hamlet).model.state_dict()
    torch.testing.assert_close(found, expected, rtol=0, atol=0)


def test_weights_alone_are_read_by_their_shapes(hamlet, tmp_path):
    with h5py.File(hamlet) as whole, h5py.File(tmp_path / "weights.hdf5", "w") as file:
        names = [n.decode() if isinstance(n, bytes) else n
                 for n in whole["model_weights"].attrs["layer_names"]]  # fmt: skip
        for name in names:
            whole.copy(f"model_weights/{name}", file)
        file.attrs["layer_names"] = [n.encode() for n in names]
    found = opened(tmp_path / "weights.hdf5")

    assert "2 layers of 5 + 4" in found.opened.origin.what
    assert "holds weights only" in " ".join(found.opened.origin.assumed)


def test_a_rezipped_file_is_read_although_it_is_compressed(tmp_path):
    ids, log_probs = kept("masked.keras")
    with (
        zipfile.ZipFile(WRITTEN / "masked.keras") as old,
        zipfile.ZipFile(tmp_path / "m.keras", "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, old.read(name))
    model = opened(tmp_path / "m.keras").model
    done = model.prefill(torch.from_numpy(ids)[None], model.initial_state())

    np.testing.assert_allclose(done.logits_BTV[0].log_softmax(-1), log_probs, rtol=0, atol=1e-4)


# --- what is refused ----------------------------------------------------------------------------


def refused(path):
    with pytest.raises(ValueError, match=r"cannot be opened") as caught:
        registry.open_model(Open(path, "cpu"))
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith(".")
    return str(caught.value)


def layer(config, kind):
    return next(x for x in config["config"]["layers"] if x["class_name"] == kind)


def external_link(file, config):
    place = "model_weights/dense"
    del file[place]
    file[place] = h5py.ExternalLink("/etc/passwd", "/x")


def soft_link(file, config):
    file["again"] = h5py.SoftLink("/model_weights")


def external_storage(file, config):
    file.create_dataset("x", (4,), "f4", external=[("/etc/hostname", 0, 16)])


def virtual(file, config):
    made = h5py.VirtualLayout((4,), "f4")
    made[:] = h5py.VirtualSource("/etc/hostname", "x", (4,))
    file.create_virtual_dataset("x", made)


def huge(file, config):
    file.create_dataset("x", (2**40,), "f4", chunks=(2**20,), compression="gzip")


REFUSED = {
    "links to other places": external_link,
    "links to other places or": soft_link,
    "kept in other files": external_storage,
    "other files": virtual,
    "too many to be unpacked": huge,
    "read the text from both ends": lambda file, config: layer(config, "LSTM").update(
        class_name="Bidirectional"
    ),
    "expects no next token": lambda file, config: layer(config, "Dense")["config"].update(
        activation="sigmoid"
    ),
    "'mish', not known": lambda file, config: layer(config, "LSTM")["config"].update(
        activation="mish"
    ),
    "backwards": lambda file, config: layer(config, "LSTM")["config"].update(go_backwards=True),
    "of the class 'Mine'": lambda file, config: config.update(class_name="Mine"),
    "'Attention'": lambda file, config: layer(config, "Dense").update(class_name="Attention"),
    "no recurrent layers": lambda file, config: config["config"].update(
        layers=[x for x in config["config"]["layers"] if x["class_name"] != "LSTM"]
    ),
    "finite": lambda file, config: file["model_weights/dense/sequential/dense/bias"].write_direct(
        np.full(20, np.nan, "f4")
    ),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_is_not_read_is_refused_in_a_sentence(hamlet, why):
    assert why in refused(rewritten(hamlet, REFUSED[why]))


@pytest.mark.parametrize("size", [9, 100, 3_000, 20_000, 34_000])
def test_a_file_cut_short_is_refused(hamlet, size):
    hamlet.write_bytes(hamlet.read_bytes()[:size])

    refused(hamlet)


def test_a_keras_zip_without_weights_is_refused(tmp_path):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        file.writestr("config.json", "{}")
    (tmp_path / "a.keras").write_bytes(data.getvalue())

    assert "model.weights.h5" in refused(tmp_path / "a.keras")


def test_a_bomb_for_a_tokenizer_runs_nothing(hamlet, tmp_path):
    class Bomb:
        def __reduce__(self):
            return (open, (str(tmp_path / "ran"), "w"))

    (tmp_path / "tokenizer.pickle").write_bytes(pickle.dumps(Bomb()))

    assert "numbers" in opened(hamlet).opened.origin.assumed[-1]
    assert not (tmp_path / "ran").exists()


# --- a trained model by somebody else -----------------------------------------------------------


@pytest.mark.skipif(not TRAINED, reason="WMSTUDIO_TEXTGENRNN names no folder")
def test_textgenrnn_reads_english():
    found = opened(Path(TRAINED) / "textgenrnn_weights.hdf5")

    assert found.proof.bits_per_character < 2.1
    assert "attention over the window, windows of 40 tokens" in found.report
