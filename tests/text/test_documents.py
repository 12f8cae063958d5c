"""One rule says what the text of a document is, or refuses it in a sentence."""

import io
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wmstudio.text import documents
from wmstudio.text.documents import (
    TextError,
    decode_document,
    document_of,
    plain_text,
    read_document,
    read_stream,
    read_text,
)

ODD = (
    "\u00a0\u2028\u0085\u200b\u200f\ufeff\ufffc\x0b\x0c\x1a\x7f\u3000\U0001f1e9\U000e0001\U0010ffff"
)


@pytest.mark.parametrize(
    ("written", "text", "newline", "note"),
    [
        ("", "", "\n", ""),
        ("a\nb\n", "a\nb\n", "\n", ""),
        ("a\r\nb\r\n", "a\nb\n", "\r\n", "it has CRLF line ends, which are read as LF"),
        ("a\rb", "a\nb", "\r", "it has CR line ends, which are read as LF"),
        ("a\n\rb", "a\n\nb", "\n", "it has LF, CR line ends, which are read as LF"),
        ("a\r\r\nb", "a\n\nb", "\r\n", "it has CRLF, CR line ends, which are read as LF"),
        ("a\u2029b", "a\nb", "\n", "it has U+2029 line ends, which are read as LF"),
        ("\ufdd0", "\ufffd", "\n", "it has reserved characters (1), which are read as U+FFFD"),
        (ODD, ODD, "\n", ""),
    ],
)
def test_line_ends_become_lf_and_all_else_stays(written, text, newline, note):
    for found in (document_of(written), decode_document(written.encode(), "it")):
        assert (found.text, found.newline, found.bom) == (text, newline, False)
        assert found.note("it") == note
        assert found.is_changed == bool(note)


@given(st.text())
def test_a_text_is_changed_once_and_then_no_more(text):
    plain = plain_text(text)
    assert not document_of(plain).is_changed
    assert plain_text(plain) == plain
    assert document_of(text).is_changed == (plain != text.lstrip("\ufeff"))


@pytest.mark.parametrize("data", ["café", "漢字 😀\r\n", ODD])
def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path, data):
    path = tmp_path / "a.txt"
    path.write_bytes(documents.BOM + data.encode())
    found = read_document(path)
    assert (found.text, found.bom) == (plain_text(data), True)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"caf\xe9", "is not UTF-8 text (byte 3 cannot be read): save it as UTF-8"),
        (b"\xed\xa0\x80", "is not UTF-8"),
        (b"PNG\0\0\0", "is not a text file"),
        ("text".encode("utf-16"), "is UTF-16 text: save it as UTF-8"),
    ],
)
def test_what_is_not_utf_8_text_is_refused_by_its_name(tmp_path, data, said):
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    with pytest.raises(TextError) as caught:
        read_text(path)
    assert str(caught.value).startswith(f"{path} {said}")
    with pytest.raises(TextError, match="standard input"):
        read_stream(io.BytesIO(data), "standard input")


def test_a_file_that_cannot_be_read_is_told(tmp_path):
    with pytest.raises(TextError, match="there is no such file"):
        read_text(tmp_path / "none.txt")
    with pytest.raises(TextError, match="is a folder: name a file"):
        read_text(tmp_path)


def test_a_text_without_an_end_is_refused(monkeypatch):
    class Endless(io.RawIOBase):
        def read(self, size=-1):
            return b"y" * size

    monkeypatch.setattr(documents, "LARGEST", 3 << 20)
    with pytest.raises(TextError, match="use a part of it"):
        read_stream(Endless(), "standard input")


def test_zeros_without_an_end_are_refused_at_the_first_piece():
    class Zeros(io.RawIOBase):
        times = 0

        def read(self, size=-1):
            self.times += 1
            return bytes(size)

    zeros = Zeros()
    with pytest.raises(TextError, match="not a text file"):
        read_stream(zeros, "zeros")
    assert zeros.times == 1


@pytest.mark.skipif(not os.path.isdir("/dev/fd"), reason="the system has no /dev/fd")
def test_a_pipe_is_read_to_its_end():
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as pipe:
        pipe.write(b"a\r\nb")
    try:
        assert read_text(Path(f"/dev/fd/{reading}")) == "a\nb"
    finally:
        os.close(reading)
