from hypothesis import given
from hypothesis import strategies as st

from wmstudio.app.matching import rank


def best(query, *titles, where=""):
    found = [(r, t) for t in titles if (r := rank(query, t, where)) is not None]
    return [title for _, title in sorted(found)]


def test_the_start_of_a_title_is_better_than_of_a_word_and_that_than_its_middle():
    titles = "Ask the memory", "Reset", "Memory", "Some merry thing", "Same"

    assert best("me", *titles) == ["Memory", "Ask the memory", "Some merry thing", "Same"]


def test_every_word_has_to_be_found_in_whatever_order():
    titles = "Clear list", "Open recent"

    assert best("list clear", *titles) == ["Clear list"]
    assert best("clear recent", *titles) == []


def test_a_thing_is_found_by_where_it_is_and_what_is_told_about_it_too():
    assert rank("theme dark", "Dark", "View › Theme") is not None
    assert rank("ground", "Dark", "View", "Light text on a dark background") is not None
    assert rank("dark", "Dark", "View") < rank("theme", "Dark", "View › Theme")


def test_letters_in_order_are_enough_and_out_of_order_are_not():
    assert best("ckpt", "Open checkpoint", "Open text") == ["Open checkpoint"]
    assert best("tpkc", "Open checkpoint") == []
    assert best("z", "Haze", "Theme") == ["Haze"]


def test_of_two_that_fit_as_well_the_shorter_is_first():
    assert best("find", "Find previous", "Find") == ["Find", "Find previous"]


@given(st.text(), st.text(min_size=1))
def test_nothing_typed_fits_everything_and_a_title_fits_itself(where, title):
    assert rank("  ", title, where) is not None
    assert rank(title, title, where) is not None
