"""A checkpoint opens as it was written, or is refused in one sentence that names the file."""

import json
import os
import pickle
import struct
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import load_file, save_file

from tests import support
from wmstudio.checkpoints import folder as folders
from wmstudio.checkpoints.folder import (
    CheckpointError,
    open_checkpoint,
    write_checkpoint,
    write_settings,
)
from wmstudio.checkpoints.layout import FORMAT, read_object
from wmstudio.models.registry import FAMILIES

HASHES = ("weights_sha256", "tokenizer_sha256")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return support.checkpoint(tmp_path_factory.mktemp("whole") / "tiny")


def test_a_folder_whose_name_is_no_utf8_is_opened(whole, tmp_path):
    try:
        folder = support.copied(whole, tmp_path / os.fsdecode(b"old\xff"))
    except OSError:
        pytest.skip("no file can have such a name here")
    assert open_checkpoint(folder).family == open_checkpoint(whole).family


@pytest.fixture
def damaged(whole, tmp_path):
    """A copy to be damaged, without hashes: as foreign ones are, so that every check is reached."""
    folder = support.copied(whole, tmp_path / "tiny")
    change_config(folder, **dict.fromkeys(HASHES))
    return folder


def change_config(folder, **changes):
    """Set these keys; None takes one away."""
    path = folder / "config.json"
    config = json.loads(path.read_text()) | changes
    path.write_text(json.dumps({k: v for k, v in config.items() if v is not None}))


def refusal(folder, file=None):
    """The one sentence with which the folder is refused."""
    with pytest.raises(CheckpointError) as caught:
        open_checkpoint(folder)
    message = str(caught.value)
    assert "\n" not in message
    assert len(message) < 600
    if file is not None:
        assert str(folder / file) in message
    return message


def weights_of(model):
    return {name: x.half().float() for name, x in model.state_dict().items()}


def same(a, b):
    return a.keys() == b.keys() and all(torch.equal(a[name], b[name]) for name in a)


@pytest.mark.parametrize("family", support.SIZES)
def test_that_a_checkpoint_opens_as_it_was_written(tmp_path, family):
    opened = open_checkpoint(support.checkpoint(tmp_path / "one", family, seed=4))
    assert (opened.name, opened.family) == ("tiny", family.split()[0])
    assert same(dict(opened.model.state_dict()), weights_of(support.model(family, seed=4)))
    assert opened.tokenizer.model_bytes == support.tokenizer().model_bytes
    assert opened.parameters == sum(p.numel() for p in support.model(family).parameters())
    assert all(p.dtype == torch.float32 for p in opened.model.parameters())
    opened.model.prefill(torch.tensor([[1, 2, 3]]), opened.model.initial_state())


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32])
def test_that_weights_of_any_of_three_precisions_are_loaded_as_float32(damaged, dtype):
    stored = {k: v.to(dtype) for k, v in support.model().state_dict().items()}
    save_file(stored, damaged / "model.safetensors")
    opened = open_checkpoint(damaged).model.state_dict()
    assert same(dict(opened), {name: x.float() for name, x in stored.items()})


def test_that_a_checkpoint_opened_and_written_again_is_the_same_file(whole, tmp_path):
    opened = open_checkpoint(whole)
    write_checkpoint(
        tmp_path,
        opened.model,
        opened.name,
        opened.family,
        support.SIZES["lstm"],
        opened.tokenizer,
        support.TRAINING,
        "# tiny\n",
    )
    for path in whole.iterdir():
        assert (tmp_path / path.name).read_bytes() == path.read_bytes()


def test_that_a_folder_that_is_none_is_refused(tmp_path, whole):
    assert "does not exist" in refusal(tmp_path / "nowhere")
    assert "does not exist" in refusal(Path("x" * 5000))
    assert "is not a folder" in refusal(whole / "config.json")


def test_that_a_folder_without_a_checkpoint_is_told_what_one_holds(tmp_path):
    (tmp_path / "notes.txt").write_text("nothing")
    message = refusal(tmp_path)
    assert "config.json, model.safetensors and tokenizer.model" in message


@pytest.mark.parametrize("file", ["config.json", "model.safetensors", "tokenizer.model"])
def test_that_a_missing_empty_or_odd_file_is_named(damaged, file):
    (damaged / file).write_bytes(b"")
    assert "is empty" in refusal(damaged, file)
    (damaged / file).unlink()
    assert "is missing" in refusal(damaged, file)
    (damaged / file).mkdir()
    assert "is not a file" in refusal(damaged, file)


@pytest.mark.parametrize(
    "text",
    [
        b"{",
        b"\xff\xfe{}",
        b"[" * 100_000,
        b'{"format": ' + b"9" * 5000 + b"}",
        b"\x80\x04K\x01.",
    ],
)
def test_that_a_config_that_is_not_json_is_refused(damaged, text):
    (damaged / "config.json").write_bytes(text)
    assert "is not JSON" in refusal(damaged, "config.json")


@pytest.mark.parametrize("text", ["[]", "3", "null", '"lstm"'])
def test_that_a_config_that_is_no_object_is_refused(damaged, text):
    (damaged / "config.json").write_text(text)
    assert "must hold an object" in refusal(damaged, "config.json")


def test_that_a_config_of_megabytes_is_refused_unread(damaged):
    (damaged / "config.json").write_text(" " * 1_000_001)
    assert "too large" in refusal(damaged, "config.json")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"format": FORMAT + 1}, "update WM Studio"),
        ({"format": None}, "'format' must be a number from 1 to 2"),
        ({"format": "1"}, "'format' must be a number from 1 to 2"),
        ({"format": True}, "'format' must be a number from 1 to 2"),
        ({"format": -1}, "'format' must be a number from 1 to 2"),
        ({"family": None}, "'family' is missing"),
        ({"family": "lstn"}, ", ".join(FAMILIES)),
        ({"family": ["lstm"]}, ", ".join(FAMILIES)),
        ({"name": 3}, "'name' must be a text"),
        ({"weights_sha256": 3}, "'weights_sha256' must be a text"),
        ({"hidden": None}, "'hidden' is missing"),
        ({"hiden": 12}, "did you mean 'hidden'"),
        ({"hidden": "12"}, "'hidden' must be a whole number"),
        ({"hidden": 12.0}, "'hidden' must be a whole number"),
        ({"hidden": True}, "'hidden' must be a whole number"),
        ({"hidden": 0}, "'hidden' must be a whole number"),
        ({"hidden": -4}, "'hidden' must be a whole number"),
        ({"hidden": 10**12}, "'hidden' must be a whole number"),
        ({"hidden": 10**4000}, "'hidden' must be a whole number"),
        ({"layers": 65}, "'layers' must be a whole number"),
        ({"hidden": 65_536}, "parameters"),
        ({"vocab_size": 1_000_000, "embedding": 65_536}, "parameters"),
        ({"settings": ["cache"]}, "'settings' must be values"),
        ({"settings": 3}, "'settings' must be values"),
        ({"settings": {"memory": True}}, "no setting 'memory'"),
        ({"settings": {"cache_window": 8193}}, "from 1 to 8,192"),
        ({"settings": {"cache_window": 12.0}}, "must be a whole number"),
        ({"settings": {"cache_window": True}}, "must be a whole number"),
        ({"settings": {"cache_weight": "0.1"}}, "must be a number"),
        ({"settings": {"cache_weight": float("nan")}}, "must be a number"),
        ({"settings": {"cache_weight": float("inf")}}, "must be a number"),
        ({"settings": {"cache_weight": 10**400}}, "must be a number"),
        ({"settings": {"cache_weight": None}}, "must be a number"),
        ({"settings": {"cache_weight": [0.1]}}, "must be a number"),
        ({"settings": {"cache": 1}}, "is on or off"),
    ],
)
def test_that_a_wrong_config_is_told_by_its_key(damaged, changes, said):
    change_config(damaged, **changes)
    assert said in refusal(damaged, "config.json")


def test_settings_of_the_config_hold_when_the_checkpoint_opens(damaged):
    before = open_checkpoint(damaged).model
    write_settings(damaged, {"cache": True, "cache_window": 77}, "# other\n")
    write_settings(damaged, {"cache_weight": 0.25}, "# another\n")
    opened = open_checkpoint(damaged)
    values = {name: setting.value for name, setting in opened.model.settings.items()}
    assert values == {
        "cache": True,
        "cache_weight": 0.25,
        "cache_sharpness": before.settings["cache_sharpness"].value,
        "cache_window": 77,
    }
    assert "cache.weights" in opened.model.signals
    assert same(dict(opened.model.state_dict()), dict(before.state_dict()))
    assert (damaged / "README.md").read_text() == "# another\n"
    assert read_object(damaged / "config.json")["format"] == FORMAT


def test_a_config_without_settings_stays_of_the_first_format(whole):
    assert read_object(whole / "config.json")["format"] == 1


def test_a_memory_made_absurd_by_a_setting_is_refused(tmp_path):
    folder = support.checkpoint(tmp_path / "tiny", "lstm")
    change_config(folder, hidden=9000, settings={"cache": True, "cache_window": 8192})
    assert "describes a memory of" in refusal(folder, "config.json")


def test_that_a_memory_of_absurd_size_is_refused_before_it_is_allocated(tmp_path):
    folder = support.checkpoint(tmp_path / "tiny", "slots")
    change_config(folder, slots=65_536, width=65_536)
    assert "describes a memory of" in refusal(folder, "config.json")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"hidden": 13}, "has the shape"),
        ({"layers": 2}, "has no 'layers.1"),
        ({"embedding": 9}, "["),
    ],
)
def test_that_sizes_which_do_not_match_the_weights_are_told(damaged, changes, said):
    change_config(damaged, **changes)
    assert said in refusal(damaged, "model.safetensors")


def change_weights(folder, change):
    path = folder / "model.safetensors"
    weights = load_file(path)
    change(weights)
    save_file(weights, path)


def test_that_a_missing_or_further_tensor_is_named(damaged):
    change_weights(damaged, lambda w: w.update({"more": torch.zeros(2)}))
    assert "'more'" in refusal(damaged, "model.safetensors")
    change_weights(damaged, lambda w: (w.pop("more"), w.pop("words.bias")))
    assert "'words.bias'" in refusal(damaged, "model.safetensors")


def test_that_a_tensor_of_another_shape_is_named(damaged):
    change_weights(damaged, lambda w: w.update({"words.bias": torch.zeros(300, 1)}))
    message = refusal(damaged, "model.safetensors")
    assert "'words.bias' has the shape [300, 1]" in message


@pytest.mark.parametrize("dtype", [torch.int64, torch.float64, torch.uint8])
def test_that_a_tensor_of_another_dtype_is_named(damaged, dtype):
    change_weights(damaged, lambda w: w.update({"words.bias": torch.zeros(300, dtype=dtype)}))
    assert "'words.bias' is stored as" in refusal(damaged, "model.safetensors")


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_that_values_which_are_no_numbers_are_refused(damaged, value):
    change_weights(damaged, lambda w: w["words.bias"].fill_(value))
    assert "'words.bias'" in refusal(damaged, "model.safetensors")


def test_that_a_model_which_has_diverged_is_not_written_over_a_good_one(tmp_path):
    folder = support.checkpoint(tmp_path / "tiny")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    model = support.model()
    torch.nn.init.constant_(model.words.bias, 1e9)  # more than half precision can say
    with pytest.raises(CheckpointError, match=r"words\.bias"):
        write_checkpoint(
            folder, model, "tiny", "lstm", support.SIZES["lstm"], support.tokenizer(), {}, ""
        )
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


class Bomb:
    def __reduce__(self):
        return (pytest.fail, ("a pickle was opened",))


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_that_a_pickle_in_place_of_safetensors_is_refused_unopened(damaged, protocol):
    (damaged / "model.safetensors").write_bytes(pickle.dumps(Bomb(), protocol))
    assert "is a pickle" in refusal(damaged, "model.safetensors")


def test_that_a_torch_file_is_refused_unopened_under_any_name(damaged):
    torch.save({"bomb": Bomb()}, damaged / "model.safetensors")
    assert "is a pickle" in refusal(damaged, "model.safetensors")
    (damaged / "model.safetensors").rename(damaged / "pytorch_model.bin")
    assert "is a pickle" in refusal(damaged, "pytorch_model.bin")


def test_that_a_header_as_long_as_a_pickles_first_bytes_is_no_pickle(damaged):
    path = damaged / "model.safetensors"
    data = path.read_bytes()
    length = struct.unpack("<Q", data[:8])[0]
    wanted = 0x0280 if length <= 0x0280 else 0x0380
    assert length <= wanted
    header = data[8 : 8 + length].ljust(wanted)
    path.write_bytes(struct.pack("<Q", wanted) + header + data[8 + length :])
    assert path.read_bytes()[:2] in (b"\x80\x02", b"\x80\x03")
    open_checkpoint(damaged)


@pytest.mark.parametrize("length", [2**63, 2**40, 10_000_001])
def test_that_a_header_of_absurd_length_is_refused_unread(damaged, length):
    (damaged / "model.safetensors").write_bytes(struct.pack("<Q", length) + b"{" + b" " * 100)
    assert "damaged" in refusal(damaged, "model.safetensors")


def header_with(entry):
    header = json.dumps({"words.bias": entry}).encode()
    return struct.pack("<Q", len(header)) + header


@pytest.mark.parametrize(
    "entry",
    [
        None,
        [],
        {},
        {"dtype": "F16", "shape": 3, "data_offsets": [0, 6]},
        {"dtype": "F16", "shape": [3], "data_offsets": [0]},
        {"dtype": "F16", "shape": [-3], "data_offsets": [6, 0]},
        {"dtype": "F16", "shape": [10**30], "data_offsets": [0, 2 * 10**30]},
        {"dtype": "F16", "shape": [1.0], "data_offsets": [0, 2]},
        {"dtype": ["F16"], "shape": [1], "data_offsets": [0, 2]},
    ],
)
def test_that_a_header_of_nonsense_is_refused(damaged, entry):
    (damaged / "model.safetensors").write_bytes(header_with(entry))
    refusal(damaged, "model.safetensors")


@given(st.data())
def test_that_weights_cut_short_anywhere_are_refused(whole, tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("cut") / "tiny"
    support.copied(whole, folder)
    if data.draw(st.booleans(), label="foreign"):
        change_config(folder, **dict.fromkeys(HASHES))
    path = folder / "model.safetensors"
    content = path.read_bytes()
    path.write_bytes(content[: data.draw(st.integers(0, len(content) - 1), label="length")])
    refusal(folder, "model.safetensors")


@given(st.data())
def test_that_a_flipped_bit_anywhere_is_refused(whole, tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("flip") / "tiny"
    support.copied(whole, folder)
    file = data.draw(st.sampled_from(["model.safetensors", "tokenizer.model"]), label="file")
    flip(folder / file, data, most=None)
    refusal(folder, file)


@given(st.data())
def test_that_a_flipped_bit_in_a_foreign_header_is_refused_or_changes_nothing(
    whole, tmp_path_factory, data
):
    folder = tmp_path_factory.mktemp("flip") / "tiny"
    support.copied(whole, folder)
    change_config(folder, **dict.fromkeys(HASHES))
    path = folder / "model.safetensors"
    length = struct.unpack("<Q", path.read_bytes()[:8])[0]
    flip(path, data, most=8 + length)
    if (opened := opened_or_refused(folder)) is not None:
        assert opened.model.state_dict().keys() == support.model().state_dict().keys()


@given(st.data())
def test_that_a_flipped_bit_in_the_config_is_refused_or_opens_the_same_model(
    whole, tmp_path_factory, data
):
    folder = tmp_path_factory.mktemp("flip") / "tiny"
    support.copied(whole, folder)
    flip(folder / "config.json", data, most=None)
    if (opened := opened_or_refused(folder)) is not None:
        assert same(dict(opened.model.state_dict()), weights_of(support.model()))


def opened_or_refused(folder):
    try:
        return open_checkpoint(folder)
    except CheckpointError as error:
        message = str(error)
    assert str(folder) in message
    return None


def flip(path, data, most):
    content = bytearray(path.read_bytes())
    last = (len(content) if most is None else most) - 1
    content[data.draw(st.integers(0, last), label="byte")] ^= 1 << data.draw(
        st.integers(0, 7), label="bit"
    )
    path.write_bytes(content)


def test_that_what_is_no_tokenizer_is_refused(damaged, whole):
    path = damaged / "tokenizer.model"
    for junk in [b"hello", b"\0" * 1000, pickle.dumps(Bomb()), b"\x80\x04" * 50]:
        path.write_bytes(junk)
        assert "cannot be used" in refusal(damaged, "tokenizer.model")


def test_that_a_tokenizer_of_another_size_is_refused(damaged):
    other = support.tok.train([support.PAGE * 3], 310)
    (damaged / "tokenizer.model").write_bytes(other.model_bytes)
    message = refusal(damaged, "tokenizer.model")
    assert "310 pieces" in message
    assert "300" in message


def test_that_a_checkpoint_which_is_replaced_while_it_is_read_opens_all_the_same(
    whole, tmp_path, monkeypatch
):
    folder = support.copied(whole, tmp_path / "tiny")
    real, calls = folders._read_config, []

    def replaced_after_the_config_was_read(place):
        found = real(place)
        if not calls:
            support.checkpoint(folder, seed=9)
        calls.append(place)
        return found

    monkeypatch.setattr(folders, "_read_config", replaced_after_the_config_was_read)
    opened = open_checkpoint(folder)
    assert len(calls) == 2
    assert same(dict(opened.model.state_dict()), weights_of(support.model(seed=9)))


COMPILER = {"torch._dynamo", "torch.fx.experimental.symbolic_shapes", "sympy"}
"""Parts of torch's compiler, which torch imports where the meta device needs them.

An operation whose shape is computed in Python, such as `torch.sigmoid`, needs sympy: 0.2 s.
"""


def test_that_no_checkpoint_that_ships_makes_torch_load_its_compiler():
    program = f"""if True:
        import sys
        import torch
        from wmstudio.checkpoints import bundled
        from wmstudio.checkpoints.folder import open_checkpoint
        for each in bundled.bundled():
            open_checkpoint(each.folder, torch.device("cpu"))
            assert not {COMPILER} & sys.modules.keys(), each.name
    """
    subprocess.run([sys.executable, "-c", program], check=True)


def test_no_setting_makes_torch_load_its_compiler(tmp_path):
    for family in support.SIZES:
        support.checkpoint(tmp_path / family, family)
    program = f"""if True:
        import sys
        import wmstudio
        for family in {list(support.SIZES)!r}:
            model = wmstudio.open({str(tmp_path)!r} + "/" + family, "cpu")
            for name, setting in model.settings.items():
                value = not setting.value if name == "cache" else setting.value
                model.configured(**{{name: value}})
            assert not {COMPILER} & sys.modules.keys(), family
    """
    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize(
    "shape",
    [[1] * 100_000 + [2**62], [2**62] * 100_000, [2**62] * 4, [10**400], ["1"], [1.0], [-1], 3],
    ids=lambda shape: str(shape)[:12],
)
def test_absurd_shapes_in_a_header_are_refused(damaged, shape):
    path = damaged / "model.safetensors"
    data = path.read_bytes()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    header[next(name for name in header if name != "__metadata__")]["shape"] = shape
    made = json.dumps(header).encode()
    path.write_bytes(len(made).to_bytes(8, "little") + made + data[8 + length :])

    assert "damaged" in refusal(damaged, "model.safetensors")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are of POSIX systems")
@pytest.mark.parametrize("file", ["config.json", "model.safetensors", "tokenizer.model"])
def test_named_pipes_in_a_checkpoint_are_refused_without_waiting(damaged, file):
    (damaged / file).unlink()
    os.mkfifo(damaged / file)

    assert "is not a file" in refusal(damaged, file)
