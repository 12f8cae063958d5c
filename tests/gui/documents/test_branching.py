"""Every act on the branches is one step to undo, and comes back with one to redo."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from wmstudio.app.branches import Tree
from wmstudio.gui.documents import branch_tree
from wmstudio.gui.documents.branch_tree import BranchTree
from wmstudio.gui.documents.branching import Branching
from wmstudio.gui.editor.editor import Editor


@pytest.fixture
def branching(editor):
    return Branching(editor)


def seen(branching, editor):
    """All that there is: the shown text, and every other branch's."""
    tree = branching.tree
    others = {b.name: b.text for b in tree.branches if b.id != tree.active}
    return editor.text, tree.current.name, others


def test_an_alternative_is_a_branch_and_the_old_continuation_stays(branching, editor):
    branching.replace_token(3, " dog")
    assert seen(branching, editor) == ("the dog", "dog", {"main": "the cat sat"})
    assert editor.caret == 7
    editor.undo()
    assert seen(branching, editor) == ("the cat sat", "main", {})
    editor.redo()
    assert seen(branching, editor) == ("the dog", "dog", {"main": "the cat sat"})


def test_keys_before_and_after_an_act_are_steps_of_their_own(branching, editor, qtbot):
    editor.place_caret(11)
    qtbot.keyClicks(editor, "!!")
    branching.replace_token(3, " dog")
    qtbot.keyClicks(editor, " ran")
    assert editor.text == "the dog ran"
    editor.undo()
    assert editor.text == "the dog"
    editor.undo()
    assert seen(branching, editor) == ("the cat sat!!", "main", {})
    editor.undo()
    assert editor.text == "the cat sat"


def test_a_switch_is_one_step_and_no_text_is_lost(branching, editor, qtbot):
    branching.replace_token(3, " dog")
    qtbot.keyClicks(editor, " ran")
    branching.switch(1)
    assert seen(branching, editor) == ("the cat sat", "main", {"dog": "the dog ran"})
    qtbot.keyClicks(editor, "!")
    branching.step(1)
    assert seen(branching, editor)[:2] == ("the dog ran", "dog")
    for expected in ("main", "main", "dog"):
        editor.undo()
        assert branching.tree.current.name == expected
    assert editor.text == "the dog ran"


def test_what_does_not_change_the_text_can_be_undone_too(branching, editor):
    branching.replace_token(3, " dog")
    branching.rename(2, "hound")
    branching.add_bookmark()
    branching.delete(1)
    assert [b.name for b in branching.tree.branches] == ["hound"]
    editor.undo()
    assert {b.name: b.text for b in branching.tree.branches}["main"] == "the cat sat"
    editor.undo()
    assert branching.tree.current.bookmarks == ()
    editor.undo()
    assert branching.tree.current.name == "dog"
    assert editor.text == "the dog"
    for _ in range(3):
        editor.redo()
    assert [b.name for b in branching.tree.branches] == ["hound"]
    assert branching.tree.current.bookmarks[0].place == 7


def test_what_was_undone_does_not_come_back_after_something_else_was_done(branching, editor, qtbot):
    branching.replace_token(3, " dog")
    editor.undo()
    editor.place_caret(0)
    qtbot.keyClicks(editor, "abcd")
    qtbot.keyClick(editor, Qt.Key.Key_Left)
    qtbot.keyClicks(editor, "efgh")
    assert branching.tree.is_plain


def test_another_text_has_no_branches(branching, editor):
    branching.replace_token(3, " dog")
    editor.set_text("another")
    assert branching.tree == Tree()
    assert seen(branching, editor) == ("another", "main", {})


@given(data=st.data())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_all_undone_is_as_it_began_and_all_redone_as_it_ended(qapp, data):
    editor = Editor()
    branching = Branching(editor)
    editor.set_text("the cat sat")
    for _ in range(data.draw(st.integers(1, 10))):
        act = data.draw(
            st.sampled_from(["type", "alternative", "switch", "delete", "mark", "undo"])
        )
        place = data.draw(st.integers(0, len(editor.text)))
        ids = [branch.id for branch in branching.tree.branches]
        if act == "type":
            editor.place_caret(place)
            editor.insertPlainText(data.draw(st.text("ab😀\n", min_size=1, max_size=3)))
        elif act == "alternative":
            branching.replace_token(place, " x")
        elif act == "switch":
            branching.switch(data.draw(st.sampled_from(ids)))
        elif act == "delete":
            branching.delete(data.draw(st.sampled_from(ids)))
        elif act == "mark":
            editor.place_caret(place)
            branching.add_bookmark()
        else:
            editor.undo()
    while editor.document().isRedoAvailable():
        editor.redo()
    end = seen(branching, editor)
    while editor.document().isUndoAvailable():
        editor.undo()
    assert seen(branching, editor) == ("the cat sat", "main", {})
    while editor.document().isRedoAvailable():
        editor.redo()
    assert seen(branching, editor) == end


def test_the_tree_goes_to_branches_and_places_and_renames_and_forgets(branching, editor, qtbot):
    tree = BranchTree(branching)
    qtbot.addWidget(tree)
    tree.resize(300, 200)
    tree.show()
    branching.replace_token(3, " dog")
    branching.add_bookmark()
    main = tree.topLevelItem(0)
    dog = main.child(0)
    assert (main.text(0), main.text(1)) == ("main", "the cat sat")
    assert (dog.text(0), dog.text(1)) == ("dog", "current")
    assert dog.child(0).text(0) == "◆ the dog"
    qtbot.mouseClick(
        tree.viewport(), Qt.MouseButton.LeftButton, pos=tree.visualItemRect(main).center()
    )
    assert editor.text == "the cat sat"
    mark = tree.topLevelItem(0).child(0).child(0)
    qtbot.mouseClick(
        tree.viewport(), Qt.MouseButton.LeftButton, pos=tree.visualItemRect(mark).center()
    )
    assert (editor.text, editor.caret) == ("the dog", 7)
    tree.topLevelItem(0).child(0).setText(0, "hound")
    qtbot.waitUntil(lambda: branching.tree.current.name == "hound")
    tree.setCurrentItem(tree.topLevelItem(0))
    tree.setFocus()
    qtbot.keyClick(tree, Qt.Key.Key_Delete)
    assert [b.name for b in branching.tree.branches] == ["hound"]


def test_a_bookmark_is_called_by_whole_words(branching, editor):
    editor.set_text("the village was lost in the snow")
    editor.place_caret(27)
    branching.add_bookmark()
    editor.set_text("a" * 40)
    editor.place_caret(30)
    branching.add_bookmark()

    assert branching.tree.current.bookmarks[0].name == "a" * 24
    editor.set_text("the village was lost in the snow")
    editor.place_caret(27)
    branching.add_bookmark()
    assert branching.tree.current.bookmarks[0].name == "village was lost in the"


@pytest.fixture
def menu(branching, qtbot, monkeypatch):
    """Opens the menu of the branch *main*; meanwhile something happens, and *Delete* is chosen."""
    tree = BranchTree(branching)
    qtbot.addWidget(tree)
    tree.resize(300, 200)
    tree.show()

    def open_menu(meanwhile):
        def exec(actions, _where):
            meanwhile()
            return actions[1]

        monkeypatch.setattr(branch_tree.QMenu, "exec", exec)
        where = tree.visualItemRect(tree.topLevelItem(0)).center()
        tree.customContextMenuRequested.emit(where)

    return open_menu


def test_the_menu_deletes_what_it_was_opened_for_while_branches_come(branching, menu):
    branching.replace_token(3, " dog")
    main, dog = branching.tree.branches
    assert (main.name, branching.tree.active) == ("main", dog.id)
    menu(lambda: branching.replace_token(3, " fox"))
    assert [branch.name for branch in branching.tree.branches] == ["dog", "fox"]


def test_the_menu_deletes_nothing_where_its_branch_is_gone(branching, menu):
    branching.replace_token(3, " dog")
    main, dog = branching.tree.branches
    menu(lambda: branching.delete(main.id))
    assert [branch.id for branch in branching.tree.branches] == [dog.id]
    branching.replace_token(3, " fox")
    menu(lambda: branching.delete(dog.id))
    assert [branch.name for branch in branching.tree.branches] == ["fox"]
