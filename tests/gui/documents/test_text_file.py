import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wmstudio.gui.base.patience import finished
from wmstudio.gui.documents.text_file import Convention, SaveError, open_text, saving
from wmstudio.text.documents import BOM, TextError


@given(
    st.lists(
        st.text(
            st.characters(
                exclude_categories=["Cs"], exclude_characters="\n\r\0\ufeff\u2029\ufdd0\ufdd1"
            )
        )
    ),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.booleans(),
)
def test_a_file_is_saved_as_it_was_found(tmp_path_factory, lines, newline, bom):
    path = tmp_path_factory.mktemp("t") / "a.txt"
    data = (BOM if bom else b"") + newline.join(lines).encode()
    path.write_bytes(data)
    file = open_text(path)
    assert file.text == "\n".join(lines)

    finished(saving(path, file.text, file.convention))
    assert path.read_bytes() == data


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"a\nb\n", []),
        (b"", []),
        (b"a\r\nb", ["a.txt", "CRLF"]),
        (b"a\rb", ["CR line endings"]),
        (b"a\r\nb\r\nc\n", ["mixes", "CRLF", "LF", "saved as CRLF"]),
    ],
)
def test_line_ends_that_are_shown_differently_are_told_in_one_line(tmp_path, data, words):
    (tmp_path / "a.txt").write_bytes(data)
    note = open_text(tmp_path / "a.txt").note

    assert bool(note) == bool(words)
    assert "\n" not in note
    assert all(word in note for word in words)


@pytest.mark.parametrize("data", [b"\xff\xfea\0", b"caf\xe9 au lait", b"PK\x03\x04\0\0\0\0", None])
def test_what_is_no_text_is_refused_with_its_name(tmp_path, data):
    if data is not None:
        (tmp_path / "a.txt").write_bytes(data)
    with pytest.raises(TextError, match=r"a\.txt"):
        open_text(tmp_path / "a.txt")


def test_what_cannot_be_saved_leaves_the_old_file_as_it_was(tmp_path):
    (tmp_path / "is-a-folder").mkdir()
    for path in (tmp_path / "nowhere" / "a.txt", tmp_path / "is-a-folder"):
        with pytest.raises(SaveError, match="could not be saved"):
            finished(saving(path, "text", Convention()))
    assert sorted(os.listdir(tmp_path)) == ["is-a-folder"]


@pytest.mark.skipif(os.name != "posix", reason="named pipes")
def test_a_named_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(TextError, match="is not a regular file"):
        open_text(tmp_path / "pipe")


def test_characters_that_qt_reserves_are_told(tmp_path):
    (tmp_path / "a.txt").write_text("a\ufdd0\ufdd1b\u2029", encoding="utf-8")
    file = open_text(tmp_path / "a.txt")
    assert file.text == "a\ufffd\ufffdb\n"
    assert "2 reserved characters" in file.note
    assert "U+2029 line endings" in file.note
    assert file.convention == Convention()
