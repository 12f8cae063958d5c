"""Going back to earlier interventions, and comparing what they changed."""

import numpy as np
import pytest

from tests.gui.reading_window import begin, real_window, settle
from wmstudio.engine.messages import Patch, PlacedPatch
from wmstudio.gui.interventions.held import Held
from wmstudio.library import open_checkpoint

TEXT = "The cat sat on the mat"
FIRST = Patch("lstm.0.output_gate", "set", 0.0)
SECOND = Patch("lstm.0.hidden", "add", 3.0)


@pytest.fixture
def window(qtbot, folder):
    with real_window(qtbot) as made:
        begin(qtbot, made, folder, TEXT)
        for patch, name in ((FIRST, "no output"), (SECOND, "more hidden")):
            made.intervening.interventions.replace_all((Held(PlacedPatch(patch), name),))
            settle(qtbot, made)
        made.intervening.change.list.click()
        yield made


def cost(folder, *patches):
    """Bits of all tokens after the first."""
    bits = open_checkpoint(folder).trace(TEXT, patches=patches).surprisal_bits
    return float(bits[1:].astype(np.float64).sum())


def test_each_run_has_its_effect_and_can_be_gone_back_to(window, folder, qtbot):
    history, rail = window.intervening.history, window.intervening.list.rail
    plain = cost(folder)
    found = [run.bits for run in history.runs]
    assert found == pytest.approx([cost(folder, p) - plain for p in (FIRST, SECOND)], abs=1e-3)
    assert [button.isChecked() for button in rail.buttons] == [False, True]

    rail.buttons[0].click()
    settle(qtbot, window)
    (held,) = window.intervening.interventions.held
    assert held.edit.patch == FIRST
    assert [button.isChecked() for button in rail.buttons] == [True, False]
    assert len(history.runs) == 2
    # Going back is a step like any other.
    window.intervening.interventions.undo()
    settle(qtbot, window)
    (held,) = window.intervening.interventions.held
    assert held.edit.patch == SECOND


def test_two_runs_are_compared_by_their_bits(window, folder):
    rail = window.intervening.list.rail
    (other,) = rail.compare.made.actions()
    assert "no output" in other.text()
    other.trigger()
    expected = f"{cost(folder, SECOND) - cost(folder, FIRST):+.2f}".replace("-", "−")
    assert rail.difference.text() == f"run 2 less run 1: {expected} bits"


def test_another_text_begins_another_history(window, qtbot):
    window.editor.set_text("Another text")
    settle(qtbot, window)
    assert window.intervening.history.runs == ()
