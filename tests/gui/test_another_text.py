"""Another text takes the place of the one that was read: nothing of the former is shown."""

import pytest
from PySide6.QtGui import QGuiApplication

from tests.gui.panels.conftest import attention, values_of
from tests.gui.stage import frame_for, opened
from tests.oracle.person import painted_texts, rows
from wmstudio.engine.messages import Candidate, MemoryUsage, TokenSnapshot, UsageTexts
from wmstudio.gui.shell.main_window import panel_of

DECLARED = [attention("attention.0.weights", 2, 4)]
LOOKED_AT = ("memory", "predictions", "attention")
OLD = "old text"


def snapshot(token):
    """Some value for every signal; a memory of the last four tokens."""
    signals = {s.name: values_of(s, 1)[0] for s in DECLARED}
    usage = MemoryUsage(0.4375, 0.5, None, 51_200, UsageTexts("how full", "what is lost next"))
    return TokenSnapshot(token, signals, (Candidate(ord("Q"), 0.6125),), 1.5, usage)


def answer(qtbot, stage, view, **changes):
    frame = frame_for(view, **changes)
    stage.port.say(frame=frame)
    qtbot.waitUntil(lambda: stage.window.reading.frame is frame)
    qtbot.waitUntil(lambda: stage.window.clock.idle)


def asked(qtbot, stage, text):
    views = stage.port.views
    qtbot.waitUntil(lambda: bool(views) and views[-1].text == text)
    return views[-1]


def painted(window, name):
    return " ".join(text for *_, text in painted_texts(window.panels[name].body))


def sentences(window):
    """What each panel says in the place of a picture; None where there is one."""
    panels = [window.panels[name] for name in LOOKED_AT]
    return [p.message.text() if p.pages.currentWidget() is p.message else None for p in panels]


@pytest.fixture
def shown(make_stage, qtbot):
    """A window whose panels show what was read of a text."""
    stage = make_stage(make_panel=panel_of)
    window = stage.window
    window.models.begin("slots")
    stage.port.say(opened("slots", signals={s.name: s for s in DECLARED}))
    qtbot.waitUntil(lambda: window.models.open_model is not None)
    for name in LOOKED_AT:
        window.docks.show(name, True)
    window.editor.set_text(OLD)
    window.editor.place_caret(len(OLD))
    view = asked(qtbot, stage, OLD)
    answer(qtbot, stage, view, snapshot=snapshot(7))
    return stage


def held(window):
    """The tokens of the memory's rows, as they are painted and read out."""
    return sorted(row.token for row in rows(window.panels["memory"]))


def paste(window, text):
    QGuiApplication.clipboard().setText(text)
    window.editor.selectAll()
    window.editor.paste()


WAYS = {
    "a paste over everything": paste,
    "another document": lambda window, text: window.documents.show_text(text),
    "everything cut, then a paste": lambda window, text: (
        window.editor.selectAll(),
        window.editor.cut(),
        paste(window, text),
    ),
    "typing over everything": lambda window, text: (
        window.editor.selectAll(),
        window.editor.insertPlainText(text),
    ),
}


@pytest.mark.parametrize("new", ["a new text", "old words, and many more of them"])
@pytest.mark.parametrize("way", WAYS)
def test_nothing_of_the_former_text_is_shown_after(shown, qtbot, way, new):
    window = shown.window
    assert sentences(window) == [None] * 3
    assert held(window) == [4, 5, 6, 7]
    assert "61.3" in painted(window, "predictions")
    late = frame_for(shown.port.views[-1], snapshot=snapshot(7))

    WAYS[way](window, new)
    view = asked(qtbot, shown, new)
    qtbot.waitUntil(lambda: window.clock.idle)
    nothing = [window.panels[name].nothing for name in LOOKED_AT]
    assert sentences(window) == nothing
    assert not window.reading.stale

    # Neither a late answer about the former text nor a beginning of the new one brings it back.
    shown.port.say(frame=late)
    view = shown.port.views[-1]
    answer(qtbot, shown, view, snapshot=None, complete=False)
    assert sentences(window) == nothing

    last = len(new) - 1
    answer(qtbot, shown, view, cursor=last, snapshot=snapshot(last))
    assert sentences(window) == [None] * 3
    assert held(window) == [last - 3, last - 2, last - 1, last]


CHANGES = {
    "more at the end": (8, 8, " and more"),
    "more in the middle": (3, 3, "er"),
    "all but its first character": (1, 8, "f course"),
    "the last character deleted": (7, 8, ""),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_read_stays_where_the_text_begins_as_before(shown, qtbot, change):
    window, (start, stop, new) = shown.window, CHANGES[change]
    cursor = window.editor.textCursor()
    cursor.setPosition(start)
    cursor.setPosition(stop, cursor.MoveMode.KeepAnchor)
    cursor.insertText(new)
    asked(qtbot, shown, OLD[:start] + new + OLD[stop:])
    qtbot.waitUntil(lambda: window.reading.stale and window.clock.idle)

    assert sentences(window) == [None] * 3
    assert held(window) == [4, 5, 6, 7]


def test_the_difference_of_two_models_goes_with_the_text(make_window, qtbot):
    window = make_window("abcxyz")
    window.comparison.open("scripted")
    qtbot.waitUntil(lambda: window.comparison.second is not None)
    second = window.comparison.second
    qtbot.waitUntil(lambda: second.complete)
    (difference,) = window.comparison.differences
    qtbot.waitUntil(lambda: difference.frame is not None)
    seen = []
    window.reading.forgot.connect(lambda: seen.append(difference.frame))

    window.editor.set_text("other")
    qtbot.waitUntil(lambda: second.complete and window.reading.complete)
    assert set(seen) == {None}
    assert difference.frame.revision == window.editor.revision
