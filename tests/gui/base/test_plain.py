"""Whatever is in the names and texts of others, the window shows it as it is."""

import ast
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, Qt
from PySide6.QtGui import QAction
from PySide6.QtGui import Qt as TextQt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QMessageBox, QWidget

import wmstudio.gui
from tests.gui.stage import frame_for, opened
from wmstudio.contract import Kind, Signal
from wmstudio.gui.base import plain
from wmstudio.gui.base.notice_list import NoticeList
from wmstudio.gui.base.plain import in_title, literal, plain_tip
from wmstudio.gui.shell.main_window import panel_of

NASTY = "<b>&[*]<img src=file:///x>"
PLAIN_HELPERS = {"plain_tip", "explained", "signal_tip"}


def shown(text):
    """What somebody reads in a tooltip or a message box."""
    if not TextQt.mightBeRichText(text):
        return text
    assert "<img" not in text
    assert "<b>" not in text
    for sign, character in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(sign, character)
    return text.replace("<p>", "").replace("</p>", "").replace("<br>\n", "\n")


@pytest.fixture
def window(make_stage, qtbot, tmp_path):
    """A window in which everything that can have a name or a text of others has this one."""
    stage = make_stage(make_panel=panel_of)
    window, port = stage.window, stage.port
    signals = {
        f"{NASTY}.0.gate": Signal(f"{NASTY}.0.gate", Kind.GATE, ("unit",), (4,), NASTY, 0.0, 1.0),
        f"{NASTY}.cell": Signal(
            f"{NASTY}.cell", Kind.ACTIVATION, ("unit",), (4,), NASTY, -1.0, 1.0
        ),
    }
    folder = tmp_path / NASTY.replace("/", "")
    folder.mkdir()
    window.settings.recent = [str(folder)]
    window.models.begin(str(folder))
    model = opened(
        NASTY, folder, signals=signals, pieces=(NASTY.encode(),) * 256, note=NASTY, family=NASTY
    )
    window.units.label((NASTY, ""), (f"{NASTY}.0.gate", 1), NASTY)
    file = folder / NASTY.replace("/", "")
    file.write_text(NASTY)
    window.documents.open(file)
    port.say(model)
    qtbot.waitUntil(lambda: window.models.open_model is not None)
    qtbot.waitUntil(lambda: bool(port.views) and port.views[-1].text == NASTY)
    view = replace(port.views[-1], caret=5)
    port.say(frame=frame_for(view, interventions=()))
    qtbot.waitUntil(lambda: window.reading.complete or window.reading.frame is not None)
    window.branching.branch_off()
    window.branching.rename(window.branching.tree.active, NASTY)
    window.messages.say(NASTY, "test", details=NASTY)
    window.intervening.interventions.failed.emit(NASTY)
    window.text_area.shade(True)
    window.text_area.looks.show_cursor()
    for panel in window.panels.values():
        panel.set_heading(NASTY)
        panel.draw()
    for menu in (*window.actions_.menus.values(), window.picker.made):
        menu.aboutToShow.emit()
    return window


def everything(window):
    return [w for top in QApplication.topLevelWidgets() for w in (top, *top.findChildren(QWidget))]


def test_no_label_guesses_what_its_text_is(window):
    labels = [one for one in everything(window) if isinstance(one, QLabel)]
    assert len([one for one in labels if NASTY in one.text()]) >= 2
    guessing = [one.text() for one in labels if one.textFormat() != Qt.TextFormat.PlainText]
    # Labels that Qt makes itself, as for the rows of a form, have words of the program's own.
    assert not [text for text in guessing if TextQt.mightBeRichText(text)]


def test_tooltips_of_widgets_actions_and_rows_are_plain(window):
    NoticeList(window.messages.earlier, window)
    tips = [one.toolTip() for one in everything(window)]
    tips += [action.toolTip() for action in window.findChildren(QAction)]
    for view in window.findChildren(QAbstractItemView):
        tips += tips_of(view.model())
    tips = [shown(tip) for tip in tips if tip]
    assert len([tip for tip in tips if NASTY in tip]) >= 4


def tips_of(model: QAbstractItemModel | None):
    if model is None:
        return []
    # A list has one column, and keeps how many it has to itself.
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
    places = [
        model.index(row, column) for row in range(model.rowCount()) for column in range(columns)
    ]
    return [tip for at in places if isinstance(tip := at.data(Qt.ItemDataRole.ToolTipRole), str)]


def test_menus_and_buttons_show_ampersands(window):
    texts = [action.text() for action in window.findChildren(QAction)]
    texts.append(window.picker.text())
    own = [text for text in texts if "<b>" in text]
    assert len(own) >= 3
    assert all("<b>&&[*]" in text for text in own)


def test_the_title_shows_the_name_of_the_file(window):
    name = window.documents.name
    assert "[*]" in name
    assert window.windowTitle() == f"{in_title(name)}[*] — WM Studio"
    window.setWindowModified(False)
    # What Qt makes of it, as of every title: pairs of the mark are one that is shown.
    assert (
        window.windowTitle().replace("[*][*]", "\0").replace("[*]", "").replace("\0", "[*]")
        == f"{name} — WM Studio"
    )


def test_questions_are_plain(window, monkeypatch):
    asked = []
    monkeypatch.setattr(
        QMessageBox,
        "question",
        lambda _window, _title, text, *_: asked.append(text) or QMessageBox.StandardButton.Discard,
    )
    window.editor.insertPlainText("x")
    assert window.documents.may_go()
    assert len(asked) == 2
    assert all(window.documents.name in shown(text) for text in asked)


@pytest.mark.parametrize("text", [NASTY, "a < b > c", "<b>bold</b>\n  two", "&amp;", "plain"])
def test_a_tip_reads_as_its_text(text):
    assert shown(plain_tip(text)).split() == text.split()
    assert literal(text).replace("&&", "&") == text


# --- so that it stays so ---

HELPERS = Path(plain.__file__)
SOURCES = sorted({*Path(wmstudio.gui.__file__).parent.rglob("*.py")} - {HELPERS})


def is_own(node):
    """Whether a text is one of the program's own words, or has been made plain."""
    if isinstance(node, ast.IfExp):
        return is_own(node.body) and is_own(node.orelse)
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        words = node.args[0]
        constant = isinstance(words, ast.Constant) or (
            isinstance(words, ast.Name) and words.id.isupper()
        )
        made_plain = node.func.id in PLAIN_HELPERS
        return made_plain or (node.func.id == "tr" and not node.keywords and constant)
    return False


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: file.stem)
def test_every_text_that_qt_guesses_about_is_made_plain(file):
    wrong = []
    for node in ast.walk(ast.parse(file.read_text())):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        if called.endswith(".setToolTip") or called == "set_tip":
            text = node.args[-1]
        elif called == "QToolTip.showText":
            text = node.args[1]
        elif called.startswith("QMessageBox.") and called.split(".")[1] in ("question", "warning"):
            text = node.args[2]
        elif called == "QLabel":
            wrong.append(f"{node.lineno}: QLabel, not PlainLabel")
            continue
        else:
            continue
        if not is_own(text):
            wrong.append(f"{node.lineno}: {ast.unparse(text)}")
    assert not wrong
