"""Somebody who takes a tour: clicks and types only inside what is lit, with real events."""

from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton, QSpinBox, QToolButton

LEFT = Qt.MouseButton.LeftButton


class Robot:
    """Does what a step waits for."""

    def __init__(self, window, qtbot):
        self.window, self.tours, self.bot = window, window.tours, qtbot

    def take(self, tour):
        """Take a tour to its last step. Returns the steps that it saw."""
        self.tours.begin(tour)
        seen = []
        while self.tours.step.until:
            self.settle()
            at, step = self.tours.at, self.tours.step
            seen.append(at)
            self.check_places()
            for condition in step.until:
                getattr(self, f"do_{condition.name}")(condition.value, condition.wanted)
            self.bot.waitUntil(lambda at=at: self.tours.at == at + 1)
        self.settle()
        self.check_places()
        return [*seen, self.tours.at]

    def settle(self):
        self.bot.waitUntil(lambda: self.window.complete and not self.tours._soon.isActive())

    @property
    def holes(self):
        return self.tours.veil.holes

    def check_places(self):
        bubble, area = self.tours.bubble, self.window.rect()
        assert area.contains(bubble.geometry())
        assert not any(bubble.geometry().intersects(hole) for hole in self.holes)
        assert all(area.contains(hole) for hole in self.holes)
        words = bubble.words
        assert words.heightForWidth(words.width()) <= words.height()
        assert bubble.rect().contains(words.geometry())

    # --- hands ---

    def at(self, widget, place):
        """A place of a widget in the window."""
        return widget.mapTo(self.window, place)

    def lit(self, point):
        return any(hole.contains(point) for hole in self.holes)

    def click_at(self, point, click=QTest.mouseClick):
        """Click what is under a point of the window."""
        assert self.lit(point)
        under = self.window.childAt(point)
        assert under is not self.tours.veil
        assert not self.tours.bubble.isAncestorOf(under)
        click(under, LEFT, pos=under.mapFrom(self.window, point))

    def click(self, widget):
        self.bot.waitUntil(lambda: self.lit(self.at(widget, widget.rect().center())))
        self.click_at(self.at(widget, widget.rect().center()))

    def button(self, *texts):
        """A visible, lit button with one of these texts."""

        def found():
            return [
                one
                for kind in (QPushButton, QToolButton)
                for one in self.window.findChildren(kind)
                if one.isVisible()
                and one.isEnabled()
                and one.text() in texts
                and self.lit(self.at(one, one.rect().center()))
            ]

        self.bot.waitUntil(lambda: bool(found()))
        return found()[0]

    def type(self, text):
        editor = self.window.editor
        self.bot.waitUntil(editor.hasFocus)
        assert any(hole.intersects(self.rect_of(editor)) for hole in self.holes)
        QTest.keyClicks(QApplication.focusWidget(), text)

    def rect_of(self, widget):
        return QRect(self.at(widget, QPoint()), widget.size())

    # --- what steps wait for ---

    def do_text(self, words, wanted):
        editor = self.window.editor
        before = editor.text[: editor.caret]
        here = max(n for n in range(len(words)) if before.endswith(words[:n]))
        self.type(words[here:])

    def do_typed(self, n, wanted):
        self.type(" and so on"[:n].ljust(n, "."))

    def do_cursor(self, words, wanted):
        self.click_at(self.holes[0].center(), QTest.mouseDClick)

    def do_moved(self, _, wanted):
        (name,) = self.tours.step.light
        if name == "timeline":
            hole = self.holes[0]
            self.click_at(QPoint(hole.left() + hole.width() // 3, hole.center().y() + 8))
        else:
            self.click(self.button("Go to word"))

    def do_layout(self, id, wanted):
        self.click(self.window.bar.tabs.tabs[id])

    def do_setting(self, wanted_values, wanted):
        strip = self.window.model_settings.strip
        for name, value in wanted_values:
            box = strip.controls[name].box
            if isinstance(box, QSpinBox):
                self.click(box)
                QTest.keyClick(box, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
                QTest.keyClicks(box, str(value))
                QTest.keyClick(box, Qt.Key.Key_Return)
            else:
                # The box of a switch is at its left.
                self.click_at(self.at(box, QPoint(8, box.height() // 2)))

    def do_choice(self, wanted_choice, wanted):
        panel = self.window.panels[wanted_choice["panel"]]
        control = panel.controls()[wanted_choice["control"]]
        assert isinstance(control, QComboBox)
        self.click(control)
        view = control.view()
        self.bot.waitUntil(view.isVisible)
        while control.itemData(view.currentIndex().row()) != wanted_choice["is"]:
            before = view.currentIndex().row()
            QTest.keyClick(view, Qt.Key.Key_Down)
            assert view.currentIndex().row() > before
        QTest.keyClick(view, Qt.Key.Key_Return)
        # The offscreen platform does not give the keyboard back when a popup closes.
        self.window.activateWindow()

    def do_signal(self, _, wanted):
        """Holds at the token that was clicked."""

    def do_edit(self, _, wanted):
        if wanted:
            rows = self.window.panels["memory"].top.list
            first = QPoint(40, rows.row_height * 3 // 2)
            self.click_at(self.at(rows.viewport(), first))
            self.click(self.button("Forget this", "Empty slot"))
        else:
            # The menu runs an event loop of its own until something is chosen.
            QTimer.singleShot(0, self.choose_first)
            self.click(self.button("Undo ⌄"))

    def choose_first(self):
        menu = QApplication.activePopupWidget()
        QTest.keyClick(menu, Qt.Key.Key_Down)
        QTest.keyClick(menu, Qt.Key.Key_Return)

    def do_edits_on(self, _, wanted):
        self.click(self.window.intervening.change.switch)

    def do_empty_slot(self, _, wanted):
        self.click(self.button("Empty slot"))
