"""Branches as a value: nothing that was written is lost, and what is kept is read back."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wmstudio.app.branches import Bookmark, Branch, BranchError, Tree, from_dict
from wmstudio.app.places import Change


def grown():
    """Main with a branch “dog”, and “frog” off that; the last is active."""
    tree = Tree().with_text("the cat sat", 11).grow("dog", 4, "the dog")
    return tree.with_text("the dog ran", 11).grow("frog", 4, "the frog")


def test_a_branch_is_active_from_its_beginning_and_what_was_left_keeps_its_text():
    tree = grown()
    assert tree.current.name == "frog"
    assert (tree[1].text, tree[2].text, tree[3].text) == ("the cat sat", "the dog ran", "the frog")
    assert [branch.name for branch in tree.in_order()] == ["main", "dog", "frog"]
    assert (tree[2].parent, tree[3].parent, tree[3].fork) == (1, 2, 4)


def test_a_deleted_branch_hands_on_what_left_it():
    tree = grown().delete(2)
    assert tree[3].parent == 1
    assert tree.active == 3
    tree = tree.delete(3)
    assert tree.active == 1
    with pytest.raises(BranchError):
        tree.delete(1)


def test_without_the_root_another_branch_is_the_root():
    tree = grown().delete(1)
    assert [branch.parent for branch in tree.in_order()] == [None, 2]


def test_no_two_branches_have_one_name_and_an_empty_one_changes_nothing():
    tree = grown().switch(1).grow("dog", 4, "the dog")
    assert tree.current.name == "dog 2"
    assert tree.rename(4, "frog")[4].name == "frog 2"
    assert tree.rename(4, "  ") == tree


def test_bookmarks_before_a_fork_are_in_the_branch_too():
    tree = Tree().bookmark("start", 2).bookmark("late", 9).with_text("the cat sat", 0)
    tree = tree.grow("dog", 4, "the dog")
    assert tree.current.bookmarks == (Bookmark("start", 2),)
    assert len(tree[1].bookmarks) == 2


def test_places_of_the_active_branch_move_with_its_text():
    tree = grown().bookmark("here", 6).moved(Change(0, 0, 3))
    assert (tree.current.fork, tree.current.bookmarks[0].place) == (7, 9)
    assert tree[2].fork == 4


def test_a_tree_is_read_back_from_json_as_it_was():
    tree = grown().bookmark("é😀", 3)
    assert from_dict(json.loads(json.dumps(tree.to_dict()))) == tree


BROKEN = [
    {},
    {"branches": [], "active": 1},
    {"branches": "x", "active": 1},
    Tree().to_dict() | {"active": 7},
    Tree().to_dict() | {"active": "1"},
    {"branches": Tree().to_dict()["branches"] * 2, "active": 1},
    {"branches": [Tree().to_dict()["branches"][0] | {"parent": 1}], "active": 1},
    {"branches": [Tree().to_dict()["branches"][0] | {"text": None}], "active": 1},
]


@pytest.mark.parametrize("broken", BROKEN)
def test_what_is_no_tree_is_refused(broken):
    with pytest.raises(BranchError):
        from_dict(broken)


@given(st.data())
def test_every_branch_is_listed_once_whatever_is_grown_and_deleted(data):
    tree = Tree()
    for _ in range(data.draw(st.integers(1, 12))):
        ids = [branch.id for branch in tree.branches]
        id = data.draw(st.sampled_from(ids))
        act = data.draw(st.sampled_from(["grow", "switch", "delete"]))
        if act == "grow":
            tree = tree.grow("b", 0, "x")
        elif act == "switch" or len(ids) == 1:
            tree = tree.switch(id)
        else:
            tree = tree.delete(id)
        assert sorted(b.id for b in tree.in_order()) == sorted(b.id for b in tree.branches)
        assert sum(b.parent is None for b in tree.branches) == 1
        assert from_dict(tree.to_dict()) == tree


MANY = 20_000
"""Beyond what Python can nest, and so many that whoever asks each about each is never done."""


def many(parent):
    return Tree(tuple(Branch(i, f"b{i}", parent(i), 0, "x") for i in range(1, MANY + 1)), MANY)


@pytest.mark.parametrize(
    "parent",
    [
        pytest.param(lambda i: i - 1 or None, id="nested"),
        pytest.param(lambda i: 1 if i > 1 else None, id="flat"),
        pytest.param(lambda i: i // 2 or None, id="both"),
    ],
)
def test_a_text_may_have_any_number_of_branches(parent):
    tree = many(parent)
    order = tree.in_order()
    at = {branch.id: place for place, branch in enumerate(order)}
    assert len(at) == MANY
    assert all(at[b.parent] < at[b.id] for b in order if b.parent is not None)
    assert from_dict(json.loads(json.dumps(tree.to_dict()))) == tree
    grown = tree.with_text("x", 0).grow("b1", 0, "y").rename(MANY, "other").switch(3).delete(2)
    assert len(grown.in_order()) == MANY
    assert from_dict(grown.to_dict()) == grown


def test_branches_that_left_one_another_in_a_circle_are_refused():
    circle = Tree((Branch(1, "main"), Branch(2, "a", 3), Branch(3, "b", 2)), 1)
    with pytest.raises(BranchError):
        from_dict(circle.to_dict())
