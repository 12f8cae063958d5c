"""Weights in numbers, against numpy."""

import json
import math

import numpy as np
import pytest
import torch

from tests.backends.writers import WordLanguageModel
from wmstudio.cli import main
from wmstudio.engine import weights
from wmstudio.engine.engine import Engine
from wmstudio.engine.messages import Open, Weigh
from wmstudio.engine.weights import PIXELS, changes, facts_of, picture_of
from wmstudio.testing.fake import open_fake


@pytest.mark.parametrize("shape", [(7, 3), (3, 7), (5,), (2, 3, 4), ()])
def test_a_tensor_is_measured_as_numpy_measures_it(shape):
    x = torch.randn(shape, generator=torch.Generator().manual_seed(1))
    found, want = facts_of("x", x.numpy()), x.double().numpy()

    assert (found.shape, found.dtype) == (shape, "float32")
    assert found.norm == pytest.approx(np.sqrt((want**2).sum()))
    assert (found.low, found.high) == (want.min(), want.max())
    assert found.mean == pytest.approx(want.mean())
    singular = np.linalg.svd(want, compute_uv=False)[:3] if len(shape) == 2 else []
    np.testing.assert_allclose(found.singular, singular, rtol=1e-6)
    np.testing.assert_array_equal(found.histogram, np.histogram(want, weights.BARS)[0])


def test_a_histogram_leaves_out_what_is_not_finite():
    found = facts_of("x", np.array([0.0, 1.0, 1.0, math.nan, math.inf]))
    assert (found.histogram[0], found.histogram[-1], sum(found.histogram)) == (1, 2, 3)
    huge = np.array([-1.7e308, 0.0, 1.7e308], dtype=np.float64)
    assert sum(facts_of("x", huge).histogram) == 3
    close = np.array([1.0, 1.0 + 2**-52], dtype=np.float64)
    assert (facts_of("x", close).histogram[0], facts_of("x", close).histogram[-1]) == (1, 1)
    assert facts_of("x", np.array([math.nan])).histogram == ()
    assert facts_of("x", np.zeros(0)).histogram == ()


def test_an_empty_tensor_and_a_huge_matrix_are_measured():
    assert facts_of("x", np.zeros((0, 3))).norm == 0.0
    assert facts_of("x", np.ones((3, 3)), most=2).singular == ()
    assert facts_of("x", np.ones((3, 2)), most=2).singular == pytest.approx((6**0.5, 0), abs=1e-6)


@pytest.mark.parametrize(
    "wanted", [(5.0, 2e-3, 1e-5), (3.0, 1e-6, 1e-11), (1e-30, 1e-33, 1e-40), (2e200, 1e199, 1e190)]
)
@pytest.mark.parametrize("shape", [(40, 30), (30, 40)])
def test_small_singular_values_beside_large_ones_keep_their_digits(wanted, shape):
    random = np.random.default_rng(3)
    u, v = (np.linalg.qr(random.standard_normal((n, 3)))[0] for n in shape)
    np.testing.assert_allclose(facts_of("x", (u * wanted) @ v.T).singular, wanted, rtol=2e-4)


def test_a_matrix_of_few_directions_has_no_other_singular_values():
    assert facts_of("x", np.ones((30, 20))).singular == pytest.approx((600**0.5, 0, 0), abs=1e-12)
    assert facts_of("x", np.zeros((4, 2))).singular == (0.0, 0.0)
    two = np.eye(5)[:, :2] @ np.array([[3.0, 0, 0, 0], [0, 2.0, 0, 0]])
    assert facts_of("x", two).singular == pytest.approx((3, 2, 0), abs=1e-12)


def test_what_changed_most_comes_first():
    before = {"same": np.ones(2), "little": np.full((4,), 10.0), "new": np.zeros(2)}
    before |= {"gone": np.ones(1), "shape": np.ones(2)}
    after = {"same": np.ones(2), "little": np.full((4,), 11.0), "new": np.ones(2)}
    after |= {"shape": np.ones(3)}
    found, apart = changes(before, after)

    assert [one.name for one in found] == ["new", "little", "same"]
    assert [one.relative for one in found] == pytest.approx([math.inf, 0.1, 0.0])
    assert found[1].norm == pytest.approx(2.0)
    assert found[1].largest == pytest.approx(1.0)
    assert apart == ["gone", "shape"]


def test_the_command_lists_weights_and_their_changes(tmp_path, capsys):
    torch.manual_seed(5)
    model = WordLanguageModel()
    torch.save(model.state_dict(), tmp_path / "a.pt")
    with torch.no_grad():
        model.decoder.bias += 1.0
    torch.save(model.state_dict(), tmp_path / "b.pt")
    a, b = str(tmp_path / "a.pt"), str(tmp_path / "b.pt")

    assert main(["inspect", a, "--weights", "--device", "cpu"]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert listed[0].split()[:3] == ["tensor", "shape", "type"]
    assert any(line.startswith("words.bias ") and " float32 " in line for line in listed)
    assert "histogram" in listed[0]
    assert all("█" in line for line in listed[1:]), "the fullest bar of each tensor"
    assert main(["inspect", b, "--against", a, "--device", "cpu"]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[1].startswith("words.bias ")
    assert printed[2].split()[-4:] == ["0", "0", "%", "0"]
    assert main(["inspect", b, "--against", a, "--json", "--device", "cpu"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["changes"][0]["largest"] == pytest.approx(1.0, rel=1e-6)
    assert [one["relative"] for one in told["changes"][1:]] == [0.0] * (len(told["changes"]) - 1)


def test_large_pictures_keep_the_greatest_magnitude_of_each_block():
    x = np.zeros((2 * PIXELS + 3, 5), np.float32)
    x[7, 2], x[-1, 4], x[100, 0] = -9.0, 4.0, math.nan
    picture = picture_of(x)
    assert picture.shape == (PIXELS, 5)
    assert (picture.min(), picture.max()) == (-9.0, 4.0)
    assert picture[:, 0].tolist() == [0.0] * PIXELS


def test_the_engine_measures_a_tensor_a_step():
    engine = Engine(open_fake)
    (none,) = engine.do(Weigh())
    assert "Open a model first" in none.why
    list(engine.do(Open("one", "cpu")))
    list(engine.do(Weigh({"fake.ones": np.full(4, 2.0), "fake.matrix": np.ones(6)}, run=5)))
    steps = 0
    told = []
    while engine.busy:
        steps += 1
        told += engine.go_on()
    (weighed,) = told
    matrix, ones = weighed.tensors

    assert (steps, weighed.run) == (3, 5)
    assert matrix.facts.norm == pytest.approx(math.sqrt(55))
    assert matrix.change is None, "it has another shape there"
    assert ones.change.relative == pytest.approx(0.5)


def test_weights_that_cannot_be_read_are_answered_with_the_reason(monkeypatch):
    def gone(*_):
        raise OSError("the folder is gone")

    engine = Engine(open_fake)
    list(engine.do(Open("one", "cpu")))
    monkeypatch.setattr("wmstudio.engine.weights.step_of", gone)
    list(engine.do(Weigh(run=5)))
    (told,) = engine.go_on()
    assert (told.run, told.tensors, told.why) == (5, (), "the folder is gone.")


def test_another_model_ends_what_is_measured():
    engine = Engine(open_fake)
    list(engine.do(Open("one", "cpu")))
    list(engine.do(Weigh()))
    assert engine.busy
    list(engine.do(Open("two", "cpu")))
    assert not engine.busy
