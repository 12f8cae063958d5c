"""The card of a token, by pointer and by key; what is chosen in it is a branch."""

import pytest
from PySide6.QtCore import QEvent, QPointF, QRect, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from wmstudio.app.facts import TokenFacts
from wmstudio.engine.messages import Candidate
from wmstudio.gui.base.theme import DARK, LIGHT
from wmstudio.gui.editor.token_card import TokenCard

TEXT = "abqxyz"


@pytest.fixture
def window(make_window):
    return make_window(TEXT)


def hover(window, place, modifiers=Qt.KeyboardModifier.ControlModifier):
    spot = window.editor.rects_of(place, place + 1)[0].center()
    none = Qt.MouseButton.NoButton
    view = window.editor.viewport()
    event = QMouseEvent(QEvent.Type.MouseMove, spot, view.mapToGlobal(spot), none, none, modifiers)
    QApplication.sendEvent(view, event)


def card_of(window):
    return window.text_area.looks.card


def rows(card):
    return [card.list.item(i).text() for i in range(card.list.count())]


@pytest.mark.parametrize("place", range(6))
def test_the_pointer_with_ctrl_shows_the_token_under_it(window, place):
    hover(window, place)
    card = card_of(window)
    assert card.isVisible()
    assert card.facts.token == place
    assert card.title.text().startswith(TEXT[place])
    bits = window.reading.frame.trace.column("surprisal_bits")[place]
    assert f"surprise     {bits:.4f} bits" in card.about.text()
    assert f"bytes        {ord(TEXT[place]):02X}" in card.about.text()
    assert rows(card)[0].lstrip("\u2007").startswith("50.0 %")


def test_alternatives_come_also_where_no_panel_looks(make_window, qtbot):
    text, place = TEXT * 500, 6 * 250 + 2
    window = make_window(text)
    window.editor.place_caret(len(text))
    qtbot.waitUntil(lambda: window.reading.complete)
    assert not window.reading.frame.trace.chunk_of(place - 1).has_candidates
    window.editor.show_token((place, place + 1), scroll=True)
    hover(window, place)
    card = card_of(window)
    qtbot.waitUntil(lambda: bool(card.facts.alternatives))
    assert card.isVisible()
    assert card.facts.token == place
    assert rows(card)[0].lstrip("\u2007").startswith("50.0 %")


def test_without_ctrl_nothing_is_shown_and_what_is_shown_goes_when_the_pointer_leaves(window):
    hover(window, 2, Qt.KeyboardModifier.NoModifier)
    assert not card_of(window).isVisible()
    hover(window, 2)
    hover(window, 2, Qt.KeyboardModifier.NoModifier)
    assert card_of(window).isVisible()
    far = QPointF(window.editor.viewport().rect().bottomRight())
    none = Qt.MouseButton.NoButton
    keys = Qt.KeyboardModifier.NoModifier
    event = QMouseEvent(QEvent.Type.MouseMove, far, far, none, none, keys)
    QApplication.sendEvent(window.editor.viewport(), event)
    assert not card_of(window).isVisible()


def test_a_click_on_an_alternative_goes_on_from_there_and_keeps_what_was(window, qtbot):
    hover(window, 2)
    card = card_of(window)
    place = card.list.visualItemRect(card.list.item(0)).center()
    qtbot.mouseClick(card.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert window.editor.text == "abc"
    tree = window.branching.tree
    assert {b.name: b.text for b in tree.branches if b.id != tree.active} == {"main": TEXT}
    assert window.text_area.branches.isVisible()
    assert not card.isVisible()
    window.editor.undo()
    assert window.editor.text == TEXT
    assert not window.text_area.branches.isVisible()


def test_keys_show_the_cursors_token_choose_and_close(window, qtbot):
    window.reading.look_at(2)
    qtbot.waitUntil(lambda: window.reading.frame.cursor == 2)
    window.actions_["text.token"].trigger()
    card = card_of(window)
    assert card.facts.token == 2
    qtbot.keyClick(card.list, Qt.Key.Key_Escape)
    assert not card.isVisible()
    window.actions_["text.token"].trigger()
    qtbot.keyClick(card.list, Qt.Key.Key_Down)
    qtbot.keyClick(card.list, Qt.Key.Key_Return)
    second = card.facts.alternatives[1].token
    assert window.editor.text == "ab" + chr(second)


def test_with_shift_it_is_generated_on_from_there(window, qtbot):
    posted = []
    window.generation.running_changed.connect(posted.append)
    hover(window, 2)
    card = card_of(window)
    card.list.setCurrentRow(0)
    qtbot.keyClick(card.list, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: posted[:1] == [True])
    qtbot.waitUntil(lambda: len(window.editor.text) > 3)
    assert window.editor.text.startswith("abc")


def test_what_stands_there_and_what_is_no_text_cannot_be_chosen(make_window):
    window = make_window("abcd")
    hover(window, 1)
    card = card_of(window)
    own = card.list.item(0)
    assert "here" in own.text()
    assert not own.flags() & Qt.ItemFlag.ItemIsEnabled


def test_typing_takes_the_card_away(window, qtbot):
    hover(window, 2)
    qtbot.keyClicks(window.editor, "x")
    assert not card_of(window).isVisible()


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_the_memorys_part_of_an_alternative_is_told_and_drawn(qtbot, theme):
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.resize(500, 400)
    parent.show()
    card = TokenCard(parent)
    card.apply_theme(theme)
    listed = (Candidate(1, 0.5, 0.25), Candidate(2, 0.25, 0.0), Candidate(0, 0.25, 0.25))
    facts = TokenFacts(0, 9, b"x", "", (0, 1), (0, 1), 0.1, 4, 10, 3.3, listed)
    card.show_facts(facts, [b"a", b"b", b"c", *[b"x"] * 7], QRect(0, 0, 1, 1))
    assert rows(card) == [
        "\u200750.0 %  b   memory 25.0 %",
        "\u200725.0 %  c   memory 0.0 %",
        "\u200725.0 %  a   memory 25.0 %",
    ]
    told = "25.00 % from memory, 25.00 % from the network; piece “b”, id 1"
    assert card.list.item(0).toolTip() == told
    image = card.list.viewport().grab().toImage()
    scale = image.devicePixelRatio()

    def shade(row, share):
        area = card.list.visualItemRect(card.list.item(row))
        x, y = area.left() + share * area.width(), area.bottom() - 1
        return image.pixelColor(round(x * scale), round(y * scale)).name()

    # The first bar is of both tones, the second of the network's, the third of the memory's.
    memory, network, nothing = shade(0, 0.1), shade(0, 0.4), shade(0, 0.8)
    assert len({network, memory, nothing}) == 3
    assert shade(1, 0.1) == shade(1, 0.2) == network
    assert shade(2, 0.1) == shade(2, 0.2) == memory
    assert shade(2, 0.4) == nothing


def test_without_such_a_memory_the_card_tells_of_none(window):
    hover(window, 2)
    assert all("memory" not in row for row in rows(card_of(window)))
