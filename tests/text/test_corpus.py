"""A folder of books is read in the order of their names, or refused in a sentence."""

import re

import pytest

from wmstudio.text.corpus import BookEnds, Chapters, read_corpus
from wmstudio.text.documents import TextError


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


def test_line_ends_of_books_are_read_as_lf_and_noted_once(folder):
    (folder / "a.txt").write_bytes(b"one\r\ntwo\r\n")
    (folder / "b.txt").write_bytes(b"one\rtwo\r")
    corpus = read_corpus(folder, ["b"])
    assert corpus.train["a"] == corpus.held_out["b"] == "one\ntwo\n"
    (note,) = corpus.notes
    assert note.startswith(f"{folder / 'a.txt'} has CRLF line ends, which are read as LF")
    assert "2 of its books" in note


def test_books_that_are_read_as_they_are_have_no_note(folder):
    assert read_corpus(folder, ["b"]).notes == ()


def test_absurd_names_of_held_out_books_are_told_in_a_short_sentence(tmp_path):
    (tmp_path / "a.txt").write_text("A book.")
    with pytest.raises(TextError, match="has no book") as error:
        read_corpus(tmp_path, ["[" * 3_000 + "\n"])
    said = str(error.value).removeprefix(str(tmp_path))
    assert len(said) < 200
    assert "\n" not in said


CHAPTERS = Chapters(re.compile(r"Chapter \d|第.回"), every=2)


def test_every_nth_chapter_is_held_out_of_the_books_that_are_read(folder):
    (folder / "a.txt").write_text("Preface\nChapter 1\none\nChapter 2\nsee Chapter 1\nChapter 3\n")
    (folder / "c.txt").write_text("第一回 甲\n乙\n第二回 丙\n丁\n", encoding="utf-8")
    corpus = read_corpus(folder, ["b"], CHAPTERS)
    assert corpus.train == {
        "a": "Preface\nChapter 1\none\nChapter 3\n",
        "c": "第一回 甲\n乙\n",
    }
    assert corpus.held_out == {
        "b": "book b",
        "a (chapters)": "Chapter 2\nsee Chapter 1\n",
        "c (chapters)": "第二回 丙\n丁\n",
    }


def test_chapters_alone_can_be_held_out_but_must_be_there(folder):
    with pytest.raises(TextError, match="no book with 2 chapters whose headings begin"):
        read_corpus(folder, [], CHAPTERS)
    (folder / "a.txt").write_text("Chapter 1\none\nChapter 2\ntwo\n")
    assert read_corpus(folder, [], CHAPTERS).held_out == {"a (chapters)": "Chapter 2\ntwo\n"}


def test_the_end_of_a_book_begins_where_its_share_is_rounded_down():
    # As other programs cut the same text: int(0.9 * n).
    assert BookEnds(0.1).split("abcdefghijklmnop") == ("abcdefghijklmn", "op")
    assert BookEnds(0.1).split("abcdefghijk") == ("abcdefghi", "jk")
