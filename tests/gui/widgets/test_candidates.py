"""The list of what may come next: which of its rows are painted when it shows other numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from wmstudio.gui.widgets.candidate_painter import RowPainter, SeenBar
from wmstudio.gui.widgets.candidate_rows import Bar
from wmstudio.gui.widgets.candidates import Candidates

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

BARS = (Bar("fox", 0.5, 0.3), Bar("hen", 0.25, 0.0), Bar("cat", 0.125, 0.1))


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The rows that were painted, in their order."""
    rows: list[int] = []
    rows_in = RowPainter.rows_in

    def noted(self, exposed, area) -> list[SeenBar]:
        seen = rows_in(self, exposed, area)
        rows.extend(one.at for one in seen)
        return seen

    monkeypatch.setattr(RowPainter, "rows_in", noted)
    return rows


@pytest.fixture
def shown(qtbot: QtBot, painted: list[int]) -> Candidates:
    """Three rows and one for all others, on the screen."""
    made = Candidates()
    qtbot.addWidget(made)
    # A list that has the focus chooses a row, which is painted in another way.
    made.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.resize(400, 400)
    made.show_bars(BARS, 100)
    with qtbot.waitExposed(made):
        made.show()
    qtbot.waitUntil(lambda: set(painted) == {0, 1, 2, 3})
    QApplication.processEvents()
    painted.clear()
    return made


def with_bar(row: int, bar: Bar) -> tuple[Bar, ...]:
    return (*BARS[:row], bar, *BARS[row + 1 :])


@pytest.mark.parametrize("row", [1, 2])
def test_only_a_row_with_another_name_is_painted_again(
    qtbot: QtBot, shown: Candidates, painted: list[int], row: int
) -> None:
    shown.show_bars(with_bar(row, BARS[row]._replace(name="dog")), 100)
    qtbot.waitUntil(lambda: bool(painted))
    QApplication.processEvents()
    assert painted == [row]


def test_another_share_paints_its_row_and_that_of_all_others(
    qtbot: QtBot, shown: Candidates, painted: list[int]
) -> None:
    shown.show_bars(with_bar(2, BARS[2]._replace(share=0.1)), 100)
    qtbot.waitUntil(lambda: len(painted) == 2)
    QApplication.processEvents()
    assert sorted(painted) == [2, 3]


def test_another_scale_paints_every_row_once(
    qtbot: QtBot, shown: Candidates, painted: list[int]
) -> None:
    shown.show_bars((Bar("fox", 0.05), Bar("hen", 0.02), Bar("cat", 0.01)), 100)
    qtbot.waitUntil(lambda: set(painted) == {0, 1, 2, 3})


def test_new_numbers_of_the_same_kind_paint_no_row_twice(
    qtbot: QtBot, shown: Candidates, painted: list[int]
) -> None:
    shown.show_bars((Bar("dog", 0.4, 0.1), Bar("cow", 0.3, 0.0), Bar("ant", 0.2, 0.0)), 100)
    qtbot.waitUntil(lambda: set(painted) == {0, 1, 2, 3})
    QApplication.processEvents()
    assert sorted(painted) == [0, 1, 2, 3]


def test_rows_that_all_change_are_told_at_once(shown: Candidates) -> None:
    told: list[tuple[int, int]] = []
    shown.rows.dataChanged.connect(lambda first, last: told.append((first.row(), last.row())))
    shown.show_bars((Bar("dog", 0.4, 0.1), Bar("cow", 0.3, 0.0), Bar("ant", 0.2, 0.0)), 100)
    assert told == [(0, 3)]


def test_a_row_that_was_chosen_is_not_chosen_among_others(shown: Candidates) -> None:
    shown.list.setCurrentIndex(shown.rows.index(1))
    shown.show_bars(with_bar(2, Bar("dog", 0.1, 0.0)), 100)
    assert shown.chosen is None


def test_the_legend_takes_the_longest_names_that_fit(qtbot: QtBot) -> None:
    made = Candidates()
    qtbot.addWidget(made)
    made.show_bars((Bar("fox", 0.5, memory=0.3),))
    painter = made.painter
    named = {}
    for room in range(2000, 0, -1):
        named.setdefault(tuple(word for _, word in painter.labels(room)), room)
    assert list(named) == [("from memory", "from the network"), ("memory", "network")]
    widths = {word: painter.small[word].width for word in ("from memory", "from the network")}
    assert sum(widths.values()) < named[("memory", "network")] + 1
