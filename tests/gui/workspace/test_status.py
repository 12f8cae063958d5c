import pytest
from PySide6.QtCore import QCoreApplication

from wmstudio.gui.workspace.status import WIDEST, Status, rate


@pytest.mark.parametrize(
    ("per_second", "words"),
    [(0.4, "0 tokens/s"), (950, "950 tokens/s"), (1630, "1.6 k tokens/s")],
)
def test_a_speed_is_told_in_few_words(per_second, words):
    assert rate(per_second) == words


def test_numbers_that_change_do_not_move_one_another(qtbot):
    status = Status()
    qtbot.addWidget(status)
    status.resize(1280, 24)
    status.show()
    status.set_model("stories-slots", "cpu")

    def places():
        QCoreApplication.processEvents()
        return [
            (label.x(), label.width()) for name, label in status._labels.items() if name in WIDEST
        ]

    status.set_tokens(1)
    status.set_speed(1, 1)
    small = places()
    status.set_tokens(1_204_000)
    status.set_speed(123_456, 1)

    assert places() == small
    assert status.text("tokens") == "1,204,000 tokens"


def test_a_speed_of_no_time_at_all_is_not_told(qtbot):
    status = Status()
    qtbot.addWidget(status)
    status.set_speed(5, 0.0)

    assert status.text("speed") == ""
