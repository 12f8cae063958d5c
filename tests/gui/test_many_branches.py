"""More branches than Python can nest, in a real window."""

import pytest

from wmstudio.app.branches import Branch, Tree
from wmstudio.app.saved.drafts import Draft, DraftFile
from wmstudio.gui.documents.branch_tree import BRANCH, DEEPEST, BranchTree
from wmstudio.gui.documents.branching import Branching

MANY = 1_500


def tree_of(parent):
    texts = (f"the cat {i}" for i in range(1, MANY + 1))
    branches = (Branch(i, f"b{i}", parent(i), 3, text) for i, text in enumerate(texts, 1))
    return Tree(tuple(branches), MANY)


@pytest.mark.parametrize(
    "parent",
    [
        pytest.param(lambda i: i - 1 or None, id="nested"),
        pytest.param(lambda i: 1 if i > 1 else None, id="flat"),
    ],
)
def test_a_start_with_very_many_branches_and_all_acts_on_them(make_window, tmp_path, parent):
    DraftFile(tmp_path / "text-1.json").write(Draft(tree_of(parent)))
    window = make_window(autosave=tmp_path)
    branching = window.branching
    assert window.editor.text == f"the cat {MANY}"
    branching.switch(7)
    branching.step(1)
    branching.branch_off()
    branching.rename(1, "first")
    branching.delete(2)
    branching.add_bookmark()
    while window.editor.document().isUndoAvailable():
        window.editor.undo()
    assert branching.tree.active == MANY
    assert len(branching.tree.branches) == MANY
    window.close()
    again = make_window(autosave=tmp_path)
    assert [b.text for b in again.branching.whole().branches] == [
        b.text for b in tree_of(parent).branches
    ]


def test_branches_deeper_than_there_is_room_are_listed_at_the_deepest_level(editor, qtbot):
    branching = Branching(editor)
    branching.restore(tree_of(lambda i: i - 1 or None))
    view = BranchTree(branching)
    qtbot.addWidget(view)
    item, depth = view.topLevelItem(0), 0
    while item.child(0) is not None:
        item, depth = item.child(0), depth + 1
    assert depth == DEEPEST
    listed = [item.parent().child(i) for i in range(item.parent().childCount())]
    assert [i.data(0, BRANCH) for i in listed] == list(range(DEEPEST + 1, MANY + 1))
