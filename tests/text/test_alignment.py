"""Aligning two texts by their words."""

from hypothesis import given
from hypothesis import strategies as st

from wmstudio.text.alignment import align

words = st.lists(
    st.sampled_from(["the", "cat", "dog", "a", "ran", "東", "京", "\n", ".", "  ", "é😀"]),
    max_size=30,
).map(" ".join)


def equal(alignment, a):
    return [a[i : i + n] for i, n in zip(alignment.a, alignment.lengths, strict=True)]


def differing(alignment, a, b):
    mine = [a[i:j] for i, j in alignment.differing()]
    return list(zip(mine, [b[i:j] for i, j in alignment.flipped.differing()], strict=True))


def test_replaced_inserted_and_deleted_words_are_found():
    a = "The cat sat on the mat. The dog ran away with the red ball."
    b = "The cat sat on a warm mat. The bird ran away with ball, too."
    assert differing(align(a, b), a, b) == [
        (" the", " a warm"),
        (" dog", " bird"),
        (" the red", ""),
        ("", ", too"),
    ]


def test_a_changed_ending_makes_the_whole_word_differ():
    a, b = "Mary walked home.", "Mary walks home."
    assert differing(align(a, b), a, b) == [(" walked", " walks")]


def test_chinese_is_aligned_by_characters():
    a, b = "他在北京住了很久", "他在南京住了很久"
    assert differing(align(a, b), a, b) == [("北", "南")]


def test_words_that_are_often_there_keep_their_order():
    a = "a b a c a d a e"
    b = "a b a x a d a e"
    assert differing(align(a, b), a, b) == [(" c", " x")]


def test_a_long_text_with_many_changes_is_aligned_nearly_whole():
    lines = [f"Line {n} says that {n * 7} is not {n * 3}.\n" for n in range(2_000)]
    a = "".join(lines)
    b = "".join(
        line.replace("says", "denies") if n % 5 == 0 else line for n, line in enumerate(lines)
    )
    assert sum(align(a, b).lengths) == len(a) - 400 * len(" says")


def test_characters_lead_to_the_same_or_the_last_before():
    a, b = "one two three", "one 2 three"
    found = align(a, b)
    assert [found.character(i) for i in (0, 2, 3, 6, 7, 12)] == [0, 2, None, None, 5, 10]
    assert found.character_before(7) == 2
    assert found.character_before(0) is None
    assert found.character_before(13) == 10
    assert found.flipped.character(10) == 12


@given(words, words)
def test_equal_stretches_are_equal_in_order_and_leave_the_rest(a, b):
    found = align(a, b)
    assert equal(found, a) == equal(found.flipped, b)
    for starts, text in ((found.a, a), (found.b, b)):
        stops = [i + n for i, n in zip(starts, found.lengths, strict=True)]
        assert all(stop <= start for stop, start in zip(stops, starts[1:], strict=False))
        assert all(n > 0 for n in found.lengths)
        assert not stops or stops[-1] <= len(text)
    kept = sum(found.lengths)
    assert kept + sum(j - i for i, j in found.differing()) == len(a)
    assert kept + sum(j - i for i, j in found.flipped.differing()) == len(b)


@given(words)
def test_a_text_differs_from_itself_nowhere(a):
    assert align(a, a).differing() == ()
