"""Sets of examples in the real window: answered, shown one by one, sorted, and told from texts."""

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox

from tests.gui.reading_window import real_window, settle
from tests.support import checkpoint
from wmstudio.gui.panels.examples import CONFUSION
from wmstudio.gui.views.confusion import counted_answers
from wmstudio.gui.views.example_table import BITS

PROMPTS = [f"The fox saw {n} hens.\nHow many?" for n in range(5)]


@pytest.fixture
def window(qtbot, tmp_path):
    folder = checkpoint(tmp_path / "tiny", "lstm")
    with real_window(qtbot) as made:
        made.models.begin(str(folder))
        qtbot.waitUntil(lambda: made.panels["examples"].opened is not None)
        yield made


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "set.jsonl"
    lines = [json.dumps({"prompt": p, "target": "yes" if i % 2 else "no"}) for i, p in
             enumerate(PROMPTS)]  # fmt: skip
    path.write_text("\n".join(lines))
    return path


def answer_all(qtbot, window):
    panel = window.panels["examples"]
    qtbot.mouseClick(panel.answer_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not panel.running and not panel.unanswered())
    return panel


def opened_by_the_menu(qtbot, window, file, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
    window.actions_["examples.open"].trigger()
    settle(qtbot, window)
    return window.panels["examples"]


def test_that_a_set_opens_with_its_first_prompt_filled_in(qtbot, window, file, monkeypatch):
    panel = opened_by_the_menu(qtbot, window, file, monkeypatch)
    assert panel.isVisible()
    assert window.editor.text == f"{PROMPTS[0]}\n>"
    assert window.editor.caret == len(window.editor.text)
    assert panel.told.text() == "5 examples"
    assert not panel.mistake_button.isEnabled()


def test_that_answers_are_shown_marked_and_counted(qtbot, window, file, monkeypatch):
    opened_by_the_menu(qtbot, window, file, monkeypatch)
    panel = answer_all(qtbot, window)
    rows = panel.listed
    right = sum(row.answered.answer.split() == row.example.target.split() for row in rows)
    assert panel.told.text() == f"5 examples, 5 answered, {right / 5:.1%} right"
    window.examples.sets.show_example(window.lane, 3)
    settle(qtbot, window)
    answer = rows[3].answered.answer
    assert window.editor.text == f"{PROMPTS[3]}\n> {answer}"
    start, stop, said = window.editor.verdict
    assert (window.editor.text[start:stop], said) == (answer, rows[3].right)
    # Panels show what the model expects where the answer begins.
    assert window.editor.caret == len(f"{PROMPTS[3]}\n>")
    qtbot.keyClicks(window.editor, "x")
    assert window.editor.verdict is None


def test_that_next_mistake_goes_through_wrong_answers_in_the_table(
    qtbot, window, file, monkeypatch
):
    opened_by_the_menu(qtbot, window, file, monkeypatch)
    assert not window.actions_["examples.next_mistake"].isEnabled()
    panel = answer_all(qtbot, window)
    # An untrained model answers none of them.
    assert [row.right for row in panel.listed] == [False] * 5
    seen = []
    for _ in range(6):
        window.actions_["examples.next_mistake"].trigger()
        seen.append(panel.table.current)
    assert seen == [1, 2, 3, 4, 0, 1]
    assert "“yes” was wanted" in window.messages.text


def test_that_there_is_no_next_mistake_once_the_answers_are_of_another_model(
    qtbot, window, file, monkeypatch, tmp_path
):
    panel = opened_by_the_menu(qtbot, window, file, monkeypatch)
    answer_all(qtbot, window)
    assert window.actions_["examples.next_mistake"].isEnabled()
    before = panel.opened
    window.models.open(str(checkpoint(tmp_path / "other", "lstm")), "cpu")
    qtbot.waitUntil(lambda: panel.opened is not before)

    assert not panel.mistake_button.isEnabled()
    assert not window.actions_["examples.next_mistake"].isEnabled()


def test_that_the_table_is_sorted_by_what_targets_cost(qtbot, window, file, monkeypatch):
    opened_by_the_menu(qtbot, window, file, monkeypatch)
    panel = answer_all(qtbot, window)
    panel.table.sortByColumn(BITS, Qt.SortOrder.DescendingOrder)
    model = panel.table.model()
    shown = [float(model.index(i, BITS).data()) for i in range(5)]
    assert shown == sorted(shown, reverse=True)
    bits = [row.answered.bits for row in panel.listed]
    assert shown == pytest.approx(sorted(bits, reverse=True), abs=0.006)


def test_that_confusion_is_counted_by_targets_and_answers(qtbot, window, file, monkeypatch):
    pairs = [("a", "a"), ("a", " b"), ("b", "b"), ("b", "x"), ("a", "a")]
    assert counted_answers(pairs) == (("a", "b"), [[2, 1, 0], [0, 1, 1]])
    assert counted_answers([("a", "a"), ("b", "b")]) is None
    opened_by_the_menu(qtbot, window, file, monkeypatch)
    panel = answer_all(qtbot, window)
    panel.view.choose(CONFUSION)
    (no, yes) = panel.confusion.top_rows()
    assert [no.text(0), yes.text(0)] == ["no", "yes"]
    assert [no.text(3), yes.text(3)] == ["3", "2"]


def test_that_a_text_of_ones_own_is_asked_about_before_it_goes(qtbot, window, file, monkeypatch):
    opened_by_the_menu(qtbot, window, file, monkeypatch)
    qtbot.keyClicks(window.editor, "My own words")
    mine, asked = window.editor.text, []
    cancel = QMessageBox.StandardButton.Cancel
    monkeypatch.setattr(QMessageBox, "question", lambda *_: asked.append(1) or cancel)
    window.examples.sets.show_example(window.lane, 2)
    assert asked
    assert window.editor.text == mine


def test_that_answering_can_be_stopped_and_gone_on_with(qtbot, window, file, monkeypatch):
    panel = opened_by_the_menu(qtbot, window, file, monkeypatch)
    first = []
    window.client.example_answered.connect(
        lambda one: first or (first.append(one), panel.answer_button.click())
    )
    panel.answer_button.click()
    qtbot.waitUntil(lambda: bool(first) and not panel.running)
    left = panel.unanswered()
    assert 0 < len(left) < 5
    answer_all(qtbot, window)
    assert [row.answered is not None for row in panel.listed] == [True] * 5


def test_that_another_model_has_answered_nothing(qtbot, window, file, monkeypatch, tmp_path):
    opened_by_the_menu(qtbot, window, file, monkeypatch)
    panel = answer_all(qtbot, window)
    window.models.begin(str(checkpoint(tmp_path / "other", "lstm", seed=4)))
    qtbot.waitUntil(lambda: len(panel.unanswered()) == 5)


def test_that_a_bad_file_is_told_and_changes_nothing(qtbot, window, tmp_path, monkeypatch):
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"prompt": "a", "target": ""}')
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(bad), ""))
    qtbot.keyClicks(window.editor, "kept")
    window.actions_["examples.open"].trigger()
    assert "its target is empty" in window.messages.text
    assert window.editor.text == "kept"
    assert window.panels["examples"].set is None
