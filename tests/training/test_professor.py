"""Professor forcing: what is learned besides predicting, and that a stopped run goes on alike."""

import json

import pytest
import torch

from tests import support
from tests.training.stopping import killed_after
from wmstudio import paths
from wmstudio.app.saved.training_record import read_record
from wmstudio.contract import Tap
from wmstudio.training.professor import COUNTS_ABOVE, ProfessorForcing, sampled
from wmstudio.training.recipe import RecipeError, read_recipe
from wmstudio.training.run import follow, prepare

CPU = torch.device("cpu")
ROWS, LENGTH = 8, 12


@pytest.fixture
def recipe(tmp_path):
    books = support.books(tmp_path / "books")

    def make(family="lstm", **training):
        return read_recipe(support.recipe(tmp_path / "tiny.toml", books, family, **training))

    return make


@pytest.fixture
def tokens_BT():
    # One token again and again, which an untrained model does not write.
    return torch.full((ROWS, LENGTH), 7)


def forcing(model, weight=1.0):
    torch.manual_seed(1)
    return ProfessorForcing(model, weight, CPU)


@pytest.mark.parametrize("family", ["lstm", "slots", "pointer", "mamba", "rwkv7"])
def test_that_sampled_texts_follow_the_model_and_the_seed(family):
    model = support.model(family).train()
    first_B = torch.arange(ROWS)
    before = model.initial_state(ROWS)
    one, again, other = (sampled(model, first_B, before, LENGTH, seed) for seed in (3, 3, 4))
    assert model.training
    torch.testing.assert_close(one[:, 0], first_B)
    assert torch.equal(one, again)
    assert not torch.equal(one, other)


def test_that_a_model_that_is_sure_writes_what_it_expects():
    model, before = support.model("lstm"), support.model("lstm").initial_state(ROWS)
    model.words.logits = lambda f_BF, logits=model.words.logits: 1e4 * logits(f_BF)
    told_BT = sampled(model, torch.arange(ROWS), before, LENGTH, 3)
    logits_BTV = model.prefill(told_BT, before).logits_BTV
    torch.testing.assert_close(logits_BTV[:, :-1].argmax(-1), told_BT[:, 1:])


def test_that_the_discriminator_learns_to_tell_both_apart(tokens_BT):
    model = support.model("lstm")
    professor = forcing(model)
    with torch.no_grad():
        before_it = professor.discriminator(model.sequence(tokens_BT, *_state(model))[0])
    for step in range(60):
        professor.loss(model, tokens_BT, model.initial_state(ROWS), step)
    assert professor.accuracy > 0.9
    with torch.no_grad():
        data_B = professor.discriminator(model.sequence(tokens_BT, *_state(model))[0])
        own_BT = sampled(model, tokens_BT[:, 0], model.initial_state(ROWS), LENGTH, 99)
        own_B = professor.discriminator(model.sequence(own_BT, *_state(model))[0])
    assert data_B.mean() > before_it.mean()
    assert data_B.min() > own_B.max()


def test_that_the_model_learns_to_deceive_a_discriminator_that_is_right(tokens_BT, monkeypatch):
    model = support.model("lstm")
    professor = forcing(model, weight=2.0)
    assert professor.accuracy <= COUNTS_ABOVE
    # Nothing is added while the discriminator can only guess.
    assert float(professor.loss(model, tokens_BT, model.initial_state(ROWS), 0)) == 0
    for step in range(60):
        professor.loss(model, tokens_BT, model.initial_state(ROWS), step)
    weights = {name: x.clone() for name, x in professor.discriminator.state_dict().items()}
    optimizer = torch.optim.Adam(model.parameters(), 1e-2)
    # From here on only the model learns.
    monkeypatch.setattr("wmstudio.training.professor.LEARNS_BELOW", 0.0)
    monkeypatch.setattr("wmstudio.training.professor.COUNTS_ABOVE", 0.0)
    losses = []
    for _ in range(20):
        loss = professor.loss(model, tokens_BT, model.initial_state(ROWS), 0)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < 0.5 * losses[0]
    torch.testing.assert_close(dict(professor.discriminator.state_dict()), weights)


def _state(model):
    return model.initial_state(ROWS), Tap()


@pytest.mark.parametrize("family", ["lstm", "slots", "pointer"])
def test_that_a_stopped_run_ends_with_the_same_weights_and_discriminator(
    recipe, tmp_path, monkeypatch, family
):
    monkeypatch.setattr("wmstudio.training.professor.COUNTS_ABOVE", 0.0)
    wanted = prepare(recipe(family, professor_forcing=0.5), tmp_path / "at once", CPU)
    follow(wanted)
    killed_after(
        monkeypatch,
        6,
        lambda: follow(prepare(recipe(family, professor_forcing=0.5), tmp_path / "in parts", CPU)),
    )
    torch.rand(7)
    found = prepare(recipe(family, professor_forcing=0.5), tmp_path / "in parts", CPU)
    assert found.trainer.step > 0
    follow(found)
    mine, other = found.trainer, wanted.trainer
    close = {**support.SAME_TRAINING}
    torch.testing.assert_close(mine.model.state_dict(), other.model.state_dict(), **close)
    torch.testing.assert_close(mine.professor.tensors(), other.professor.tensors(), **close)
    assert mine.professor.accuracy == pytest.approx(other.professor.accuracy)
    plain = prepare(recipe(family), tmp_path / "plain", CPU)
    follow(plain)
    differs = [
        not torch.allclose(x, mine.model.state_dict()[name], **close)
        for name, x in plain.trainer.model.state_dict().items()
    ]
    assert any(differs)


def test_that_the_accuracy_of_the_discriminator_is_a_curve_of_the_training(recipe, tmp_path):
    run = prepare(recipe(professor_forcing=0.5), tmp_path / "run", CPU)
    follow(run)
    history = json.loads((tmp_path / "run" / "training.json").read_text())["history"]
    curves = {one.key: one for one in read_record(tmp_path / "run").curves}
    curve = curves["discriminator_accuracy"]
    assert curve.values == pytest.approx(
        tuple(100 * told["discriminator_accuracy"] for told in history)
    )
    assert history[-1]["discriminator_accuracy"] == pytest.approx(
        run.trainer.professor.accuracy, abs=1e-4
    )


def test_that_only_books_are_learned_with_professor_forcing(tmp_path):
    path = tmp_path / "copy.toml"
    text = (paths.assets() / "recipes" / "copy-lstm.toml").read_text()
    path.write_text(text.replace("[training]\n", "[training]\nprofessor_forcing = 0.1\n"))
    with pytest.raises(RecipeError, match="professor_forcing is for books"):
        read_recipe(path)
