from PySide6.QtWidgets import QGraphicsScene, QGraphicsView, QHBoxLayout, QWidget

from wmstudio.gui.client.clocked_window import ClockedWindow


class View(QGraphicsView):
    """A picture, and how often it was painted."""

    def __init__(self):
        self.kept = QGraphicsScene()
        super().__init__(self.kept)
        self.item = self.kept.addRect(0, 0, 10, 10)
        self.paintings = 0

    def paintEvent(self, event):
        self.paintings += 1
        super().paintEvent(event)


def test_pictures_that_are_drawn_together_are_painted_at_once(qtbot):
    window, inside, views = ClockedWindow(), QWidget(), [View() for _ in range(3)]
    qtbot.addWidget(window)
    line = QHBoxLayout(inside)
    for view in views:
        line.addWidget(view)
    window.setCentralWidget(inside)
    window.show()
    qtbot.waitUntil(lambda: all(view.paintings for view in views))

    painted = []
    window.clock.add("all", lambda: [view.item.update() for view in views], lambda: True)
    for view in views:
        view.paintings = 0
    window.painted.connect(lambda _: painted.append([view.paintings for view in views]))
    window.clock.mark()
    qtbot.waitUntil(lambda: bool(painted))

    assert painted[0] == [1, 1, 1]
