"""How a change of a prediction is put into words."""

import re

import pytest
from PySide6.QtCore import QEvent, QObject

from tests.gui.reading_window import begin, look_at, real_window, settle
from tests.support import OLDER
from wmstudio.app.effect import times
from wmstudio.engine.messages import Frame, Patch, PlacedEdit, PlacedPatch
from wmstudio.gui.interventions.change_strip import bits_words
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
