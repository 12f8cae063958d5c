"""The real window, a bundled checkpoint, real keys: every number shown is the model's own.

What is compared with is a forward pass of its own, token by token, that shares nothing with the
engine but the weights.
"""

import numpy as np
import pytest
import torch
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QGraphicsView

from tests import support
from wmstudio.app.settings import Settings
from wmstudio.checkpoints import bundled
from wmstudio.checkpoints.folder import open_checkpoint
from wmstudio.contract import Tap
from wmstudio.gui.plots.panel import Panel
from wmstudio.gui.plots.scales import full_scale
from wmstudio.gui.shell.main_window import MainWindow
from wmstudio.gui.views.memory_views.matrices import MatrixTop
from wmstudio.gui.views.memory_views.table import TableTop
from wmstudio.runtime.start import make_client
from wmstudio.text.visible import visible

SENTENCE = "The cat is on the mat"
STORIES = [bundled.find("stories-lstm"), *sorted(support.OLDER.glob("stories-*"))]
SLOTS = str(support.OLDER / "stories-slots")


class Truth:
    """A fresh run of a text by steps."""

    def __init__(self, name, text):
        checkpoint = open_checkpoint(bundled.find(name), torch.device("cpu"))
        model, self.tokenizer = checkpoint.model, checkpoint.tokenizer
        self.ids = [int(i) for i in self.tokenizer.encode(text).ids]
        tap = Tap(watch=model.signals)
        with torch.no_grad():
            state = model.initial_state()
            rows = [model.logits(state)[0]]
            for token in self.ids:
                logits, state = model.step(torch.tensor([token]), state, tap)
                tap.position += 1
                rows.append(logits[0])
        self.signals = {name: x[0].numpy() for name, x in tap.recorded().items()}
        logits = torch.stack(rows).double().numpy()
        p = np.exp(logits - logits.max(1, keepdims=True))
        self.p = p / p.sum(1, keepdims=True)
        """Before each token, and after the last."""

    def bits(self):
        """Surprisal of each token."""
        return [-np.log2(self.p[t, token]) for t, token in enumerate(self.ids)]

    def piece(self, token):
        return visible(self.tokenizer.piece(token))


@pytest.fixture
def make_window(qtbot):
    windows = []

    def make(checkpoint):
        window = MainWindow(make_client, Settings(device="cpu"))
        windows.append(window)
        qtbot.addWidget(window)
        window.resize(1400, 1000)
        window.show()
        window.models.begin(checkpoint)
        return window

    yield make
    for window in windows:
        window.close()


def settle(qtbot, window, text):
    qtbot.waitUntil(lambda: window.editor.text == text and window.reading.complete)


def check_everything(window, truth, token):
    """What each panel shows, against the truth at a token."""
    after = truth.p[token + 1]
    bars = window.panels["predictions"].bars.bars
    best = np.argsort(-after)[: len(bars)]
    np.testing.assert_allclose([bar.share for bar in bars], after[best], atol=1e-5)
    told = window.panels["predictions"].bars.rows.told(bars[0])
    assert f"piece “{truth.piece(int(best[0]))}”" in told
    frame = window.reading.frame
    assert list(frame.trace.column("ids")) == truth.ids
    np.testing.assert_allclose(frame.trace.column("surprisal_bits"), truth.bits(), atol=1e-4)
    for name, values in truth.signals.items():
        np.testing.assert_allclose(frame.snapshot.signals[name], values[token], **support.ROUNDING)
    tokens = len(truth.ids)
    memory, timeline = window.panels["memory"], window.panels["timeline"]
    for heatmap in (window.panels["gates"].map, memory.map, memory.acts_map):
        if not heatmap.signals or not heatmap.isVisible():
            continue
        signal = heatmap.signals[0]
        exact = np.hstack([truth.signals[s.name].reshape(tokens, -1) for s in heatmap.signals]).T
        shown = heatmap.image.image[:, :tokens] / 255 * (signal.high - signal.low) + signal.low
        step = (signal.high - signal.low) / 255
        inside = np.clip(exact, signal.low, signal.high)
        np.testing.assert_allclose(shown, inside, atol=step * 0.51)
    np.testing.assert_allclose(timeline.plot.items[0].values[:tokens], truth.bits(), atol=1e-4)
    loads = {name: x for name, x in truth.signals.items() if name.startswith("load.")}
    for item, values in zip(timeline.load.items, loads.values(), strict=True):
        np.testing.assert_allclose(item.values[:tokens], values, atol=1e-5)
    gauges = [gauge.value for gauge in memory.foot.gauges.gauges]
    np.testing.assert_allclose(gauges[: len(loads)], [x[token] for x in loads.values()], atol=1e-5)
    acts = [truth.signals[s.name][token] for s in memory.kind.acting(memory.opened)]
    expected = acts[0] if len(acts) == 1 else [x.mean() for x in acts]
    np.testing.assert_allclose([g.value for g in memory.acts.gauges], expected, atol=1e-5)


WORDS = {"read": "read_weights", "read now": "weights", "kept": "strength"}
"""Of the memory panel's columns, where a signal is called otherwise."""


def check_items(window, truth, token):
    """The list in the memory panel, row by row, against the truth at a token."""
    top = window.panels["memory"].top
    if isinstance(top, MatrixTop):
        signal = top.contents.signal.name
        exact = truth.signals[signal][token]
        np.testing.assert_allclose(top.matrix.values, exact, **support.ROUNDING)
        return 1
    items = top.list.items
    for row, (index, writer) in enumerate(zip(items.index, items.writers, strict=True)):
        if writer < 0:
            continue
        if isinstance(top, TableTop):
            # Its rows are numbered by their tokens, and a signal's by how long ago they were read.
            index = token - index
        assert items.texts[row] == truth.piece(truth.ids[writer])
        told = {}
        for column, value in zip(top.list.columns, items.cells[row], strict=True):
            if column.kind == "count":
                assert np.isnan(value) if items.is_mixed(row) else value == token + 1 - writer
                continue
            if not column.word:
                # The same as in the bars beside it.
                read = [x for word, x in told.items() if word.startswith(("read", "layer"))]
                assert value == pytest.approx(np.mean(read), nan_ok=True)
                continue
            told[column.word] = value
            if column.word == "read":
                # Of the token that was read there, and not of whatever is in the slot by now.
                (at,) = np.nonzero(truth.signals[f"{top.prefix}.read_from"][token] == writer)
                if len(at) == 0:
                    assert np.isnan(value)
                    continue
                if index not in at:
                    (index,) = at
            name = column.word.removeprefix("layer ")
            name = f"{name}.weights" if name.isdecimal() else WORDS.get(name, name)
            if column.word == "kept" and top.prefix == "keyvalue":
                name = "recall"
            exact = truth.signals[f"{top.prefix}.{name}"][token][..., index]
            # The weights of a memory that names tokens add up to 1 over all heads.
            whole = exact.sum() if column.word == "read now" else exact.mean()
            assert value == pytest.approx(whole, abs=1e-5)
        if items.contents.size:
            values = truth.signals[f"{top.prefix}.values"][token, index]
            np.testing.assert_allclose(items.contents[row], values, **support.ROUNDING)
    return len(items)


def check_attention(window, truth, token):
    """The attention panel's picture, and the shades in the text."""
    panel = window.panels["attention"]
    exact = truth.signals[panel.picker.signal.name][token]
    back = min(token + 1, exact.shape[-1])
    first = token + 1 - back
    exact = exact[..., :back][..., ::-1]
    low, high = panel.map.drawn_range
    shown = panel.map.image.image[:, first : token + 1] / 255 * (high - low) + low
    np.testing.assert_allclose(shown, exact, atol=(high - low) / 255 * 0.51)
    mean = exact.mean(0)
    full = full_scale(np.abs(mean).max())
    np.testing.assert_allclose(panel.shading().weights * full, mean, atol=1e-5)
    if any(signal.names for signal in window.models.open_model.signals.values()):
        # The places that a candidate comes from are lit instead (`tests/oracle/test_lit_places`).
        assert window.editor.shades is None
        return
    ends = [0, *window.reading.frame.trace.column("ends")]
    assert window.editor.shades.edges.tolist() == ends[first : token + 2]


@pytest.mark.parametrize("folder", STORIES, ids=lambda folder: folder.name)
def test_that_typing_shows_what_an_independent_forward_pass_computes(make_window, qtbot, folder):
    window = make_window(str(folder))
    qtbot.keyClicks(window.editor, SENTENCE)
    settle(qtbot, window, SENTENCE)
    truth = Truth(folder, SENTENCE)
    check_everything(window, truth, len(truth.ids) - 1)


def pixels(picture):
    """``[rows, columns]`` of a pixmap's colours."""
    image = picture.toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.width()).copy()


@pytest.mark.parametrize("name", ["stories-lstm", SLOTS])
def test_that_what_is_painted_key_by_key_is_what_would_be_painted_anew(make_window, qtbot, name):
    window = make_window(name)
    window.docks.show("timeline", True)
    qtbot.keyClicks(window.editor, SENTENCE)
    settle(qtbot, window, SENTENCE)
    qtbot.waitUntil(lambda: window.clock.idle and not window.reading.timing.running)
    for letter in " and there":
        with qtbot.waitSignal(window.reading.timing.measured):
            qtbot.keyClick(window.editor, letter)
        for panel in window.findChildren(Panel):
            if panel.visibleRegion().isEmpty():
                continue
            area = QRect(panel.mapTo(window, QPoint()), panel.size()).getRect()
            on_screen = pixels(window.screen().grabWindow(window.winId(), *area))
            for view in panel.findChildren(QGraphicsView):
                for item in view.scene().items():
                    # Else the pixels that are kept of some would be taken.
                    item.update()
            np.testing.assert_array_equal(on_screen, pixels(panel.grab()), panel.title)


def test_that_an_edit_in_the_middle_shows_the_new_text_everywhere(make_window, qtbot):
    window = make_window(SLOTS)
    qtbot.keyClicks(window.editor, SENTENCE)
    settle(qtbot, window, SENTENCE)
    for _ in range(len(" on the mat")):
        qtbot.keyClick(window.editor, Qt.Key.Key_Left)
    qtbot.keyClicks(window.editor, " not")
    text = "The cat is not on the mat"
    settle(qtbot, window, text)
    truth = Truth(SLOTS, text)
    check_everything(window, truth, truth.ids.index(*truth.tokenizer.encode(" not").ids))


@pytest.mark.parametrize("family", sorted(support.SIZES))
def test_that_every_family_is_drawn_with_its_own_numbers(make_window, qtbot, tmp_path, family):
    folder = support.checkpoint(tmp_path / family, family)
    window = make_window(str(folder))
    window.docks.show("attention", True)
    qtbot.keyClicks(window.editor, SENTENCE)
    settle(qtbot, window, SENTENCE)
    truth = Truth(folder, SENTENCE)
    last = len(truth.ids) - 1
    memory, attention = window.panels["memory"], window.panels["attention"]
    for token in (last, last // 2, 0):
        window.reading.look_at(token)
        qtbot.waitUntil(
            lambda token=token: window.reading.frame.cursor == token and window.reading.complete,
        )
        check_everything(window, truth, token)
        if memory.top is not None:
            assert check_items(window, truth, token)
        if attention.picker.signal is not None:
            check_attention(window, truth, token)


def test_that_a_click_in_a_panel_moves_every_panel_to_that_token(make_window, qtbot):
    window = make_window(SLOTS)
    qtbot.keyClicks(window.editor, SENTENCE)
    settle(qtbot, window, SENTENCE)
    plot = window.panels["timeline"].plot
    qtbot.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=plot.place_of(2, 1.0))
    qtbot.waitUntil(lambda: window.reading.frame.cursor == 2 and window.reading.complete)
    check_everything(window, Truth(SLOTS, SENTENCE), 2)
    span = window.reading.frame.trace.span(2)
    assert window.editor.token_span == span
    assert window.panels["gates"].map.cursor == window.panels["memory"].frame.cursor == 2


def test_that_the_probability_of_any_piece_is_the_models_own(make_window, qtbot):
    window = make_window(SLOTS)
    qtbot.keyClicks(window.editor, SENTENCE)
    settle(qtbot, window, SENTENCE)
    panel = window.panels["predictions"]
    qtbot.keyClicks(panel.edit, " and")
    qtbot.waitUntil(lambda: panel.answer.text() != "")
    truth = Truth(SLOTS, SENTENCE)
    (token,) = truth.tokenizer.encode(" and").ids
    percent = float(panel.answer.text().removesuffix(" %").split()[-1])
    assert percent == pytest.approx(100 * truth.p[-1, token], rel=1e-3)


def test_that_another_checkpoint_shows_its_own_numbers_for_the_same_text(make_window, qtbot):
    window = make_window(SLOTS)
    qtbot.keyClicks(window.editor, SENTENCE)
    settle(qtbot, window, SENTENCE)
    window.open_checkpoint("stories-lstm")
    qtbot.waitUntil(
        lambda: (
            window.models.open_model is not None
            and window.models.open_model.name == "stories-lstm"
            and window.reading.complete
        ),
    )
    truth = Truth("stories-lstm", SENTENCE)
    check_everything(window, truth, len(truth.ids) - 1)


def test_that_a_damaged_checkpoint_leaves_the_old_one_working(make_window, qtbot, tmp_path):
    window = make_window(SLOTS)
    qtbot.keyClicks(window.editor, "The cat")
    settle(qtbot, window, "The cat")
    damaged = tmp_path / "damaged"
    damaged.mkdir()
    for file in bundled.find(SLOTS).iterdir():
        data = file.read_bytes()
        half = data[: len(data) // 2] if file.name == "model.safetensors" else data
        (damaged / file.name).write_bytes(half)
    window.open_checkpoint(str(damaged))
    qtbot.waitUntil(lambda: "model.safetensors" in window.messages.text)
    assert window.models.open_model.name == "stories-slots"
    qtbot.keyClicks(window.editor, " is")
    settle(qtbot, window, "The cat is")
    truth = Truth(SLOTS, "The cat is")
    check_everything(window, truth, len(truth.ids) - 1)
