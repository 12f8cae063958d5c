"""What comes so late that another text or model is open by then changes nothing in the window."""

import pytest

from tests.gui.reading_window import look_at, settle
from wmstudio.app.spans import Span
from wmstudio.engine.messages import SearchResult, UnitsFound
from wmstudio.gui.panels.units import PATTERN
from wmstudio.text.patterns import NUMBERS

TEXT, OTHER = "012abcdefg" * 3, "345abcdefg" * 3


@pytest.fixture
def window(make_window, qtbot):
    made = make_window(TEXT)
    made.actions_["units.find"].trigger()
    qtbot.waitUntil(units_of(made).isVisible)
    settle(qtbot, made)
    return made


def units_of(window):
    return window.panels["units"]


def search(qtbot, window):
    panel = units_of(window)
    window.axis.select(Span(7, 10))
    qtbot.waitUntil(panel.find_button.isEnabled)
    panel.find_button.click()


def find_units(qtbot, window):
    panel = units_of(window)
    panel.way.choose(PATTERN)
    panel.patterns.kind.choose(NUMBERS)
    panel.patterns.find_button.click()


ASKED = {
    search: (SearchResult, lambda window: units_of(window).matches.rows),
    find_units: (UnitsFound, lambda window: units_of(window).patterns.rows),
}


def another_text(window):
    window.editor.set_text(OTHER)


def another_model(window):
    window.models.begin("another")


@pytest.mark.parametrize("change", [another_text, another_model], ids=lambda one: one.__name__)
@pytest.mark.parametrize("ask", ASKED, ids=lambda one: one.__name__)
def test_an_answer_to_what_is_gone_is_not_drawn(qtbot, window, late_engines, ask, change):
    (engine,), (kind, drawn) = late_engines.made, ASKED[ask]
    engine.hold(kind)
    ask(qtbot, window)
    qtbot.waitUntil(lambda: bool(engine.kept))
    opened, revision = window.reading.opened, window.editor.revision
    change(window)
    qtbot.waitUntil(
        lambda: window.reading.opened is not opened or window.editor.revision != revision
    )
    settle(qtbot, window)
    assert not drawn(window)
    engine.release()
    qtbot.waitUntil(lambda: not engine.kept)
    settle(qtbot, window)
    assert not drawn(window)


@pytest.mark.parametrize("ask", ASKED, ids=lambda one: one.__name__)
def test_a_late_answer_to_what_is_still_there_is_drawn(qtbot, window, late_engines, ask):
    (engine,), (kind, drawn) = late_engines.made, ASKED[ask]
    engine.hold(kind)
    ask(qtbot, window)
    qtbot.waitUntil(lambda: bool(engine.kept))
    assert not drawn(window)
    look_at(qtbot, window, 5)
    engine.release()
    qtbot.waitUntil(lambda: bool(drawn(window)))
