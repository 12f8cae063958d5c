"""A difference has what differs and a little around it, however long the texts are."""

from wmstudio.app.text_difference import MOST_LINES, difference

NAMES = ("there", "here")


def test_equal_texts_have_no_difference():
    assert difference("a\nb", "a\nb", NAMES) == ""


def test_lines_that_are_new_and_gone_are_marked():
    lines = difference("a\nold\nb", "a\nnew\nb\nlast", NAMES).split("\n")
    assert lines[:2] == ["--- there", "+++ here"]
    assert {"-old", "+new", "+last", " a"} <= set(lines)


def test_long_texts_are_compared_where_they_differ():
    text = [str(i) for i in range(200_000)]
    other = [*text]
    other[150_000] = "another"
    found = difference("\n".join(text), "\n".join(other), NAMES)
    assert "-150000" in found
    assert "+another" in found
    assert found.count("\n") < 20


def test_texts_without_a_common_line_are_cut():
    found = difference("a\n" * 50_000, "b\n" * 50_000, NAMES)
    assert found.count("\n") <= 2 * MOST_LINES + 3
