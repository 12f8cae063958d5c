"""The room that texts, numbers, bars and contents have beside one another."""

from dataclasses import replace
from itertools import pairwise

import pytest

from tests.gui.panels.conftest import opened, pile
from wmstudio.gui.base.theme import DARK
from wmstudio.gui.views.memory_views.pile import QUEUE, STACK, PileTop
from wmstudio.gui.widgets.item_brush import GAP
from wmstudio.gui.widgets.item_places import lay_out
from wmstudio.gui.widgets.items import AGO, IN_PERCENT, KEPT, READ_NOW

SLOTS = AGO, KEPT, READ_NOW, IN_PERCENT
TITLE = "written by"


@pytest.fixture
def brush(on_screen):
    top = on_screen(PileTop("stack", STACK), 500, 300)
    top.list.apply_theme(DARK)
    return top.list.brush


def placed(brush, right, columns=SLOTS, contents=False):
    return lay_out(brush, columns, TITLE, 16, right, contents=contents)


@pytest.mark.parametrize("contents", [False, True])
@pytest.mark.parametrize("right", [300, 420, 800])
def test_texts_and_bars_have_room_and_nothing_overlaps(brush, right, contents):
    places = placed(brush, right, contents=contents)
    assert places[1].width() >= brush.width(TITLE)
    assert places[4].width() > GAP
    shown = [place for place in places if place.width()]
    for one, other in pairwise(shown):
        assert one.right() < other.left()
    assert shown[-1].right() < right


def test_titles_get_shorter_before_texts_do(brush):
    narrow, wide = (placed(brush, right)[2].width() for right in (280, 800))
    assert narrow == brush.width("100.0") < brush.width("tokens ago") == wide
    # A column whose title cannot be shorter is left out.
    assert placed(brush, 280, (replace(AGO, short=""), *SLOTS[1:]))[2].width() == 0


def test_contents_go_where_there_is_no_room_for_texts(brush):
    assert placed(brush, 800, contents=True)[-1].width() > 100
    assert placed(brush, 300, contents=True)[-1].width() == 0


@pytest.mark.parametrize(("prefix", "ends"), [("stack", STACK), ("queue", QUEUE)])
def test_a_pile_beside_another_model_has_its_title(on_screen, prefix, ends):
    top = on_screen(PileTop(prefix, ends), 318, 300)
    top.open(opened(*pile(prefix)))
    top.list.apply_theme(DARK)
    assert top.list._places[1].width() >= top.list.brush.width(TITLE)


def test_columns_are_left_out_before_words_are_cut(brush):
    def there(right):
        name, *columns, _ = placed(brush, right)[1:]
        return name.width() >= brush.width(TITLE), [c.title for c, place in
            zip(SLOTS, columns, strict=True) if place.width()]  # fmt: skip

    assert there(280) == (True, ["tokens ago", "kept", "read now", "in %"])
    assert there(240) == (True, ["kept", "read now", "in %"])
    assert there(180) == (True, ["read now", "in %"])


def test_a_column_that_is_left_out_is_not_painted(on_screen):
    top = on_screen(PileTop("stack", STACK), 200, 300)
    top.open(opened(*pile("stack")))
    top.list.apply_theme(DARK)
    columns = top.list._places[2:-1]
    assert [place.width() > 0 for place in columns] == [True, False, True]
    painted = [term for _, term in painted_titles(top)]
    assert painted == ["written", "kept", "read"]


def painted_titles(top):
    top.list.viewport().grab()
    return top.list.brush.spots
