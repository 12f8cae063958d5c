import subprocess
import sys

import pytest

from wmstudio import children
from wmstudio.text import matching
from wmstudio.weights import hdf5

CHILDREN = (hdf5.CHILD, matching.CHILD)


@pytest.mark.parametrize("file", CHILDREN, ids=lambda file: file.stem)
def test_from_a_checkout_python_runs_the_file(file):
    assert children.command(file, "-I", "-S") == [sys.executable, "-I", "-S", str(file)]
    assert file.is_file()


@pytest.mark.parametrize("file", CHILDREN, ids=lambda file: file.stem)
def test_a_frozen_program_starts_itself_with_the_modules_name(monkeypatch, file):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    command = children.command(file, "-I", "-S")
    assert command[0] == sys.executable
    folder = file.parent.name
    assert command[1:] == [children.WORD, f"wmstudio.{folder}.{file.stem}"]


def test_a_module_that_is_asked_for_is_run_as_the_program():
    run = "import sys; from wmstudio import children; print(children.run(sys.argv[1:]))"
    words = [children.WORD, "wmstudio.text.matching_child"]
    asked = (3).to_bytes(8, "little") + b"a+ba aab"
    done = subprocess.run(
        [sys.executable, "-c", run, *words], input=asked, capture_output=True, check=True
    )
    answer, _, told = done.stdout.rpartition(b"True")
    places = [int.from_bytes(answer[at : at + 8], "little") for at in range(1, len(answer), 8)]
    assert told.strip() == b""
    assert places == [2, 5]


def test_an_ordinary_command_line_runs_no_module():
    assert not children.run([])
    assert not children.run(["models", children.WORD, "wmstudio.text.matching_child"])


def test_modules_of_other_packages_are_refused():
    with pytest.raises(ValueError, match="no module of this program"):
        children.run([children.WORD, "http.server"])
