"""The command line does what it says, and says what it cannot do."""

import errno
import io
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import wmstudio
from tests import support
from wmstudio import cli, paths
from wmstudio.app.preferences import SEEDS
from wmstudio.checkpoints import bundled
from wmstudio.cli import arguments, commands, readers
from wmstudio.contract import Edit, Patch
from wmstudio.engine.engine import Engine
from wmstudio.engine.messages import Open, View
from wmstudio.engine.recorded import open_recording
from wmstudio.training.folder import alone_in


@pytest.fixture(scope="module")
def assets(tmp_path_factory):
    place = tmp_path_factory.mktemp("assets")
    support.checkpoint(place / "checkpoints" / "stories-lstm", "lstm", name="stories-lstm")
    support.checkpoint(place / "checkpoints" / "stories-slots", "slots", name="stories-slots")
    return place


@pytest.fixture(autouse=True)
def _shipped(assets, monkeypatch, tmp_path):
    monkeypatch.setattr(paths, "assets", lambda: assets)
    monkeypatch.setattr(bundled, "FAVOURITE", "stories-slots")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def run(capsys):
    """Run a command line: exit code, stdout, stderr."""

    def run(*words):
        code = cli.main([str(word) for word in words])
        said = capsys.readouterr()
        return SimpleNamespace(code=code, out=said.out, err=said.err)

    return run


def sentence(done, code=1):
    """The one line with which a command is refused."""
    assert done.code == code
    lines = done.err.strip().splitlines()
    assert lines[-1].startswith("wmstudio")
    assert "Traceback" not in done.err
    assert done.out == ""
    if code == 1:
        assert len(lines) == 1
    return lines[-1]


# --- help --------------------------------------------------------------------------------------


def test_that_the_version_is_told(run):
    assert run("--version").out == f"wmstudio {wmstudio.__version__}\n"


def test_that_help_names_every_command_and_has_an_example(run):
    done = run("--help")
    assert done.code == 0
    assert all(f"\n  {name} " in done.out for name in arguments.SUMMARIES)
    assert "example:" in done.out


@pytest.mark.parametrize("command", arguments.SUMMARIES)
def test_that_each_command_has_help_with_an_example_that_is_right(run, command):
    done = run(command, "--help")
    assert done.code == 0
    example = arguments.EXAMPLES[command]
    assert example in done.out
    assert arguments.parse(shlex.split(example)[1:]).command == command


def test_that_quick_commands_import_neither_torch_nor_qt():
    code = (
        "import sys; from wmstudio.cli import main\n"
        "main(['--version']); main(['--help']); main(['models']); main(['trace', '--help'])\n"
        "heavy = [m for m in ('torch', 'PySide6', 'sentencepiece') if m in sys.modules]\n"
        "sys.exit(f'{heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


# --- models ------------------------------------------------------------------------------------


def test_that_models_are_listed_for_people_and_for_programs(run):
    lines = run("models").out.splitlines()
    count = sum(p.numel() for p in support.model("lstm").parameters())
    said = f"stories-lstm lstm {count:,} 0.0 MB 3.250 bits per byte"
    assert " ".join(lines[1].split()) == said
    assert [line.split()[0] for line in lines] == ["name", "stories-lstm", "stories-slots"]
    table = json.loads(run("models", "--json").out)
    assert [row["name"] for row in table] == ["stories-lstm", "stories-slots"]
    assert table[0]["family"] == "lstm"
    assert table[0]["validation_bits_per_byte"] == 3.25
    assert table[0]["parameters"] == count
    assert table[0]["bytes"] > 0


def test_that_no_models_at_all_is_no_failure(run, tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "assets", lambda: tmp_path)
    assert run("models").code == 0
    assert json.loads(run("models", "--json").out) == []
    assert "name a folder with --checkpoint" in sentence(run("generate", "The"))


def test_models_says_of_each_path_what_it_is_or_that_it_is_not_there(run, tmp_path):
    folder, missing = bundled.folder() / "stories-lstm", tmp_path / "missing.pt"
    said = run("models", str(folder), str(tmp_path), str(missing))
    assert said.code == 1
    assert [line.split("  ", 1)[1].strip() for line in said.out.splitlines()[1:]] == [
        "WM Studio checkpoint (a folder)",
        "not a model that can be opened",
        "there is no such file or folder",
    ]


# --- trace -------------------------------------------------------------------------------------


def assert_arrays(found, wanted):
    """A file has all of these arrays; who was computed anew agrees to rounding."""
    assert set(found.files) == set(wanted)
    for name, x in wanted.items():
        # Of two that are as probable but for rounding either may be first.
        if name != "topk_ids":
            far = 2 if name == "ranks" else support.ROUNDING["atol"]
            np.testing.assert_allclose(found[name], x, rtol=1e-5, atol=far, err_msg=name)


def test_that_trace_writes_what_the_library_gives(run, tmp_path):
    done = run(
        "trace", "The cat", "--out", "t.npz", "--checkpoint", "stories-lstm", "--top", 4,
        "--signals", "lstm.0.cell, lstm.0.hidden",
        "--patch", "lstm.0.cell:set:0.5:3@1-3", "--patch", "lstm.0.hidden:scale:-1e0",
    )  # fmt: skip
    assert (done.code, done.out) == (0, "")
    patches = [
        Patch("lstm.0.cell", "set", 0.5, 3, (1, 3)),
        Patch("lstm.0.hidden", "scale", -1.0),
    ]
    signals = ["lstm.0.cell", "lstm.0.hidden"]
    wanted = wmstudio.open("stories-lstm").trace("The cat", patches, signals, 4).arrays
    with np.load(tmp_path / "t.npz") as found:
        assert_arrays(found, wanted)


def test_that_settings_and_edits_are_those_of_the_library(run, tmp_path):
    done = run(
        "trace", "The cat is on the mat", "--out", "t.npz", "--set", "capacity=3",
        "--edit", "2:clear:slot=1", "--edit", "4:clear_all",
    )  # fmt: skip
    assert (done.code, done.out) == (0, "")
    edits = [Edit(2, "clear", (("slot", 1),)), Edit(4, "clear_all")]
    few = wmstudio.open("stories-slots").configured(capacity=3)
    wanted = few.trace("The cat is on the mat", edits=edits).arrays
    with np.load(tmp_path / "t.npz") as found:
        assert_arrays(found, wanted)
    assert wanted["slots.strength"].shape[1:] == (3,)


def test_a_word_is_forgotten_as_in_the_library(run, tmp_path):
    text = "The cat saw a cat."
    done = run("trace", text, "--out", "t.npz", "--checkpoint", "stories-slots", "--forget", "cat")
    assert (done.code, done.out) == (0, "")
    model = wmstudio.open("stories-slots")
    with np.load(tmp_path / "t.npz") as found:
        assert_arrays(found, model.trace(text, edits=model.forgetting("cat", text)).arrays)
    missing = run("trace", text, "--out", "t.npz", "--forget", "dog")
    assert missing.code != 0
    assert "no word 'dog'" in missing.err


def test_that_an_edit_may_name_pieces_instead_of_tokens(assets):
    model = wmstudio.open("stories-lstm")
    the, digit = model.token(" the"), model.token("4")
    words = readers.edit('5:store:key=␣the,value="4"')
    assert commands.edit_of(model, words) == Edit(5, "store", (("key", the), ("value", digit)))
    assert commands.edit_of(model, readers.edit("5:x:y=4")) == Edit(5, "x", (("y", 4),))
    assert readers.edit("5:x:y=a,b,z==") == (5, "x", (("y", "a,b"), ("z", "=")))


@pytest.mark.parametrize(
    ("word", "setting"),
    [
        ("capacity=12", ("capacity", 12)),
        ("keep_threshold=.5", ("keep_threshold", 0.5)),
        ("policy = least-recently-read", ("policy", "least-recently-read")),
        ("cache=on", ("cache", True)),
        ("cache=False", ("cache", False)),
    ],
)
def test_that_a_setting_is_a_switch_a_number_or_a_word(word, setting):
    assert readers.setting(word) == setting
    assert type(readers.setting(word)[1]) is type(setting[1])


def test_the_favourite_is_opened_where_no_model_is_named(run, tmp_path):
    assert run("trace", "The cat", "--out", "t.json").code == 0
    assert "slots.keys" in json.loads((tmp_path / "t.json").read_text())


def test_that_the_text_may_be_a_file_or_standard_input(run, tmp_path, monkeypatch):
    (tmp_path / "cat").write_bytes(b"\xef\xbb\xbfThe cat\r\n")
    assert run("trace", "cat", "--out", "file.json").code == 0
    stdin = SimpleNamespace(buffer=io.BytesIO(b"The cat\r\n"))
    monkeypatch.setattr(sys, "stdin", stdin)
    assert run("trace", "-", "--out", "stdin.json").code == 0
    a, b = (json.loads((tmp_path / f"{n}.json").read_text()) for n in ("file", "stdin"))
    assert a == b
    # The line ends with LF, as it does in the window.
    assert a["spans"][-1][1] == 8


@pytest.mark.parametrize(
    ("words", "said"),
    [
        # More threads than the system makes end the process without a word.
        (("eval", "tiny", "a.txt", "--threads", 99_999_999), "should be at most 1,024"),
        (("study", "a.toml", "--out", "a.json", "--threads", 9999), "should be at most 1,024"),
        (("eval", "tiny", "a.txt", "--workers", 99_999_999), "should be at most 256"),
        (("trace", "a", "--out", "a.json", "--patch", f"a:set:1:{'9' * 5000}"), "should be SIGNAL"),
        (("generate", "a", "--seed", 2**31), "should be at most 2,147,483,647"),
        (("generate", "a", "--seed", "9" * 5000), "should be at most 2,147,483,647"),
        (("generate", "a", "--tokens", "000"), "should be a whole number from 1 on"),
    ],
)
def test_that_absurd_numbers_are_refused_where_they_are_read(run, words, said):
    assert said in sentence(run(*words), code=2)


@pytest.mark.parametrize("seed", [0, 999_999_999, SEEDS])
def test_that_every_seed_of_the_window_is_taken(seed):
    assert readers.whole(0)(str(seed)) == seed


def test_that_an_interrupt_while_the_program_is_loaded_ends_it_quietly():
    script = """
import sys
class Interrupted:
    def find_spec(self, name, *rest):
        if name == "wmstudio.cli.arguments":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupted())
from wmstudio.cli import main
sys.exit(main(["models"]))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (cli.INTERRUPTED, "")


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"caf\xe9", "not UTF-8"), (b"\0\0", "not a text file"), (b"\xff\xfeT\0", "UTF-16")],
)
def test_that_a_file_of_another_encoding_is_told(run, tmp_path, data, said):
    (tmp_path / "odd").write_bytes(data)
    assert said in sentence(run("trace", "odd", "--out", "t.npz"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--checkpoint", "stories-lst"], "did you mean 'stories-lstm'"),
        (["--checkpoint", "."], "is an empty folder"),
        (["--device", "abacus"], "there is no device 'abacus' here"),
        (["--signals", "slots.strenght"], "did you mean 'slots.strength'"),
        (["--patch", "slots.kez:set:1"], "'slots.kez' is no signal of this model"),
        (["--patch", "lstm.0.cell:set:1:99"], "has no unit"),
        (["--patch", "lstm.0.cell:set:1@9-3"], "tokens are"),
        (["--set", "capacity=0"], "capacity must be a whole number from 1 to 4,096, not 0"),
        (["--set", "capacity=1000000"], "from 1 to 4,096, not 1000000"),
        (["--set", "capacity=many"], "not 'many'"),
        (["--set", "self=1"], "no setting 'self'; it has: policy, capacity"),
        (["--edit", "99:clear_all"], "none is number 99"),
        (["--edit", "0:clear:slot=77"], "there is no slot 77"),
        (["--edit", "0:clear:slit=7"], "'clear' takes slot, not slit"),
        (["--edit", "0:juggle"], "cannot 'juggle'; it can: clear_all, forget, clear"),
        (["--edit", "0:clear:slot=xy"], "'xy' is 2 tokens, not one"),
        (["--edit", f"0:clear:slot={'9' * 5000}"], "tokens, not one"),
    ],
)
def test_that_what_cannot_be_traced_is_one_sentence(run, words, said):
    assert said in sentence(run("trace", "The cat", "--out", "t.npz", *words))


def test_that_a_trace_takes_the_place_of_nothing_that_it_reads(run, tmp_path):
    text = tmp_path / "text.json"
    text.write_text("The cat")
    (tmp_path / "link.json").symlink_to(text)
    for out in ("text.json", "link.json"):
        said = sentence(run("trace", "text.json", "--out", out), 2)
        assert said.endswith(f"{out} is read by this command: name another file to write")
    assert text.read_text() == "The cat"
    model = support.checkpoint(tmp_path / "model", "lstm", name="model")
    config = (model / "config.json").read_bytes()
    words = ("trace", "text.json", "--checkpoint", "model")
    assert "is read" in sentence(run(*words, "--out", "model/config.json"), 2)
    assert (model / "config.json").read_bytes() == config
    assert run(*words, "--out", "model/trace.json").code == 0
    assert run(*words, "--out", "model/trace.json").code == 0


def test_that_a_text_too_long_for_json_is_told_before_it_is_read(run, monkeypatch):
    def begun(*_):
        raise AssertionError("it is told before anything is computed")

    monkeypatch.setattr("wmstudio.library.traces.MOST_JSON_NUMBERS", 100)
    monkeypatch.setattr("wmstudio.library.models.LoadedModel.trace", begun)
    done = run("trace", "The cat is on the mat.", "--out", "t.json", "--checkpoint", "stories-lstm")
    assert "save it as .npz" in sentence(done)


def test_that_a_recording_opens_without_the_model_with_the_numbers_of_the_trace(run, tmp_path):
    words = ["The cat is on the mat", "--set", "capacity=3", "--edit", "2:clear:slot=1",
             "--patch", "lstm.0.hidden:scale:0.5@3-5"]  # fmt: skip
    done = run("trace", *words, "--record", "t.wmtrace")
    assert (done.code, done.out) == (0, "")
    assert "t.wmtrace: 14 tokens, without the model" in done.err
    assert run("trace", *words, "--out", "t.npz").code == 0

    engine = Engine(open_recording)
    (opened,) = (event for event in engine.do(Open("t.wmtrace")) if event is not None)
    names = tuple(opened.signals)
    view = View(1, words[0], len(words[0]), watch=names, window=(0, 100))
    frame = [frame for frame in engine.look(view) if frame is not None][-1]
    assert opened.recorded.text == words[0]
    assert opened.recorded.values == (("capacity", 3),)
    assert len(opened.recorded.changes) == 2
    with np.load(tmp_path / "t.npz") as traced:
        for name in ("ids", "surprisal_bits", "entropy_bits"):
            np.testing.assert_allclose(
                frame.trace.column(name), traced[name], **support.ROUNDING, err_msg=name
            )
        assert np.array_equal(frame.trace.column("ends"), traced["spans"][:, 1])
        assert {n for n in traced.files if "." in n} == set(names)
        for name in names:
            np.testing.assert_allclose(
                frame.trace.signal(name, 0, 14), traced[name], **support.ROUNDING, err_msg=name
            )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--signals", "slots.strenght"], "did you mean 'slots.strength'"),
        (["--edit", "99:clear_all"], "none is number 99"),
        (["--edit", "0:juggle"], "cannot 'juggle'; it can: clear_all, forget, clear"),
        (["--edit", "0:clear:slot=77"], "there is no slot 77"),
        (["--patch", "slots.kez:set:1"], "'slots.kez' is no signal of this model"),
        (["--set", "capacity=0"], "capacity must be a whole number from 1 to 4,096, not 0"),
    ],
)
def test_that_what_cannot_be_recorded_is_one_sentence_and_leaves_no_file(
    run, tmp_path, words, said
):
    before = set(tmp_path.iterdir())
    assert said in sentence(run("trace", "The cat", "--record", "t.wmtrace", *words))
    assert set(tmp_path.iterdir()) == before


def test_that_a_recording_is_called_so_and_stands_alone(run):
    assert ".wmtrace" in sentence(run("trace", "The", "--record", "t.npz"), 2)
    both = run("trace", "The", "--record", "t.wmtrace", "--out", "t.npz")
    assert "not allowed with" in sentence(both, 2)


def test_that_a_file_that_is_missing_is_not_taken_for_a_text(run):
    assert "there is no file 'story.txt'" in sentence(run("trace", "story.txt", "--out", "t.npz"))
    assert run("trace", "a story.txt ", "--out", "t.npz").code == 0
    assert run("trace", "long " * 2000, "--out", "t.npz", "--signals", "").code == 0


@pytest.mark.parametrize(
    "words",
    [
        ["trace"],
        ["trace", "The"],
        ["trace", "The", "--out", "t.csv"],
        ["trace", "The", "--out", "t.npz", "--top", "0"],
        ["trace", "The", "--out", "t.npz", "--patch", "lstm.0.cell=1"],
        ["trace", "The", "--out", "t.npz", "--patch", "lstm.0.cell:set:nan"],
        ["trace", "The", "--out", "t.npz", "--patch", "lstm.0.cell:set:x"],
        ["trace", "The", "--out", "t.npz", "--set", "capacity"],
        ["trace", "The", "--out", "t.npz", "--set", "=3"],
        ["trace", "The", "--out", "t.npz", "--edit", "clear_all"],
        ["trace", "The", "--out", "t.npz", "--edit", "3:clear:slot"],
        ["trace", "The", "--out", "t.npz", "--edit", "3:clear:"],
        ["generate", "The", "--temperature", "-1"],
        ["generate", "The", "--temperature", "warm"],
        ["generate", "The", "--top-p", "1.5"],
        ["generate", "The", "--seed", "x"],
        ["generate", "The", "--tokens", "0"],
        ["render", "The", "--out", "t.jpg"],
        ["render", "The", "--out", "t.png", "--size", "big"],
        ["render", "The", "--out", "t.png", "--theme", "pink"],
        ["models", "--jsn"],
        ["train"],
        ["study", "tiny.toml"],
        ["study", "--out", "r.json"],
        ["study", "tiny.toml", "--out", "r.csv"],
        ["study", "tiny.toml", "--out", "r.json", "--seeds", "0"],
        ["load-study", "--layers", "1,x"],
        ["load-study", "--batches", ""],
        ["--nonsense"],
    ],
)
def test_that_a_command_written_wrongly_is_told_with_its_usage(run, words):
    done = run(*words)
    sentence(done, code=2)
    assert done.err.startswith("usage: wmstudio")


def test_that_a_patch_may_name_one_place_in_a_matrix():
    assert readers.patch("slots.keys:add:-.5:3,1") == Patch("slots.keys", "add", -0.5, (3, 1))


# --- generate ----------------------------------------------------------------------------------


def test_that_generate_writes_what_the_library_gives(run):
    done = run("generate", "The cat", "--tokens", 20, "--seed", 5, "--temperature", 0.5)
    sampling = wmstudio.Sampling(temperature=0.5, seed=5, tokens=20)
    wanted = "".join(wmstudio.open("stories-slots").generate("The cat", sampling))
    assert done.code == 0
    assert done.out.removesuffix("\n") == wanted.removesuffix("\n")
    assert done.out.endswith("\n")


def test_that_generate_takes_settings(run):
    words = ("generate", "The cat", "--tokens", 30, "--temperature", 0)
    few = wmstudio.open("stories-slots").configured(capacity=1)
    sampling = wmstudio.Sampling(temperature=0, tokens=30)
    wanted = "".join(few.generate("The cat", sampling))
    assert run(*words, "--set", "capacity=1").out.removesuffix("\n") == wanted.removesuffix("\n")
    assert "no setting 'capacity'" in sentence(
        run(*words, "--set", "capacity=1", "--checkpoint", "stories-lstm")
    )


def test_that_generate_takes_patches_edits_and_words_to_forget(run):
    words = ("generate", "The cat", "--tokens", 30, "--temperature", 1, "--seed", 3)
    model, sampling = (
        wmstudio.open("stories-slots"),
        wmstudio.Sampling(temperature=1, top_p=0.95, seed=3, tokens=30),
    )
    plain = "".join(model.generate("The cat", sampling))
    for given, asked in (
        (("--patch", "lstm.0.cell:set:0.9"), {"patches": [Patch("lstm.0.cell", "set", 0.9)]}),
        (("--edit", "1:clear_all"), {"edits": [Edit(1, "clear_all")]}),
        (("--forget", "cat"), {"forget": ["cat"]}),
    ):
        wanted = "".join(model.generate("The cat", sampling, **asked))
        assert run(*words, *given).out.removesuffix("\n") == wanted.removesuffix("\n")
        assert wanted != plain, given
    assert "no signal" in sentence(run(*words, "--patch", "no.such:set:1"))


def test_that_a_reader_who_goes_away_is_no_failure(assets):
    code = (
        "import sys; from pathlib import Path; from wmstudio import paths\n"
        f"paths.assets = lambda: Path({str(assets)!r})\n"
        "from wmstudio.cli import main\n"
        "sys.exit(main(['generate', 'The', '--tokens', '5000']))"
    )
    command = [sys.executable, "-c", code]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe) as process:
        process.stdout.read(1)
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


# --- train -------------------------------------------------------------------------------------


@pytest.fixture
def recipe(tmp_path):
    return support.recipe(tmp_path / "tiny.toml", support.books(tmp_path / "books"))


def test_that_train_makes_a_checkpoint_that_can_be_used(run, recipe, tmp_path):
    assert run("train", recipe, "--device", "cpu").code == 0
    assert run("generate", "The", "--checkpoint", tmp_path / "tiny", "--tokens", 3).code == 0


def test_that_ctrl_c_says_how_to_go_on(run, recipe, monkeypatch):
    from wmstudio.training.loop import Trainer

    def interrupted(self):
        raise KeyboardInterrupt
        yield

    with monkeypatch.context() as patched:
        patched.setattr(Trainer, "steps", interrupted)
        done = run("train", recipe, "--out", "mine")
    assert done.code == 130
    assert "run the same command again (--out mine)" in done.err.splitlines()[-1]
    assert run("train", recipe, "--out", "mine").code == 0


@pytest.mark.parametrize("saved", [False, True])
def test_that_a_full_disk_says_what_is_safe(run, recipe, monkeypatch, saved):
    usual = os.fsync

    def full(number):
        if os.path.isfile("mine/resume.safetensors") or not saved:
            raise OSError(28, "No space left on device")
        usual(number)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        done = run("train", recipe, "--out", "mine")
    assert done.code == 1
    told = done.err.splitlines()[-1]
    assert "No space left on device" in told
    assert ("what was saved in mine before is whole" in told) == saved
    assert run("train", recipe, "--out", "mine").code == 0


def test_that_ctrl_c_before_anything_is_saved_does_not_say_that_it_is(run, recipe, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("wmstudio.training.run.prepare", interrupted)
    done = run("train", recipe, "--out", "mine")
    assert done.code == 130
    assert done.err.splitlines()[-1] == "wmstudio: stopped before anything was saved"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["none.toml"], "cannot be read"),
        (["tiny.toml", "--data", "nowhere"], "there is no folder"),
        (["tiny.toml", "--device", "abacus"], "there is no device"),
        (["tiny.toml", "--out", "tiny.toml"], "tiny.toml is a file: name a folder"),
    ],
)
def test_that_what_cannot_be_trained_is_one_sentence(run, recipe, words, said):
    assert said in sentence(run("train", *words))


def test_that_train_learns_a_memory_task(run, tmp_path):
    done = run("train", support.task_recipe(tmp_path / "tiny.toml"), "--device", "cpu")
    assert done.code == 0
    assert "copy length=3 symbols=4 repeats=1" in done.err
    assert json.loads((tmp_path / "tiny" / "training.json").read_text())["task"]["name"] == "copy"


def test_that_an_impossible_task_is_one_sentence(run, tmp_path):
    path = support.task_recipe(tmp_path / "tiny.toml", task='name = "recall"\npairs = 40')
    assert "40 pairs need as many keys, and there are 32" in sentence(run("train", path))
    assert not (tmp_path / "tiny").exists()


def test_that_a_recipe_which_ships_is_found_by_its_name(run, recipe, assets):
    (assets / "recipes").mkdir(exist_ok=True)
    recipe.rename(assets / "recipes" / "small.toml")
    assert run("train", "small", "--out", "mine").code == 0


# --- study -------------------------------------------------------------------------------------


def test_that_a_study_prints_its_table_and_is_not_made_twice(run, tmp_path):
    path = support.task_recipe(tmp_path / "tiny.toml")
    done = run("study", path, "--seeds", 2, "--out", "new/report.json", "--device", "cpu")
    assert done.code == 0
    title, head, row = (line for line in done.out.splitlines() if line)
    assert title.startswith("copy (")
    assert head.split()[:3] == ["recipe", "task", "accuracy"]
    assert row.startswith("tiny ")
    assert row.endswith(" 2")
    report = json.loads((tmp_path / "new" / "report.json").read_text())
    assert [run["seed"] for run in report["runs"]] == [0, 1]
    again = run("study", path, "--seeds", 2, "--out", "new/report.json", "--device", "cpu")
    assert (again.code, again.out, again.err) == (0, done.out, "")


def test_that_a_study_which_is_stopped_says_how_to_go_on(run, tmp_path, monkeypatch):
    from wmstudio.training.loop import Trainer

    def interrupted(self):
        raise KeyboardInterrupt
        yield

    monkeypatch.setattr(Trainer, "steps", interrupted)
    done = run("study", support.task_recipe(tmp_path / "tiny.toml"), "--out", "report.json")
    assert done.code == 130
    assert done.err.splitlines()[-1].endswith("the same command goes on from there")


def test_that_a_study_with_a_failed_run_fails_in_a_sentence(run, tmp_path, monkeypatch):
    from wmstudio.training.loop import Trainer, TrainingProgress

    def broken(self):
        yield TrainingProgress(1, float("nan"), 1.0, 1.0)

    monkeypatch.setattr(Trainer, "steps", broken)
    path = support.task_recipe(tmp_path / "tiny.toml")
    done = run("study", path, "--seeds", 1, "--out", "report.json")
    assert (done.code, done.out) == (1, "")
    assert "the loss is no number at step 1: lower 'learning_rate'" in done.err
    assert "wmstudio: 1 run failed: the same command tries it again" in done.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["none", "--out", "r.json"], "cannot be read"),
        (["recall.toml", "--out", "r.json"], "40 pairs need as many keys"),
        (["tiny.toml", "--out", "r.json"], "learns no memory task"),
        (["copy.toml", "copy.toml", "--out", "r.json"], "have the same name"),
        (["copy.toml", "--out", "junk.json"], "is not the report of a study"),
        (["copy.toml", "--out", "r.json", "--device", "abacus"], "there is no device"),
    ],
)
def test_that_what_cannot_be_studied_is_one_sentence(run, recipe, tmp_path, words, said):
    support.task_recipe(tmp_path / "recall.toml", task='name = "recall"\npairs = 40')
    support.task_recipe(tmp_path / "copy.toml")
    (tmp_path / "junk.json").write_text("junk")
    assert said in sentence(run("study", *words))


def test_that_a_load_study_writes_its_page_and_is_not_made_twice(run, tmp_path):
    words = [
        "load-study", "--out", "load", "--capacities", "1", "--layers", "1", "--batches", "4",
        "--sequences", "8", "--device", "cpu",
    ]  # fmt: skip
    done = run(*words)
    assert (done.code, done.out) == (0, "")
    assert "slots, 1 slot, seed 0: mean accuracy 0." in done.err
    files = {path.name: path.read_bytes() for path in (tmp_path / "load").iterdir()}
    assert sorted(files) == ["load-study.json", "load-study.md", "load-study.svg"]
    assert b"# What a working memory holds" in files["load-study.md"]
    assert b"accuracy (share of values recalled)" in files["load-study.svg"]
    again = run(*words)
    assert again.code == 0
    assert again.err == f"wmstudio: the page is {Path('load') / 'load-study.md'}\n"
    assert {path.name: path.read_bytes() for path in (tmp_path / "load").iterdir()} == files


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--capacities", "4,40"], "from 1 to 32 slots"),
        (["--out", "file"], "File exists"),
        (["--out", "junk"], "is not the report of a load study"),
        (["--device", "abacus"], "there is no device"),
    ],
)
def test_that_a_load_study_that_cannot_be_made_is_one_sentence(run, tmp_path, words, said):
    (tmp_path / "file").write_text("")
    (tmp_path / "junk").mkdir()
    (tmp_path / "junk" / "load-study.json").write_text("junk")
    assert said in sentence(run("load-study", *words))


# --- the window --------------------------------------------------------------------------------


@pytest.fixture
def window(monkeypatch):
    """Calls of the window, in place of one."""
    calls = []

    class RenderError(RuntimeError):
        pass

    def render(*call):
        calls.append(call)
        if call[0] == "fail":
            raise RenderError("the picture cannot be made")

    module = SimpleNamespace(
        run=lambda *call: calls.append(call) or 0, render=render, RenderError=RenderError
    )
    from wmstudio.gui import shell

    for name in ("application", "render"):
        monkeypatch.setitem(sys.modules, f"wmstudio.gui.shell.{name}", module)
        monkeypatch.setattr(shell, name, module, raising=False)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    return calls


def test_that_the_window_opens_with_what_was_asked_for(run, window, tmp_path):
    assert run().code == 0
    (tmp_path / "trace").write_text("The cat")
    assert run("./trace", "--checkpoint", "stories-lstm", "--device", "cpu").code == 0
    assert run("--compare", "stories-lstm").code == 0
    assert window[0] == (None, None, None, None)
    assert window[1] == (Path("trace"), "stories-lstm", "cpu", None)
    assert window[2] == (None, None, None, "stories-lstm")


@pytest.mark.parametrize(
    "name", ["a b.wmstudio", "50%25 ?#.wmtrace", "记忆.wmmemory", "\udcff.txt"]
)
def test_that_a_file_is_opened_by_its_address(run, window, tmp_path, name):
    path = tmp_path / name
    path.touch()
    assert run(path.as_uri()).code == 0
    assert window == [(path, None, None, None)]


def test_that_a_wrong_word_is_told_with_what_may_be_meant(run, window):
    assert "did you mean the command 'generate'?" in sentence(run("generat"), code=2)
    assert "there is no file 'zzz'" in sentence(run("zzz"), code=2)
    assert "did you mean" in sentence(run("--checkpoint", "stories-lst"))
    assert "did you mean" in sentence(run("--compare", "stories-lst"))
    assert "did you mean" in sentence(
        run("render", "The", "--out", "a.png", "--compare", "stories-lst")
    )
    assert window == []


@pytest.mark.parametrize(
    "words",
    [
        ("trace", "The cat", "--out", "no/such/a.npz"),
        ("trace", "The cat", "--record", "no/such/a.wmtrace"),
        ("eval", "stories-lstm", "story.txt", "--json", "no/such/a.json"),
    ],
)
def test_that_missing_folders_of_what_is_written_are_made(run, tmp_path, words):
    (tmp_path / "story.txt").write_text("The cat is on the mat")
    assert run(*words).code == 0
    assert (tmp_path / words[-1]).is_file()


@pytest.mark.parametrize("signals", ["slots.strength", "slots.strength,lstm.0.cell"])
def test_that_one_token_and_one_signal_are_called_so(run, signals):
    n = signals.count(",") + 1
    told = run("trace", "a", "--out", "a.npz", "--signals", signals).err
    assert told.endswith("a.npz: 1 token, 1 signal\n" if n == 1 else "a.npz: 1 token, 2 signals\n")
    assert run("trace", "a", "--record", "a.wmtrace").err.endswith("1 token, without the model\n")


@pytest.mark.parametrize("words", [["--help"], ["trace", "--help"], ["--version"], ["models"]])
def test_that_words_that_a_full_disk_does_not_take_are_a_failure(words, monkeypatch, capsys):
    class Full(io.StringIO):
        def flush(self):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(sys, "stdout", Full())
    assert cli.main(words) == cli.FAILED
    assert capsys.readouterr().err == f"wmstudio: {os.strerror(errno.ENOSPC)}\n"


@pytest.mark.parametrize("name", ["gone.txt", "."])
def test_that_the_window_tells_of_a_file_that_is_gone_from_the_desktop(run, window, name):
    assert run("--from-desktop", name).code == 0
    assert window == [(Path(name), None, None, None)]


def test_that_without_a_display_the_commands_are_named(run, window, monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    told = sentence(run(), code=2)
    assert "there is no display" in told
    assert "wmstudio trace" in told
    assert window == []
    monkeypatch.setattr(sys, "platform", "darwin")
    assert run().code == 0


def test_that_render_asks_for_the_picture(run, window, assets, tmp_path):
    done = run("render", "The cat", "--out", "a.png", "--size", "640x480", "--theme", "light")
    assert done.code == 0
    place = assets / "checkpoints" / "stories-slots"
    out = Path("a.png")
    assert window.pop() == ("The cat", out, (640, 480), "light", place, "auto", (), None)
    assert run("render", "x", "--out", "a.png", "--set", "capacity=3").code == 0
    assert window.pop()[-2] == (("capacity", 3),)
    assert run("render", "The", "--out", "a.png", "--compare", "stories-lstm").code == 0
    other = assets / "checkpoints" / "stories-lstm"
    assert window.pop() == ("The", out, (1280, 800), "dark", place, "auto", (), other)
    assert "the picture cannot be made" in sentence(run("render", "fail", "--out", "a.png"))


def test_that_a_system_library_which_qt_misses_is_named(run, monkeypatch):
    from wmstudio.gui import shell

    class Missing:
        def find_spec(self, name, path=None, target=None):
            if name == "wmstudio.gui.shell.application":
                raise ImportError("libEGL.so.1: cannot open shared object file")

    monkeypatch.delattr(shell, "application", raising=False)
    monkeypatch.delitem(sys.modules, "wmstudio.gui.shell.application", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Missing(), *sys.meta_path])
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert "Qt cannot be loaded (libEGL.so.1" in sentence(run())


def test_that_a_failure_of_the_program_itself_is_not_hidden(run, monkeypatch):
    def broken(options):
        raise RuntimeError("a bug")

    monkeypatch.setattr(commands, "models", broken)
    with pytest.raises(RuntimeError, match="a bug"):
        run("models")


@pytest.mark.skipif(os.name != "posix", reason="streams are closed by a POSIX shell")
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&- >&-"])
@pytest.mark.parametrize("words", ["models", "models --json", "--version", "trace nothing"])
def test_closed_streams_are_no_traceback(words, closed):
    line = f"{shlex.quote(sys.executable)} -m wmstudio {words} {closed}"
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=False)

    assert done.returncode in (0, 2)
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.parametrize("end", ["\r\n", "\r"])
@pytest.mark.parametrize(
    "command",
    [
        "trace {} --out {}.json",
        "trace {} --record {}.wmtrace",
        "generate {} --tokens 8",
        "eval stories-lstm {} --json {}.json",
    ],
)
def test_that_line_ends_change_nothing_but_a_note(run, tmp_path, command, end):
    lines = ["“The cat”", "sat", "", "on the mat.", ""]
    (tmp_path / "lf.txt").write_bytes("\n".join(lines).encode())
    (tmp_path / "other.txt").write_bytes(end.join(lines).encode())
    done = [run(*shlex.split(command.format(name, name))) for name in ("lf.txt", "other.txt")]
    assert [one.code for one in done] == [0, 0]
    assert "line ends, which are read as LF" in done[1].err
    assert "line ends" not in done[0].err
    if command.startswith("generate"):
        assert done[0].out == done[1].out
    elif "--record" in command:
        texts = [
            open_recording(Open(str(tmp_path / f"{n}.txt.wmtrace")))[1] for n in ("lf", "other")
        ]
        assert texts[0].recorded.text == texts[1].recorded.text == "\n".join(lines)
    else:
        found = [json.loads((tmp_path / f"{n}.txt.json").read_text()) for n in ("lf", "other")]
        if command.startswith("eval"):
            (found[0],), (found[1],) = ([*one["texts"].values()] for one in found)
            for one in found:
                del one["seconds"], one["tokens_per_second"]
        assert found[0] == found[1]


@pytest.mark.skipif(not os.path.isdir("/dev/fd"), reason="the system has no /dev/fd")
def test_that_a_text_out_of_another_command_is_read(run, tmp_path):
    (tmp_path / "story.txt").write_text("The cat")
    assert run("trace", "story.txt", "--out", "file.json").code == 0
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as pipe:
        pipe.write(b"The cat")
    try:
        assert run("trace", f"/dev/fd/{reading}", "--out", "pipe.json").code == 0
    finally:
        os.close(reading)
    assert (tmp_path / "pipe.json").read_text() == (tmp_path / "file.json").read_text()


@pytest.mark.parametrize("command", ["trace", "generate", "render"])
def test_that_a_file_which_is_not_there_is_refused(run, command):
    words = {"trace": ["--out", "t.json"], "render": ["--out", "t.png"]}.get(command, [])
    assert "there is no file 'my story.txt'" in sentence(run(command, "my story.txt", *words))


def test_that_a_second_training_into_a_folder_is_refused(run, recipe, tmp_path):
    with alone_in(tmp_path / "out"):
        said = sentence(run("train", recipe, "--out", "out"))
    assert f"process {os.getpid()} is training into {tmp_path / 'out'}" in said
    assert "--out" in said
    assert not (tmp_path / "out").exists()
    assert not [path for path in tmp_path.iterdir() if path.suffix == ".lock"]


GONE = """
import os, sys
os.rmdir(os.getcwd())
from wmstudio.cli import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a folder that is in use stays there")
@pytest.mark.parametrize("words", [["generate", "The cat"], ["models"], []])
def test_from_a_folder_that_was_deleted_nothing_is_started(tmp_path, words):
    folder = tmp_path / "gone"
    folder.mkdir()
    # As the installed program is run (-P): without the present folder among those of modules.
    command = [sys.executable, "-P", "-c", GONE, *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    told = SimpleNamespace(code=done.returncode, out=done.stdout, err=done.stderr)
    assert "is not there any more: go to another one" in sentence(told, code=2)


def test_a_training_that_could_not_begin_claims_nothing_about_saves(run, recipe, tmp_path):
    (tmp_path / "notes").write_text("mine")
    said = sentence(run("train", recipe, "--out", "notes/out"))
    assert "notes" in said
    assert "saved" not in said


LEFT_BEHIND = """
import atexit, sys, threading
import torch
from wmstudio.cli import main

begun = threading.Event()

def compute():
    x = torch.eye(300)
    while True:
        x = torch.relu(x @ x)
        begun.set()

atexit.register(lambda: print("the end", flush=True))
threading.Thread(target=compute, daemon=True).start()
begun.wait()
sys.argv = ["wmstudio", *{words!r}]
sys.exit(main())
"""


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["models"], 0),
        (["trace", "a", "--checkpoint", "nowhere", "--out", "a.json"], 1),
        (["nonsense"], 2),
    ],
)
def test_the_program_ends_as_it_should_while_a_thread_still_computes(words, code):
    program = LEFT_BEHIND.format(words=words)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == code, done.stderr
    assert done.stdout.endswith("the end\n")
    assert "terminate" not in done.stderr
    assert ("wmstudio" in done.stderr) == (code != 0)
