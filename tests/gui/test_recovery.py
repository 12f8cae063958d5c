"""A program that is killed, for real, and what the next start finds."""

import json
import subprocess
import sys

import pytest

from wmstudio import paths
from wmstudio.app.branches import Tree
from wmstudio.app.saved.drafts import Draft, DraftFile, peek

WRITER = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from wmstudio import paths
from wmstudio.engine.engine import Engine
from wmstudio.testing.fake import open_fake
from wmstudio.gui.shell import application
from wmstudio.runtime.sync import SyncEngine

app = application.make_application()

def window():
    return next(w for w in app.topLevelWidgets() if type(w).__name__ == "MainWindow")

def write():
    if not window().reading.complete:
        return False
    window().models.configure((("capacity", 5),))
    window().editor.insertPlainText("never lost 🐻")
    return True

def edit():
    return window().reading.complete and window().intervening.interventions.request("clear_all", {})

def branch():
    window().branching.branch_off()
    window().editor.insertPlainText(" at all")
    return True

def is_kept():
    # By the program itself, after its own pause.
    kept = "".join(f.read_text() for f in paths.autosave_folder().glob("text-1*.json"))
    if not all(word in kept for word in ("at all", "clear_all", "capacity")):
        return False
    print("kept", flush=True)
    return True

steps = [write, edit, branch, is_kept]

def step():
    if steps and steps[0]():
        steps.pop(0)

stepping = QTimer()
stepping.timeout.connect(step)
stepping.start(20)
QTimer.singleShot(120_000, app.quit)
application.run(
    checkpoint="scripted", make_client=lambda on: SyncEngine(lambda: Engine(open_fake), on)
)
"""


@pytest.fixture
def killed(tmp_path):
    """A program that wrote a text, and was killed once that was kept."""
    # What it complains of goes to a file: a pipe that nobody empties would stop it when full.
    complaints = tmp_path / "stderr"
    with (
        complaints.open("w") as stderr,
        subprocess.Popen(
            [sys.executable, "-c", WRITER], stdout=subprocess.PIPE, stderr=stderr, text=True
        ) as program,
    ):
        try:
            assert program.stdout.readline() == "kept\n", complaints.read_text()
        finally:
            program.kill()


def test_after_a_kill_text_branches_settings_and_edits_are_there_again(killed, make_window, qtbot):
    window = make_window(autosave=paths.autosave_folder())
    qtbot.waitUntil(lambda: bool(window.intervening.interventions.held))

    assert window.editor.text == "never lost 🐻 at all"
    assert window.isWindowModified()
    assert [branch.name for branch in window.branching.tree.branches] == ["main", "branch"]
    assert window.branching.tree.branches[0].text == "never lost 🐻"
    assert window.models.open_model.values == (("capacity", 5),)
    assert [one.edit.name for one in window.intervening.interventions.held] == ["clear_all"]

    # So they are after an end as it should be, and what is not there any more stays away.
    window.close()
    again = make_window(autosave=paths.autosave_folder())
    qtbot.waitUntil(lambda: bool(again.intervening.interventions.held))
    assert again.editor.text == "never lost 🐻 at all"
    assert [one.edit.name for one in again.intervening.interventions.held] == ["clear_all"]
    again.intervening.interventions.clear()
    again.close()
    assert peek(paths.autosave_folder() / "text-1.json").session is None


@pytest.fixture
def kept():
    """The file of a draft with a text."""
    file = paths.autosave_folder() / "text-1.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    DraftFile(file).write(Draft(Tree().with_text("never lost", 5), session={}))
    return file


def test_a_draft_that_cannot_be_read_is_told_once_and_kept(kept, make_window):
    damaged = kept.read_bytes()[:-9]
    kept.write_bytes(damaged)
    aside = kept.with_name("text-1.json.damaged")
    window = make_window(autosave=kept.parent)

    assert window.editor.text == ""
    (said,) = [one.text for one in window.messages.waiting if one.topic == "damaged draft"]
    assert str(aside) in said
    assert aside.read_bytes() == damaged
    window.close()
    again = make_window(autosave=kept.parent)
    assert not [one for one in again.messages.waiting if one.topic == "damaged draft"]


@pytest.mark.parametrize(
    "damage",
    [{"session": {"version": 1}}, {"session": 3}, {"second": {"text": 3}}],
    ids=["session", "no session", "second text"],
)
def test_of_a_draft_that_is_damaged_in_part_the_text_is_back_and_the_rest_told(
    kept, make_window, damage
):
    kept.write_text(json.dumps({**json.loads(kept.read_text()), "session": None, **damage}))
    written = kept.read_bytes()
    window = make_window(autosave=kept.parent)

    assert window.editor.text == "never lost"
    (said,) = [one.text for one in window.messages.waiting if one.topic == "damaged draft"]
    aside = kept.with_name("text-1.json.damaged")
    assert str(aside) in said
    assert aside.read_bytes() == written
    window.close()


def test_of_a_draft_without_a_session_nothing_is_told(kept, make_window):
    kept.write_text(json.dumps({**json.loads(kept.read_text()), "session": None}))
    window = make_window(autosave=kept.parent)
    assert window.editor.text == "never lost"
    assert not [one for one in window.messages.waiting if one.topic == "damaged draft"]
