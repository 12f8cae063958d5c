"""What each token costs one model more than another, with any tokens of either."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.frames import frame
from wmstudio.engine.difference import aligned_difference, counterpart, difference
from wmstudio.text.alignment import align


def test_that_the_same_tokens_are_compared_one_by_one():
    pieces = [b" the", b" cat", b" sat"]
    a, b = frame(pieces, [1.5, 2.25, 0.125]), frame(pieces, [1.0, 4.0, 0.5])
    found = difference(a, b, 0, 10)
    np.testing.assert_array_equal(found.bits, [-0.5, 1.75, 0.375])
    np.testing.assert_array_equal(found.first, [1.5, 2.25, 0.125])
    np.testing.assert_array_equal(found.second, [1.0, 4.0, 0.5])
    np.testing.assert_array_equal(found.begins, [0, 1, 2])
    np.testing.assert_array_equal(found.stops, [1, 2, 3])


def test_that_tokens_of_both_that_end_nowhere_together_are_summed():
    a = frame([b"the", b" c", b"at", b" sat"], [1, 2, 4, 8])
    b = frame([b"the", b" ca", b"t", b" sa", b"t"], [16, 32, 64, 128, 256])
    found = difference(a, b, 0, 4)
    np.testing.assert_array_equal(found.bits, [15, 90, 90, 376])
    np.testing.assert_array_equal(found.first, [1, 6, 6, 8])
    np.testing.assert_array_equal(found.begins, [0, 1, 1, 3])
    np.testing.assert_array_equal(found.stops, [1, 3, 3, 4])


def test_that_a_stretch_reaches_beyond_what_is_asked_about():
    a = frame([b"a", b"bc", b"de", b"f"], [1, 2, 4, 8])
    b = frame([b"ab", b"cd", b"ef"], [1, 1, 1])
    found = difference(a, b, 2, 3)
    np.testing.assert_array_equal(found.bits, [3 - 15])
    assert (found.begins[0], found.stops[0]) == (0, 4)


def test_that_bytes_of_one_character_are_compared_one_by_one_where_both_have_them():
    pieces = [b"a", b"\xe2", b"\x82", b"\xac", b"b"]
    a, b = frame(pieces, [1, 2, 3, 4, 5]), frame(pieces, [1, 1, 1, 1, 1])
    np.testing.assert_array_equal(difference(a, b, 2, 4).bits, [-2, -3])
    whole = frame([b"a", b"\xe2\x82\xac", b"b"], [1, 1, 1])
    np.testing.assert_array_equal(difference(a, whole, 2, 4).bits, [1 - 9, 1 - 9])
    np.testing.assert_array_equal(difference(whole, a, 0, 3).bits, [0, 9 - 1, 4])


def test_that_what_the_second_has_not_read_is_unknown():
    pieces = [b"a", b"b", b"c", b"d"]
    a, b = frame(pieces, [1, 2, 3, 4]), frame(pieces, [2, 2, 2, 2], read=3)
    # Its last token may be a part of the character only.
    np.testing.assert_array_equal(difference(a, b, 0, 4).bits, [1, 0, np.nan, np.nan])
    nothing = frame(pieces, [1, 1, 1, 1], read=0)
    assert np.isnan(difference(a, nothing, 0, 4).bits).all()


@pytest.mark.parametrize(("start", "stop"), [(0, 0), (5, 9), (3, 2), (-4, 0)])
def test_that_a_stretch_without_tokens_has_no_difference(start, stop):
    a = frame([b"a", b"b"], [1, 2])
    assert len(difference(a, a, start, stop).bits) == 0


TEXT = "a€b😀 cd\n" * 20
ways = st.lists(st.sampled_from(["on", "new", "bytes"]), min_size=len(TEXT), max_size=len(TEXT))


def cut(ways, text=TEXT):
    """A text in pieces: each character goes on with a piece, begins one, or is cut in bytes."""
    pieces, open_ = [], False
    for c, way in zip(text, ways, strict=True):
        data = c.encode()
        if way == "bytes":
            pieces += [data[i : i + 1] for i in range(len(data))]
        elif way == "on" and open_:
            pieces[-1] += data
        else:
            pieces.append(data)
        open_ = way != "bytes"
    return pieces


def by_hand(a, bits_a, b, bits_b):
    """Difference of each token of a, by the bytes at which tokens of both end."""
    ends_a, ends_b = np.cumsum([len(p) for p in a]), np.cumsum([len(p) for p in b])
    found, begin = [], -1
    for end in sorted(set(ends_a) & set(ends_b)):
        mine = (ends_a > begin) & (ends_a <= end)
        yours = (ends_b > begin) & (ends_b <= end)
        found += [bits_b[yours].sum() - bits_a[mine].sum()] * mine.sum()
        begin = end
    return np.array(found)


# What stands before a text and covers nothing of it, such as Llama's space.
before = st.sampled_from([[], [b""]])


@given(before, ways, before, ways, st.integers(0, 150), st.integers(0, 60), st.integers(0, 99))
def test_that_any_two_ways_to_cut_a_text_are_compared_over_the_same_bytes(
    a0, x, b0, y, start, n, seed
):
    a, b = a0 + cut(x), b0 + cut(y)
    rng = np.random.default_rng(seed)
    # Whole numbers, so that sums are exact.
    bits_a, bits_b = rng.integers(0, 99, len(a)), rng.integers(0, 99, len(b))
    found = difference(frame(a, bits_a, 64), frame(b, bits_b, 64), start, start + n)
    wanted = by_hand(a, bits_a, b, bits_b)[start : start + n]
    np.testing.assert_array_equal(found.bits, wanted)


@pytest.mark.parametrize(("first", "second"), [(1, 0), (0, 1), (1, 1)])
def test_that_a_token_that_covers_nothing_counts_with_the_first_that_do(first, second):
    a = frame([b""] * first + pieces_of(["one", " two"]), [8] * first + [1, 2])
    b = frame([b""] * second + pieces_of(["on", "e", " two"]), [16] * second + [4, 1, 4])
    whole = difference(a, b, 0, len(a.trace))
    own = [8.0] if first and second else []
    apart = 5 - 1 if first and second else 5 + 16 * second - 1 - 8 * first
    joined = [apart] * (1 + first) if not own else [apart]
    np.testing.assert_array_equal(whole.bits, [*own, *joined, 2])
    last = difference(a, b, len(a.trace) - 1, len(a.trace))
    np.testing.assert_array_equal(last.bits, [2])
    assert whole.begins.tolist() == ([0, 1, 2] if own else [0] * (1 + first) + [1 + first])


# --- two texts ---------------------------------------------------------------------------------


def pieces_of(words):
    return [word.encode() for word in words]


def test_that_two_texts_are_compared_where_their_tokens_are_the_same():
    first, second = ["The", " cat", " sat", " here"], ["The", " old", " cat", " sat", " there"]
    a = frame(pieces_of(first), [1, 2, 4, 8])
    b = frame(pieces_of(second), [16, 32, 64, 128, 256])
    alignment = align("".join(first), "".join(second))
    found = aligned_difference(a, b, alignment, 0, 4)
    np.testing.assert_array_equal(found.bits, [15, 62, 124, np.nan])
    np.testing.assert_array_equal(found.second, [16, 64, 128, np.nan])
    np.testing.assert_array_equal(found.begins, [0, 1, 2, 3])
    assert [counterpart(a, b, alignment, i) for i in (-1, 0, 1, 2, 3, 4)] == [
        *(None, 0, 2, 3),
        *(None, None),
    ]


def test_that_tokens_of_an_equal_stretch_have_to_be_cut_alike():
    a = frame(pieces_of(["x", " ab", "c", " d"]), [1, 2, 4, 8])
    b = frame(pieces_of(["y", " a", "bc", " d"]), [1, 1, 1, 1])
    found = aligned_difference(a, b, align("x abc d", "y abc d"), 0, 4)
    np.testing.assert_array_equal(found.bits, [np.nan, np.nan, np.nan, -7])


def test_that_a_token_of_the_second_may_span_all_that_is_asked():
    a = frame(pieces_of(["x", " a", " b", " c"]), [1, 2, 4, 8])
    b = frame(pieces_of(["y a b c"]), [3])
    alignment = align("x a b c", "y a b c")
    assert np.isnan(aligned_difference(a, b, alignment, 1, 3).bits).all()
    assert counterpart(a, b, alignment, 1) is None


def test_that_what_the_second_text_has_not_read_is_unknown():
    a = frame(pieces_of(["x", " a", " b", " c"]), [1, 2, 4, 8])
    b = frame(pieces_of(["y", " a", " b", " c"]), [1, 1, 1, 1], read=3)
    found = aligned_difference(a, b, align("x a b c", "y a b c"), 0, 4)
    np.testing.assert_array_equal(found.bits, [np.nan, -1, np.nan, np.nan])


OTHER = TEXT.replace("b", "x yz", 3)[5:]
other_ways = st.lists(
    st.sampled_from(["on", "new", "bytes"]), min_size=len(OTHER), max_size=len(OTHER)
)


def spans_in_bytes(pieces):
    ends = np.cumsum([len(piece) for piece in pieces])
    return list(zip(ends - [len(piece) for piece in pieces], ends, strict=True))


def bytes_of(alignment, a, b):
    """For each byte of a, the byte of b that it is equal to, and the number of its stretch."""
    found = {}
    for n, (i, j, length) in enumerate(
        zip(alignment.a, alignment.b, alignment.lengths, strict=True)
    ):
        first, there = len(a[:i].encode()), len(b[:j].encode())
        for k in range(len(a[i : i + length].encode())):
            found[first + k] = there + k, n
    return found


@given(
    before, ways, before, other_ways, st.integers(0, 150), st.integers(0, 60), st.integers(0, 99)
)
def test_that_tokens_of_two_texts_are_paired_by_their_bytes(a0, x, b0, y, start, n, seed):
    a, b = a0 + cut(x), b0 + cut(y, OTHER)
    rng = np.random.default_rng(seed)
    bits_a, bits_b = rng.integers(0, 99, len(a)), rng.integers(0, 99, len(b))
    alignment = align(TEXT, OTHER)
    same, there = bytes_of(alignment, TEXT, OTHER), spans_in_bytes(b)
    wanted = []
    for (begin, end), bits in zip(spans_in_bytes(a), bits_a, strict=True):
        first, last = same.get(begin), same.get(end - 1)
        paired = first is not None and last is not None and first[1] == last[1]
        span = (first[0], last[0] + 1) if paired else None
        wanted.append(bits_b[there.index(span)] - bits if span in there else np.nan)
    found = aligned_difference(
        frame(a, bits_a, 64), frame(b, bits_b, 64), alignment, start, start + n
    )
    np.testing.assert_array_equal(found.bits, wanted[start : start + n])
