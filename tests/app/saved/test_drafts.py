"""What is kept of a document is one thing: the disk holds a whole draft, the old or the new."""

import errno
import json
import os
import shutil
from contextlib import suppress

import pytest

from wmstudio.app.branches import Bookmark, Tree
from wmstudio.app.saved import drafts
from wmstudio.app.saved.drafts import Draft, DraftFile, peek
from wmstudio.app.saved.second_text import SecondText


def story():
    """A document as it is at each moment at which it is kept."""
    tree = Tree().with_text("the cat sat", 11)
    yield tree
    yield (tree := tree.grow("dog", 3, "the dog"))
    yield (tree := tree.with_text("the dog ran", 11))
    yield (tree := tree.switch(1))
    yield (tree := tree.with_text("the cat sat down", 16).bookmark("here", 3))
    yield (tree := tree.switch(2).with_text("the dog ran off", 15))
    yield (tree := tree.rename(2, "hound"))
    yield (tree := tree.delete(1))
    yield (tree := tree.grow("frog", 3, "the frog"))
    yield (tree := tree.rename(2, "hound 2"))
    yield Tree()
    yield Tree().with_text("another text", 0)


STORY = (
    *(Draft(tree, session={"moment": i}) for i, tree in enumerate(story())),
    Draft(Tree(), second=SecondText("only beside", 4, "notes.txt")),
)

WRITES = 15
"""At least so many are made while the story is kept."""


def read(folder):
    return DraftFile(folder / "text-1.json").read()


class Disk:
    """Writes for the drafts, some of which fail, and copies what is there after each."""

    def __init__(self, monkeypatch, folder, copies):
        self.folder, self.copies = folder, copies
        self.writes, self.full = 0, set()
        self._write = drafts.write_file
        monkeypatch.setattr(drafts, "write_file", self.write)

    def write(self, path, data, *, private):
        self.writes += 1
        try:
            if self.writes in self.full:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
            self._write(path, data, private=private)
        finally:
            shutil.copytree(self.folder, self.copies / str(self.writes))


@pytest.fixture
def disk(monkeypatch, tmp_path):
    folder = tmp_path / "drafts"
    folder.mkdir()
    return Disk(monkeypatch, folder, tmp_path / "copies")


def test_a_draft_is_read_as_it_was_written(tmp_path):
    file = DraftFile(tmp_path / "text-1.json")
    for draft in STORY:
        file.write(draft)
        assert read(tmp_path) == (None if draft.is_empty else draft)


def test_a_draft_goes_on_where_the_last_program_ended(tmp_path):
    for draft in STORY:
        file = DraftFile(tmp_path / "text-1.json")
        file.read()
        file.write(draft)
        assert read(tmp_path) == (None if draft.is_empty else draft)
    assert [file.name for file in tmp_path.iterdir()] == ["text-1.json"]


def test_branches_that_did_not_change_are_not_written_again(disk):
    file = DraftFile(disk.folder / "text-1.json")
    file.write(STORY[1])
    before = disk.writes
    file.write(Draft(STORY[1].tree.with_text("the dog and more", 16)))
    assert disk.writes == before + 1
    again = DraftFile(disk.folder / "text-1.json")
    again.write(Draft(again.read().tree.with_text("the dog and still more", 22)))
    assert read(disk.folder).tree[1].text == "the cat sat"


@pytest.mark.parametrize("full", range(WRITES + 1))
def test_killed_after_any_write_one_whole_draft_is_there(disk, full):
    """Whichever write fails (0: none does), and whenever the program is killed."""
    disk.full = {full}
    file, kept, allowed = DraftFile(disk.folder / "text-1.json"), None, {}
    for draft in STORY:
        before, wanted = disk.writes, None if draft.is_empty else draft
        with suppress(OSError):
            file.write(draft)
        now = read(disk.folder)
        assert now in (kept, wanted)
        if not before < full <= disk.writes:
            assert now == wanted
        allowed |= dict.fromkeys(range(before + 1, disk.writes + 1), (kept, wanted))
        kept = now
    assert full <= disk.writes
    for write, either in allowed.items():
        assert read(disk.copies / str(write)) in either


@pytest.mark.parametrize("full", range(1, WRITES + 1))
def test_what_could_not_be_kept_is_kept_by_the_next_attempt(disk, full):
    disk.full = {full}
    file = DraftFile(disk.folder / "text-1.json")
    for draft in STORY:
        for _ in range(2):
            try:
                file.write(draft)
                break
            except OSError:
                continue
        assert read(disk.folder) == (None if draft.is_empty else draft)


def test_branches_that_are_damaged_cost_nobody_the_text_and_are_left(tmp_path):
    file = DraftFile(tmp_path / "text-1.json")
    file.write(STORY[2])
    (beside,) = tmp_path.glob("*-branches-*.json")
    beside.write_text('[{"id": 1}]')
    found = DraftFile(tmp_path / "text-1.json")
    draft = found.read()
    assert (draft.text, draft.complete) == ("the dog ran", False)
    found.write(Draft(draft.tree))
    found.write(STORY[4])
    assert [f.read_text() for f in tmp_path.glob("*.damaged")] == ['[{"id": 1}]']
    assert read(tmp_path) == STORY[4]


def test_looking_at_a_draft_changes_nothing(tmp_path):
    DraftFile(tmp_path / "text-1.json").write(STORY[2])
    (beside,) = tmp_path.glob("*-branches-*.json")
    beside.write_text("{")
    before = {file: file.read_bytes() for file in tmp_path.iterdir()}
    assert peek(tmp_path / "text-1.json").text == "the dog ran"
    assert {file: file.read_bytes() for file in tmp_path.iterdir()} == before


# --- of before the files named one another ---

OLD = {"path": "", "modified": True, "caret": 3, "newline": "\r\n", "bom": True}
OLD_TREE = Tree().with_text("the cat sat", 11).grow("dog", 3, "the dog")


def leave_old(folder, draft, tree=None, *, tree_is_newer=False):
    """Files as version 1 left them."""
    text, branches = folder / "text-1.json", folder / "text-1-branches.json"
    text.write_text(json.dumps(OLD | draft))
    os.utime(text, ns=(5, 5))
    if tree is not None:
        branches.write_text(json.dumps(tree.to_dict()))
        time = 9 if tree_is_newer else 1
        os.utime(branches, ns=(time, time))


def test_an_old_draft_is_read_with_its_branches_and_session(tmp_path):
    leave_old(tmp_path, {"text": "the dog ran", "branch": 2}, OLD_TREE)
    (tmp_path / "text-1.session").write_text('{"format": "wmstudio-session"}')
    file = DraftFile(tmp_path / "text-1.json")
    draft = file.read()
    assert (draft.newline, draft.bom, draft.tree.current.caret) == ("\r\n", True, 3)
    assert draft.tree == OLD_TREE.with_text("the dog ran", 3)
    assert draft.session == {"format": "wmstudio-session"}
    file.write(draft)
    assert read(tmp_path) == draft
    assert sorted(f.name for f in tmp_path.iterdir()) == ["text-1-branches-1.json", "text-1.json"]


@pytest.mark.parametrize(
    ("branch", "others"), [(1, {"dog": "the dog"}), (2, {"main": "the cat sat"})]
)
def test_of_an_old_draft_and_older_branches_the_draft_is_right(tmp_path, branch, others):
    leave_old(tmp_path, {"text": "typed since", "branch": branch}, OLD_TREE)
    tree = read(tmp_path).tree
    assert (tree.active, tree.current.text) == (branch, "typed since")
    assert {b.name: b.text for b in tree.branches if b.id != tree.active} == others


def test_an_old_draft_of_a_branch_that_was_never_kept_is_one_more(tmp_path):
    leave_old(tmp_path, {"text": "typed since", "branch": 7}, OLD_TREE)
    tree = read(tmp_path).tree
    assert tree.current.text == "typed since"
    assert [b.text for b in tree.branches[:2]] == ["the cat sat", "the dog"]


def test_of_old_branches_and_an_older_draft_the_branches_are_right(tmp_path):
    leave_old(tmp_path, {"text": "the cat sat", "branch": 0}, OLD_TREE, tree_is_newer=True)
    assert read(tmp_path).tree == OLD_TREE


def test_bookmarks_of_the_shown_branch_are_kept_with_it(tmp_path):
    DraftFile(tmp_path / "text-1.json").write(Draft(Tree().with_text("abc", 1).bookmark("b", 2)))
    assert read(tmp_path).tree.current.bookmarks == (Bookmark("b", 2),)
