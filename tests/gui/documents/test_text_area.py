"""The text shaded by a quantity: what is shown equals the trace, and only where it is in sight."""

import numpy as np
from PySide6.QtCore import Qt

from wmstudio.app.quantities import RANK, SURPRISAL, Quantity
from wmstudio.app.settings import Settings, load
from wmstudio.testing.fake import FakeBackend

GATE = FakeBackend().signals["fake.gate"]


def shades(window):
    return window.editor.shades


def switch(window, id, qtbot):
    window.actions_[id].trigger()
    qtbot.waitUntil(lambda: window.reading.complete and window.clock.idle)


def test_one_key_shades_every_token_by_its_surprisal_and_takes_it_away(make_window, qtbot):
    window = make_window()
    assert shades(window) is None
    qtbot.keyClick(window.editor, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: shades(window) is not None)
    bits = window.reading.frame.trace.column("surprisal_bits")
    np.testing.assert_allclose(shades(window).weights, np.minimum(bits / 12, 1), atol=1e-6)
    assert shades(window).edges.tolist() == list(range(7))
    assert window.text_area.bar.scale.accessibleDescription() == "from 0 through 6 to 12 bits"
    qtbot.keyClick(window.editor, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: shades(window) is None)


def test_a_unit_of_a_signal_is_watched_where_the_text_is_in_sight(make_window, qtbot):
    text = "\n".join("abc" for _ in range(400))
    window = make_window(text)
    window.editor.place_caret(0)
    switch(window, "text.shade", qtbot)
    window.text_area.bar.picker.choose(Quantity(GATE, 3))
    window.text_area.bar.picker.picked.emit()

    def is_shown(first_possible):
        seen = shades(window)
        first = int(seen.edges[0])
        n = len(seen.weights)
        expected = ((np.arange(first, first + n) % 10) + 3) / 16
        return first >= first_possible and np.allclose(seen.weights, expected, atol=1e-6)

    qtbot.waitUntil(lambda: is_shown(0))
    assert len(shades(window).weights) < 500
    window.editor.verticalScrollBar().setValue(300)
    qtbot.waitUntil(lambda: is_shown(800))
    assert len(shades(window).weights) < 500


def test_what_was_chosen_is_there_at_the_next_start(make_window, qtbot, tmp_path):
    path = tmp_path / "settings.json"
    window = make_window(settings=Settings(path=path))
    switch(window, "text.shade", qtbot)
    switch(window, "text.bounds", qtbot)
    window.text_area.bar.picker.choose(Quantity(GATE, 2))
    window.text_area.bar.picker.picked.emit()
    window.close()
    window = make_window(settings=load(path)[0])
    assert window.text_area.bar.quantity == Quantity(GATE, 2)
    qtbot.waitUntil(lambda: shades(window) is not None and shades(window).marked)
    assert window.actions_["text.shade"].isChecked()


def test_a_model_that_has_no_such_unit_shades_by_surprisal(make_window):
    window = make_window(settings=Settings(shade="lstm.0.cell[3]"))
    assert window.text_area.bar.quantity == Quantity(SURPRISAL)
    assert window.settings.shade == "lstm.0.cell[3]"


def test_boundaries_are_marked_without_shades_too(make_window, qtbot):
    window = make_window("a😀b")
    switch(window, "text.bounds", qtbot)
    qtbot.waitUntil(lambda: shades(window) is not None)
    assert shades(window).marked
    assert not shades(window).weights.any()
    # The character of four bytes is four tokens; its first byte brings it.
    assert shades(window).edges.tolist() == [0, 1, 3, 3, 3, 3, 4]
    window.editor.viewport().grab()
    switch(window, "text.bounds", qtbot)
    qtbot.waitUntil(lambda: shades(window) is None)


def test_shades_move_with_their_characters_until_the_answer_is_there(make_window, qtbot):
    window = make_window("abcxyz")
    switch(window, "text.shade", qtbot)
    qtbot.waitUntil(lambda: shades(window) is not None)
    before = shades(window)
    window.editor.place_caret(2)
    window.editor.insertPlainText("__")
    assert shades(window).edges.tolist() == [0, 1, 4, 5, 6, 7, 8]
    np.testing.assert_array_equal(shades(window).weights, before.weights)
    # On a slow machine there are none while the numbers of the old text are too old to be shown.
    qtbot.waitUntil(lambda: shades(window) is not None and len(shades(window).weights) == 8)


def test_the_line_under_the_text_tells_the_exact_value_of_the_cursors_token(make_window, qtbot):
    window = make_window("abx")
    switch(window, "text.shade", qtbot)
    bits = window.reading.frame.trace.column("surprisal_bits")
    window.editor.place_caret(3)
    expected = f"token 2 “…x”: surprise {bits[2]:.4f} bits"
    qtbot.waitUntil(lambda: window.text_area.bar.value.text() == expected)
    window.text_area.bar.picker.choose(Quantity(RANK))
    window.text_area.bar.picker.picked.emit()
    rank = window.reading.frame.trace.column("ranks")[2]
    assert window.text_area.bar.value.text() == f"token 2 “…x”: rank {rank}"
