"""Texts are read as they are, or refused in a sentence."""

import pytest

from wmstudio.text.corpus import TextError, read_corpus, read_text, text_of


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", ""),
        (b"a\r\nb\rc\n", "a\r\nb\rc\n"),
        (b"\xef\xbb\xbfcaf\xc3\xa9", "café"),
        ("漢字 😀".encode(), "漢字 😀"),
    ],
)
def test_that_a_text_file_is_read_as_it_is_without_its_byte_order_mark(tmp_path, data, text):
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    assert read_text(path) == text


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"caf\xe9", "is not UTF-8 text (byte 3 cannot be read): save it as UTF-8"),
        (b"\xed\xa0\x80", "is not UTF-8"),
        (b"PNG\0\0\0", "is not a text file"),
        ("text".encode("utf-16"), "is UTF-16 text: save it as UTF-8"),
    ],
)
def test_that_what_is_no_utf_8_text_is_refused_by_its_name(tmp_path, data, said):
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    with pytest.raises(TextError) as caught:
        read_text(path)
    assert str(caught.value).startswith(f"{path} {said}")
    with pytest.raises(TextError, match="standard input"):
        text_of(data, "standard input")


def test_that_a_file_that_cannot_be_read_is_told(tmp_path):
    with pytest.raises(TextError, match="there is no such file"):
        read_text(tmp_path / "none.txt")
    with pytest.raises(TextError, match="cannot be read"):
        read_text(tmp_path)


@pytest.fixture
def folder(tmp_path):
    for name in "cab":
        (tmp_path / f"{name}.txt").write_text(f"book {name}")
    (tmp_path / "notes.md").write_text("no book")
    return tmp_path


def test_that_books_come_in_the_order_of_their_names_with_some_held_out(folder):
    corpus = read_corpus(folder, ["b"])
    assert list(corpus.train.items()) == [("a", "book a"), ("c", "book c")]
    assert corpus.held_out == {"b": "book b"}


@pytest.mark.parametrize(
    ("held_out", "said"),
    [(["d"], "no book d.txt"), ([], "validate on"), (["a", "b", "c"], "learn from")],
)
def test_that_a_choice_which_leaves_nothing_is_told(folder, held_out, said):
    with pytest.raises(TextError, match=said):
        read_corpus(folder, held_out)


def test_that_a_missing_or_empty_folder_is_told(folder, tmp_path):
    with pytest.raises(TextError, match="there is no folder"):
        read_corpus(tmp_path / "none", ["a"])
    (tmp_path / "empty").mkdir()
    with pytest.raises(TextError, match=r"has no \.txt files"):
        read_corpus(tmp_path / "empty", ["a"])
    (folder / "a.txt").write_text("")
    with pytest.raises(TextError, match="is empty"):
        read_corpus(folder, ["a"])


def test_hidden_files_in_a_folder_of_books_are_no_books(tmp_path):
    (tmp_path / "a.txt").write_text("A book.")
    (tmp_path / "b.txt").write_text("Another book.")
    (tmp_path / "._a.txt").write_bytes(b"\x00\x05\x16\x07\x00")

    assert set(read_corpus(tmp_path, ["b"]).train) == {"a"}
