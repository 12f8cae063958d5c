"""The text is shaded by what a panel says of the frame that is shown."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QMainWindow

from tests.gui.stage import PlainPanel, frame_for, opened
from wmstudio.app.panels import PANELS
from wmstudio.app.presets import preset_of
from wmstudio.gui.plots.panel import Shading, TokenAxis
from wmstudio.gui.workspace.docks import Docks
from wmstudio.gui.workspace.panels import Panels


class ShadingPanel(PlainPanel):
    """Shades each token by a weight that grows with its number."""

    title = "Attention"
    on = True

    def shading(self):
        if not self.on or self.frame is None:
            return None
        return Shading(1, np.arange(1, len(self.frame.trace), dtype=np.float32) / 10)


@pytest.fixture
def stage(make_stage):
    """The attention, which shades the text, is open; at first it is not."""
    stage = make_stage(
        make_panel=lambda info, axis: (ShadingPanel if info.id == "attention" else PlainPanel)(axis)
    )
    stage.window.docks.show("attention", True)
    return stage


def typed(qtbot, stage, text):
    stage.window.editor.insertPlainText(text)
    qtbot.waitUntil(lambda: bool(stage.port.views) and stage.port.views[-1].text.endswith(text))
    return stage.port.views[-1]


def answered(stage, view, **changes):
    stage.port.say(frame=frame_for(view, **changes))


def shaded(stage):
    """Edges of what is shaded, and the weights."""
    shades = stage.window.editor.shades
    return None if shades is None else (shades.edges.tolist(), shades.weights.tolist())


def test_tokens_are_shaded_where_they_stand_in_the_text(stage, qtbot):
    answered(stage, typed(qtbot, stage, "a😀cd"))
    expected = ([1, 3, 4, 5], pytest.approx([0.1, 0.2, 0.3]))
    qtbot.waitUntil(lambda: shaded(stage) == expected)


def test_switching_it_off_in_the_panel_or_closing_the_panel_ends_it(stage, qtbot):
    answered(stage, typed(qtbot, stage, "abcd"))
    qtbot.waitUntil(lambda: shaded(stage) is not None)
    panel = stage.window.panels["attention"]
    panel.on = False
    panel.shading_changed.emit()
    qtbot.waitUntil(lambda: shaded(stage) is None)
    panel.on = True
    panel.shading_changed.emit()
    qtbot.waitUntil(lambda: shaded(stage) is not None)
    stage.window.docks.show("attention", False)
    qtbot.waitUntil(lambda: shaded(stage) is None)
    stage.window.docks.show("attention", True)
    qtbot.waitUntil(lambda: shaded(stage) is not None)


def test_a_panel_behind_another_still_shades_and_is_named_under_the_text(stage, qtbot):
    window, value = stage.window, stage.window.text_area.bar.value
    answered(stage, typed(qtbot, stage, "abcd"))
    qtbot.waitUntil(lambda: shaded(stage) is not None)
    assert not value.isVisible()
    window.docks.show("gates", True)
    qtbot.waitUntil(value.isVisible)
    assert not window.docks.shown("attention")
    assert value.text() == "Shaded by Attention, which is behind another panel"
    assert shaded(stage) is not None
    window.docks.show("attention", True)
    qtbot.waitUntil(lambda: not value.isVisible())
    window.docks.show("gates", True)
    qtbot.waitUntil(value.isVisible)
    window.panels["attention"].on = False
    window.panels["attention"].shading_changed.emit()
    qtbot.waitUntil(lambda: not value.isVisible())


def test_another_model_is_not_shaded_by_what_the_old_one_looked_at(stage, qtbot):
    answered(stage, typed(qtbot, stage, "abcd"))
    qtbot.waitUntil(lambda: shaded(stage) is not None)
    stage.port.say(opened("other"))
    qtbot.waitUntil(lambda: shaded(stage) is None)


def test_shades_of_an_older_text_go_when_the_panels_are_dimmed(stage, qtbot):
    answered(stage, typed(qtbot, stage, "abcd"))
    qtbot.waitUntil(lambda: shaded(stage) is not None)
    typed(qtbot, stage, "x")
    qtbot.waitUntil(lambda: stage.window.reading.stale)
    qtbot.waitUntil(lambda: shaded(stage) is None)


def test_shades_stay_while_the_cursors_token_is_computed(stage, qtbot):
    view = typed(qtbot, stage, "abcd")
    answered(stage, view)
    qtbot.waitUntil(lambda: shaded(stage) is not None)
    before = stage.window.editor.shades
    answered(stage, view, complete=False, snapshot=None)
    qtbot.waitUntil(lambda: stage.window.reading.frame.snapshot is None and stage.window.clock.idle)
    assert stage.window.editor.shades is before
    # Panels are dimmed after a while, but the shades are of this text.
    qtbot.waitUntil(lambda: stage.window.reading.stale and stage.window.clock.idle)
    assert stage.window.editor.shades is before


def test_a_second_model_shades_where_the_first_has_nothing_to_say_until_it_goes(stage, qtbot):
    window = stage.window
    window.panels["attention"].on = False
    stage.port.say(opened("stories-lstm"))
    answered(stage, typed(qtbot, stage, "abcd"))
    window.comparison.open("other")
    second, port = window.comparison.second, stage.ports[-1]
    port.say(opened("other"))
    qtbot.waitUntil(lambda: bool(port.views) and port.views[-1].text == "abcd")
    port.say(frame=frame_for(port.views[-1]))
    qtbot.waitUntil(lambda: second.reading.frame is not None)
    qtbot.waitUntil(lambda: window.presets.current == "compare")
    window.docks.show("attention", True)
    port.say(frame=frame_for(port.views[-1]))
    qtbot.waitUntil(lambda: shaded(stage) is not None)

    window.comparison.end()
    qtbot.waitUntil(lambda: shaded(stage) is None)


def test_the_attention_panel_shares_its_place_with_the_gates(stage):
    window = stage.window
    assert window.tabifiedDockWidgets(window.docks["gates"]) == [window.docks["attention"]]


def test_a_window_without_the_panel_in_front_gives_the_other_a_place_of_its_own(qtbot):
    infos = [info for info in PANELS if info.id != "gates"]
    attention = next(info for info in infos if info.id == "attention")
    infos.append(replace(attention, id="foreign", hidden=False))
    window = QMainWindow()
    qtbot.addWidget(window)
    axis = TokenAxis(window)
    makers = {info.id: lambda: PlainPanel(axis) for info in infos}
    panels = Panels(makers, lambda make: make(), lambda id, panel: docks.put(id, panel))
    docks = Docks(window, infos, panels)
    window.show()
    assert len(panels.values()) == len(infos)
    # Presets say nothing about a panel of another package.
    qtbot.waitUntil(lambda: docks.shown("foreign"))
    assert window.tabifiedDockWidgets(docks["foreign"]) == []
    docks.show("attention", True)
    qtbot.waitUntil(lambda: docks.shown("attention"))
    docks.preset = preset_of("memory")
    docks.reset()
    qtbot.waitUntil(lambda: docks.shown("attention") and docks.shown("foreign"))
    assert window.tabifiedDockWidgets(docks["attention"]) == []
