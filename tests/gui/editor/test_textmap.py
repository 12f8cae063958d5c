from hypothesis import given
from hypothesis import strategies as st

from wmstudio.gui.editor.textmap import TextMap

TEXTS = st.text(st.sampled_from("ab \n\u00e9\u6f22\u0301\u200d😀👨\U0010ffff\ud800"))


@given(TEXTS, st.data())
def test_every_place_in_code_points_is_where_qt_counts_it(text, data):
    place = data.draw(st.integers(0, len(text)))
    there = TextMap(text).utf16(place)

    assert there == len(text[:place].encode("utf-16-le", "surrogatepass")) // 2
    assert TextMap(text).code_points(there) == place


@given(TEXTS)
def test_the_middle_of_a_pair_is_the_place_before_it(text):
    units = len(text.encode("utf-16-le", "surrogatepass")) // 2
    places = [TextMap(text).code_points(unit) for unit in range(units + 1)]

    assert places == sorted(places)
    assert set(places) == set(range(len(text) + 1))


def test_places_beyond_the_text_are_its_end():
    for text in ("", "abc", "a😀c"):
        assert TextMap(text).code_points(99) == len(text)
        assert TextMap(text).utf16(99) == TextMap(text).utf16(len(text))
        assert TextMap(text).utf16(-1) == 0 == TextMap(text).code_points(-1)


def test_a_known_length_without_wide_characters_needs_no_look_at_the_text():
    assert TextMap("né", utf16_length=2).utf16(2) == 2
    assert TextMap("n😀", utf16_length=3).utf16(2) == 3
