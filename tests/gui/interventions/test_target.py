"""Following the bits of a piece, or of one against another, under interventions."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.gui.reading_window import begin, real_window, settle
from wmstudio.engine.messages import Patch, PlacedPatch
from wmstudio.gui.interventions.held import Held
from wmstudio.library import open_checkpoint

TEXT = "The cat sat on the"
PATCH = Patch("lstm.0.output_gate", "scale", 0.2)


@pytest.fixture
def window(qtbot, folder):
    with real_window(qtbot) as made:
        begin(qtbot, made, folder, TEXT)
        made.intervening.interventions.add(Held(PlacedPatch(PATCH), "less output"))
        settle(qtbot, made)
        yield made


def bits(folder, pieces, *patches):
    """What each piece would cost after the text, in bits."""
    model = open_checkpoint(folder)
    ids = [int(model.encode(piece).ids[0]) for piece in pieces]
    _, state = model._after(TEXT, patches)
    return -model.backend.log_probs(state)[ids] / np.log(2)


def follow(qtbot, window, entry, *pieces):
    """Choose a target by the menu and the keyboard."""
    target, strip = window.intervening.target, window.intervening.change
    next(a for a in strip.target.made.actions() if a.text() == entry).trigger()
    for field, piece in zip(target.form.fields.values(), pieces, strict=True):
        field.setFocus()
        QTest.keyClicks(field, piece)
    QTest.keyClick(next(iter(target.form.fields.values())), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(target.tokens))
    qtbot.waitUntil(lambda: window.reading.frame.snapshot.targets == target.tokens)
    settle(qtbot, window)


def test_a_piece_that_is_followed_shows_its_own_change(window, folder, qtbot):
    follow(qtbot, window, "Follow a piece…", "x")
    (now,), (was,) = bits(folder, "x", PATCH), bits(folder, "x")
    strip = window.intervening.change
    qtbot.waitUntil(lambda: "x" in strip.where.text())
    assert strip.figure.text() == f"{now - was:+.2f} bits".replace("-", "−")
    assert "comes next" in strip.where.text()


def test_one_piece_against_another_shows_their_log_odds(window, folder, qtbot):
    follow(qtbot, window, "Follow a piece against another…", "x", "y")
    (now_x, now_y), (was_x, was_y) = bits(folder, "xy", PATCH), bits(folder, "xy")
    now, was = now_y - now_x, was_y - was_x
    strip = window.intervening.change
    qtbot.waitUntil(lambda: "against" in strip.where.text())
    assert strip.figure.text() == f"{now - was:+.2f} bits".replace("-", "−")
    said = f"log-odds {now:+.2f} instead of {was:+.2f} bits"
    assert strip.odds.text() == said.replace(" -", " −")

    largest, *_ = strip.target.made.actions()
    largest.trigger()
    qtbot.waitUntil(lambda: "against" not in strip.where.text())


def test_a_target_of_several_tokens_is_refused_in_the_form(window, qtbot):
    target, strip = window.intervening.target, window.intervening.change
    strip.target.made.actions()[1].trigger()
    field = target.form.fields["piece"]
    QTest.keyClicks(field, "zebra crossing")
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "not one" in target.form.told.text())
    assert target.tokens == ()
