from wmstudio.app.branches import Tree
from wmstudio.app.saved.drafts import Draft
from wmstudio.files.locking import Lock
from wmstudio.gui.documents.autosave import Autosave


def a_draft(text, caret=0, **rest):
    return Draft(Tree().with_text(text, caret), **rest)


def test_what_a_window_left_is_given_to_the_next(tmp_path):
    first = Autosave(tmp_path)
    assert first.claim() is None
    draft = a_draft("Once\ud800 😀", path="/a.txt", caret=3, newline="\r\n", bom=True)
    assert first.write(draft)
    first.release()

    assert Autosave(tmp_path).claim() == draft


def test_windows_that_run_at_once_keep_out_of_each_others_way(tmp_path):
    first, second = Autosave(tmp_path), Autosave(tmp_path)
    first.claim()
    first.write(a_draft("first"))
    assert second.claim() is None
    second.write(a_draft("second"))
    for window in (first, second):
        window.release()

    third, fourth = Autosave(tmp_path), Autosave(tmp_path)
    assert {third.claim().text, fourth.claim().text} == {"first", "second"}


def test_a_window_that_opens_a_file_leaves_unsaved_text_alone(tmp_path):
    first = Autosave(tmp_path)
    first.claim()
    first.write(a_draft("unsaved"))
    first.release()
    second = Autosave(tmp_path)
    assert second.claim(empty=True) is None
    second.write(a_draft("of a file", path="/a.txt", modified=False))
    second.release()

    assert Autosave(tmp_path).claim() == a_draft("unsaved")


def test_a_draft_that_cannot_be_read_is_left_where_it_is(tmp_path):
    (tmp_path / "text-1.json").write_bytes(b"{")
    (tmp_path / "text-2.json").write_text('{"text": 1}')
    window = Autosave(tmp_path)

    assert window.claim() is None
    window.write(a_draft("new"))
    assert (tmp_path / "text-1.json").read_bytes() == b"{"
    assert (tmp_path / "text-2.json").read_text() == '{"text": 1}'


def test_damaged_drafts_are_kept_under_other_names_with_their_branches(tmp_path):
    (tmp_path / "text-1.json").write_bytes(b"{")
    (tmp_path / "text-1-branches-3.json").write_bytes(b"a branch")
    (tmp_path / "text-2.json").write_text('{"version": 99}')
    (tmp_path / "text-3.json").write_bytes(b"in use")
    writing = Lock(tmp_path / "text-3.lock")
    assert writing.acquire()
    window = Autosave(tmp_path)
    kept = tmp_path / "text-1.json.damaged"

    assert window.rescue() == [
        (tmp_path / "text-1.json", kept),
        (tmp_path / "text-2.json", None),
    ]
    assert kept.read_bytes() == b"{"
    assert (tmp_path / "text-1-branches-3.json.damaged").read_bytes() == b"a branch"
    assert (tmp_path / "text-3.json").read_bytes() == b"in use"
    writing.release()

    assert window.claim() is None
    assert window.write(a_draft("new"))
    assert kept.read_bytes() == b"{"
    assert (tmp_path / "text-1-branches-3.json.damaged").read_bytes() == b"a branch"
    assert (tmp_path / "text-2.json").read_text() == '{"version": 99}'


def test_an_empty_text_is_not_kept(tmp_path):
    window = Autosave(tmp_path)
    window.claim()
    window.write(a_draft("something"))
    window.write(a_draft(""))
    window.release()

    assert Autosave(tmp_path).claim() is None
    assert not list(tmp_path.glob("*.json"))


def test_without_a_folder_nothing_is_kept():
    window = Autosave(None)

    assert window.claim() is None
    assert window.write(a_draft("x"))
