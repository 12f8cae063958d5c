"""Next token: the model's numbers, as they are."""

from dataclasses import replace
from itertools import groupby

import pytest
from PySide6.QtCore import QPoint, Qt

from tests.gui.panels.conftest import adding_memory, asked, frame, opened, pointer, snapshot, trace
from wmstudio.gui.base.theme import DARK, LIGHT
from wmstudio.gui.panels.predictions import PredictionsPanel


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
    bars = panel.bars.bars
    names = ["sat", "is", "↵ new line", "⟨E2⟩ 1/3 of a character"]
    assert [bar.name for bar in bars] == names
    assert [bar.share for bar in bars] == [0.61, 0.2, 0.0004, 0.00001]
    assert written(panel) == ["61.0", "20.0", "0.04", "<0.01", "19.0"]


def written(panel):
    """The numbers of the rows, as they are painted."""
    rows = panel.bars.rows
    return [rows.written(rows.bar_at(row)) for row in range(rows.rowCount())]


def test_the_last_row_is_for_all_other_tokens(panel):
    show(panel, snapshot(1, candidates=CANDIDATES))
    rows = panel.bars.rows
    assert rows.others.name == "6 others"
    assert rows.others.share == pytest.approx(1 - 0.61 - 0.2 - 0.0004 - 0.00001)
    # Where there is less room, more are among the others.
    panel.bars.setFixedHeight(4 * panel.bars.painter.row)
    assert [bar.name for bar in rows.bars] == ["sat", "is"]
    assert rows.others.name == "8 others"
    assert rows.others.share == pytest.approx(0.19)


def test_the_header_asks_what_comes_next_and_says_how_open_that_is(panel):
    show(panel, snapshot(1, candidates=CANDIDATES, entropy=2.5))
    said = panel.header.readout
    assert panel.header.question.text() == "What comes after “cat”?"
    assert "≈ a choice among 6" in said.text()
    assert "uncertainty 2.5000 bits" in panel.header.toolTip()
    assert "uncertainty 2.5000 bits" in said.accessibleDescription()


def test_that_before_the_first_token_there_are_predictions_too(panel):
    show(panel, snapshot(-1, candidates=CANDIDATES), ids=())
    assert panel.bars.bars[0].name == "sat"
    assert panel.header.question.text() == "What comes first?"


@pytest.mark.parametrize(
    ("most", "full"), [(0.99, 1.0), (0.5, 0.5), (0.31, 0.5), (0.12, 0.2), (0.004, 0.01)]
)
def test_that_a_whole_bar_stands_for_the_smallest_round_number_that_holds_the_best(
    panel, most, full
):
    show(panel, snapshot(1, candidates=[(1, most)]))
    assert panel.bars.full == full


def test_that_a_piece_is_asked_for_by_typing_it(panel, qtbot):
    with qtbot.waitSignal(panel.wants_changed):
        qtbot.keyClicks(panel.edit, " sat")
    assert panel.ask_text() == " sat"
    panel.edit.setText("␣sat")
    assert panel.ask_text() == " sat"


def test_that_the_answer_names_the_piece_and_its_probability(panel):
    panel.edit.setText(" sat")
    show(panel, snapshot(1, candidates=CANDIDATES, probe=asked(" sat", [9], 0.61, 0.61)))
    assert panel.answer.text() == "␣sat 61.00 %"


def test_that_several_tokens_have_both_probabilities(panel):
    panel.edit.setText(" cat is")
    at = snapshot(1, candidates=CANDIDATES, probe=asked(" cat is", [2, 3], 0.25, 0.00005))
    show(panel, at)
    assert panel.answer.text() == "␣cat·␣is 0.005000 %, first ␣cat 25.00 %"


def test_that_an_answer_to_another_question_is_not_shown_for_this_one(panel):
    panel.edit.setText(" dog")
    show(panel, snapshot(1, candidates=CANDIDATES, probe=asked(" cat", [2], 0.25, 0.25)))
    assert panel.answer.text() == ""


def test_that_an_older_text_is_dimmed_not_blank(panel):
    show(panel, snapshot(1, candidates=CANDIDATES))
    panel.set_stale(True)
    assert panel.bars.stale
    assert panel.bars.bars
    panel.set_stale(False)
    assert not panel.bars.stale


def test_that_what_is_shown_stays_while_the_next_moment_is_not_computed_yet(panel):
    show(panel, snapshot(1, candidates=CANDIDATES))
    panel.store(replace(panel.frame, revision=2, snapshot=None))
    panel.draw()
    assert panel.pages.currentWidget() is panel.body
    assert panel.bars.bars


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
    view = panel.bars.list
    image = view.viewport().grab().toImage()
    middle = view.visualRect(panel.bars.rows.index(row)).center().y()
    y = round(middle * image.devicePixelRatio())
    found = [image.pixelColor(x, y).name() for x in range(image.width())]
    wanted = (panel.theme.network, panel.theme.memory)
    return [(name, len(list(run))) for name, run in groupby(found) if name in wanted]


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_the_memorys_part_of_a_bar_has_its_own_tone_and_length(panel, theme):
    panel.apply_theme(theme)
    show(panel, snapshot(1, candidates=PARTS))
    first, second, third = (colours(panel, row) for row in range(3))
    # What comes from the memory stands first.
    assert [name for name, _ in first] == [theme.memory, theme.network]
    assert first[0][1] / (first[0][1] + first[1][1]) == pytest.approx(0.25, abs=0.02)
    assert [name for name, _ in second] == [theme.memory]
    assert [name for name, _ in third] == [theme.network]


def test_only_a_model_with_a_memorys_part_has_a_legend(panel):
    show(panel, snapshot(1, candidates=CANDIDATES))
    assert not panel.bars.rows.in_parts
    assert panel.theme.memory not in {name for row in range(3) for name, _ in colours(panel, row)}
    show(panel, snapshot(1, candidates=[(t, p, 0.0) for t, p in CANDIDATES]))
    assert panel.bars.rows.in_parts


WORDS = "sat: 50.00 % = 12.50 % from memory, 37.50 % from the network; piece “␣sat”, id 9"


def test_both_parts_are_told_in_words(panel):
    show(panel, snapshot(1, candidates=PARTS))
    assert panel.bars.list.accessibleDescription().startswith(WORDS)
    show(panel, snapshot(1, candidates=CANDIDATES))
    assert "memory" not in panel.bars.list.accessibleDescription()


def test_every_row_says_all_of_it_to_those_who_cannot_see_it(panel):
    show(panel, snapshot(1, candidates=PARTS))
    rows = panel.bars.rows
    said = [rows.index(i).data(Qt.ItemDataRole.AccessibleTextRole) for i in range(4)]
    assert said == [
        WORDS,
        "is: 25.00 % = 25.00 % from memory, 0 % from the network; piece “␣is”, id 3",
        "↵ new line: 5.000 % = 0 % from memory, 5.000 % from the network; piece “↵”, id 7",
        "7 others: 20.00 %",
    ]


def test_the_pointer_over_a_bar_reads_both_parts(panel):
    show(panel, snapshot(1, candidates=PARTS))
    said = []
    # Qt shows the tip of a row itself, from C++: what it would show is asked of the model.
    rows, view = panel.bars.rows, panel.bars.list
    for row in range(3):
        index = view.indexAt(view.visualRect(rows.index(row)).center())
        said.append(index.data(Qt.ItemDataRole.ToolTipRole))
    assert said == [rows.told(bar) for bar in panel.bars.bars]


def centre(panel, row):
    view = panel.bars.list
    return view.visualRect(panel.bars.rows.index(row)).center()


@pytest.fixture
def remembering(axis, on_screen):
    panel = PredictionsPanel(axis)
    panel.open(opened(*pointer()))
    panel = on_screen(panel, 420, 320)
    show(panel, snapshot(1, candidates=PARTS))
    return panel


def test_the_row_under_the_pointer_decides_what_is_lit(remembering, qtbot):
    view = remembering.bars.list
    qtbot.mouseMove(view.viewport(), centre(remembering, 1))
    assert remembering.lit.row == 1
    qtbot.mouseMove(view.viewport(), QPoint(5, view.height() - 1))
    assert remembering.lit.row is None


def test_arrow_keys_choose_a_candidate_and_escape_lets_go(remembering, qtbot):
    view = remembering.bars.list
    view.setFocus()
    assert remembering.lit.row in (None, 0)
    qtbot.keyClick(view, Qt.Key.Key_Home)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert remembering.lit.row == 2
    # The row of all others is none of them.
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert remembering.lit.row == 2
    qtbot.keyClick(view, Qt.Key.Key_Up)
    assert remembering.lit.row == 1
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert remembering.lit.row is None


def test_what_was_chosen_of_other_candidates_is_chosen_no_more(remembering, qtbot):
    view = remembering.bars.list
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_End)
    assert remembering.lit.row == 2
    show(remembering, snapshot(1, candidates=[(3, 0.5, 0.1), (9, 0.25, 0.2)]))
    assert remembering.lit.row is None


def test_enter_and_a_click_ask_for_the_place_of_a_candidate(remembering, qtbot):
    view = remembering.bars.list
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Home)
    with qtbot.waitSignal(remembering.bars.clicked) as asked_for:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert asked_for.args == [0]
    with qtbot.waitSignal(remembering.bars.clicked) as asked_for:
        place = centre(remembering, 1)
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert asked_for.args == [1]


def test_what_is_retrieved_for_another_text_is_dimmed_if_the_answer_is_late(panel, qtbot):
    panel.edit.setText("cat")
    panel.dirtied.connect(lambda: panel.set_stale(False))
    show(panel, snapshot(1, candidates=CANDIDATES, probe=asked("cat", (1,), 0.5, 0.5)))
    found = panel.retrieval.found
    assert not found.stale
    panel.edit.setText("ca")
    show(panel, snapshot(1, candidates=CANDIDATES, probe=asked("cat", (1,), 0.5, 0.5)))
    qtbot.waitUntil(lambda: found.stale)
    panel.edit.setText("cat")
    qtbot.waitUntil(lambda: not found.stale)
