"""How a change of a prediction is put into words."""

import re

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QColor

from tests.gui.reading_window import begin, look_at, real_window, settle
from tests.support import OLDER
from wmstudio.app.effect import times
from wmstudio.engine.messages import Frame, Patch, PlacedEdit, PlacedPatch
from wmstudio.gui.base.theme import DARK, LIGHT
from wmstudio.gui.interventions.change_strip import _odds, bits_words
from wmstudio.gui.interventions.held import Held


@pytest.mark.parametrize(
    ("bits", "words"),
    [
        (7.9614, "+7.96 bits"),
        (-0.25, "−0.25 bits"),
        (0.001, "0.00 bits"),
        (-0.001, "0.00 bits"),
        (float("inf"), "impossible now"),
        (float("-inf"), "possible now"),
        (float("nan"), "no number"),
    ],
)
def test_a_change_has_its_sign_and_two_decimals(bits, words):
    assert bits_words(bits) == words


@pytest.mark.parametrize(("bits", "n"), [(7.96, 250), (-7.96, 250), (1.0, 2), (3.3, 10), (0.1, 1)])
def test_odds_are_told_with_two_digits(bits, n):
    assert times(bits) == n


def test_odds_that_nobody_can_picture_are_not_told(qtbot):
    """Bits are as many as a patch of any strength makes them: 2 to their power is no number."""
    with real_window(qtbot) as window:
        begin(qtbot, window, OLDER / "small-lstm", "the cat sat")
        strip = window.intervening.change
        for value, told in ((-1e4, r"[+−]\d{3,}\.\d\d bits"), (3e38, "no number")):
            patch = PlacedPatch(Patch("lstm.0.hidden", "add", value))
            window.intervening.interventions.replace_all((Held(patch, "less"),))
            settle(qtbot, window)
            qtbot.waitUntil(lambda told=told: re.fullmatch(told, strip.figure.text()))
            assert "times" not in strip.odds.text()


def test_where_there_is_little_room_numbers_are_shown_whole_and_words_go(stage, qtbot):
    strip = stage.window.intervening.change
    strip.setParent(None)
    qtbot.addWidget(strip)
    held = Held(PlacedEdit(8, "clear_all"), "Forget everything", "38 “whistle”")
    strip._interventions.add(held)
    strip._say("+9.94 bits", "if “whistle” comes next", _odds("0.07", "66.6", 9.94), 9.94)
    strip.show()
    strip.resize(1200, 60)
    assert strip.odds.shown == "0.07 % instead of 66.6 %: 980 times less likely"
    assert strip.words.shown == "after 38 “whistle”: Forget everything"
    short = next(w for w in range(1200, 300, -10) if _narrowed(strip, w).odds.is_cut)
    assert strip.odds.shown == "0.07 % instead of 66.6 %"
    _narrowed(strip, short - 60)
    assert strip.words.shown == "Forget everything"


@pytest.mark.parametrize("bits", [9.94, -9.94, 0.0])
def test_another_theme_leaves_the_number_the_colour_of_its_meaning(stage, bits):
    strip = stage.window.intervening.change
    strip.apply_theme(DARK)
    strip._say("9.94 bits", bits=bits)
    strip.apply_theme(LIGHT)

    wanted = LIGHT.text if bits == 0 else LIGHT.costs if bits > 0 else LIGHT.saves
    assert strip.figure.palette().windowText().color() == QColor(wanted)


def _narrowed(strip, width):
    strip.resize(width, 60)
    return strip


class Hidings(QObject):
    """Counts how often a widget is hidden."""

    count = 0

    def eventFilter(self, watched, event):
        self.count += event.type() == QEvent.Type.Hide
        return False


def test_the_sum_stays_in_sight_while_a_text_is_written(qtbot):
    with real_window(qtbot) as window:
        window.resize(1500, 900)
        begin(qtbot, window, "recall-slots", "aAbBcCdDab")
        look_at(qtbot, window, 9)
        window.intervening.interventions.add(Held(PlacedEdit(8, "clear_all"), "forget", "8"))
        settle(qtbot, window)
        total = window.intervening.change.total
        assert total.isVisible()
        hidings = Hidings()
        total.installEventFilter(hidings)
        before = total.text()
        for letter in "cd":
            qtbot.keyClicks(window.editor, letter)
            settle(qtbot, window)
        assert total.isVisible()
        assert total.text() != before
        assert hidings.count == 0


def test_no_effect_stands_beside_interventions_that_it_is_not_of(qtbot, late_engines):
    with real_window(qtbot, engine=late_engines) as window:
        begin(qtbot, window, "recall-slots", "aAbBcCdDab")
        look_at(qtbot, window, 9)
        interventions, strip = window.intervening.interventions, window.intervening.change
        interventions.add(Held(PlacedEdit(4, "clear_all"), "forget", "4"))
        settle(qtbot, window)
        first = strip.figure.text()
        (engine,) = late_engines.made
        engine.hold(Frame)
        interventions.add(Held(PlacedEdit(8, "clear_all"), "forget", "8"))
        qtbot.waitUntil(lambda: bool(engine.kept) and strip.figure.text() == "Reading…")
        assert strip.words.text() == "2 interventions"
        assert len(window.intervening.history.runs) == 1
        engine.release()
        settle(qtbot, window)
        assert strip.figure.text() not in ("Reading…", first)
        assert len(window.intervening.history.runs) == 2
