"""What a word on the command line means: what exists is read, what looks like a path is none."""

import io
import os
import sys
from types import SimpleNamespace

import pytest

from wmstudio.cli.texts import looks_like_path, text_or_file
from wmstudio.text.documents import TextError


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "stories").mkdir()
    (tmp_path / "link").symlink_to("nothing")
    (tmp_path / "my story").write_bytes(b"Once\r\n")
    (tmp_path / "cat.txt").write_text("The cat")
    return tmp_path


@pytest.mark.parametrize(
    "word",
    [
        "my story.txt",
        "none.txt",
        "none.MD",
        "The end.txt",
        "none.json",
        "none.wmtrace",
        "none.tar.gz",
        "/none",
        "/dev/fd/6399",
        "./none",
        "../none",
        "~/none",
        "~somebody/none",
        "C:\\stories\\none",
        "C:/none",
        "file:///none",
        "stories/none",
        "stories/my chapter",
        "link",
    ],
)
def test_what_looks_like_a_path_and_is_none_is_refused(word):
    with pytest.raises(TextError) as caught:
        text_or_file(word)
    assert repr(word) in str(caught.value)
    assert "put a space after it" in str(caught.value)
    assert text_or_file(word + " ") == word + " "


@pytest.mark.parametrize(
    "word",
    [
        "The cat sat.",
        "and/or",
        "He said: yes/no",
        "/ a slash",
        "/me waves at the cat",
        "e.g.",
        "i.e",
        "3.14",
        "...",
        "",
        " ",
        "one\ntwo.txt",
        "🙂",
        "x" * 100_000,
        "nul\0",
        "Read on at stories",
        "~ about ~",
        "C: the grade",
    ],
)
def test_a_text_is_a_text(word):
    assert not looks_like_path(word)
    assert text_or_file(word) == word


def test_what_exists_is_read_whatever_it_is_called(here, capsys):
    assert text_or_file("cat.txt") == text_or_file(str(here / "cat.txt")) == "The cat"
    assert text_or_file("my story") == "Once\n"
    assert "my story has CRLF line ends, which are read as LF" in capsys.readouterr().err


def test_a_folder_is_refused_in_one_sentence():
    with pytest.raises(TextError, match="'stories' is a folder: name a file"):
        text_or_file("stories")


@pytest.mark.skipif(not os.path.isdir("/dev/fd"), reason="the system has no /dev/fd")
def test_a_pipe_by_its_number_is_read():
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as pipe:
        pipe.write(b"from a pipe\r\n")
    try:
        assert text_or_file(f"/dev/fd/{reading}") == "from a pipe\n"
    finally:
        os.close(reading)


def test_standard_input_is_read_by_the_same_rule(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"\xef\xbb\xbfa\r\nb")))
    assert text_or_file("-") == "a\nb"
    assert "standard input has CRLF line ends" in capsys.readouterr().err


def test_a_text_on_the_command_line_is_read_by_the_same_rule(capsys):
    assert text_or_file("a\r\nb") == "a\nb"
    assert "the text has CRLF line ends" in capsys.readouterr().err


def test_a_text_is_read_as_utf_8_whatever_encoding_the_system_names():
    typed = "une fée \u2028 中".encode().decode("ascii", "surrogateescape")
    assert text_or_file(typed) == "une fée \u2028 中"


@pytest.mark.parametrize("word", ["caf\udce9", "The \ud83d cat"])
def test_a_text_that_is_not_utf_8_is_refused(word):
    with pytest.raises(TextError, match="the text is not UTF-8: put it into a file"):
        text_or_file(word)
