"""Lines stand where their numbers say, each with its own look, and all is labelled."""

from xml.etree import ElementTree

import pytest

from wmstudio.evaluation.svg import COLOURS, Chart, Line, svg

SVG = "{http://www.w3.org/2000/svg}"
LINES = [
    Line("4 <slots>", [(1, 1.0), (4, 0.5), (16, 0.0)], [(0.9, 1.0), (0.4, 0.6), (0.0, 0.1)], 4),
    Line("8 slots", [(1, 0.5), (16, 0.5)]),
]


def drawn(*panels):
    return ElementTree.fromstring(svg(panels))


def panel(lines=LINES):
    return Chart("Capacity & more", "set size (pairs)", "accuracy", lines, (1 / 16, "chance"))


def places(line):
    return [tuple(map(float, pair.split(","))) for pair in line.get("points").split()]


def test_that_points_stand_where_their_numbers_say():
    first, second = drawn(panel()).iter(f"{SVG}polyline")
    (x0, y0), (x1, y1), (x2, y2) = places(first)
    # x doubles from tick to tick, y falls from 1 at the top to 0 on the axis.
    assert x1 - x0 == pytest.approx(x2 - x1, abs=0.2)
    assert y1 - y0 == pytest.approx(y2 - y1, abs=0.2)
    assert x0 < x1 < x2
    assert y0 < y1 < y2
    assert [y for _, y in places(second)] == [y1, y1]


def test_that_each_line_has_its_colour_its_marker_and_its_name():
    picture = drawn(panel())
    strokes = [line.get("stroke") for line in picture.iter(f"{SVG}polyline")]
    assert strokes == list(COLOURS[:2])
    # One in the legend for each line, beside those of the points.
    assert len(list(picture.iter(f"{SVG}circle"))) == 3 + 1
    assert len(list(picture.iter(f"{SVG}polygon"))) == 2 + 1
    texts = [text.text for text in picture.iter(f"{SVG}text")]
    for word in ("4 <slots>", "8 slots", "Capacity & more", "set size (pairs)", "accuracy"):
        assert texts.count(word) == 1
    assert {"1", "2", "4", "8", "16", "0.5", "chance"} <= set(texts)
    assert len(set(COLOURS)) == len(COLOURS)


def test_that_ranges_and_marks_are_drawn():
    with_them, without = drawn(panel()), drawn(panel([Line("a", LINES[0].points)]))
    bars = [
        line
        for line in with_them.iter(f"{SVG}line")
        if line.get("x1") == line.get("x2") and line.get("stroke") == COLOURS[0]
    ]
    assert len(bars) == 3 + 1
    assert not [line for line in without.iter(f"{SVG}line") if line.get("x1") == line.get("x2")
                and line.get("stroke") == COLOURS[0]]  # fmt: skip


def test_that_panels_stand_side_by_side_in_rows():
    picture = drawn(*[panel()] * 3)
    groups = [group.get("transform") for group in picture.iter(f"{SVG}g")]
    assert len(set(groups)) == 3
    width, height = float(picture.get("width")), float(picture.get("height"))
    one = drawn(panel())
    assert (width, height) == (2 * float(one.get("width")), 2 * float(one.get("height")))


def test_that_a_single_point_is_drawn_too():
    (line,) = drawn(panel([Line("a", [(1, 0.5)])])).iter(f"{SVG}polyline")
    assert len(places(line)) == 1
