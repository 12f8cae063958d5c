"""A second model beside the first, on ports that the test answers for."""

import time
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFileDialog

from tests.gui.stage import PlainPanel, frame_for, opened, trace_of
from wmstudio.app import catalogue
from wmstudio.app.panels import PANELS
from wmstudio.app.settings import Settings, load
from wmstudio.engine.messages import READING_PARTS, Candidate, Cost, Failure, Generate, Open
from wmstudio.gui.panels.difference import DifferencePanel
from wmstudio.gui.shell.help import TextDialog
from wmstudio.gui.shell.main_window import panel_of

BESIDE = {info.id for info in PANELS if info.area == "right"}
"""The panels that show one moment, and not what runs along the text."""


@pytest.fixture(autouse=True)
def _bundled(monkeypatch, tmp_path):
    entries = tuple(
        catalogue.Entry(name, tmp_path / name, name) for name in ("stories-lstm", "stories-slots")
    )
    monkeypatch.setattr(catalogue, "bundled", lambda: entries)
    monkeypatch.setattr(catalogue, "usual", lambda: "stories-slots")


class Two:
    """A stage whose window compares."""

    def __init__(self, stage, qtbot):
        self.stage, self.window, self.qtbot = stage, stage.window, qtbot
        stage.window.models.begin("stories-lstm")
        stage.port.say(opened("stories-lstm"))
        qtbot.waitUntil(lambda: self.window.models.open_model is not None)
        self.answered(self.first, self.asked(self.first, lambda view: True))
        self.window.actions_["model.compare"].trigger()
        self.other.say(opened("stories-slots"))
        qtbot.waitUntil(lambda: self.second.opened is not None)

    @property
    def first(self):
        return self.stage.port

    @property
    def other(self):
        return self.stage.ports[-1]

    @property
    def second(self):
        return self.window.comparison.second

    def asked(self, port, wanted):
        self.qtbot.waitUntil(lambda: bool(port.views) and wanted(port.views[-1]))
        return port.views[-1]

    def answered(self, port, view, **changes):
        frame = frame_for(view, **changes)
        port.say(frame=frame)
        reading = self.window.reading if port is self.first else self.second.reading
        self.qtbot.waitUntil(lambda: reading.frame is frame)
        return frame

    def typed(self, text):
        """Type, and have both answer."""
        self.qtbot.keyClicks(self.window.editor, text)
        for port in (self.first, self.other):
            self.answered(port, self.asked(port, lambda view: view.text.endswith(text)))

    def headings(self, panels):
        return {panel.accessibleName() for panel in panels.values()}


@pytest.fixture
def two(stage, qtbot):
    return Two(stage, qtbot)


# --- on and off --------------------------------------------------------------------------------


def test_the_command_opens_another_model_beside_the_first_and_every_panel_once_more(two, qtbot):
    window = two.window
    assert two.other.commands == [Open("stories-slots", "auto")]
    assert set(two.second.panels) == set(window.panels)
    for id, panel in two.second.panels.items():
        first = window.panels[id]
        window.docks.show(id, True)  # it may be behind another
        qtbot.waitUntil(lambda panel=panel: not panel.visibleRegion().isEmpty())
        assert window.docks[id].isAncestorOf(panel)
        place, other = (p.mapTo(window, p.rect().topLeft()) for p in (first, panel))
        # Moments side by side; what runs along the text one under the other, in the same columns.
        if id in BESIDE:
            assert (place.x() + first.width() <= other.x(), place.y()) == (True, other.y())
        else:
            assert (place.y() + first.height() <= other.y(), place.x()) == (True, other.x())
            assert first.width() == panel.width()


def test_both_models_are_named_and_told_apart_without_colour(two, qtbot):
    window = two.window
    assert all(name.endswith("A  stories-lstm") for name in two.headings(window.panels))
    assert all(name.endswith("B  stories-slots") for name in two.headings(two.second.panels))
    assert window.picker.text().startswith("A  stories-lstm")
    assert window.comparison.picker.text().startswith("B  stories-slots")
    assert window.comparison.picker.accessibleName() == "Model B"
    qtbot.waitUntil(window.comparison.picker.isVisible)
    assert window.status.text("model") == "stories-lstm"
    assert "stories-slots" in window.status.text("second")
    assert window.actions_["model.compare"].isChecked()


def test_what_is_said_about_the_model_is_said_about_both(two):
    two.window.actions_["model.about"].trigger()
    (dialog,) = two.window.findChildren(TextDialog)
    assert dialog.windowTitle() == "stories-lstm · stories-slots"
    for name in ("stories-lstm", "stories-slots"):
        assert name in dialog.body.toPlainText()
    dialog.close()


def test_the_time_of_a_key_is_measured_for_the_second_model_too(two, qtbot):
    waits = [one.timing for one in (two.window.reading, two.second.reading)]
    for timing in waits:
        timing.recent.clear()
    qtbot.keyClicks(two.window.editor, "cat")
    for port in (two.first, two.other):
        view = two.asked(port, lambda view: view.text.endswith("cat"))
        cost = Cost(0.001, 3, dict.fromkeys(READING_PARTS, 0.0), time.perf_counter())
        two.answered(port, view, cost=cost)
    for timing in waits:
        qtbot.waitUntil(lambda timing=timing: bool(timing.recent))


def test_the_same_command_ends_it_and_all_is_as_it_was(stage, qtbot):
    before = stage.window.docks.state()
    two = Two(stage, qtbot)
    window, panels = two.window, list(two.second.panels.values())
    two.typed("cat")
    gone = []
    for panel in panels:
        panel.destroyed.connect(lambda: gone.append(1))
    window.actions_["model.compare"].trigger()

    assert len(two.other.closings) == 1
    assert window.comparison.second is None
    qtbot.waitUntil(lambda: len(gone) == len(panels))
    assert not window.comparison.picker.isVisible()
    assert not window.actions_["model.compare"].isChecked()
    assert two.headings(window.panels) == {""}
    assert window.picker.text().startswith("stories-lstm")
    assert window.status.text("second") == ""
    assert window.docks.state() == before
    # The first goes on.
    qtbot.keyClicks(window.editor, "s")
    view = two.asked(two.first, lambda view: view.text == "cats")
    two.answered(two.first, view)
    for id in filter(window.docks.shown, window.panels):
        panel = window.panels[id]
        qtbot.waitUntil(lambda panel=panel: panel.drawn[-1:] == [view.revision])


def test_it_can_be_switched_on_and_off_again_and_again_from_the_keyboard(two, qtbot):
    window = two.window
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    for _ in range(3):
        qtbot.keyClick(window.editor, Qt.Key.Key_C, both)
        assert two.second is None
        qtbot.keyClick(window.editor, Qt.Key.Key_C, both)
        assert two.second is not None
        # What was compared with last.
        assert two.other.commands == [Open("stories-slots", "auto")]
    assert [len(port.closings) for port in two.stage.ports] == [0, 1, 1, 1, 0]


def test_whoever_was_in_a_panel_that_goes_is_in_the_text_again(make_stage, qtbot):
    stage = make_stage(make_panel=panel_of)
    two = Two(stage, qtbot)
    two.window.activateWindow()
    qtbot.waitUntil(two.window.isActiveWindow)
    edit = two.second.panels["predictions"].edit
    edit.setFocus()
    qtbot.waitUntil(edit.hasFocus)
    two.window.actions_["model.compare"].trigger()
    assert two.window.editor.hasFocus()


def test_a_folder_can_be_compared_with_and_a_dialog_be_cancelled(stage, qtbot, monkeypatch):
    window = stage.window
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    window.actions_["model.compare_folder"].trigger()
    assert window.comparison.second is None
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "/mine")
    window.actions_["model.compare_folder"].trigger()
    assert stage.ports[1].commands == [Open("/mine", "auto")]
    assert stage.port.commands == []
    assert window.actions_["model.compare"].isChecked()


def test_where_nothing_else_is_bundled_a_folder_is_asked_for(stage, monkeypatch):
    monkeypatch.setattr(catalogue, "bundled", lambda: ())
    monkeypatch.setattr(catalogue, "usual", lambda: "")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    stage.window.actions_["model.compare"].trigger()
    assert len(stage.ports) == 1
    assert not stage.window.actions_["model.compare"].isChecked()


# --- either model ------------------------------------------------------------------------------


def test_another_first_model_leaves_the_second_as_it_is(two, qtbot):
    two.typed("cat")
    shown = two.second.reading.frame
    two.window.open_checkpoint("stories-slots")
    two.first.say(opened("new"))
    qtbot.waitUntil(lambda: two.window.models.open_model.name == "new")
    assert two.other.commands == [Open("stories-slots", "auto")]
    assert two.second.opened.name == "stories-slots"
    assert two.second.reading.frame is shown
    assert all(name.endswith("A  new") for name in two.headings(two.window.panels))
    assert all(name.endswith("B  stories-slots") for name in two.headings(two.second.panels))


def test_another_second_model_is_picked_and_leaves_the_first_as_it_is(two, qtbot):
    two.typed("cat")
    shown, commands = two.window.reading.frame, list(two.first.commands)
    picker = two.window.comparison.picker
    picker.fill()
    next(a for a in picker.made.actions() if a.data() == "stories-lstm").trigger()
    assert two.other.commands[-1] == Open("stories-lstm", "auto")
    assert "Opening stories-lstm" in picker.text()
    two.other.say(opened("other"))
    qtbot.waitUntil(lambda: two.second.opened.name == "other")
    assert two.first.commands == commands
    assert two.window.reading.frame is shown
    assert picker.text().startswith("B  other")
    assert two.window.models.open_model.name == "stories-lstm"
    assert all(panel.opened.name == "other" for panel in two.second.panels.values())


def test_a_bad_second_checkpoint_is_one_sentence_and_both_stay(two, qtbot):
    two.typed("cat")
    shown = two.second.reading.frame
    two.window.comparison.open("/broken")
    two.other.say(Failure("model.safetensors is cut short."))
    qtbot.waitUntil(lambda: two.window.messages.text == "model.safetensors is cut short.")
    assert two.second.opened.name == "stories-slots"
    assert two.second.reading.frame is shown
    assert two.window.comparison.picker.text().startswith("B  stories-slots")
    assert two.window.models.open_model.name == "stories-lstm"
    two.typed("s")


def test_a_bad_first_checkpoint_leaves_both(two, qtbot):
    two.window.open_checkpoint("/broken")
    two.first.say(Failure("There is nothing."))
    qtbot.waitUntil(lambda: two.window.messages.text == "There is nothing.")
    assert two.window.picker.text().startswith("A  stories-lstm")
    assert two.second.opened.name == "stories-slots"


def test_a_comparison_that_cannot_begin_is_told_of_and_the_first_stays_alone(stage, qtbot):
    stage.window.models.begin("stories-lstm")
    stage.port.say(opened("stories-lstm"))
    qtbot.waitUntil(lambda: stage.window.models.open_model is not None)
    stage.window.comparison.open("/broken")
    stage.ports[1].say(Failure("There is no checkpoint in /broken."))
    qtbot.waitUntil(lambda: stage.window.comparison.second is None)
    assert stage.window.messages.text == "There is no checkpoint in /broken."
    assert len(stage.ports[1].closings) == 1
    assert stage.window.models.open_model.name == "stories-lstm"
    assert not stage.window.actions_["model.compare"].isChecked()
    assert stage.window.settings.second == ""


def test_another_device_is_for_both(two):
    two.window.actions_["device.cuda"].trigger()
    assert two.first.commands[-1] == Open("stories-lstm", "cuda")
    assert two.other.commands[-1] == Open("stories-slots", "cuda")


def test_the_text_is_continued_by_the_first(two):
    two.window.actions_["generate.start"].trigger()
    assert any(isinstance(command, Generate) for command in two.first.commands)
    assert not any(isinstance(command, Generate) for command in two.other.commands)


# --- one text, one cursor ----------------------------------------------------------------------


def test_the_second_is_asked_once_the_first_has_answered(two, qtbot):
    two.typed("ca")
    qtbot.keyClicks(two.window.editor, "t")
    view = two.asked(two.first, lambda view: view.text == "cat")
    # No more than the patience of a moment is left to the first.
    assert two.other.views[-1].text == "ca"
    two.answered(two.first, view)
    two.asked(two.other, lambda other: (other.text, other.caret) == ("cat", 3))


def test_the_second_does_not_wait_for_ever(two, qtbot):
    two.typed("ca")
    qtbot.keyClicks(two.window.editor, "t")
    two.asked(two.other, lambda view: view.text == "cat")
    assert two.window.reading.frame.revision < two.window.editor.revision


def test_a_token_chosen_in_the_first_is_the_place_in_the_second(two):
    two.typed("cats")
    two.window.panels["gates"].cursor_requested.emit(1)
    two.answered(two.first, two.asked(two.first, lambda view: view.token == 1))
    view = two.asked(two.other, lambda view: view.caret == 2)
    assert view.token is None


def test_a_token_chosen_in_the_second_is_the_place_in_the_first(two, qtbot):
    two.typed("cats")
    two.second.panels["gates"].cursor_requested.emit(2)
    view = two.asked(two.first, lambda view: view.caret == 3)
    assert view.token is None
    two.answered(two.first, view, cursor=2)
    assert two.window.editor.token_span == (2, 3)
    assert two.window.editor.caret == 4
    two.asked(two.other, lambda view: view.token == 2)
    # From there on with the keys.
    two.window.actions_["cursor.back"].trigger()
    two.answered(two.first, two.asked(two.first, lambda view: view.token == 1))
    two.asked(two.other, lambda view: (view.token, view.caret) == (None, 2))


def test_the_place_before_the_first_token_is_one_for_both(two):
    two.typed("cats")
    two.second.panels["gates"].cursor_requested.emit(-1)
    two.asked(two.first, lambda view: (view.token, view.caret) == (None, 0))
    two.window.panels["gates"].cursor_requested.emit(-1)
    two.asked(two.first, lambda view: view.token == -1)
    two.asked(two.other, lambda view: (view.token, view.caret) == (None, 0))


@pytest.mark.parametrize("back", ["type", "caret", "command"])
def test_both_follow_the_caret_again_together(two, qtbot, back):
    two.typed("cats")
    two.second.panels["gates"].cursor_requested.emit(1)
    two.answered(two.first, two.asked(two.first, lambda view: view.caret == 2), cursor=1)
    if back == "type":
        qtbot.keyClicks(two.window.editor, "!")
    elif back == "caret":
        qtbot.keyClick(two.window.editor, Qt.Key.Key_Left)
    else:
        two.window.actions_["cursor.caret"].trigger()
    for port in (two.first, two.other):
        two.asked(port, lambda view: (view.token, view.caret) == (None, two.window.editor.caret))


@pytest.mark.parametrize("which", ["first", "second"])
def test_the_place_stays_when_either_model_is_another(two, qtbot, which):
    two.typed("cats")
    two.window.panels["gates"].cursor_requested.emit(1)
    two.answered(two.first, two.asked(two.first, lambda view: view.token == 1))
    two.answered(two.other, two.asked(two.other, lambda view: view.caret == 2), cursor=1)
    port = two.first if which == "first" else two.other
    before = len(port.views)
    if which == "first":
        two.window.open_checkpoint("other")
    else:
        two.window.comparison.open("other")
    port.say(opened("other"))
    qtbot.waitUntil(lambda: len(port.views) > before)
    assert (port.views[-1].token, port.views[-1].caret) == (None, 2)


def test_a_comparison_begins_where_the_cursor_is(stage, qtbot):
    qtbot.keyClicks(stage.window.editor, "cats")
    qtbot.waitUntil(lambda: any(view.text == "cats" for view in stage.port.views))
    stage.port.say(frame=frame_for(stage.port.views[-1]))
    qtbot.waitUntil(lambda: stage.window.reading.frame is not None)
    stage.window.panels["gates"].cursor_requested.emit(0)
    two = Two(stage, qtbot)
    assert two.asked(two.other, lambda view: view.text == "cats").caret == 1


def test_the_axes_go_together(two):
    two.typed("cats")
    two.window.axis.show(10, 90)
    two.asked(two.other, lambda view: view.window == (10, 90))
    two.second.axis.show(0, 30)
    two.asked(two.first, lambda view: view.window == (0, 30))


def test_one_question_is_answered_by_both(make_stage, qtbot):
    two = Two(make_stage(make_panel=panel_of), qtbot)
    two.typed("cat")
    edits = [panels["predictions"].edit for panels in (two.window.panels, two.second.panels)]
    edits[0].insert("␣sat")  # no key that a test can press has this sign
    for port in (two.first, two.other):
        two.asked(port, lambda view: view.ask == " sat")
    assert edits[0].text() == "␣sat"
    qtbot.keyClicks(edits[1], "!")
    for port in (two.first, two.other):
        two.asked(port, lambda view: view.ask == " sat!")


def test_bars_and_bits_of_both_are_drawn_on_one_scale(make_stage, qtbot):
    two = Two(make_stage(make_panel=panel_of), qtbot)
    qtbot.keyClicks(two.window.editor, "cat")
    for port, likely, cost in ((two.first, 0.6, 31.0), (two.other, 0.04, 2.0)):
        view = two.asked(port, lambda view: view.text == "cat")
        snapshot = replace(frame_for(view).snapshot, candidates=(Candidate(1, likely),))
        two.answered(port, view, snapshot=snapshot, **bits(view, 1.0, cost, 1.0))
    both = two.window.panels, two.second.panels
    qtbot.waitUntil(lambda: two.second.complete)
    assert [panels["predictions"].bars.full for panels in both] == [1.0, 1.0]
    assert [panels["timeline"].plot.most for panels in both] == [32.0, 32.0]
    two.window.comparison.end()
    assert two.window.panels["timeline"].plot.most == 32.0
    view = two.first.views[-1]
    snapshot = replace(frame_for(view).snapshot, candidates=(Candidate(1, 0.04),))
    two.answered(two.first, view, snapshot=snapshot, **bits(view, 1.0, 2.0, 1.0))
    qtbot.waitUntil(lambda: two.window.reading.complete)
    assert two.window.panels["predictions"].bars.full == 0.05
    assert two.window.panels["timeline"].plot.most == 12.0


# --- the difference ----------------------------------------------------------------------------


def bits(view, *values):
    """A frame whose tokens, characters, cost so much."""
    (chunk,) = trace_of(view.text).chunks
    chunk = replace(chunk, surprisal_bits=np.array(values, np.float32))
    return {"trace": type(trace_of("x"))((chunk,))}


def drawn(two, qtbot, values):
    panel = two.window.comparison.differences[0]
    qtbot.waitUntil(
        lambda: (
            panel.second is not None
            and panel.plot.items[0].values[np.isfinite(panel.plot.items[0].values)].tolist()
            == values
        )
    )


def test_the_difference_is_what_the_second_needs_more_than_the_first(two, qtbot):
    qtbot.keyClicks(two.window.editor, "cat")
    view = two.asked(two.first, lambda view: view.text == "cat")
    two.answered(two.first, view, **bits(view, 1.5, 2.0, 3.0))
    view = two.asked(two.other, lambda view: view.text == "cat")
    two.answered(two.other, view, **bits(view, 1.0, 5.5, 3.0))
    drawn(two, qtbot, [-0.5, 3.5, 0.0])
    difference = two.window.comparison.differences[0]
    assert isinstance(difference, DifferencePanel)
    # Of an older text it names no token.
    qtbot.keyClicks(two.window.editor, "s")
    difference.cursor_requested.emit(1)
    assert two.window.reading.view().token is None


def test_texts_that_are_not_the_same_are_never_compared(two, qtbot):
    qtbot.keyClicks(two.window.editor, "ca")
    view = two.asked(two.first, lambda view: view.text == "ca")
    two.answered(two.first, view, **bits(view, 1.0, 1.0))
    view = two.asked(two.other, lambda view: view.text == "ca")
    two.answered(two.other, view, **bits(view, 2.0, 3.0))
    drawn(two, qtbot, [1.0, 2.0])
    panel = two.window.comparison.differences[0]
    qtbot.keyClicks(two.window.editor, "t")
    view = two.asked(two.first, lambda view: view.text == "cat")
    two.answered(two.first, view, **bits(view, 9.0, 9.0, 9.0))
    QCoreApplication.processEvents()
    # Of the last text that both have read.
    drawn(two, qtbot, [1.0, 2.0])
    assert panel.frame.revision == panel.second.revision == view.revision - 1
    # And dimmed when the second takes long.
    qtbot.waitUntil(lambda: panel.plot.items[0].opacity() < 1)
    view = two.asked(two.other, lambda view: view.text == "cat")
    two.answered(two.other, view, **bits(view, 9.0, 8.0, 7.0))
    drawn(two, qtbot, [0.0, -1.0, -2.0])
    qtbot.waitUntil(lambda: panel.plot.items[0].opacity() == 1)


def test_a_click_on_the_difference_moves_the_cursor_of_both(two, qtbot):
    two.typed("cats")
    panel = two.window.comparison.differences[0]
    qtbot.waitUntil(lambda: panel.plot.length == 4)
    place = panel.plot.place_of(1, 0.5)
    qtbot.mouseClick(panel.plot.viewport(), Qt.MouseButton.LeftButton, pos=place)
    two.answered(two.first, two.asked(two.first, lambda view: view.token == 1))
    two.asked(two.other, lambda view: view.caret == 2)


# --- from one start to the next ----------------------------------------------------------------


def test_what_is_compared_is_there_again_at_the_next_start(make_stage, qtbot, tmp_path):
    path = tmp_path / "settings"
    first = Two(make_stage(settings=Settings(path=path)), qtbot)
    first.window.close()
    assert len(first.other.closings) == 1
    settings, _ = load(path)
    assert (settings.checkpoint, settings.second) == ("stories-lstm", "stories-slots")

    again = make_stage(settings=settings)
    again.window.models.begin()
    again.window.comparison.begin()
    assert again.port.commands == [Open("stories-lstm", "auto")]
    assert again.ports[1].commands == [Open("stories-slots", "auto")]
    again.window.comparison.end()
    again.window.close()
    third = make_stage(settings=load(path)[0])
    third.window.comparison.begin()
    assert len(third.ports) == 1


def test_what_is_asked_for_goes_before_what_was_there(make_stage):
    stage = make_stage(settings=Settings(second="stories-slots"))
    stage.window.comparison.begin("mine")
    assert stage.ports[1].commands == [Open("mine", "auto")]


def test_one_model_and_two_have_a_layout_each(two, qtbot):
    window = two.window
    two.typed("cat")
    qtbot.waitUntil(lambda: window.settings.layout != "")
    alone = window.settings.layout
    qtbot.waitUntil(lambda: window.comparison.complete)
    window.docks.show("memory", False)
    window.actions_["model.compare"].trigger()
    assert not window.docks["memory"].isHidden()
    assert window.settings.layout == alone
    window.actions_["model.compare"].trigger()
    two.other.say(opened("stories-slots"))
    qtbot.waitUntil(lambda: two.second.opened is not None)
    two.answered(two.other, two.asked(two.other, lambda view: view.text == "cat"))
    qtbot.waitUntil(window.docks["memory"].isHidden)
    assert not window.actions_["panel.memory"].isChecked()


def test_the_theme_reaches_the_panels_of_both(two, qtbot):
    two.window.actions_["theme.light"].trigger()
    panels = two.second.panels.values()
    qtbot.waitUntil(lambda: all(panel.themes[-1] == "light" for panel in panels))
    assert two.window.comparison.differences[0].theme.name == "light"


def test_everything_that_takes_the_keyboard_has_a_name(make_stage, qtbot):
    from PySide6.QtGui import QAccessible
    from PySide6.QtWidgets import QWidget

    two = Two(make_stage(make_panel=panel_of), qtbot)
    two.typed("cat")
    for widget in two.window.findChildren(QWidget):
        takes = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None
        if takes and widget.isVisible():
            name = QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
            assert name, f"{widget} has no name"


def test_an_engine_that_does_not_end_in_time_is_told_of(two, capsys):
    two.other.ends_in_time = False
    two.window.close()
    assert capsys.readouterr().err.count("did not stop in time") == 1
    assert [len(port.closings) for port in two.stage.ports] == [1, 1]


def test_a_panel_of_the_second_that_is_plain_is_drawn_as_the_first_is(two, qtbot):
    two.typed("cat")
    revision = two.window.editor.revision
    for id in filter(two.window.docks.shown, two.window.panels):
        for panel in (two.window.panels[id], two.second.panels[id]):
            assert isinstance(panel, PlainPanel)
            qtbot.waitUntil(lambda panel=panel: panel.drawn[-1:] == [revision])
