"""The Weights panel: numbers of tensors, the chosen one under the pointer, and a second model."""

import numpy as np
import pytest
import torch
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent

from tests.gui.stage import opened
from wmstudio.checkpoints.bundled import bundled
from wmstudio.checkpoints.folder import open_checkpoint
from wmstudio.contract import Kind, Signal
from wmstudio.engine.backend import Refused
from wmstudio.engine.messages import Weighed
from wmstudio.engine.torch_backend import TorchBackend
from wmstudio.engine.weights import weighing
from wmstudio.gui.base.wording import decimals
from wmstudio.gui.panels.weights import CHANGE, WeightsPanel
from wmstudio.gui.plots.panel import TokenAxis
from wmstudio.gui.views.matrix import BESIDE, Matrix

MATRIX, ONES = "fake.matrix", "fake.ones"


class Weights:
    """A backend of which only the weights are read."""

    def __init__(self, **tensors):
        self.tensors = tensors

    def weights(self):
        return self.tensors

    def signal_rows(self):
        return {}


def weighed(against=None, **tensors):
    return Weighed([*weighing(Weights(**tensors), against)][-1])


@pytest.fixture
def panel(qtbot):
    panel = WeightsPanel(TokenAxis())
    qtbot.addWidget(panel)
    panel.resize(600, 500)
    panel.open(opened())
    panel.show()
    return panel


def names(panel):
    table = panel.table
    return [table.topLevelItem(at).text(0) for at in range(table.topLevelItemCount())]


def test_weights_are_asked_for_once_until_another_model_opens(panel, qtbot):
    asked = []
    panel.weights_wanted.connect(lambda: asked.append(panel.message.text()))
    panel.draw()
    panel.draw()
    assert asked == ["The weights are being measured…"]
    panel.show_weights(weighed(a=np.ones(3, np.float32)))
    panel.draw()
    assert panel.pages.currentWidget() is panel.body
    panel.open(opened("another"))
    panel.draw()
    assert len(asked) == 2
    assert panel.tensors == ()


def test_numbers_are_sorted_as_numbers(panel):
    small, large = np.full(4, 0.5, np.float32), np.full((3, 4), 20.0, np.float32)
    panel.show_weights(weighed(middle=np.full(9, 3.0, np.float32), large=large, small=small))
    assert names(panel) == ["middle", "large", "small"], "in the order of the model"
    panel.table.sortByColumn(3, Qt.SortOrder.AscendingOrder)
    assert names(panel) == ["small", "middle", "large"]
    assert [panel.table.topLevelItem(0).text(c) for c in range(1, 5)] == [
        "4",
        "float32",
        "1",
        "0.5",
    ]
    assert panel.table.isColumnHidden(CHANGE)


def test_the_most_changed_tensor_comes_first(panel):
    old = {"a": np.ones(4, np.float32), "b": np.ones(4, np.float32), "c": np.ones(2, np.float32)}
    new = {"a": old["a"] * 1.1, "b": old["b"] * 1.5, "c": np.ones(3, np.float32)}
    panel.show_weights(weighed(old, **new))
    assert names(panel) == ["b", "a", "c"]
    shares = [panel.table.topLevelItem(at).text(CHANGE) for at in range(3)]
    assert shares == ["50.00 %", "10.00 %", "—"]


def test_a_change_is_never_shown_as_none(panel):
    old = {"a": np.ones(4, np.float32), "b": np.zeros(4, np.float32), "c": np.ones(2, np.float32)}
    panel.show_weights(weighed(old, a=old["a"] * (1 + 2**-20), b=old["a"], c=old["c"]))
    shares = {panel.table.topLevelItem(at).text(0): at for at in range(3)}
    found = {name: panel.table.topLevelItem(at).text(CHANGE) for name, at in shares.items()}
    assert found == {"a": f"{2.0**-20 * 100:.3e} %", "b": "∞", "c": "0 %"}


def test_the_chosen_tensor_is_drawn_around_zero(panel):
    panel.show_weights(weighed(w=np.array([[1.0, -4.0], [0.0, 2.0]], np.float32)))
    assert (panel.matrix.signal.low, panel.matrix.signal.high) == (-4.0, 4.0)
    assert sum(panel.histogram.values) == 4
    # Counts are told without decimals, as no part of a weight is counted.
    assert panel.histogram.spoken().value.startswith("1, 0, 0")
    spoken = panel.histogram.spoken()
    assert "." not in spoken.value + spoken.trend + panel.histogram.toolTip()
    assert panel.spectrum.spoken().value == ", ".join(f"{x:.4f}" for x in panel.spectrum.values)
    singular = np.linalg.svd([[1.0, -4.0], [0.0, 2.0]], compute_uv=False)
    np.testing.assert_allclose(panel.spectrum.values, singular, rtol=1e-6)


def test_a_figure_holds_the_exact_weights(panel):
    x = np.random.default_rng(1).normal(size=(3, 5)).astype(np.float32)
    panel.show_weights(weighed(w=x))
    (offered,) = panel.figures(None)
    np.testing.assert_array_equal(offered.make().values, x)


def test_an_empty_tensor_and_a_number_are_listed(panel):
    panel.show_weights(weighed(none=np.zeros((0, 3)), one=np.float64(2.5).reshape(())))
    assert panel.matrix.values is None
    panel.table.setCurrentItem(panel.table.topLevelItem(1))
    assert panel.matrix.values.tolist() == [[2.5]]


def test_what_has_no_weights_says_why(panel):
    class Recorded:
        def weights(self):
            raise Refused("A recording has no weights.")

        def signal_rows(self):
            return {}

    with pytest.raises(Refused):
        next(weighing(Recorded()))
    panel.show_weights(Weighed((), "A recording has no weights."))
    panel.draw()
    assert panel.message.text() == "A recording has no weights."


def test_values_under_the_pointer_are_exact_where_fewer_are_drawn(qtbot):
    matrix = Matrix("weights")
    qtbot.addWidget(matrix)
    matrix.resize(400, 300)
    values = np.arange(100, dtype=np.float32).reshape(10, 10)
    signal = Signal("w", Kind.ACTIVATION, ("row", "column"), (10, 10), "w", -99.0, 99.0)
    matrix.show_values(values, signal, drawn=values[::5, ::5])
    area = matrix.area()
    at = QPointF(area.left() + 0.75 * area.width(), area.top() + 0.35 * area.height())
    none = Qt.MouseButton.NoButton
    keys = Qt.KeyboardModifier.NoModifier
    matrix.mouseMoveEvent(QMouseEvent(QEvent.Type.MouseMove, at, at, none, none, keys))
    assert matrix.words().startswith("row 3, column 7: 37")


def test_the_window_measures_weights_when_the_panel_is_opened(make_window, qtbot):
    window = make_window("abc")
    panel = window.panels["weights"]
    qtbot.waitUntil(lambda: window.reading.complete)
    assert panel.tensors == ()
    window.actions_["panel.weights"].trigger()
    qtbot.waitUntil(lambda: bool(panel.tensors))
    qtbot.waitUntil(lambda: panel.pages.currentWidget() is panel.body)
    assert names(panel) == [MATRIX, ONES]
    assert panel.tensors[0].values.tolist() == [[0, 1, 2], [3, 4, 5]]
    assert panel.table.topLevelItem(1).text(3) == "2"


def test_a_tensor_says_what_it_makes_and_a_click_shows_that(make_window, qtbot):
    window = make_window("abc")
    panel = window.panels["weights"]
    window.actions_["panel.weights"].trigger()
    qtbot.waitUntil(lambda: bool(panel.tensors))
    button = panel.makes.buttons["fake.gate"]
    assert button.text().endswith("gate 1–1")
    assert button.accessibleName().endswith(", by rows 1 to 1")
    qtbot.waitUntil(panel.makes.isVisible)

    gates = window.panels["gates"]
    gates.show_signal(gates.signal_named("fake.value"))
    button.click()
    assert gates.signal.name == "fake.gate"
    panel.table.setCurrentItem(panel.table.topLevelItem(1))
    assert panel.makes.isHidden()


def test_the_rows_of_a_real_model_are_those_that_its_layers_declare():
    checkpoint = open_checkpoint(
        next(one for one in bundled() if one.name == "recall-slots").folder
    )
    (found,) = [x for x in weighing(TorchBackend(checkpoint, torch.device("cpu"))) if x]
    made = {one.facts.name: [tuple(rows) for rows in one.makes] for one in found if one.makes}

    hidden = checkpoint.model.signals["lstm.0.cell"].size
    gates = ("input_gate", "forget_gate", "candidate", "output_gate")
    in_blocks = [(f"lstm.0.{gate}", i * hidden, (i + 1) * hidden) for i, gate in enumerate(gates)]
    assert len(made) == 4
    assert all(rows == in_blocks for rows in made.values())


def test_numbers_and_their_headings_end_at_the_same_edge(panel):
    panel.show_weights(weighed(a=np.array([-1.5, 2.0], np.float32)))
    row, head = panel.table.topLevelItem(0), panel.table.headerItem()
    for column in range(3, CHANGE):
        assert row.textAlignment(column) == head.textAlignment(column)
        assert Qt.AlignmentFlag(row.textAlignment(column)) & Qt.AlignmentFlag.AlignRight
    assert row.text(4) == "−1.5"


@pytest.mark.parametrize("size", [9, 13, 18])
def test_the_numbers_of_the_colour_scale_are_whole_at_every_text_size(qtbot, size):
    matrix = Matrix("weights")
    qtbot.addWidget(matrix)
    matrix.resize(400, 300)
    font = matrix.font()
    font.setPointSize(size)
    matrix.setFont(font)
    signal = Signal("w", Kind.ACTIVATION, ("row", "column"), (2, 2), "w", -1.38379, 1.38379)
    matrix.show_values(np.zeros((2, 2), np.float32), signal)
    image = matrix.grab().toImage()
    ground = image.pixelColor(image.width() - 1, image.height() - 1)

    def is_inked(x):
        return any(image.pixelColor(x, y) != ground for y in range(image.height()))

    assert matrix.ends == (decimals(1.38379, "g"), decimals(-1.38379, "g"))
    widest = max(map(matrix.fontMetrics().horizontalAdvance, matrix.ends))
    inked = [x for x in range(matrix.area().right() + BESIDE - 1, image.width()) if is_inked(x)]
    assert len(range(inked[0], inked[-1] + 1)) >= 0.9 * widest
    assert inked[-1] < image.width() - 1


@pytest.mark.parametrize("height", [60, 300])
def test_the_numbers_of_the_colour_scale_never_overlap(qtbot, height):
    matrix = Matrix("weights")
    qtbot.addWidget(matrix)
    matrix.resize(400, height)
    font = matrix.font()
    font.setPointSize(18)
    matrix.setFont(font)
    signal = Signal("w", Kind.ACTIVATION, ("row", "column"), (2, 2), "w", -1.0, 1.0)
    matrix.show_values(np.zeros((2, 2), np.float32), signal)
    image = matrix.grab().toImage()
    ground = image.pixelColor(image.width() - 1, 0)
    beside = range(matrix.area().right() + BESIDE - 1, image.width())
    inked = [any(image.pixelColor(x, y) != ground for x in beside) for y in range(image.height())]
    lines = [y for y in range(1, len(inked)) if inked[y] and not inked[y - 1]]

    assert matrix.ends == (decimals(1.0, "g"), decimals(-1.0, "g"))
    assert len(lines) == 2
    assert not inked[-1]
