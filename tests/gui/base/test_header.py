"""The line at the top of a panel."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from wmstudio.app.options import Option
from wmstudio.gui.base.choice import Choice
from wmstudio.gui.base.header import HEIGHT, LEGIBLE, Elided, Header
from wmstudio.gui.base.theme import DARK

QUESTION, VALUE = "What is kept, taken in, let out?", "unit 2, token 5: 0.4375"
ORDERS = [Option("most", "most read first"), Option("newest", "newest first")]


@pytest.fixture
def header(qtbot):
    holder = QWidget()
    qtbot.addWidget(holder)
    made = Header("Gates", QUESTION, holder)
    made.holder = holder
    made.picker = Choice("Order", ORDERS)
    made.set_picker(made.picker)
    made.resize(900, HEIGHT)
    holder.show()
    return made


def in_sight(header):
    """The texts that are seen, from the left."""
    words = (header.title, header.heading, header.question, header.readout)
    return [one.text() for one in sorted(words, key=lambda one: one.x()) if one.isVisible()]


def test_the_title_and_its_question_come_before_the_value(header):
    assert in_sight(header) == ["Gates", QUESTION]
    header.read_out(VALUE)
    assert in_sight(header) == ["Gates", QUESTION, VALUE]
    header.set_heading("A  stories-lstm")
    assert in_sight(header) == ["Gates", "A  stories-lstm", QUESTION, VALUE]
    header.set_heading("")
    assert in_sight(header) == ["Gates", QUESTION, VALUE]
    assert header.height() == HEIGHT


def test_the_question_goes_first_and_the_value_is_never_cut(header):
    header.read_out(VALUE)
    seen = []
    for width in range(900, 220, -10):
        header.resize(width, header.height())
        assert not header.readout.is_cut
        assert header.readout.x() >= 0
        assert header.rect().contains(header.readout.geometry())
        if header.height() == HEIGHT:
            assert not header.readout.geometry().intersects(header.picker.geometry())
            assert not header.readout.geometry().intersects(header.title.geometry())
            assert header.picker.width() >= LEGIBLE
        step = (header.question.isVisible(), header.height() == HEIGHT)
        seen += [step] if step not in seen else []
    # All of it; without the question; with the value in a line of its own.
    assert seen[:2] == [(True, True), (False, True)]
    assert seen[2][1] is False


def test_a_value_under_the_pointer_covers_the_picker_and_moves_nothing(header):
    header.resize(360, HEIGHT)
    header.read_out("98.7 %")
    assert header.height() == HEIGHT
    under = Qt.WidgetAttribute.WA_UnderMouse
    header.setAttribute(under, False)
    header.holder.setAttribute(under, True)
    header.read_out(VALUE)
    assert header.height() == HEIGHT
    assert not header.readout.is_cut
    assert not header.readout.geometry().intersects(header.title.geometry())
    middle = header.readout.geometry().center()
    assert header.childAt(header.picker.geometry().center()) is header.picker
    assert header.picker.geometry().contains(header.readout.geometry().topRight())
    assert header.children().index(header.readout) > header.children().index(header.picker)
    assert not header.question.isVisible() or not header.question.geometry().contains(middle)

    header.holder.setAttribute(under, False)
    header.read_out("98.7 %")
    assert header.height() == HEIGHT
    assert not header.readout.geometry().intersects(header.picker.geometry())
    # Without a pointer the value stays, and so the picker has to be within reach.
    header.read_out(VALUE)
    assert header.height() > HEIGHT


def test_nothing_is_left_of_a_pickers_word_beside_a_short_value_that_covers_it(header):
    under, covered = Qt.WidgetAttribute.WA_UnderMouse, 0
    for width in range(400, 150, -5):
        header.read_out("")
        header.resize(width, HEIGHT)
        header.setAttribute(under, False)
        header.holder.setAttribute(under, True)
        header.read_out("98.7 %")
        seen = header.readout.geometry()
        if header.height() == HEIGHT and seen.intersects(header.picker.geometry()):
            covered += 1
            assert seen.x() <= header.picker.x()
            assert not seen.intersects(header.title.geometry())
    assert covered


def test_a_second_line_goes_when_the_header_is_wide_again(header):
    header.read_out(VALUE)
    header.resize(200, header.height())
    assert header.height() > HEIGHT
    header.resize(900, header.height())
    assert header.height() == HEIGHT


def test_the_pickers_words_give_way_before_the_value(header):
    header.read_out(VALUE)
    whole = header.picker.sizeHint().width()
    widths = set()
    for width in range(900, 220, -10):
        header.resize(width, header.height())
        widths.add(header.picker.width())
        assert header.picker.geometry().right() < header.more.x()
    assert max(widths) == whole
    assert min(widths) < whole


def test_options_are_behind_the_menu_only_where_there_are_some(header):
    opened = []
    header.menu_opened.connect(lambda menu: opened.append([a.text() for a in menu.actions()]))
    header.more.made.aboutToShow.emit()
    scale = Choice("Scale", [Option("a", "declared range"), Option("b", "in sight")])
    header.add(scale)
    header.more.made.aboutToShow.emit()
    scale.set_options([Option("a", "declared range")])
    header.more.made.aboutToShow.emit()
    assert opened == [[], ["Options…"], []]


def test_an_option_that_is_hidden_has_no_row(header, qtbot):
    scale = Choice("Scale", [Option("a", "declared range"), Option("b", "in sight")])
    head = Choice("Head", [Option("1", "head 1"), Option("2", "head 2")])
    for choice in (scale, head):
        header.add(choice)
    card = header.options
    card.open_at(header.more)
    labels = [label for label in card._labels if label.isVisible()]
    assert [label.text() for label in labels] == ["Scale", "Head"]
    head.set_options([Option("1", "head 1")])
    qtbot.waitUntil(lambda: [x.isVisibleTo(card) for x in card._labels] == [True, False])
    card.close()


def test_a_text_that_is_cut_is_whole_in_its_tooltip_whatever_cut_it(qtbot):
    line = Elided("a line")
    qtbot.addWidget(line)
    line.resize(400, 30)
    line.say("Shift+drag to select a span")
    line.show()
    assert not line.is_cut
    assert line.toolTip() == ""
    line.resize(40, 30)
    assert line.is_cut
    assert "to select a span" in line.toolTip()
    line.resize(400, 30)
    assert line.toolTip() == ""
    font = line.font()
    font.setPointSize(60)
    line.setFont(font)
    assert line.is_cut
    assert "to select a span" in line.toolTip()


def test_a_text_is_measured_anew_in_another_font_and_with_other_words(qtbot):
    line = Elided("What is said")
    qtbot.addWidget(line)
    line.say("a few words")

    def measured():
        return line.fontMetrics().horizontalAdvance(line.text())

    assert line.advance == measured()
    narrow = line.advance
    font = line.font()
    font.setPointSizeF(3 * font.pointSizeF())
    line.setFont(font)
    assert line.advance == measured() > narrow
    line.say("a few words more")
    assert line.advance == measured()


def test_a_value_of_nearly_the_same_width_moves_nothing(header):
    # Whatever moves is painted anew, with all that is under it.
    places = {}
    for n in range(40):
        header.read_out(VALUE + "." * n)
        assert not header.readout.is_cut
        parts = (header.title, header.question, header.readout)
        places.setdefault(header.readout.width(), set()).add(
            tuple(tuple(one.geometry().getRect()) for one in parts)
        )
    assert len(places) < 20
    assert all(len(seen) == 1 for seen in places.values())


@pytest.mark.parametrize(
    ("text", "moves"), [("unit 2, token 5: 0.4376", False), ("0.43", True), ("", True)]
)
def test_parts_move_only_for_a_value_of_another_width(header, monkeypatch, text, moves):
    header.read_out(VALUE)
    placed = []
    place = header.place
    monkeypatch.setattr(header, "place", lambda: placed.append(1) or place())
    header.read_out(text)

    assert bool(placed) == moves
    assert in_sight(header) == ["Gates", QUESTION, *([text] if text else [])]
    there = header.readout.geometry()
    place()
    assert header.readout.geometry() == there


def test_a_larger_font_of_the_window_gives_the_title_more_room(header):
    font = header.holder.font()
    font.setPointSizeF(2 * font.pointSizeF())
    header.apply_theme(DARK)
    header.holder.setFont(font)
    QApplication.processEvents()
    assert header.title.font().pointSizeF() == font.pointSizeF()
    assert not header.title.is_cut
    assert header.title.height() >= header.title.fontMetrics().height()


def test_a_shorter_text_stands_for_one_that_has_no_room(qtbot):
    line = Elided("line")
    qtbot.addWidget(line)
    whole, short = "a long line with all that there is to say", "a short line"
    line.show()
    line.say(whole, shorter=(short,))
    line.resize(line.advance + 4, 20)
    assert (line.shown, line.toolTip()) == (whole, "")
    line.resize(line.fontMetrics().horizontalAdvance(short) + 4, 20)
    assert (line.shown, line.toolTip()) == (short, whole)
    line.resize(line.fontMetrics().horizontalAdvance("a short"), 20)
    assert line.shown.startswith("a")
    assert line.shown.endswith("…")
    assert line.toolTip() == whole
