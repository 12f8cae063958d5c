"""Adapter files: what they open as, what goes wrong in them, and that nothing else runs them."""

import numpy as np
import pytest
import torch

import wmstudio
from wmstudio.backends import adapter, registry
from wmstudio.backends.found import FormatError
from wmstudio.cli import main
from wmstudio.engine.messages import Open

MODEL = """\
from pathlib import Path
import torch, wmstudio
from torch import nn

Path(__file__).with_name("ran").touch()

class Counter(nn.Module):
    def __init__(self):
        super().__init__()
        self.rows = nn.Parameter(torch.linspace(-1, 1, 36).reshape(6, 6))

    def step(self, token, state):
        keep = torch.sigmoid(state)
        state = keep * state + self.rows[token]
        return state, state

counter = Counter()
model = wmstudio.adapt(counter, "abcde ", step=counter.step, initial_state=torch.zeros(1, 6))
"""

IMPORTS = "from sizes import LOW\nimport torch"


@pytest.fixture(autouse=True)
def _nothing_allowed(monkeypatch):
    monkeypatch.setattr(adapter, "_ALLOWED", set())


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "counter.py"
    path.write_text(MODEL)
    return path


def test_a_python_file_runs_only_if_it_was_allowed(file):
    assert registry.recognise(file) is None
    for source in (file, str(file)):
        with pytest.raises(FormatError, match="is Python code, which runs only if you name it"):
            registry.open_model(Open(source, "cpu"))
    assert not file.with_name("ran").exists()

    adapter.allow(file)
    backend, opened = registry.open_model(Open(file, "cpu"))
    assert file.with_name("ran").exists()
    assert opened.name == "counter"
    assert opened.hashes.keys() == {"counter.py"}
    assert "counter.py:13.keep" in backend.signals


def test_allowing_one_file_allows_no_other(file, tmp_path):
    other = tmp_path / "other.py"
    other.write_text(MODEL)
    adapter.allow(file)
    assert registry.recognise(other) is None
    with pytest.raises(FormatError, match="runs only if you name it"):
        registry.open_model(Open(other, "cpu"))
    assert not file.with_name("ran").exists()


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("model = 3", "broken.py adapts no model: it needs a line such as model = wmstudio.adapt"),
        ("x =", r"broken.py:1 is not valid Python"),
        ("\n\nnone.of.this", r"broken.py:3 raises NameError: name 'none' is not defined"),
        ("raise SystemExit(3)", "broken.py ends before it has adapted a model"),
        (MODEL.replace("self.rows[token]", "self.row[token]"), r"broken.py:14 raises Attribute"),
        (MODEL.replace("return state, state", "return state"), "broken: the step|not two things"),
    ],
)
def test_an_adapter_that_does_not_work_is_one_sentence(tmp_path, capsys, source, says):
    path = tmp_path / "broken.py"
    path.write_text(source)
    assert main(["generate", "a", "--adapter", str(path)]) == 1
    told = capsys.readouterr().err
    assert len(told.strip().splitlines()) == 1
    with pytest.raises(FormatError, match=says):
        registry.open_model(Open(path, "cpu"))


def test_every_command_takes_an_adapter(file, tmp_path, capsys):
    text, out = tmp_path / "text.txt", tmp_path / "out.npz"
    text.write_text("abc abc")
    assert main(["inspect", "--adapter", str(file)]) == 0
    assert "yes: reading token by token" in capsys.readouterr().out
    assert main(["generate", "ab", "--tokens", "5", f"--adapter={file}"]) == 0
    assert main(["eval", str(text), "--adapter", str(file)]) == 0
    assert "bits per byte" in capsys.readouterr().out
    patch = "counter.py:13.keep:set:0:2@1-3"
    assert main(["trace", "abc", f"--adapter={file}", "--out", str(out), "--patch", patch]) == 0
    with np.load(out) as found:
        keep = next(found[name] for name in found if name.endswith("counter.py:13.keep"))
    assert (keep[1:3, 2] == 0).all()
    assert keep[0, 2] == 0.5


def test_adapters_that_are_compared_have_each_their_own_modules(tmp_path):
    for name, low in (("a", -1), ("b", -3)):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "sizes.py").write_text(f"LOW = {low}\n")
        source = MODEL.replace("linspace(-1", "linspace(LOW").replace("import torch", IMPORTS)
        (folder / "counter.py").write_text(source)
    for name, low in (("a", -1), ("b", -3), ("a", -1)):
        model = wmstudio.open(adapter.allow(tmp_path / name / "counter.py"), device="cpu")
        assert float(model.model.module.rows.detach().min()) == low


def test_converting_an_adapted_model_says_what_to_do_instead(file, tmp_path, capsys):
    assert main(["convert", "--adapter", str(file), str(tmp_path / "out")]) == 1
    told = capsys.readouterr().err
    assert "counter is computed by a program of its own, which a checkpoint cannot hold" in told
    assert len(told.strip().splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_a_picture_shows_an_adapter_beside_the_first_model(file, tmp_path, monkeypatch):
    from wmstudio.gui.shell import render

    shown = []
    monkeypatch.setattr(render, "render", lambda *args: shown.append(args))
    out = str(tmp_path / "a.png")
    words = ["render", "abc", "--checkpoint", "stories-lstm", "--compare-adapter", str(file)]
    assert main([*words, "--out", out]) == 0
    assert str(shown[0][-1]) == str(file)
    assert adapter.is_allowed(file)
    assert not file.with_name("ran").exists()
    assert main([*words, "--compare", "stories-slots", "--out", out]) == 2


def test_a_recording_of_an_adapted_model_opens_without_its_code(file, tmp_path, capsys):
    out = tmp_path / "out.wmtrace"
    assert main(["trace", "abc", "--adapter", str(file), "--record", str(out)]) == 0
    file.unlink()
    trace = wmstudio.open(out).trace()
    expected = torch.sigmoid(torch.linspace(-1, 1, 36).reshape(6, 6)[0])
    np.testing.assert_allclose(trace.signals["counter.py:13.keep"][1], expected, atol=1e-5)


def test_a_checkpoint_and_an_adapter_cannot_both_be_named(file, capsys):
    words = ["generate", "a", "--adapter", str(file), "--checkpoint", "tales-lstm"]
    assert main(words) == 2
    assert not file.with_name("ran").exists()


def test_what_is_no_python_file_is_no_adapter(tmp_path, capsys):
    path = tmp_path / "model.txt"
    path.write_text(MODEL)
    assert main(["generate", "a", "--adapter", str(path)]) == 1
    assert "an adapter is a Python file" in capsys.readouterr().err
    assert main(["generate", "a", "--adapter", str(tmp_path / "none.py")]) == 1
    assert "there is no adapter" in capsys.readouterr().err
