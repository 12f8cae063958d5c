"""The World tokenizer takes the longest piece, and reads its authors' vocabulary."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wmstudio.text.longest import LongestTokenizer, read_world
from wmstudio.untrusted import UntrustedError

BYTES = [bytes([i]) for i in range(256)]
MORE = [b"th", b"the", b" the", b"then he", b"\n\n", "é".encode(), b"in", b"ing"]
PIECES = [b"", *BYTES, *MORE]
TOKENIZER = LongestTokenizer(PIECES)
TEXT = st.text(st.sampled_from("then i\ng\u00e9\U0001f600\ud83d"), max_size=40)


def vocabulary(pieces):
    """As the authors write it: with Python's repr, as text where the bytes are some."""
    lines = []
    for id, piece in enumerate(pieces):
        if piece:
            try:
                shown = repr(piece.decode())
            except UnicodeDecodeError:
                shown = repr(piece)
            lines.append(f"{id} {shown} {len(piece)}\n")
    return "".join(lines)


@given(text=TEXT)
def test_each_token_is_the_longest_piece_of_what_follows(text):
    encoding = TOKENIZER.encode(text)
    rest = text.encode("utf-8", "surrogatepass")
    for id in encoding.ids:
        assert PIECES[id] == max((p for p in PIECES if rest.startswith(p)), key=len)
        rest = rest[len(PIECES[id]) :]
    assert not rest
    assert TOKENIZER.decode(encoding.ids) == text
    assert (encoding.ends[-1] if len(encoding.ends) else 0) == len(text)


def test_a_byte_that_no_piece_begins_with_is_the_unknown_piece():
    found = LongestTokenizer([b"", b"a", b"ab"]).encode("abca")

    assert found.ids.tolist() == [2, 0, 1]
    assert found.ends.tolist() == [2, 3, 4]


def test_a_vocabulary_as_its_authors_write_it_gives_the_same_pieces():
    odd = [b"'", b'"', b"\\n", "“\u2028\U0001f600".encode(), b"\xff\xfe", b"it's", b"' \""]
    pieces = [b"", *BYTES, *(piece for piece in odd if len(piece) > 1)]
    found = read_world(vocabulary(pieces), len(pieces) + 3)

    assert found.pieces == [*pieces, b"", b"", b""]


@pytest.mark.parametrize("text", ["a\nb\n", "", "1 a 1\n", "300 'a' 1\n"])
def test_what_is_no_such_vocabulary_is_left_to_others(text):
    assert read_world(text, 10) is None


@pytest.mark.parametrize("line", ["2 'a", "2 'ab' 1", r"2 '\q' 1", r"2 '\UFFFFFFFF' 1"])
def test_a_damaged_line_is_named(line):
    with pytest.raises(UntrustedError, match="it"):
        read_world(f"1 'a' 1\n{line}\n", 10)
