"""The cursor goes over the span, and what is written is read back."""

from itertools import pairwise

import numpy as np
import pytest
from PIL import Image, ImageChops
from PySide6.QtWidgets import QFileDialog

from wmstudio.gui.base import progress
from wmstudio.gui.export.animating import WINDOW

TEXT = "abcxyzabqabcdefghijklm"


@pytest.fixture
def window(make_window):
    return make_window(TEXT)


def pictures(path):
    with Image.open(path) as found:
        frames = []
        for i in range(found.n_frames):
            found.seek(i)
            frames.append(found.convert("RGB"))
        return frames


def test_a_span_of_the_window_is_a_picture_a_token_with_the_cursor_there(
    window, qtbot, monkeypatch, tmp_path
):
    window.time.spans.select(3, 9)
    window.reading.look_at(14)
    qtbot.waitUntil(lambda: window.reading.complete)
    seen = []
    take = window.animating._picture

    def taken(*what):
        frame = window.reading.frame
        seen.append((frame.cursor, window.editor.token_span, window.clock.idle))
        return take(*what)

    monkeypatch.setattr(window.animating, "_picture", taken)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "a"), ""))
    window.actions_["export.animation"].trigger()
    form = window.animating.form
    assert form.isVisible()
    assert "6 frames" in form.about.text()
    assert "tokens 3–8" in form.about.text()
    form.speed.setCurrentIndex(3)
    form.wide.setValue(640)
    form.save.click()
    qtbot.waitUntil(lambda: not window.animating.running)

    found = pictures(tmp_path / "a.gif")
    assert "a.gif (6 frames)" in window.messages.text
    assert [token for token, _, _ in seen] == [3, 4, 5, 6, 7, 8]
    assert [place for _, place, _ in seen] == [(t, t + 1) for t in range(3, 9)]
    assert all(idle for _, _, idle in seen)
    assert len(found) == 6
    assert found[0].size == (640, round(window.height() * 640 / window.width()))
    for one, other in pairwise(found):
        assert ImageChops.difference(one, other).getbbox() is not None
    with Image.open(tmp_path / "a.gif") as moving:
        assert moving.info["duration"] == 120
    # Everything is where it was.
    qtbot.waitUntil(lambda: window.reading.complete and window.reading.frame.cursor == 14)


def test_a_panel_in_its_own_size_shows_each_token_as_the_panel_does(window, qtbot, tmp_path):
    window.axis.show(0, 8)
    qtbot.waitUntil(lambda: window.reading.complete)
    shown = window.animating.offered()
    assert {"Gates", "Memory", "Timeline", "Next token"} <= {name for name, _ in shown.values()}
    _, dock = shown["timeline"]
    window.animating.begin(tmp_path / "t.gif", "timeline", 4, dock.width())
    qtbot.waitUntil(lambda: not window.animating.running)
    found = pictures(tmp_path / "t.gif")
    assert len(found) == 8

    window.reading.look_at(7)
    qtbot.waitUntil(lambda: window.reading.complete and window.reading.frame.cursor == 7)
    grabbed = dock.grab().toImage()
    assert found[7].size == (grabbed.width(), grabbed.height())
    # 256 colours are not all that there were, but every pixel is what it was in all but shade.
    there = np.array(
        [
            [grabbed.pixelColor(x, y).lightness() for x in range(0, grabbed.width(), 7)]
            for y in range(0, grabbed.height(), 7)
        ]
    )
    written = np.asarray(found[7].convert("RGB")).astype(int)[::7, ::7]
    lightness = (written.max(axis=2) + written.min(axis=2)) // 2
    assert np.abs(lightness - there).max() < 40
    assert np.abs(lightness - there).mean() < 2


def test_it_is_cancelled_in_the_one_place_and_leaves_no_file(window, qtbot, tmp_path, monkeypatch):
    # Everything takes long enough to be told, on the fastest machine too.
    monkeypatch.setattr(progress, "LONG", 0)
    window.reading.look_at(4)
    qtbot.waitUntil(lambda: window.reading.complete)
    window.animating.begin(tmp_path / "a.gif", WINDOW, 1, 320)
    assert window.progress.isVisible()
    assert window.progress.text == "Saving animation"
    assert "Writing" not in window.messages.text
    window.actions_["edit.cancel"].trigger()

    assert not window.animating.running
    assert list(tmp_path.iterdir()) == []
    qtbot.waitUntil(lambda: window.reading.complete and window.reading.frame.cursor == 4)


def test_a_key_ends_it_and_that_is_told(window, qtbot, tmp_path):
    window.animating.begin(tmp_path / "a.gif", WINDOW, 1, 320)
    qtbot.keyClicks(window.editor, "q")
    qtbot.waitUntil(lambda: not window.animating.running)

    assert "changed meanwhile" in window.messages.text
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_written_is_one_sentence(window, tmp_path):
    window.animating.begin(tmp_path / "nowhere" / "a.gif", WINDOW, 1, 320)

    assert "a.gif could not be saved: No such file or directory." in window.messages.text
    assert not window.animating.running


def test_a_window_that_closes_leaves_no_half_of_one(window, qtbot, tmp_path):
    window.animating.begin(tmp_path / "a.gif", WINDOW, 1, 320)
    window.close()

    assert list(tmp_path.iterdir()) == []


def test_two_models_are_both_there_in_every_picture(window, qtbot, tmp_path):
    window.comparison.open("scripted")
    qtbot.waitUntil(lambda: window.reading.complete and window.comparison.complete)
    window.time.spans.select(2, 5)
    cursors = []
    window.animating.begin(tmp_path / "a.gif", WINDOW, 4, 640)
    take = window.animating._picture

    def taken(*what):
        cursors.append((window.reading.frame.cursor, window.comparison.second.reading.frame.cursor))
        return take(*what)

    window.animating._picture = taken
    qtbot.waitUntil(lambda: not window.animating.running)

    assert cursors == [(2, 2), (3, 3), (4, 4)]
    assert len(pictures(tmp_path / "a.gif")) == 3


def test_where_nothing_is_read_that_is_told(stage):
    stage.window.actions_["export.animation"].trigger()

    assert "nothing to animate" in stage.window.messages.text
    assert not stage.window.animating.form.isVisible()


def test_the_chosen_picture_is_made_although_panels_before_it_were_closed(
    window, monkeypatch, tmp_path
):
    begun = []
    monkeypatch.setattr(window.animating, "begin", lambda *what: begun.append(what[1]))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "a"), ""))
    window.actions_["export.animation"].trigger()
    form = window.animating.form
    form.what.setCurrentIndex(form.what.findData("timeline"))
    window.docks.show("predictions", False)
    form.save.click()
    assert begun == ["timeline"]
    # It is chosen when the form is opened again, too.
    window.actions_["export.animation"].trigger()
    assert form.chosen == "timeline"
