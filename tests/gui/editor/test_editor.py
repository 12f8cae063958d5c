import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QMouseEvent, QTextCursor
from PySide6.QtWidgets import QApplication

from wmstudio.gui.base.theme import LIGHT
from wmstudio.gui.editor.editor import INVITATION, LONG_LINE, Editor
from wmstudio.gui.editor.qt_theme import palette


@pytest.fixture
def editor(qtbot):
    editor = Editor()
    qtbot.addWidget(editor)
    editor.resize(600, 400)
    editor.show()
    return editor


def test_each_key_is_a_new_revision_of_the_text(editor, qtbot):
    qtbot.keyClicks(editor, "cat")

    assert (editor.text, editor.caret, editor.revision) == ("cat", 3, 3)


def test_the_text_is_exact_where_qt_would_change_characters(editor):
    exact = "a\u00a0b\tc\n😀 é\u2028x\n"
    editor.set_text(exact)

    assert editor.text == exact


PIECES = st.text(st.sampled_from("ab \n\u2028\u00a0é漢😀\t"), max_size=6)
PLACES = st.integers(0, 30)
ACTS = st.one_of(
    st.tuples(st.just("put"), PLACES, PLACES, PIECES),
    st.tuples(st.just("set_text"), PIECES),
    st.tuples(st.sampled_from(["undo", "redo", "begin"])),
    st.tuples(st.just("end")),
)


@given(st.lists(ACTS, max_size=12))
def test_after_any_acts_the_text_is_what_the_document_has_and_the_change_is_told(qapp, acts):
    editor = Editor()
    editor.edited.connect(lambda change: changes.append((change, editor.text)))
    block = None
    for act, *rest in acts:
        old, changes = editor.text, []
        if act == "put":
            cursor = QTextCursor(editor.document()) if block is None else block
            text = editor.document().toRawText()
            # Qt never cuts a character in two.
            start, stop = sorted(len(text[:place].encode("utf-16-le")) // 2 for place in rest[:2])
            cursor.setPosition(start)
            cursor.setPosition(stop, QTextCursor.MoveMode.KeepAnchor)
            cursor.insertText(rest[2])
        elif act == "begin" and block is None:
            block = QTextCursor(editor.document())
            block.beginEditBlock()
        elif act == "end" and block is not None:
            block.endEditBlock()
            block = None
        elif block is None and act not in ("begin", "end"):
            getattr(editor, act)(*rest)
        if block is None:
            assert editor.text == editor.document().toRawText().replace("\u2029", "\n")
        for change, new in changes:
            changed = new[change.start : change.stop + change.more]
            assert old[: change.start] + changed + old[change.stop :] == new
            old = new
    if block is not None:
        block.endEditBlock()
    editor.deleteLater()


def test_the_caret_is_counted_in_code_points(editor, qtbot):
    editor.set_text("a😀é漢b")
    editor.place_caret(2)
    assert editor.caret == 2
    assert editor.textCursor().position() == 3

    qtbot.keyClicks(editor, "x")
    assert editor.text == "a😀xé漢b"
    assert editor.caret == 3


def test_what_an_input_method_composes_is_not_text_until_it_is_committed(editor, qtbot):
    qtbot.keyClicks(editor, "ab")
    heard = []
    editor.text_changed.connect(lambda: heard.append(editor.text))

    QApplication.sendEvent(editor, QInputMethodEvent("ｋ", []))
    QApplication.sendEvent(editor, QInputMethodEvent("か", []))
    assert heard == []
    commit = QInputMethodEvent("", [])
    commit.setCommitString("か")
    QApplication.sendEvent(editor, commit)

    assert heard == ["abか"]


def test_the_invitation_makes_room_for_what_is_being_composed(editor):
    assert editor.placeholderText() == INVITATION

    QApplication.sendEvent(editor, QInputMethodEvent("か", []))
    assert editor.placeholderText() == ""
    QApplication.sendEvent(editor, QInputMethodEvent("", []))

    assert editor.placeholderText() == INVITATION


def test_half_a_character_in_a_paste_is_left_out(editor):
    data = QMimeData()
    data.setText("a\ud800b")
    editor.insertFromMimeData(data)

    assert editor.text.encode() == b"ab"


def test_a_paste_of_a_megabyte_is_there_whole(editor):
    text = ("the cat is on the mat and so is the hat of the man who sat\n" * 18_000)[:1_000_000]
    data = QMimeData()
    data.setText(text)
    editor.insertFromMimeData(data)

    assert editor.text == text
    editor.undo()
    assert editor.text == ""


def test_a_paste_is_undone_apart_from_the_keys_before_and_after_it(editor, qtbot):
    data = QMimeData()
    data.setText("pasted")
    qtbot.keyClicks(editor, "abc")
    editor.insertFromMimeData(data)
    qtbot.keyClicks(editor, "xyz")

    editor.undo()
    assert editor.text == "abcpasted"
    editor.undo()
    assert editor.text == "abc"
    editor.undo()
    assert editor.text == ""


def test_a_very_long_line_is_told_and_so_is_its_end(editor):
    heard = []
    editor.long_line.connect(heard.append)

    editor.set_text("x" * (LONG_LINE + 1))
    editor.set_text("short")

    assert heard == [True, False]


def test_a_page_that_comes_as_html_alone_is_pasted_as_its_plain_text(editor):
    data = QMimeData()
    data.setHtml("<p>The <b>cat</b> &amp; the dog<img src='a.png'></p><p>sat.</p>")

    assert editor.canInsertFromMimeData(data)
    editor.insertFromMimeData(data)

    assert editor.text == "The cat & the dog\nsat."


def test_files_are_not_inserted_as_their_addresses(editor):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/tmp/a.txt")])

    assert not editor.canInsertFromMimeData(data)


def test_a_stream_is_one_step_to_undo_apart_from_what_was_typed_before_and_after(editor, qtbot):
    qtbot.keyClicks(editor, "once ")
    editor.begin_stream()
    for piece in ("upon ", "a ", "time"):
        editor.stream(piece)
    qtbot.keyClicks(editor, "!!")
    assert editor.text == "once upon a time!!"

    editor.undo()
    assert editor.text == "once upon a time"
    editor.undo()
    assert editor.text == "once "
    editor.undo()
    assert editor.text == ""
    for _ in range(3):
        editor.redo()
    assert editor.text == "once upon a time!!"


def test_a_stream_goes_where_the_caret_was_and_takes_the_caret_along(editor):
    editor.set_text("😀ac")
    editor.place_caret(2)
    editor.begin_stream()
    editor.stream("b😀")
    editor.stream("b")

    assert editor.text == "😀ab😀bc"
    assert editor.caret == 5


def test_only_the_user_touches_the_text(editor, qtbot):
    touches = []
    editor.touched.connect(lambda: touches.append(editor.text))
    editor.begin_stream()
    editor.stream("abc")
    assert touches == []

    editor.place_caret(1)
    assert touches
    touches.clear()
    qtbot.keyClicks(editor, "x")
    assert touches
    touches.clear()
    QApplication.sendEvent(editor, QInputMethodEvent("か", []))
    assert touches


def pixels_of(editor, color):
    image = editor.viewport().grab().toImage()
    return {
        (x, y)
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y) == color
    }


@pytest.mark.parametrize("token", [(4, 7), (3, 7)], ids=["word", "space and word"])
def test_the_cursors_word_is_underlined_where_it_stands_and_the_caret_stays(editor, token):
    editor.set_text("the cat sat")
    editor.place_caret(11)
    editor.show_token(token)
    marked = pixels_of(editor, editor._accent)

    first, last = QTextCursor(editor.document()), QTextCursor(editor.document())
    first.setPosition(4)
    last.setPosition(7)
    left, right = editor.cursorRect(first).left(), editor.cursorRect(last).left()
    xs = [x for x, _ in marked]
    assert left - 2 <= min(xs) <= left + 2
    assert right - 3 <= max(xs) <= right + 2
    assert editor.caret == 11

    editor.show_token(None)
    assert not pixels_of(editor, editor._accent)


def test_a_token_that_is_nothing_but_a_space_is_underlined(editor):
    editor.set_text("the cat sat")
    editor.show_token((3, 4))
    assert pixels_of(editor, editor._accent)


@pytest.fixture
def paper(editor):
    """The editor on white paper, whatever the theme of the tests before."""
    editor.setPalette(palette(LIGHT))
    editor.apply_theme(LIGHT)
    return editor


def shade_at(editor, place):
    """The colour behind a character."""
    cursor = QTextCursor(editor.document())
    cursor.setPosition(place)
    at = editor.cursorRect(cursor)
    image = editor.viewport().grab().toImage()
    # One pixel above the letters, within the line.
    return image.pixelColor(at.left() + 3, at.top() + 1)


def test_tokens_are_shaded_by_their_weights_and_the_text_is_left_alone(paper):
    paper.set_text("the cat sat on it")
    white = shade_at(paper, 1)
    edges, weights = np.array([0, 3, 7, 11, 14]), np.array([0.0, 1.0, 0.3, -1.0], np.float32)
    paper.shade(edges, weights)
    none, strong, weak, against, outside = (shade_at(paper, p) for p in (1, 4, 8, 12, 15))
    assert none == outside == white
    # Orange is the memory's, and what is below zero is violet.
    assert strong.red() > strong.green() > strong.blue()
    assert strong.lightness() < weak.lightness() < white.lightness()
    assert against.blue() > against.red() > against.green()
    assert paper.text == "the cat sat on it"
    assert not paper.document().isUndoAvailable()

    paper.shade(None, None)
    assert shade_at(paper, 4) == white


def test_shades_are_counted_in_code_points(paper):
    paper.set_text("😀 ab cd")
    paper.shade(np.array([2, 4]), np.array([1.0], np.float32))
    assert paper.shades.edges.tolist() == [3, 5]
    assert shade_at(paper, 3).lightness() < shade_at(paper, 6).lightness()


def test_shades_follow_their_text_when_it_is_scrolled(paper):
    paper.set_text("word\n" * 100)
    paper.shade(np.array([150, 154]), np.array([1.0], np.float32))
    paper.verticalScrollBar().setValue(20)
    shaded, other = shade_at(paper, 150), shade_at(paper, 155)
    assert shaded.lightness() < other.lightness()


def test_shades_cross_lines_and_paragraphs(paper):
    paper.set_text("some words " * 40 + "\nand a new paragraph")
    stop = len(paper.text)
    paper.shade(np.array([0, stop]), np.array([1.0], np.float32))
    cursor, lines = QTextCursor(paper.document()), set()
    cursor.setPosition(stop - 4)
    white = paper.palette().base().color()
    for place in (0, 120, 300, stop - 4):
        assert shade_at(paper, place) != white
        cursor.setPosition(place)
        lines.add(paper.cursorRect(cursor).top())
    assert len(lines) == 4


def test_shades_that_reach_beyond_the_text_do_no_harm(editor):
    editor.set_text("the cat sat")
    editor.shade(np.array([0, 4, 90]), np.array([0.5, 1.0], np.float32))
    editor.set_text("")
    editor.viewport().grab()


@pytest.mark.parametrize("span", [(0, 0), (3, 4), (3, 3), (0, 10), (4, 4), (5, 99), (99, 120)])
def test_any_span_can_be_shown(editor, span):
    editor.set_text("the\n\ncat")
    editor.show_token(span, scroll=True)

    editor.viewport().grab()


def test_the_end_of_a_line_is_a_token_that_can_be_seen(editor):
    editor.set_text("the\ncat")
    editor.show_token((3, 4))

    assert pixels_of(editor, editor._accent)


def test_a_token_out_of_sight_is_scrolled_to(editor):
    editor.set_text("word\n" * 500)
    editor.show_token((2000, 2004), scroll=True)

    assert pixels_of(editor, editor._accent)
    assert editor.caret == 0


def test_the_caret_stays_in_sight_when_less_room_is_left_for_the_text(editor, qtbot):
    editor.resize(300, 400)
    editor.show()
    editor.set_text("\n".join(f"line {i}" for i in range(60)))
    editor.place_caret(len(editor.text) // 2)
    for height in (300, 200, 120, 250):
        editor.resize(300, height)
        qtbot.waitUntil(lambda: editor.viewport().rect().contains(editor.cursorRect()))
    editor.verticalScrollBar().setValue(0)
    editor.resize(300, 120)
    # Somebody has scrolled away from it: nothing jumps.
    assert editor.verticalScrollBar().value() == 0


def test_the_caret_stays_in_sight_when_letters_become_larger(editor, qtbot):
    editor.resize(300, 400)
    editor.show()
    editor.set_text("\n".join(f"line {i}" for i in range(60)))
    editor.place_caret(len(editor.text))
    font = editor.font()
    for size in (14, 20, 30):
        font.setPointSize(size)
        editor.setFont(font)
        assert editor.viewport().rect().contains(editor.cursorRect())
    editor.verticalScrollBar().setValue(0)
    font.setPointSize(34)
    editor.setFont(font)
    # Somebody has scrolled away from it: nothing jumps.
    assert editor.verticalScrollBar().value() == 0


ODD = [
    "10\u00a0km",
    "a\u2028b",
    "a\u0085b",
    "\ufeffa",
    "\ufffc",
    "\u200b\u200f\u202e",
    "a\tb\nc\n",
    " \u3000 ",
    "👨\u200d👩\u200d👧 🇩🇪",
    "\x01\x0b\x0c\x1f",
    "e\u0301é",
]


@pytest.mark.parametrize("text", ODD)
@pytest.mark.parametrize("way", ["copy", "cut", "drag"])
def test_what_leaves_the_text_comes_back_character_for_character(editor, text, way):
    editor.set_text(f"<{text}>")
    cursor = editor.textCursor()
    cursor.setPosition(1)
    cursor.setPosition(editor.document().characterCount() - 2, QTextCursor.MoveMode.KeepAnchor)
    editor.setTextCursor(cursor)
    if way == "drag":
        data = editor.createMimeDataFromSelection()
        editor.textCursor().removeSelectedText()
        editor.insertFromMimeData(data)
    else:
        getattr(editor, way)()
        # Qt takes it for a byte order mark there.
        assert QApplication.clipboard().text() == text.removeprefix("\ufeff")
        editor.paste()
    assert editor.text == f"<{text}>"


def test_line_ends_of_a_paste_are_those_of_a_file(editor):
    data = QMimeData()
    data.setText("a\r\nb\rc\u2029d\ufdd0")
    editor.insertFromMimeData(data)
    assert editor.text == "a\nb\nc\nd\ufffd"


@pytest.mark.parametrize(
    "character", ["🇩🇪", "👨\u200d👩\u200d👧", "👍🏽", "e\u0301", "🙂", "x", "\n", "நி", "1️⃣"]
)
def test_backspace_deletes_what_is_seen_as_one_character(editor, qtbot, character):
    editor.set_text(f"ab{character}c")
    editor.place_caret(len(f"ab{character}"))
    qtbot.keyClick(editor, Qt.Key.Key_Backspace)
    assert editor.text == "abc"
    editor.undo()
    assert editor.text == f"ab{character}c"


def test_backspace_at_the_start_and_with_a_selection_does_what_it_did(editor, qtbot):
    editor.set_text("abc")
    qtbot.keyClick(editor, Qt.Key.Key_Backspace)
    assert editor.text == "abc"
    editor.selectAll()
    qtbot.keyClick(editor, Qt.Key.Key_Backspace)
    assert editor.text == ""


def glyphs(editor, place):
    """Where the layout draws a character: left and right in the viewport."""
    block = editor.document().findBlock(place)
    line = block.layout().lineForTextPosition(place - block.position())
    (run,) = line.glyphRuns(place - block.position(), 1)
    left = editor.blockBoundingGeometry(block).translated(editor.contentOffset()).left()
    return run.boundingRect().left() + left, run.boundingRect().right() + left


@pytest.mark.parametrize("text", ["ab אבג cd", "אבג", "אב cd אב", "ab مرحبا cd"])
def test_a_stretch_of_both_directions_is_marked_where_its_glyphs_are(editor, text):
    editor.resize(600, 200)
    editor.show()
    editor.set_text(text)
    for start in range(len(text)):
        for stop in range(start + 1, len(text) + 1):
            rects = editor.rects_of(start, stop)
            for place in range(len(text)):
                left, right = glyphs(editor, place)
                middle = (left + right) / 2
                covered = any(rect.left() <= middle <= rect.right() for rect in rects)
                assert covered == (start <= place < stop), (start, stop, place)


@pytest.mark.parametrize("width", [500, 900, 2000])
def test_lines_have_at_most_72_letters_and_the_sides_are_free(editor, width):
    editor.resize(width, 400)
    editor.set_text("the quick brown fox jumps over the lazy dog " * 40)
    block = editor.document().firstBlock()
    editor.blockBoundingGeometry(block)
    lengths = [block.layout().lineAt(i).textLength() for i in range(block.layout().lineCount())]
    # The letters of a line may be narrower than those that the limit was measured with.
    assert max(lengths) <= 72 * 1.1
    assert editor.inset >= min(48, 0.05 * width)
    left = editor.rects_of(0, 1)[0].left() + editor.viewport().x()
    assert left == pytest.approx(editor.inset, abs=1)


def test_a_click_beside_a_line_puts_the_caret_there(editor, qtbot):
    editor.resize(2000, 400)
    editor.set_text("one\ntwo\nthree")
    line = editor.rects_of(4, 7)[0]
    place = editor.viewport().pos() + line.center().toPoint()
    place.setX(3)
    qtbot.mouseClick(editor, Qt.MouseButton.LeftButton, pos=place)
    assert editor.caret == 4


def mouse_event(kind, widget, place, button):
    where, plain = QPointF(widget.mapToGlobal(place)), Qt.KeyboardModifier.NoModifier
    changed = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else button
    return QMouseEvent(kind, QPointF(place), where, changed, button, plain)


class Presses(QObject):
    """Counts presses of the viewport, and ends a row of them that would not end."""

    def __init__(self, editor):
        super().__init__(editor)
        self.count = 0
        editor.viewport().installEventFilter(self)

    def eventFilter(self, watched, event):
        pressed = event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)
        self.count += pressed
        return pressed and self.count > 9


@pytest.mark.parametrize("button", ["LeftButton", "RightButton", "MiddleButton", "BackButton"])
@pytest.mark.parametrize("beside", [True, False])
@pytest.mark.parametrize("enabled", [True, False])
def test_a_press_that_the_text_ignores_is_told_it_once(editor, button, beside, enabled):
    editor.resize(2000, 400)
    editor.setEnabled(enabled)
    presses, place = Presses(editor), QPoint(3, 30)
    where, pressed = editor if beside else editor.viewport(), Qt.MouseButton[button]
    # Sent here, because QTest warns of what is ignored.
    for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
        QApplication.sendEvent(where, mouse_event(kind, where, place, pressed))
    assert presses.count <= 1


def test_what_is_selected_from_beside_a_line_ends_where_the_mouse_is_released(editor, qtbot):
    editor.resize(2000, 400)
    editor.set_text("one\ntwo\nthree")
    start = editor.viewport().pos() + editor.rects_of(4, 7)[0].center().toPoint()
    start.setX(3)
    stop = editor.viewport().pos() + editor.rects_of(8, 13)[0].center().toPoint()
    stop.setX(1990)
    qtbot.mousePress(editor, Qt.MouseButton.LeftButton, pos=start)
    for place in (editor.viewport().geometry().center(), stop):
        moved = mouse_event(QEvent.Type.MouseMove, editor, place, Qt.MouseButton.LeftButton)
        QApplication.sendEvent(editor, moved)
    qtbot.mouseRelease(editor, Qt.MouseButton.LeftButton, pos=stop)
    assert editor.selection == (4, 13)


def test_a_token_of_a_long_paragraph_is_marked_by_painting_only_its_lines(editor, qtbot):
    painted = []

    class Watch(QObject):
        def eventFilter(self, watched, event):
            if event.type() == QEvent.Type.Paint:
                painted.append(event.region())
            return False

    watch = Watch()
    editor.set_text("a word and another " * 200)
    qtbot.waitExposed(editor)
    qtbot.waitUntil(lambda: editor.rects_of(1000, 1004) != [])
    QApplication.processEvents()
    editor.viewport().installEventFilter(watch)
    for span in ((20, 24), (1000, 1004), (1005, 1009)):
        editor.show_token(span)
        QApplication.processEvents()
    line = editor.rects_of(1000, 1004)[0].height()
    # Two tokens, each on at most two lines, whose edges are between pixels.
    assert all(sum(rect.height() for rect in one) <= 6 * line for one in painted)
    assert any(one.contains(editor.rects_of(1005, 1009)[0].center().toPoint()) for one in painted)


@pytest.mark.parametrize("more", [Qt.KeyboardModifier(0), Qt.KeyboardModifier.ShiftModifier])
def test_alt_and_a_letter_write_nothing(editor, qtbot, monkeypatch, more):
    editor.set_text("the cat")
    alt = Qt.KeyboardModifier.AltModifier | more
    monkeypatch.setattr("wmstudio.gui.editor.editor.COMMANDS", True)
    QApplication.sendEvent(editor, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_S, alt, "s"))
    assert editor.text == "the cat"
    # On a Mac they write a sign.
    monkeypatch.setattr("wmstudio.gui.editor.editor.COMMANDS", False)
    QApplication.sendEvent(editor, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_S, alt, "ß"))
    assert editor.text == "ßthe cat"
