"""Which recurrent layer reads which, and which matrix is which, where names do not tell."""

import json

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import nn

import wmstudio
from tests.backends.writers import CHARACTERS, V
from tests.support import SAME_LOGITS
from wmstudio.engine.proof import PARAGRAPH

IDS = torch.tensor([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9])


class Stacked(nn.Module):
    """Modules of one layer each, from the lowest on; their names and widths are given."""

    def __init__(self, widths, embedding=12, words=("lookup", "decoder"), kind="LSTM", **options):
        super().__init__()
        self.words, self.names = words, tuple(widths)
        below = embedding
        self.add_module(words[0], nn.Embedding(V, embedding))
        for name, width in widths.items():
            self.add_module(name, getattr(nn, kind)(below, width))
            below = width
        self.add_module(words[1], nn.Linear(below, V, **options))

    def forward(self, ids_T):
        x = getattr(self, self.words[0])(ids_T)
        for name in self.names:
            x, _ = getattr(self, name)(x)
        return getattr(self, self.words[1])(x)


@pytest.fixture(autouse=True)
def seed():
    torch.manual_seed(7)


def opened(path, beside=True):
    if beside:
        table = {c: i for i, c in enumerate(CHARACTERS)}
        (path.parent / "vocab.json").write_text(json.dumps(table))
    return wmstudio.open(path, device="cpu")


def check(found, model):
    """The opened model's logits are PyTorch's own, but for rounding."""
    with torch.no_grad():
        want = model.eval()(IDS).numpy()
    read = found.model.prefill(IDS[None], found.model.initial_state())
    np.testing.assert_allclose(read.logits_BTV[0].numpy(), want, **SAME_LOGITS)


def trained(model):
    """After some steps on the paragraph that opened models are tried on."""
    ids = torch.tensor([CHARACTERS.find(c) for c in PARAGRAPH.lower()]).clamp(min=0)
    optimiser = torch.optim.Adam(model.parameters(), 0.03)
    for _ in range(60):
        optimiser.zero_grad()
        nn.functional.cross_entropy(model(ids[:-1]), ids[1:]).backward()
        optimiser.step()
    return model


@pytest.mark.parametrize("widths", [(16, 20), (12, 12)], ids=["other widths", "one width"])
@pytest.mark.parametrize("names", [("rnn_in", "rnn_hidden"), ("word_lstm", "char_lstm"), "za"])
def test_layers_are_read_as_they_were_written_whatever_their_names(tmp_path, names, widths):
    model = Stacked(dict(zip(names, widths, strict=True)))
    torch.save(model.state_dict(), path := tmp_path / "model.pt")

    check(opened(path), model)


def test_where_only_one_order_fits_numbers_in_names_do_not_count(tmp_path):
    model = Stacked({"rnn2": 16, "rnn1": 20})
    torch.save(model.state_dict(), path := tmp_path / "model.pt")

    check(opened(path), model)


def test_numbers_in_names_tell_the_order_whatever_was_written_first(tmp_path):
    model = Stacked({f"rnn{n}": 12 for n in (1, 2, 10)})
    weights = model.state_dict()
    torch.save(dict(sorted(weights.items())), path := tmp_path / "model.pt")

    check(opened(path), model)


def test_an_order_that_nothing_tells_is_the_one_that_reads_english(tmp_path):
    model = trained(Stacked({"z": 12, "a": 12}))
    # safetensors sorts what it writes.
    save_file(model.state_dict(), path := tmp_path / "model.safetensors")
    found = opened(path)

    check(found, model)
    order, read, _ = found.opened.origin.assumed
    assert order == "Its recurrent layers are read in the order z, a."
    assert read.startswith("Read so, a paragraph of English needs ")


def test_without_a_vocabulary_an_order_that_nothing_tells_is_said(tmp_path):
    model = Stacked({"z": 12, "a": 12})
    torch.save(model.state_dict(), path := tmp_path / "model.pt")
    found = opened(path, beside=False)

    check(found, model)
    order, tried, _ = found.opened.origin.assumed
    assert order == "Its recurrent layers are read in the order z, a."
    assert tried == "Without a vocabulary, nothing else could be tried."


def test_an_output_layer_that_nothing_tells_is_the_one_that_reads_english(tmp_path):
    model = trained(Stacked({"r": 12}, words=("y", "b"), bias=False))
    save_file(model.state_dict(), path := tmp_path / "model.safetensors")
    found = opened(path)

    check(found, model)
    taken = "y.weight is taken for the embedding, and b.weight for the output layer."
    assert found.opened.origin.assumed[0] == taken


@pytest.mark.parametrize("beside", [True, False], ids=["vocabulary", "none"])
def test_a_network_that_reads_no_better_than_a_guess_is_taken_for_tanh(tmp_path, beside):
    model = Stacked({"rnn": 12}, kind="RNN")
    with torch.no_grad():  # as wild as an embedding is that nobody has trained
        model.decoder.weight.normal_()
        model.rnn.weight_ih_l0.normal_()
    torch.save(model.state_dict(), path := tmp_path / "model.pt")

    check(opened(path, beside), model)


def refused(path):
    with pytest.raises(ValueError, match="cannot be opened") as caught:
        wmstudio.open(path, device="cpu")
    return str(caught.value)


def test_an_encoder_with_a_decoder_of_equal_widths_is_no_stack(tmp_path):
    model = Stacked({"encoder": 12, "decoder": 12}, words=("embedding", "fc"))
    torch.save(model.state_dict(), path := tmp_path / "model.pt")

    assert "an encoder with a decoder" in refused(path)


@pytest.mark.parametrize("part", ["rnn", "decoder"])
def test_weights_in_parts_are_refused_with_what_joins_them(tmp_path, part):
    model = Stacked({"rnn": 12})
    name = "weight_hh_l0" if part == "rnn" else "weight"
    nn.utils.parametrizations.weight_norm(getattr(model, part), name)
    torch.save(model.state_dict(), path := tmp_path / "model.pt")

    assert "remove_parametrizations" in refused(path)


@pytest.mark.parametrize(
    "more",
    [{"norm.weight": torch.ones(12)}, nn.LSTM(12, 14, proj_size=3).state_dict(prefix="more.")],
    ids=["a norm", "a projection"],
)
def test_other_wiring_is_refused_with_the_way_to_an_adapter(tmp_path, more):
    torch.save(Stacked({"rnn": 12}).state_dict() | dict(more), path := tmp_path / "model.pt")

    assert "--adapter" in refused(path)
