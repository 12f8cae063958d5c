"""Models of other programs, saved as our own: the same numbers, or one sentence why not."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

import wmstudio
from tests import support
from tests.backends import rwkv_by_hand
from tests.backends.writers import CHARACTERS, MODELS, WordLanguageModel
from wmstudio.backends import made_of, registry
from wmstudio.backends.converted import CONFIG, TOKENIZER, WEIGHTS
from wmstudio.backends.found import FormatError
from wmstudio.cli import main
from wmstudio.engine.messages import Open
from wmstudio.text.foreign_sentence_pieces import ForeignSentencePieces
from wmstudio.text.keras_tokenizer import KerasRules, KerasTokenizer
from wmstudio.text.longest import LongestTokenizer
from wmstudio.text.merging import PairTokenizer, ScoreTokenizer
from wmstudio.text.tokenizer import characters
from wmstudio.text.vocabularies import (
    ByteTokenizer,
    CharacterTokenizer,
    NumberTokenizer,
    WordTokenizer,
)

WRITTEN = Path(__file__).parent / "written"
TEXT = "the cat sat, and the dog ran.\nIt's a Day\u00e9\n\n x"


def state_dict(name):
    def make(folder):
        torch.save(MODELS[name]().state_dict(), folder / "theirs.pt")
        return folder / "theirs.pt"

    return make


def rwkv(version):
    def make(folder):
        rwkv_by_hand.write_pth(folder / "theirs.pth", rwkv_by_hand.weights(version))
        return folder / "theirs.pth"

    return make


SOURCES = {
    **{name: state_dict(name) for name in MODELS},
    "GPT-2": lambda folder: WRITTEN / "gpt2",
    "Llama": lambda folder: WRITTEN / "llama",
    "xLSTM": lambda folder: WRITTEN / "xlstm",
    "Mamba": lambda folder: WRITTEN / "mamba",
    "Mamba-2": lambda folder: WRITTEN / "mamba2",
    "RecurrentGemma": lambda folder: WRITTEN / "recurrent_gemma",
    "Qwen3-Next": lambda folder: WRITTEN / "qwen3_next",
    "GGUF": lambda folder: WRITTEN / "llama-q8_0.gguf",
    **{f"RWKV-{version}": rwkv(version) for version in rwkv_by_hand.VERSIONS},
}
KEEPS = {"letters": json.dumps({c: i for i, c in enumerate(CHARACTERS)}), "none": None}


@pytest.fixture(autouse=True)
def seed():
    torch.manual_seed(5)


def reading(loaded):
    """The tokens of a text and where they end, and what is expected after all of them."""
    encoded = loaded.encode(TEXT)
    backend = loaded.backend
    state = backend.read(encoded.ids, backend.initial_state()).state
    return (encoded.ids, encoded.ends), backend.log_probs(state)


def check(one, other):
    """Tokens and weights are the same; sums of products depend on where weights lie in memory."""
    (tokens, expected), (again, found) = reading(one), reading(other)
    for x, y in zip(tokens, again, strict=True):
        np.testing.assert_array_equal(x, y)
    np.testing.assert_allclose(found, expected, **support.SAME_LOGITS)
    for name, weight in one.model.state_dict().items():
        assert torch.equal(weight, other.model.state_dict()[name]), name


@pytest.mark.parametrize("vocabulary", KEEPS)
@pytest.mark.parametrize("name", SOURCES)
def test_what_was_saved_opens_with_the_same_weights(tmp_path, name, vocabulary):
    if KEEPS[vocabulary]:
        (tmp_path / "vocab.json").write_text(KEEPS[vocabulary])
    one = wmstudio.open(SOURCES[name](tmp_path), device="cpu")
    out = tmp_path / "out" / "mine"
    one.save(out)
    other = wmstudio.open(out, device="cpu")

    check(one, other)
    assert other.opened.origin == one.opened.origin
    assert (other.opened.name, other.opened.family) == (one.opened.name, one.opened.family)


def test_converting_again_gives_the_same_files(tmp_path):
    assert main(["convert", str(WRITTEN / "gpt2"), str(tmp_path / "a")]) == 0
    assert main(["convert", str(tmp_path / "a"), str(tmp_path / "b")]) == 0
    for file in (tmp_path / "a").iterdir():
        assert file.read_bytes() == (tmp_path / "b" / file.name).read_bytes()


@pytest.mark.parametrize("family", ["slots", "transformer", "recurrent"])
def test_a_checkpoint_of_our_own_is_copied(tmp_path, family):
    source = support.checkpoint(tmp_path / "mine", family)
    one = wmstudio.open(source, device="cpu")
    one.save(tmp_path / "copy")
    check(one, wmstudio.open(tmp_path / "copy", device="cpu"))


def test_a_folder_that_is_there_is_not_written_into(tmp_path, capsys):
    (tmp_path / "there").mkdir()
    assert main(["convert", str(WRITTEN / "gpt2"), str(tmp_path / "there")]) == 1
    assert "choose another name" in capsys.readouterr().err
    assert list((tmp_path / "there").iterdir()) == []


def test_what_cannot_be_written_leaves_no_folder(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("wmstudio.backends.converted.write_files", full)
    with pytest.raises(OSError, match="No space"):
        wmstudio.open(WRITTEN / "gpt2", device="cpu").save(tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_model_of_an_unknown_kind_is_refused(tmp_path, monkeypatch):
    torch.save(WordLanguageModel().state_dict(), tmp_path / "theirs.pt")
    loaded = wmstudio.open(tmp_path / "theirs.pt", device="cpu")
    monkeypatch.setattr(made_of, "MODELS", {})
    with pytest.raises(FormatError, match="theirs cannot be saved: a RecurrentLanguageModel"):
        loaded.save(tmp_path / "out")


# --- damaged ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    folder = tmp_path_factory.mktemp("converted") / "gpt2"
    wmstudio.open(WRITTEN / "gpt2", device="cpu").save(folder)
    return folder


def config_with(change):
    def damage(folder):
        found = json.loads((folder / CONFIG).read_text())
        change(found)
        (folder / CONFIG).write_text(json.dumps(found))

    return damage


def cut(name):
    return lambda folder: (folder / name).write_bytes((folder / name).read_bytes()[:-40])


def sizes(**named):
    return config_with(lambda found: found["model"]["args"][0].update(named))


DAMAGES = {
    "weights cut": cut(WEIGHTS),
    "tokenizer cut": cut(TOKENIZER),
    "tokenizer gone": lambda folder: (folder / TOKENIZER).unlink(),
    "another model": config_with(lambda found: found["model"].update(of="Path")),
    "no arguments": config_with(lambda found: found["model"].update(args=[])),
    "arguments of another kind": config_with(lambda found: found["model"].update(args=[7])),
    "another part": config_with(lambda found: found["model"]["args"][0].update(of="Popen")),
    "a word for a size": sizes(width="wide"),
    "a million layers": sizes(layers=1_000_000),
    "too wide": sizes(width=2**60),
    "other sizes": sizes(feed_forward=7),
    "no heads": sizes(heads=0, kv_heads=0),
    "no origin": config_with(lambda found: found.pop("origin")),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_folder_is_refused_in_a_sentence(saved, tmp_path, name):
    folder = tmp_path / "damaged"
    shutil.copytree(saved, folder)
    DAMAGES[name](folder)
    with pytest.raises(ValueError, match=r"cannot be (opened|read)") as caught:
        registry.open_model(Open(folder, "cpu"))
    assert str(folder) in str(caught.value)
    assert "\n" not in str(caught.value)


# --- tokenizers ---------------------------------------------------------------------------------

LETTERS = [bytes([i]) for i in range(256)]
TOKENIZERS = {
    "characters": lambda: CharacterTokenizer(["<unk>", *CHARACTERS]),
    "words": lambda: WordTokenizer(["<unk>", "the", "cat", "sat", "<eos>"]),
    "bytes": lambda: ByteTokenizer(256),
    "numbers": lambda: NumberTokenizer(50),
    "byte pairs": lambda: PairTokenizer(
        [*LETTERS, b"th", b"the"], {(b"t", b"h"): 0, (b"th", b"e"): 1}
    ),
    "scores": lambda: ScoreTokenizer(
        [*LETTERS, *LETTERS, b"th", b" th"], [0.0] * 512 + [-1.0, -2.0], 0
    ),
    "longest pieces": lambda: LongestTokenizer([b"", *LETTERS, b"th", b" the"], 32),
    "Keras": lambda: KerasTokenizer({"the": 1, "cat": 2}, 4, KerasRules(oov_token="the")),
    "SentencePiece": characters,
    "their SentencePiece": lambda: ForeignSentencePieces(characters().model_bytes, 400),
}


@pytest.mark.parametrize("name", TOKENIZERS)
def test_every_tokenizer_is_built_again(name):
    one = TOKENIZERS[name]()
    other = made_of.built(json.loads(json.dumps(made_of.described(one))), made_of.TOKENIZERS)
    assert type(other) is type(one)
    assert list(other.pieces) == list(one.pieces)
    for part in ("ids", "ends"):
        np.testing.assert_array_equal(
            getattr(other.encode(TEXT), part), getattr(one.encode(TEXT), part)
        )


def test_no_kind_of_tokenizer_is_left_out():
    assert {type(make()).__name__ for make in TOKENIZERS.values()} == set(made_of.TOKENIZERS)
