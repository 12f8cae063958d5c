"""Entry points of other packages are found, and nothing is imported where there are none."""

import subprocess
import sys

import pytest

PROGRAM = """
import sys
from wmstudio import plugins
print([name for name, _ in plugins.load("wmstudio.panels", "panel")[0]])
print("importlib.metadata" in sys.modules)
"""


def looked_for(place):
    """What a program finds with another place of packages, and whether it has read metadata."""
    program = f"import sys\nsys.path.insert(0, {str(place)!r})\n{PROGRAM}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    found, read = done.stdout.splitlines()
    return found, read == "True"


@pytest.mark.parametrize(
    ("group", "found"), [("wmstudio.panels", ["mine"]), ("others.panels", [])], ids=str
)
def test_metadata_is_read_only_where_a_package_adds_to_the_program(tmp_path, group, found):
    about = tmp_path / "mine-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: mine\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(f"[{group}]\nmine = json:dumps\n")

    assert looked_for(tmp_path) == (str(found), bool(found))


def test_a_place_that_is_not_there_adds_nothing(tmp_path):
    assert looked_for(tmp_path / "missing") == ("[]", False)
