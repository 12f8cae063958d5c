"""A text file that another program changes while it is not open, and interventions in it."""

from dataclasses import replace

import pytest

from wmstudio.app.saved.session_file import read_session, write_session
from wmstudio.contract import Patch
from wmstudio.engine.messages import PlacedEdit, PlacedPatch, Word
from wmstudio.gui.interventions.held import Held

STORY = "Once upon a time there was a cat."


@pytest.fixture
def changed_outside(make_window, qtbot, tmp_path):
    """A window begun anew with interventions in a text file, which was changed in between."""

    def begin(now, about, before=STORY, **more):
        path = tmp_path / "story.txt"
        path.write_text(before)
        first = make_window(autosave=tmp_path / "drafts")
        first.documents.open(path)
        qtbot.waitUntil(lambda: first.complete)
        first.editor.place_caret(before.index("was"))
        for edit in about:
            first.intervening.interventions.add(Held(edit, "one"))
        first.close()
        path.write_text(now)
        again = make_window(autosave=tmp_path / "drafts")
        qtbot.waitUntil(lambda: not again.sessions.is_waiting)
        assert again.editor.text == now
        return again

    return begin


def edit_after(word, text=STORY):
    return PlacedEdit(text.index(word) + len(word), "clear_all")


def forget(words):
    start = STORY.index(words)
    return PlacedEdit(None, "forget", word=Word("token", start, start + len(words)))


def patch_at(first, last):
    return PlacedPatch(Patch("gate", "set", 0.5), edit_after(first).place, edit_after(last).place)


def test_interventions_go_with_their_words_when_the_file_was_changed_outside(changed_outside):
    now = "Yes! Once upon a rainy time there was a cat."
    window = changed_outside(now, [edit_after("upon"), forget("there was"), patch_at("was", "cat")])
    edit, word, patch = (one.edit for one in window.intervening.interventions.held)

    assert now[: edit.place].endswith("upon")
    assert now[word.word.start : word.word.stop] == "there was"
    assert now[: patch.first].endswith("was")
    assert now[: patch.last].endswith("cat")
    assert window.editor.caret == now.index("was")
    assert window.messages.text == ""


@pytest.mark.parametrize(
    ("about", "now"),
    [
        (edit_after("cat"), "Once upon a time there was a dog."),
        (edit_after("cat"), "Once upon a time there was a cats."),
        (forget("there was"), "Once upon a time there never was a cat."),
        (patch_at("time", "cat"), "Once upon a time there was a dog."),
        (edit_after("there"), "Now is it not there or so?"),
    ],
)
def test_an_intervention_whose_words_are_gone_is_left_out_and_told(changed_outside, about, now):
    window = changed_outside(now, [about, edit_after("Once")] if now[0] == "O" else [about])
    held = [one.edit for one in window.intervening.interventions.held]

    assert held == ([edit_after("Once")] if now[0] == "O" else [])
    assert "1 intervention was left out" in window.messages.text
    assert "story.txt" in window.messages.text


def test_a_bookmark_goes_with_its_words_when_the_file_was_changed(make_window, qtbot, tmp_path):
    path = tmp_path / "story.txt"
    path.write_text(STORY)
    first = make_window(autosave=tmp_path / "drafts")
    first.documents.open(path)
    first.editor.place_caret(STORY.index("cat"))
    first.branching.add_bookmark()
    assert first.documents.save()
    first.close()
    path.write_text("Yes! " + STORY)

    again = make_window(autosave=tmp_path / "drafts")
    (mark,) = again.branching.tree.current.bookmarks
    assert again.editor.text == "Yes! " + STORY
    assert again.editor.text[mark.place :] == "cat."


def test_a_session_that_was_saved_elsewhere_is_open_as_it_is_there(make_window, qtbot, tmp_path):
    path, drafts = tmp_path / "a.wmstudio", tmp_path / "drafts"
    first = make_window(autosave=drafts)
    first.editor.insertPlainText("abcxyz")
    first.intervening.interventions.add(Held(PlacedEdit(3, "clear_all"), "one"))
    assert first.documents.save_to(path)
    first.close()
    session = read_session(path)
    tree = session.tree.with_text("xabcxyz", 2)
    kept = tuple(replace(one, edit=replace(one.edit, place=4)) for one in session.interventions)
    write_session(path, replace(session, tree=tree, interventions=kept, model=None))

    again = make_window(autosave=drafts)
    qtbot.waitUntil(lambda: not again.sessions.is_waiting)
    assert again.editor.text == "xabcxyz"
    assert [one.edit.place for one in again.intervening.interventions.held] == [4]
    assert "changed by another program" in again.messages.text
