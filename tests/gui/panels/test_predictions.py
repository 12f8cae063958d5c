"""Next token: the model's numbers, as they are."""

from dataclasses import replace
from itertools import groupby

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from tests.gui.panels.conftest import adding_memory, asked, frame, opened, snapshot, trace
from wmstudio.gui.base.theme import DARK, LIGHT
from wmstudio.gui.panels.predictions import PredictionsPanel
from wmstudio.gui.widgets.candidates import TOP


@pytest.fixture
def panel(axis, on_screen):
    panel = PredictionsPanel(axis)
    panel.open(opened(*adding_memory()))
    return on_screen(panel, 420, 320)


def show(panel, at, ids=(1, 2)):
    panel.store(frame(trace(ids), at=at))
    panel.draw()


CANDIDATES = [(9, 0.61), (3, 0.2), (7, 0.0004), (8, 0.00001)]


def test_that_candidates_are_listed_in_order_with_their_own_probabilities(panel):
    show(panel, snapshot(1, candidates=CANDIDATES, entropy=2.5))
    bars = panel.bars.list.bars
    assert [bar.piece for bar in bars] == ["␣sat", "␣is", "↵", "⟨E2⟩"]
    assert [bar.probability for bar in bars] == [0.61, 0.2, 0.0004, 0.00001]


def test_that_the_header_says_after_which_token_and_how_uncertain(panel):
    show(panel, snapshot(1, candidates=CANDIDATES, entropy=2.5))
    assert panel.header.readout.text() == "after “␣cat” · uncertainty 2.5000 bits"


def test_that_before_the_first_token_there_are_predictions_too(panel):
    show(panel, snapshot(-1, candidates=CANDIDATES), ids=())
    assert panel.bars.list.bars[0].piece == "␣sat"
    assert panel.header.readout.text().startswith("at the beginning")


@pytest.mark.parametrize(
    ("most", "full"), [(0.99, 1.0), (0.5, 0.5), (0.31, 0.5), (0.12, 0.2), (0.004, 0.01)]
)
def test_that_a_whole_bar_stands_for_the_smallest_round_number_that_holds_the_best(
    panel, most, full
):
    show(panel, snapshot(1, candidates=[(1, most)]))
    assert panel.bars.list.full == full


def test_that_a_piece_is_asked_for_by_typing_it(panel, qtbot):
    with qtbot.waitSignal(panel.wants_changed):
        qtbot.keyClicks(panel.edit, " sat")
    assert panel.ask_text() == " sat"
    panel.edit.setText("␣sat")
    assert panel.ask_text() == " sat"


def test_that_the_answer_names_the_piece_and_its_probability(panel):
    panel.edit.setText(" sat")
    show(panel, snapshot(1, candidates=CANDIDATES, probe=asked(" sat", [9], 0.61, 0.61)))
    assert panel.answer.text() == "␣sat 0.6100"


def test_that_several_tokens_have_both_probabilities(panel):
    panel.edit.setText(" cat is")
    at = snapshot(1, candidates=CANDIDATES, probe=asked(" cat is", [2, 3], 0.25, 0.00005))
    show(panel, at)
    assert panel.answer.text() == "␣cat·␣is 5.0e-05, first ␣cat 0.2500"


def test_that_an_answer_to_another_question_is_not_shown_for_this_one(panel):
    panel.edit.setText(" dog")
    show(panel, snapshot(1, candidates=CANDIDATES, probe=asked(" cat", [2], 0.25, 0.25)))
    assert panel.answer.text() == ""


def test_that_an_older_text_is_dimmed_not_blank(panel):
    show(panel, snapshot(1, candidates=CANDIDATES))
    panel.set_stale(True)
    assert panel.bars.list.opacity() < 1
    assert panel.bars.list.bars
    panel.set_stale(False)
    assert panel.bars.list.opacity() == 1


def test_that_what_is_shown_stays_while_the_next_moment_is_not_computed_yet(panel):
    show(panel, snapshot(1, candidates=CANDIDATES))
    panel.store(replace(panel.frame, revision=2, snapshot=None))
    panel.draw()
    assert panel.pages.currentWidget() is panel.body
    assert panel.bars.list.bars


def test_that_another_model_forgets_the_old_predictions(panel):
    show(panel, snapshot(1, candidates=CANDIDATES))
    panel.open(opened(*adding_memory()))
    panel.draw()
    assert panel.pages.currentWidget() is panel.message


def test_that_a_question_from_elsewhere_is_taken_and_the_same_one_is_left_as_written(panel):
    panel.ask_about(" and")
    assert panel.edit.text() == " and"
    panel.edit.setText("␣and")
    panel.ask_about(" and")
    assert panel.edit.text() == "␣and"


PARTS = [(9, 0.5, 0.125), (3, 0.25, 0.25), (7, 0.05, 0.0)]


def colours(panel, row):
    """Of the pixels along the middle of a bar, from left to right, each run of them once."""
    bars = panel.bars.list
    image = panel.bars.viewport().grab().toImage()
    y = round((TOP + bars._top + (row + 0.5) * bars._row) * image.devicePixelRatio())
    found = [image.pixelColor(x, y).name() for x in range(image.width())]
    wanted = (panel.theme.network, panel.theme.memory)
    return [(name, len(list(run))) for name, run in groupby(found) if name in wanted]


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_the_memorys_part_of_a_bar_has_its_own_tone_and_length(panel, theme):
    panel.apply_theme(theme)
    show(panel, snapshot(1, candidates=PARTS))
    first, second, third = (colours(panel, row) for row in range(3))
    assert [name for name, _ in first] == [theme.network, theme.memory]
    assert first[1][1] / (first[0][1] + first[1][1]) == pytest.approx(0.25, abs=0.02)
    assert [name for name, _ in second] == [theme.memory]
    assert [name for name, _ in third] == [theme.network]


def test_only_a_model_with_a_memorys_part_has_a_legend(panel):
    show(panel, snapshot(1, candidates=CANDIDATES))
    plain = panel.bars.list._top
    assert not panel.bars.list.in_parts
    assert panel.theme.memory not in {name for row in range(3) for name, _ in colours(panel, row)}
    show(panel, snapshot(1, candidates=[(t, p, 0.0) for t, p in CANDIDATES]))
    assert panel.bars.list.in_parts
    assert panel.bars.list._top > plain


def test_both_parts_are_told_in_words(panel):
    show(panel, snapshot(1, candidates=PARTS))
    words = "␣sat 0.5000 (network 0.3750, memory 0.1250)"
    assert panel.bars.accessibleDescription().startswith(words)
    show(panel, snapshot(1, candidates=CANDIDATES))
    assert "memory" not in panel.bars.accessibleDescription()


def test_the_pointer_over_a_bar_reads_both_parts(panel, qtbot, monkeypatch):
    show(panel, snapshot(1, candidates=PARTS))
    said = []
    monkeypatch.setattr(QToolTip, "showText", lambda place, text, widget: said.append(text))
    bars, viewport = panel.bars.list, panel.bars.viewport()
    for row in range(3):
        at = QPoint(20, round(TOP + bars._top + (row + 0.5) * bars._row))
        tip = QHelpEvent(QEvent.Type.ToolTip, at, viewport.mapToGlobal(at))
        QApplication.sendEvent(viewport, tip)
    assert said == [bar.told for bar in bars.bars]
    assert "network 0.0000, memory 0.2500" in said[1]
