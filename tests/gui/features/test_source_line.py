"""A line leads from the word that a candidate comes from to its row to the candidate."""

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QFrame

from tests.support import checkpoint
from wmstudio.app.settings import Settings
from wmstudio.backends.registry import open_model
from wmstudio.engine.engine import Engine
from wmstudio.gui.shell.main_window import MainWindow
from wmstudio.runtime.sync import SyncEngine

TEXT = "the cat sat on the mat and the cat sat on the"


@pytest.fixture(scope="module")
def pointer(tmp_path_factory):
    return checkpoint(tmp_path_factory.mktemp("models") / "pointer", "pointer")


@pytest.fixture
def make_read(qtbot):
    """Windows in which a model has read a text, with the caret at its end."""
    made = []

    def make(folder, text=TEXT):
        window = MainWindow(
            lambda on_ready: SyncEngine(lambda: Engine(open_model), on_ready),
            Settings(device="cpu"),
        )
        made.append(window)
        qtbot.addWidget(window)
        window.resize(1280, 800)
        window.show()
        window.models.begin(str(folder))
        window.editor.setPlainText(text)
        window.editor.place_caret(len(text))
        qtbot.waitUntil(lambda: window.reading.complete)
        return window

    yield make
    for window in made:
        window.close()


@pytest.fixture
def shown(make_read, pointer, qtbot):
    window = make_read(pointer)
    qtbot.waitUntil(window.source_line.isVisible)
    return window


def strongest(window):
    lit = window.editor.lit
    return max(lit, key=lit.get)


def test_the_line_joins_word_row_and_candidate(shown):
    stations = shown.source_line.stations
    assert stations.label == ""
    (box, *_) = shown.editor.rects_of(*strongest(shown))
    view = shown.editor.viewport()
    word = QPointF(shown.mapFromGlobal(view.mapToGlobal(box.bottomLeft().toPoint())))
    assert word.x() < stations.word.x() < word.x() + box.width()
    assert stations.word.y() == pytest.approx(word.y(), abs=1)
    rows = shown.panels["memory"].top.list
    row = rows.viewport().mapFromGlobal(shown.mapToGlobal(stations.row.toPoint()))
    source = shown.lane.lit.sources(shown.lane.opened, shown.lane.frame)[0]
    assert rows.rows.writers[rows.item_at(row)] == source.token
    bars = shown.panels["predictions"].bars
    place = bars.list.viewport().mapFromGlobal(shown.mapToGlobal(stations.candidate.toPoint()))
    assert bars.list.row_at(place) == 0


def test_the_line_takes_no_clicks(shown):
    place = shown.source_line.stations.row.toPoint()
    assert shown.source_line.geometry().contains(place)
    assert shown.childAt(place) is not shown.source_line


def test_the_line_is_gone_while_somebody_types_and_comes_back(shown, qtbot):
    qtbot.keyClicks(shown.editor, " c")
    assert shown.source_line.stations is None
    qtbot.waitUntil(lambda: shown.reading.complete)
    qtbot.waitUntil(lambda: shown.source_line.isVisible() or not shown.editor.lit)


@pytest.mark.parametrize(
    ("text", "caret", "end", "label"),
    [
        (TEXT + "\n" * 80, len(TEXT), True, "↑ line 1"),
        ("\n" * 80 + TEXT, 80 + len(TEXT), False, "↓ line 81"),
    ],
    ids=["above", "below"],
)
def test_of_a_word_out_of_sight_the_line_is_told(
    text, caret, end, label, make_read, pointer, qtbot
):
    window = make_read(pointer, text)
    line, bar = window.source_line, window.editor.verticalScrollBar()
    window.editor.place_caret(caret)
    qtbot.waitUntil(lambda: window.reading.complete)
    qtbot.waitUntil(lambda: line.stations is not None and line.stations.label == "")
    place = bar.value()
    bar.setValue(bar.maximum() if end else 0)
    qtbot.waitUntil(lambda: line.stations is not None and line.stations.label == label)
    bar.setValue(place)
    qtbot.waitUntil(lambda: line.stations is not None and line.stations.label == "")


def test_without_the_memory_in_sight_there_is_only_the_tint(shown, qtbot):
    dock = shown.docks["memory"]
    dock.setFloating(True)
    qtbot.waitUntil(lambda: not shown.source_line.isVisible())
    assert shown.editor.lit
    dock.setFloating(False)
    qtbot.waitUntil(shown.source_line.isVisible)
    dock.hide()
    qtbot.waitUntil(lambda: not shown.source_line.isVisible())


def test_a_memory_that_names_nothing_has_no_line(make_read, tmp_path, qtbot):
    window = make_read(checkpoint(tmp_path / "plain", "lstm"))
    qtbot.waitUntil(lambda: window.clock.idle)
    window.source_line.trace()
    assert window.source_line.stations is None


def test_the_legend_names_the_candidate_whose_words_are_lit(shown, qtbot):
    legend = shown.text_area.bar.legend

    def named(row):
        label = shown.panels["predictions"].bars.bars[row].name.removeprefix("…")
        return label in legend.words.more

    qtbot.waitUntil(lambda: legend.isVisible() and named(0))
    frame, opened, lit = shown.lane.frame, shown.lane.opened, shown.lane.lit
    other = next(
        row
        for row in range(1, len(frame.snapshot.candidates))
        if lit.point_at(row) or lit.sources(opened, frame)
    )
    qtbot.waitUntil(lambda: named(other))
    shown.docks["predictions"].hide()
    qtbot.waitUntil(lambda: not legend.isVisible())
    assert not shown.editor.lit


@pytest.mark.parametrize("bring", ["toggle", "show"])
def test_a_panel_that_comes_to_the_front_hides_no_line(shown, bring):
    line = shown.source_line
    for id in ("predictions", "memory"):
        if bring == "toggle":
            shown.docks.toggle(id)
        else:
            shown.docks.show(id, True)
        above = shown.children()[shown.children().index(line) + 1 :]
        assert shown.docks[id] not in above


def test_the_line_lies_over_the_text_and_under_what_lies_over_the_window(shown):
    line, card = shown.source_line, QFrame(shown)
    card.show()
    for raised in (shown.centralWidget(), line):
        raised.raise_()
        line.trace()
        order = shown.children()
        assert order.index(shown.centralWidget()) < order.index(line)
    card.raise_()
    shown.panels["memory"].moved.emit()
    line.trace()
    line._show(None)
    line.trace()
    order = shown.children()
    assert order.index(line) < order.index(card)
