"""Recurrent models that PyTorch wrote give its logits here, whatever their parts are called."""

import io
import json
import os
import pickle
import re
from pathlib import Path

import numpy as np
import pytest
import sentencepiece
import torch
from safetensors.torch import save_file
from torch import nn

import wmstudio
from tests.backends.writers import CHARACTERS, FORMS, MODELS, OneHot, V, WordLanguageModel
from tests.support import SAME_LOGITS
from tests.weights import bombs
from wmstudio.backends import registry
from wmstudio.cli import main
from wmstudio.contract import Tap
from wmstudio.engine.messages import Open
from wmstudio.engine.proof import PARAGRAPH
from wmstudio.text.vocabularies import ByteTokenizer, NumberTokenizer, WordTokenizer

TEXT = "the cat sat, and the dog ran.\nit's a day"
IDS = torch.tensor([CHARACTERS.index(c) for c in TEXT])


@pytest.fixture(autouse=True)
def seed():
    torch.manual_seed(5)


def vocabulary(folder, name="vocab.json"):
    (folder / name).write_text(json.dumps({c: i for i, c in enumerate(CHARACTERS)}))


def logits_of(path):
    """What the opened model expects after each token of the text, read at once."""
    opened = wmstudio.open(path, device="cpu")
    assert opened.encode(TEXT).ids.tolist() == IDS.tolist()
    model = opened.model
    return model.prefill(IDS[None], model.initial_state()).logits_BTV[0].numpy()


def check(path, model):
    """Its logits are PyTorch's own, but for rounding."""
    with torch.no_grad():
        want = model.float().eval()(IDS).numpy()
    np.testing.assert_allclose(logits_of(path), want, **SAME_LOGITS)


def test_a_checkpoint_that_lightning_wrote_gives_its_modules_logits():
    written = Path(__file__).parent / "written" / "lightning"
    kept = np.load(written / "lstm.npz")
    found = wmstudio.open(written / "lstm.ckpt", device="cpu")
    ids_1T = torch.from_numpy(kept["ids"])[None]
    logits_TV = found.model.prefill(ids_1T, found.model.initial_state()).logits_BTV[0]

    np.testing.assert_allclose(logits_TV.numpy(), kept["logits"], **SAME_LOGITS)
    assert "PyTorch Lightning checkpoint" in found.report


@pytest.mark.parametrize("is_zip", [True, False], ids=["zip", "legacy"])
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["word_language_model, LSTM", "one-hot char-rnn"])
def test_every_form_of_a_file_gives_pytorchs_logits(tmp_path, name, form, is_zip):
    model, path = MODELS[name](), tmp_path / "model.pt"
    vocabulary(tmp_path)
    torch.save(FORMS[form](model), path, _use_new_zipfile_serialization=is_zip)

    check(path, model)


@pytest.mark.parametrize("name", MODELS)
def test_every_kind_of_model_gives_pytorchs_logits(tmp_path, name):
    model, path = MODELS[name](), tmp_path / "model.pth"
    vocabulary(tmp_path)
    torch.save(model.state_dict(), path)

    check(path, model)


def test_a_safetensors_file_gives_pytorchs_logits(tmp_path):
    model, path = WordLanguageModel("GRU"), tmp_path / "model.safetensors"
    vocabulary(tmp_path)
    save_file(model.state_dict(), path)

    check(path, model)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64])
def test_other_precisions_are_read(tmp_path, dtype):
    model, path = WordLanguageModel().to(dtype), tmp_path / "model.bin"
    vocabulary(tmp_path)
    torch.save(model.state_dict(), path)

    check(path, model)


def test_a_relu_network_is_known_by_its_pickled_module(tmp_path):
    model, path = WordLanguageModel("RNN", nonlinearity="relu"), tmp_path / "model.pt"
    vocabulary(tmp_path)
    torch.save(model, path)

    check(path, model)


@pytest.mark.parametrize("nonlinearity", ["tanh", "relu"])
def test_a_plain_networks_nonlinearity_is_found_by_how_it_reads(tmp_path, nonlinearity):
    model, path = WordLanguageModel("RNN", 1, nonlinearity=nonlinearity), tmp_path / "model.pt"
    ids = torch.tensor([CHARACTERS.find(c) for c in PARAGRAPH.lower()]).clamp(min=0)
    optimiser = torch.optim.Adam(model.parameters(), 0.02)
    for _ in range(80):  # so that it has learned something with the nonlinearity that it has
        optimiser.zero_grad()
        nn.functional.cross_entropy(model(ids[:-1]), ids[1:]).backward()
        optimiser.step()
    with torch.no_grad():  # and so that it matters
        model.rnn.weight_ih_l0 *= 1.5
    torch.save(model.state_dict(), path)
    vocabulary(tmp_path)
    found = wmstudio.open(path, device="cpu")

    name = {"tanh": "tanh", "relu": "ReLU"}[nonlinearity]
    assert f"Its RNN uses {name}: tanh needs" in found.opened.origin.assumed[0]
    check(path, model)


def test_gates_follow_pytorchs_formula(tmp_path):
    model, path = WordLanguageModel("GRU", layers=1), tmp_path / "model.pt"
    vocabulary(tmp_path)
    torch.save(model, path)
    trace = wmstudio.open(path, device="cpu").trace(TEXT)
    w = {k: v.detach().double().numpy() for k, v in model.rnn.named_parameters()}

    def sigmoid(x):
        return 1 / (1 + np.exp(-x))

    h = np.zeros(12)
    for t, x in enumerate(model.encoder.weight.detach().double().numpy()[IDS]):
        a = np.split(w["weight_ih_l0"] @ x + w["bias_ih_l0"], 3)
        b = np.split(w["weight_hh_l0"] @ h + w["bias_hh_l0"], 3)
        r, z = sigmoid(a[0] + b[0]), sigmoid(a[1] + b[1])
        n = np.tanh(a[2] + r * b[2])
        h = (1 - z) * n + z * h
        expected = {"reset_gate": r, "update_gate": z, "candidate": n, "hidden": h}
        for name, value in expected.items():
            np.testing.assert_allclose(trace.signals[f"gru.0.{name}"][t], value, atol=1e-5)


def test_steps_equal_the_whole_and_snapshots_go_on(tmp_path):
    torch.save(MODELS["modules of other widths"](), path := tmp_path / "model.pt")
    vocabulary(tmp_path)
    model = wmstudio.open(path, device="cpu").model
    whole = model.prefill(IDS[None], model.initial_state(), every=7)
    state = model.initial_state()
    for t, id in enumerate(IDS):
        logits_1V, state = model.step(id[None], state, Tap())
        torch.testing.assert_close(logits_1V, whole.logits_BTV[:, t], rtol=0, atol=1e-5)
    rest = model.prefill(IDS[None, 14:], whole.snapshots[14])
    torch.testing.assert_close(rest.logits_BTV, whole.logits_BTV[:, 14:], rtol=0, atol=1e-5)


# --- vocabularies -------------------------------------------------------------------------------


def in_file(model, name, value):
    return {"state_dict": model.state_dict(), name: value}


VOCABULARIES = {
    "tokens, a tuple": ("tokens", tuple(CHARACTERS)),
    "chars, a list": ("chars", list(CHARACTERS)),
    "char2int": ("char2int", {c: i for i, c in enumerate(CHARACTERS)}),
    "int2char": ("int2char", dict(enumerate(CHARACTERS))),
    "hyperparameters": ("hparams", {"vocab": {"stoi": {c: i for i, c in enumerate(CHARACTERS)}}}),
}


@pytest.mark.parametrize("name", VOCABULARIES)
def test_a_vocabulary_inside_the_file_is_used(tmp_path, name):
    model, path = OneHot(), tmp_path / "rnn.net"
    path = tmp_path / "rnn.pt"
    torch.save(in_file(model, *VOCABULARIES[name]), path)

    check(path, model)


BESIDE = {
    "vocab.json": json.dumps({c: i for i, c in enumerate(CHARACTERS)}),
    "itos.json": json.dumps(dict(enumerate(CHARACTERS))),
    "chars.json": json.dumps(list(CHARACTERS)),
    "model_vocab.json": json.dumps({"stoi": {c: i for i, c in enumerate(CHARACTERS)}}),
    "chars.txt": CHARACTERS,
    "meta.pkl": pickle.dumps({"vocab_size": V, "itos": dict(enumerate(CHARACTERS))}),
}


@pytest.mark.parametrize("name", BESIDE)
def test_a_vocabulary_beside_the_file_is_used(tmp_path, name):
    model, path, kept = WordLanguageModel(), tmp_path / "model.pt", BESIDE[name]
    (tmp_path / name).write_bytes(kept if isinstance(kept, bytes) else kept.encode())
    torch.save(model.state_dict(), path)

    check(path, model)


def test_a_pickle_of_arrays_is_read_as_a_state_dict(tmp_path):
    model, path = WordLanguageModel(), tmp_path / "weights.pkl"
    weights = {name: x.numpy() for name, x in model.state_dict().items()}
    path.write_bytes(pickle.dumps({"weights": weights, "idx2char": np.array(list(CHARACTERS))}))

    check(path, model)


def with_size(count, path):
    torch.save({"e": torch.randn(count, 4), "r.weight_ih_l0": torch.randn(12, 4),
                "r.weight_hh_l0": torch.randn(12, 3), "o.weight": torch.randn(count, 3),
                "o.bias": torch.randn(count)}, path)  # fmt: skip
    return wmstudio.open(path, device="cpu")


def test_words_have_their_spaces_and_unknown_ones_are_covered(tmp_path):
    words = ["<unk>", "<eos>", "the", "cat", "sat"]
    (tmp_path / "vocab.txt").write_text("\n".join(words) + "\n")
    opened = with_size(5, tmp_path / "model.pt")
    encoded = opened.encode("The cat  zzz sat\nthe\n")

    assert isinstance(opened.backend.tokenizer, WordTokenizer)
    assert encoded.ids.tolist() == [2, 3, 0, 4, 1, 2, 1]
    assert encoded.ends.tolist() == [3, 7, 12, 16, 17, 20, 21]


def test_without_a_vocabulary_bytes_or_numbers_are_read(tmp_path):
    of_bytes = with_size(256, tmp_path / "a.pt")
    assert isinstance(of_bytes.backend.tokenizer, ByteTokenizer)
    assert of_bytes.encode("aé").ids.tolist() == list("aé".encode())
    of_numbers = with_size(57, tmp_path / "b.pt")
    assert isinstance(of_numbers.backend.tokenizer, NumberTokenizer)
    assert of_numbers.encode("5 56  57 x").ids.tolist() == [5, 56, 0, 0]
    assert "vocab.json" in of_numbers.opened.origin.assumed[-1]


def test_a_sentencepiece_model_that_normalises_keeps_its_rules(tmp_path):
    sink = io.BytesIO()
    sample = [f"the cat sat on the mat {i} times" for i in range(50)]
    sentencepiece.SentencePieceTrainer.Train(
        sentence_iterator=iter(sample),
        model_writer=sink,
        vocab_size=99,
        hard_vocab_limit=False,
        minloglevel=2,
    )
    (tmp_path / "tokenizer.model").write_bytes(sink.getvalue())
    theirs = sentencepiece.SentencePieceProcessor(model_proto=sink.getvalue())
    opened = with_size(theirs.GetPieceSize(), tmp_path / "model.pt")
    text = "  the  cat\nsät\n"
    encoded = opened.encode(text)

    assert encoded.ids.tolist() == theirs.EncodeAsIds(text)
    assert theirs.unk_id() in encoded.ids
    assert encoded.ends[-1] == len(text)
    assert "tokenizer.model" in opened.opened.origin.assumed[-1]


# --- the proof ----------------------------------------------------------------------------------


def test_the_report_has_four_lines_with_what_was_assumed(tmp_path, capsys):
    torch.save(WordLanguageModel("RNN").state_dict(), path := tmp_path / "model.pt")
    vocabulary(tmp_path)
    loaded = wmstudio.open(path, device="cpu")
    what, assumed, reads, runs = loaded.report.splitlines()

    assert "RNN (tanh) language model: embedding of 10, 2 layers of 12 + 12" in what
    assert "Its RNN uses tanh" in assumed
    assert "vocab.json" in assumed
    assert f"{loaded.proof.bits_per_character:.2f} bits per character" in reads
    assert "yes: reading token by token" in runs
    assert loaded.proof.runs_right
    assert main(["inspect", str(path), "--device", "cpu"]) == 0
    # Opened again, it is measured again, and the last bits of sums depend on where memory begins.
    measured = re.compile(r"to within \S+\)")
    assert re.search(measured, loaded.report)
    printed = re.sub(measured, "", capsys.readouterr().out)
    assert printed == re.sub(measured, "", loaded.report) + "\n"


# --- what is refused ----------------------------------------------------------------------------


def refused(path):
    with pytest.raises(ValueError, match=r"cannot be opened") as caught:
        registry.open_model(Open(path, "cpu"))
    assert "\n" not in str(caught.value)
    return str(caught.value)


REFUSED = {
    "from both ends": lambda: nn.LSTM(4, 5, bidirectional=True).state_dict(),
    "proj_size": lambda: nn.LSTM(4, 5, proj_size=2).state_dict(),
    "no embedding": lambda: nn.LSTM(4, 5).state_dict(),
    "encoder such as BERT": lambda: {"bert.position_embeddings.weight": torch.zeros(3, 3)},
    "norm.weight": lambda: WordLanguageModel().state_dict() | {"norm.weight": torch.ones(12)},
    "no tensors": lambda: {"optimizer": {"state": {0: torch.zeros(3)}}},
    "finite": lambda: (
        WordLanguageModel().state_dict() | {"decoder.bias": torch.full((V,), torch.nan)}
    ),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_is_no_model_that_is_read_is_refused_in_a_sentence(tmp_path, why):
    torch.save(REFUSED[why](), path := tmp_path / "model.pt")

    assert why in refused(path)


@pytest.mark.parametrize("name", bombs.raw("x"))
def test_a_bomb_in_a_vocabulary_runs_nothing_and_is_passed_over(tmp_path, name):
    mark = tmp_path / "ran"
    (tmp_path / "vocab.pkl").write_bytes(bombs.raw(mark)[name])
    torch.save(WordLanguageModel().state_dict(), path := tmp_path / "model.pt")

    assert "numbers" in wmstudio.open(path, device="cpu").opened.origin.assumed[-1]
    assert not mark.exists()


def test_opening_imports_and_calls_nothing_that_a_module_names(tmp_path):
    class Spy(WordLanguageModel):
        def __setstate__(self, state):
            pytest.fail("the module's own code ran")

    globals()["Spy"] = Spy
    Spy.__qualname__ = "Spy"
    torch.save(Spy(), path := tmp_path / "model.pt")
    vocabulary(tmp_path)

    assert len(logits_of(path)) == len(TEXT)
    assert os.listdir(tmp_path) == ["vocab.json", "model.pt"] or len(os.listdir(tmp_path)) == 2
