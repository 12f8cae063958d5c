"""Nothing that Qt owns is left behind by what somebody does again and again."""

from collections import Counter

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication

SWITCHES = 200


def objects(window):
    """How many objects of each class there are in the window, and at the top beside it."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    roots = [window, *QApplication.topLevelWidgets()]
    found = Counter(type(one).__name__ for root in roots for one in root.findChildren(QObject))
    return found + Counter(type(root).__name__ for root in roots)


def switch(window):
    window.open_checkpoint("scripted" if window.models.source == "other" else "other")


def configure(window):
    now = dict(window.models.open_model.values).get("capacity")
    window.models.configure((("capacity", 6 if now == 5 else 5),))


def edit(window):
    if window.intervening.interventions.held:
        window.intervening.interventions.clear()
    else:
        window.intervening.interventions.request("clear_all", {})


def retype(window):
    window.editor.set_text("abcxyz" if window.editor.text == "abc" else "abc")


def branch(window):
    window.branching.branch_off()
    window.branching.delete(window.branching.tree.active)


def say(window):
    window.messages.say("Something is so.", "test")
    window.messages.dismiss()


def duplicate(window):
    window.copies.current = "gates"
    window.copies.close(window.copies.duplicate())


def compare(window):
    window.comparison.open("scripted")
    window.comparison.end()


def compare_texts(window):
    window.texts.copy()
    window.texts.end()


def search(window):
    window.palette_.toggle()
    window.palette_.dismiss()


def pin(window):
    window.copies.current = "memory"
    window.copies.pin(True)
    window.copies.pin(False)


def show_card(window):
    window.text_area.looks.show_cursor()
    window.text_area.looks.card.hide()


def open_menus(window):
    for action in window.menuBar().actions():
        action.menu().aboutToShow.emit()


@pytest.mark.parametrize(
    ("act", "times"),
    [
        (switch, SWITCHES),
        (configure, SWITCHES),
        (edit, 30),
        (retype, 30),
        (branch, 30),
        (say, 30),
        (search, 10),
        (show_card, 10),
        (open_menus, 10),
        (duplicate, 5),
        (pin, 10),
        (compare, 3),
        (compare_texts, 3),
    ],
)
def test_objects_do_not_become_more(make_window, qtbot, act, times):
    window = make_window()

    def do(n):
        for _ in range(n):
            act(window)
            qtbot.waitUntil(lambda: window.models.open_model is not None)
            QCoreApplication.processEvents()
        qtbot.waitUntil(lambda: window.reading.complete)

    # What is made at the first time and then kept is no leak.
    do(2)
    before = objects(window)
    do(times)
    assert objects(window) - before == Counter()
