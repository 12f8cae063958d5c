"""Two real checkpoints in the real window, real keys and clicks: every number is each model's own.

What is compared with is, for each model, a forward pass of its own.
"""

import threading
from pathlib import Path

import numpy as np
import pytest
import torch
from PySide6.QtCore import Qt

from tests import support
from tests.gui.test_real_typing import SENTENCE, Truth, check_everything
from tests.support import PATIENCE
from wmstudio.app.settings import Settings
from wmstudio.checkpoints import bundled
from wmstudio.checkpoints.folder import write_checkpoint
from wmstudio.engine.torch_backend import TorchBackend
from wmstudio.gui.shell.main_window import MainWindow
from wmstudio.models.registry import build
from wmstudio.runtime.mailbox import Mailbox
from wmstudio.runtime.start import make_client
from wmstudio.text import tokenizer as tok

LSTM, SLOTS = "stories-lstm", str(support.OLDER / "stories-slots")
BRACKETS = "He (the old [grey] wolf) said “no” – ☃.\n"


@pytest.fixture
def make_window(qtbot):
    windows = []

    def make(first, second):
        window = MainWindow(make_client, Settings(device="cpu"))
        windows.append(window)
        qtbot.addWidget(window)
        window.resize(1400, 1000)
        window.show()
        window.models.begin(str(first))
        window.comparison.begin(str(second))
        return window

    yield make
    for window in windows:
        window.close()


@pytest.fixture
def tiny(tmp_path):
    """A checkpoint that has never learnt, with a tokenizer of its own."""
    torch.manual_seed(5)
    # Its “gr·ey” is the others' “g·re·y”: no token of either ends where one of the other does.
    words = "grow grim grab grin grape key hey honey money they obey grey\n"
    tokenizer = tok.train([words * 9], 280)
    sizes = {"vocab_size": tokenizer.vocab_size, "embedding": 8, "hidden": 12}
    write_checkpoint(
        tmp_path / "tiny",
        build("lstm", sizes),
        "tiny",
        "lstm",
        sizes,
        tokenizer,
        support.TRAINING,
        "# tiny\n",
    )
    return tmp_path / "tiny"


def settle(qtbot, window, text, names=None):
    """Until both have read all of this text, and it is drawn."""
    called = names and tuple(Path(name).name for name in names)

    def settled():
        second = window.comparison.second
        models = (window.models.open_model, second.opened) if second is not None else (None,)
        return (
            None not in models
            and (names is None or called == tuple(model.name for model in models))
            and window.editor.text == text
            and window.reading.complete
            and second.complete
            and difference(window).frame is window.reading.frame
            and difference(window).second is second.reading.frame
        )

    qtbot.waitUntil(settled)


def difference(window):
    return window.comparison.differences[0]


def bits(reading):
    return reading.frame.trace.column("surprisal_bits")


def shown(window):
    """The heights of the bars that are there."""
    values = difference(window).plot.items[0].values
    return values[np.isfinite(values)]


def check_difference(window, first, second):
    """Of two models with the same tokens: B − A, to the bit, and as two fresh runs have it."""
    a, b = bits(window.reading), bits(window.comparison.second.reading)
    drawn = shown(window)
    np.testing.assert_array_equal(drawn, b - a)
    wanted = np.array(second.bits()) - np.array(first.bits())
    np.testing.assert_allclose(drawn, wanted, atol=2e-4)


@pytest.mark.parametrize(("first", "second"), [(LSTM, SLOTS), (SLOTS, LSTM)])
def test_that_both_show_what_an_independent_forward_pass_of_each_computes(
    make_window, qtbot, first, second
):
    window = make_window(first, second)
    qtbot.keyClicks(window.editor, SENTENCE)
    settle(qtbot, window, SENTENCE)
    truths = [Truth(name, SENTENCE) for name in (first, second)]
    last = len(truths[0].ids) - 1
    check_everything(window, truths[0], last)
    check_everything(window.comparison.second, truths[1], last)
    check_difference(window, *truths)


def test_that_an_edit_in_the_middle_shows_the_new_text_everywhere(make_window, qtbot):
    window = make_window(LSTM, SLOTS)
    qtbot.keyClicks(window.editor, SENTENCE)
    settle(qtbot, window, SENTENCE)
    for _ in range(len(" on the mat")):
        qtbot.keyClick(window.editor, Qt.Key.Key_Left)
    qtbot.keyClicks(window.editor, " not")
    text = "The cat is not on the mat"
    settle(qtbot, window, text)
    truths = [Truth(name, text) for name in (LSTM, SLOTS)]
    at = truths[0].ids.index(*truths[0].tokenizer.encode(" not").ids)
    check_everything(window, truths[0], at)
    check_everything(window.comparison.second, truths[1], at)
    check_difference(window, *truths)


@pytest.mark.parametrize("clicked", ["A", "B"])
def test_that_a_click_in_either_models_panels_moves_both(make_window, qtbot, clicked):
    window = make_window(LSTM, SLOTS)
    qtbot.keyClicks(window.editor, SENTENCE)
    settle(qtbot, window, SENTENCE)
    second = window.comparison.second
    window.docks.show("gates", True)
    qtbot.waitUntil(lambda: window.docks.shown("gates"))
    settle(qtbot, window, SENTENCE)
    plot = (window if clicked == "A" else second).panels["gates"].map
    qtbot.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=plot.place_of(2, 20.0))
    qtbot.waitUntil(lambda: window.reading.frame.cursor == second.reading.frame.cursor == 2)
    settle(qtbot, window, SENTENCE)
    check_everything(window, Truth(LSTM, SENTENCE), 2)
    check_everything(second, Truth(SLOTS, SENTENCE), 2)
    assert window.editor.token_span == window.reading.frame.trace.span(2)
    # The gates have taken its room; what nobody sees is not drawn.
    window.docks.show("gates", False)
    qtbot.waitUntil(lambda: difference(window).plot.cursor == 2)


def test_that_other_tokens_of_the_second_are_aligned_by_characters(make_window, qtbot, tiny):
    window = make_window(SLOTS, tiny)
    window.editor.insertPlainText(BRACKETS)
    settle(qtbot, window, BRACKETS)
    second = window.comparison.second
    truths = Truth(SLOTS, BRACKETS), Truth(str(tiny), BRACKETS)
    assert truths[0].ids != truths[1].ids
    check_everything(window, truths[0], len(truths[0].ids) - 1)
    check_everything(second, truths[1], len(truths[1].ids) - 1)

    ends = [np.cumsum([len(t.tokenizer.piece(i)) for i in t.ids]) for t in truths]
    shared, wanted, begin = sorted(set(ends[0]) & set(ends[1])), [], 0
    for end in shared:
        within = [(e > begin) & (e <= end) for e in ends]
        costs = [np.array(t.bits())[w].sum() for t, w in zip(truths, within, strict=True)]
        wanted += [costs[1] - costs[0]] * within[0].sum()
        begin = end
    assert len(shared) < min(map(len, ends))
    np.testing.assert_allclose(shown(window), wanted, atol=1e-3)
    assert "whole tokens of both" in difference(window).header.toolTip()

    # A place in the text is one place, whatever tokens lie there.
    for reading, other, panels in (
        (window.reading, second.reading, window.panels),
        (second.reading, window.reading, second.panels),
    ):
        plot = panels["timeline"].plot
        qtbot.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=plot.place_of(4, 1.0))
        place = reading.frame.trace.span(4)[1]
        wanted = other.frame.trace.token_before(place)
        qtbot.waitUntil(
            lambda r=reading, o=other, w=wanted: (r.frame.cursor, o.frame.cursor) == (4, w),
        )
    settle(qtbot, window, BRACKETS)
    check_everything(second, truths[1], 4)


def test_that_either_model_is_changed_for_another_and_the_other_stays(make_window, qtbot, tiny):
    window = make_window(LSTM, SLOTS)
    qtbot.keyClicks(window.editor, SENTENCE)
    settle(qtbot, window, SENTENCE)
    truths = {name: Truth(name, SENTENCE) for name in (LSTM, SLOTS, str(tiny))}

    def check(first, second):
        settle(qtbot, window, SENTENCE, (first, "tiny"))
        for window_, name in ((window, first), (window.comparison.second, second)):
            check_everything(window_, truths[name], len(truths[name].ids) - 1)

    window.comparison.open(str(tiny))
    check(LSTM, str(tiny))
    window.open_checkpoint(SLOTS)
    check(SLOTS, str(tiny))


def test_that_a_damaged_second_checkpoint_leaves_both_at_work(make_window, qtbot, tmp_path):
    window = make_window(LSTM, SLOTS)
    qtbot.keyClicks(window.editor, "The cat")
    settle(qtbot, window, "The cat")
    damaged = support.copied(bundled.find(LSTM), tmp_path / "damaged")
    weights = damaged / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    window.comparison.open(str(damaged))
    qtbot.waitUntil(lambda: "model.safetensors" in window.messages.text)
    qtbot.keyClicks(window.editor, " is")
    settle(qtbot, window, "The cat is", (LSTM, SLOTS))
    truths = [Truth(name, "The cat is") for name in (LSTM, SLOTS)]
    check_everything(window, truths[0], len(truths[0].ids) - 1)
    check_everything(window.comparison.second, truths[1], len(truths[1].ids) - 1)


def engines():
    return [thread for thread in threading.enumerate() if thread.name == "engine"]


@pytest.fixture
def held(monkeypatch):
    """Every engine stops after a few chunks, until one of them is closed."""
    closed = threading.Event()

    def read(backend, *arguments, really=TorchBackend.read, **named):
        backend.chunks = getattr(backend, "chunks", 0) + 1
        assert backend.chunks < 5 or closed.wait(PATIENCE)
        return really(backend, *arguments, **named)

    def close(mailbox, really=Mailbox.close):
        really(mailbox)
        closed.set()

    monkeypatch.setattr(TorchBackend, "read", read)
    monkeypatch.setattr(Mailbox, "close", close)


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize("how", ["window", "comparison"])
def test_that_both_engines_end_in_the_middle_of_a_long_text(make_window, qtbot, how):
    before = engines()
    window = make_window(LSTM, SLOTS)
    window.editor.insertPlainText("Once upon a time there was a cat.\n" * 300)
    second = window.comparison.second
    qtbot.waitUntil(
        lambda: window.reading.frame is not None and second.reading.frame is not None,
    )
    assert not window.reading.frame.complete
    assert not second.reading.frame.complete
    assert len(engines()) == len(before) + 2
    if how == "window":
        window.close()
        qtbot.waitUntil(lambda: engines() == before)
    else:
        window.actions_["model.compare"].trigger()
        qtbot.waitUntil(lambda: len(engines()) == len(before) + 1)
        read = len(window.reading.frame.trace)
        # The first reads on.
        qtbot.waitUntil(lambda: len(window.reading.frame.trace) > read)
