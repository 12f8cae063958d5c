"""A third lane, which no menu offers, is everything that a second one is."""

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from tests.gui.stage import frame_for, opened
from wmstudio.gui.shell.main_window import panel_of
from wmstudio.gui.workspace.lane import Lane


class Three:
    """A window with the real panels on scripted ports, and three lanes that have read a text."""

    def __init__(self, stage, qtbot):
        self.stage, self.window, self.qtbot = stage, stage.window, qtbot
        window = self.window
        window.models.open("one", "auto")
        self.say(0, opened("one"))
        window.comparison.open("two")
        self.say(1, opened("two"))
        third = Lane("C", window.context, window, first=window.lane)
        window.workspace.add(third)
        third.models.open("three", "auto")
        self.say(2, opened("three"))
        qtbot.keyClicks(window.editor, "cat")
        self.answer()

    def say(self, lane, event):
        self.stage.ports[lane].say(event)
        lanes = self.window.workspace.lanes
        self.qtbot.waitUntil(lambda: lanes[lane].opened is event)

    @property
    def lanes(self):
        return self.window.workspace.lanes

    @property
    def third(self):
        return self.lanes[2]

    def answer(self):
        """Answer whatever is asked until everything is read and drawn."""
        answered = {}

        def complete():
            for port in self.stage.ports[: len(self.lanes)]:
                view = port.views[-1] if port.views else None
                if view is not None and answered.get(port) is not view:
                    answered[port] = view
                    port.say(frame=frame_for(view))
            return self.window.reading.complete and self.window.comparison.complete

        self.qtbot.waitUntil(complete)


@pytest.fixture
def three(make_stage, qtbot):
    return Three(make_stage(make_panel=panel_of), qtbot)


def test_a_third_lane_shows_in_every_panel(three):
    window = three.window
    for id in window.panels:
        stack = [lane.panels[id] for lane in three.lanes]

        assert all(window.docks[id].isAncestorOf(panel) for panel in stack)
        assert [panel.whose for panel in stack] == ["A  one", "B  two", "C  three"]
        assert all(
            panel.frame is lane.frame for panel, lane in zip(stack, three.lanes, strict=True)
        )


def test_a_third_lane_reads_with_the_cursor_of_the_first(three):
    three.window.reading.look_at(1)
    three.answer()

    assert [lane.frame.cursor for lane in three.lanes] == [1, 1, 1]

    three.third.panels["gates"].cursor_requested.emit(0)
    three.answer()

    assert [lane.frame.cursor for lane in three.lanes] == [0, 0, 0]


def test_the_axes_of_three_lanes_move_together(three):
    three.window.axis.show(3, 40)
    assert [(lane.axis.start, lane.axis.stop) for lane in three.lanes] == [(3, 40)] * 3

    three.third.axis.show(5, 30)
    assert [(lane.axis.start, lane.axis.stop) for lane in three.lanes] == [(5, 30)] * 3


def test_each_of_three_lanes_has_the_span_and_its_figures(three, qtbot):
    three.window.time.spans.select(0, 2)
    assert [lane.axis.span for lane in three.lanes] == [three.window.axis.span] * 3

    told = three.window.time.figures.about
    qtbot.waitUntil(lambda: told.text().count("\n") == 2)
    assert [line.split()[0] for line in told.text().splitlines()] == ["A", "B", "C"]

    three.window.actions_["time.copy_figures"].trigger()
    table = QApplication.clipboard().text()
    assert all(name in table for name in ("A one", "B two", "C three"))


def test_figures_of_three_lanes_can_be_exported(three):
    names = [name for name, _, _ in three.window.exporting.offered()]

    for kind in {name.partition("  ")[2] for name in names if name.startswith("A  ")}:
        assert {f"A  {kind}", f"B  {kind}", f"C  {kind}"} <= set(names)
    assert [name for name in names if "−" in name] == [
        "Difference: B − A",
        "Difference: C − A",
    ]


def test_a_third_lane_has_its_own_difference_from_the_first(three):
    two, other = three.window.comparison.differences
    assert (two.heading, other.heading) == ("B − A", "C − A")

    assert other.frame is three.window.lane.frame
    assert other.second is three.third.frame
    np.testing.assert_array_equal(other.plot.items[0].values[:3], [0, 0, 0])


def test_pictures_of_three_lanes_have_one_scale(three):
    plots = [
        lane.panels["timeline"].findChildren(type(other.plot))
        for lane in three.lanes
        for other in three.window.comparison.differences[:1]
    ]

    assert all(len(group) == len(plots[0]) for group in plots)
    for row in zip(*plots, strict=True):
        assert all(set(plot._peers) == set(row) for plot in row)


def test_a_lane_that_is_removed_leaves_the_others_as_they_were(three, qtbot):
    window, third = three.window, three.third
    gone = []
    for panel in third.panels.values():
        panel.destroyed.connect(lambda: gone.append(1))
    count = len(third.panels)

    window.workspace.remove(third)
    third.close()
    third.deleteLater()

    qtbot.waitUntil(lambda: len(gone) == count)
    assert len(three.stage.ports[2].closings) == 1
    assert [panel.whose for panel in window.panels.values()] == ["A  one"] * count
    qtbot.keyClicks(window.editor, "s")
    three.answer()
    assert [lane.frame.length for lane in three.lanes] == [4, 4]


def test_whoever_subscribes_late_hears_of_what_is_there(three):
    lanes, panels = [], []
    three.window.workspace.each_lane(lanes.append)
    three.window.workspace.each_panel(lambda lane, panel: panels.append((lane.mark, panel)))

    assert lanes == list(three.lanes)
    there = [(lane.mark, panel) for lane in lanes for panel in lane.panels.existing.values()]
    assert len(there) > len(lanes)
    assert panels == there

    window = three.window
    window.copies.current = "gates"
    window.copies.duplicate()
    assert panels[-1] == ("A", window.panels["gates.2"])
