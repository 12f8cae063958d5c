"""Every line of the README works when typed."""

import re
import shlex
from pathlib import Path

import numpy as np
import pytest

import wmstudio
from wmstudio.checkpoints import bundled
from wmstudio.cli import arguments

README = (Path(__file__).parent.parent / "README.md").read_text()


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


COMMANDS = [
    line.split("#")[0].strip()
    for block in blocks("sh")
    for line in block.splitlines()
    if line.startswith("wmstudio")
]


@pytest.mark.parametrize("command", COMMANDS)
def test_that_every_command_is_one_that_the_program_takes(command):
    arguments.parse(shlex.split(command)[1:])


@pytest.mark.parametrize("command", [*COMMANDS, *arguments.EXAMPLES.values()])
def test_that_a_named_setting_is_one_of_the_model_that_is_meant(command):
    options = arguments.parse(shlex.split(command)[1:])
    if values := dict(getattr(options, "settings", ())):
        model = wmstudio.open(options.checkpoint or bundled.FAVOURITE)
        assert model.settings.keys() >= values.keys()
        assert model.configured(**values)


def test_that_the_python_lines_run_and_give_what_they_say():
    names = {}
    for block in blocks("python"):
        exec(compile(block, "README.md", "exec"), names)
    trace = names["trace"]
    tokens = len(trace.ids)
    assert tokens > 0
    assert trace.signals["pointer.gate"].shape == (tokens, 1)
    patched = names["model"].trace("The cat is on the mat", patches=[names["patch"]])
    assert not np.allclose(patched.surprisal_bits[4:], trace.surprisal_bits[4:])
    np.testing.assert_allclose(patched.surprisal_bits[:4], trace.surprisal_bits[:4], atol=1e-5)


def test_that_the_table_of_models_is_what_the_program_lists():
    rows = dict(re.findall(r"\| `((?:stories|tales|shakespeare)-\w+)` \| (.*) \|\n", README))
    listed = {
        one.name: one for one in bundled.bundled() if one.validation_bits_per_byte is not None
    }
    assert rows.keys() == listed.keys()
    for name, one in listed.items():
        assert f"{one.parameters:,}" in rows[name]
        assert f"{one.validation_bits_per_byte:.3f}" in rows[name]


def test_that_the_pictures_are_there():
    for picture in re.findall(r"!\[.*?\]\((.*?)\)", README):
        assert (Path(__file__).parent.parent / picture).is_file()
