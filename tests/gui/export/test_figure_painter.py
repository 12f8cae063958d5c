from itertools import groupby
from xml.etree import ElementTree

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage

from tests.gui.export.figures import BARS
from wmstudio.app.figures import Figure
from wmstudio.gui.base.colours import table
from wmstudio.gui.base.theme import LIGHT
from wmstudio.gui.export.colour_vision import VISIONS, alike
from wmstudio.gui.export.figure_painter import BARS as PARTS
from wmstudio.gui.export.figure_painter import LINES
from wmstudio.gui.export.figure_style import DPI, INCH, FigureStyle
from wmstudio.gui.export.figure_writer import write_figure

MAP = Figure(
    "map",
    "A map of tiny",
    "token",
    "unit",
    np.array([[0.0, 0.5, np.nan], [1.0, 0.25, 0.75]], np.float32),
    ("unit 0", "unit 1"),
    ("␣the", "␣cat", "␣sat"),
    5,
)
CURVES = Figure(
    "curves",
    "Two curves",
    "token",
    "bits",
    np.array([[0, 2, np.nan, 8], [1, 1, 1, 1]], np.float32),
    ("surprisal", "entropy"),
    tuple("abcd"),
    low=0.0,
    high=8.0,
)
FIGURES = (MAP, CURVES, BARS)


def draw(figure, path, width, height):
    """Write a figure whose size is in pixels."""
    style = FigureStyle(width / DPI * INCH, height / DPI * INCH, dots=DPI)
    write_figure([figure], path, style)


@pytest.mark.parametrize("figure", FIGURES)
@pytest.mark.parametrize("size", [(960, 540), (320, 240)])
def test_a_picture_has_the_size_that_was_asked_for(qapp, tmp_path, figure, size):
    draw(figure, tmp_path / "a.png", *size)

    image = QImage(str(tmp_path / "a.png"))
    assert image.size() == QSize(*size)
    colours = {image.pixel(x, y) for x in range(0, size[0], 3) for y in range(0, size[1], 3)}
    assert len(colours) > 3


def test_every_cell_of_a_map_has_the_colour_of_its_value(qapp, tmp_path):
    draw(MAP, tmp_path / "a.png", 960, 540)
    image = QImage(str(tmp_path / "a.png"))
    seen = {
        QColor(image.pixel(x, y)).getRgb()[:3] for x in range(0, 960, 2) for y in range(0, 540, 2)
    }
    for value in MAP.values[np.isfinite(MAP.values)]:
        assert tuple(int(c) for c in table(0.0, 1.0, LIGHT)[round(float(value) * 255)]) in seen


@pytest.mark.parametrize("figure", FIGURES)
def test_an_svg_has_title_axes_and_names_as_text(qapp, tmp_path, figure):
    draw(figure, tmp_path / "a.svg", 800, 400)

    written = (tmp_path / "a.svg").read_text()
    assert 'viewBox="0 0 800 400"' in written
    for text in (figure.title, figure.x, figure.y, figure.columns[0]):
        assert f">{text}<" in written
    if figure.kind == "curves":
        assert ">surprisal<" in written
    # Where Inter is not installed, any viewer has a font without serifs.
    drawn = ElementTree.fromstring(written).iter()
    families = {one.get("font-family") for one in drawn if one.text and one.tag.endswith("}text")}
    assert {name.replace(" ", "") for name in families} == {"Inter,sans-serif"}


@pytest.mark.parametrize("figure", FIGURES)
def test_a_pdf_has_one_page_of_the_size(qapp, tmp_path, figure):
    draw(figure, tmp_path / "a.pdf", 960, 480)

    written = (tmp_path / "a.pdf").read_bytes()
    assert written.startswith(b"%PDF")
    assert b"/MediaBox [0 0 720" in written


def test_a_large_map_is_one_image_and_an_empty_one_is_no_error(qapp, tmp_path):
    values = np.linspace(0, 1, 300 * 200, dtype=np.float32).reshape(300, 200)
    names = tuple(map(str, range(300)))
    draw(Figure("map", "Large", "x", "y", values, names, names[:200]), tmp_path / "a.svg", 800, 400)
    assert (tmp_path / "a.svg").read_text().count("<image") == 1

    empty = Figure("curves", "Empty", "x", "y", np.zeros((1, 0), np.float32), ("a",), ())
    draw(empty, tmp_path / "b.png", 400, 300)


def test_what_cannot_be_written_is_an_error(qapp, tmp_path):
    with pytest.raises(OSError, match="written"):
        draw(MAP, tmp_path / "nowhere" / "a.png", 400, 300)
    with pytest.raises(ValueError, match=r"\.svg"):
        draw(MAP, tmp_path / "a.gif", 400, 300)
    with pytest.raises(ValueError, match="cm"):
        draw(MAP, tmp_path / "a.png", 10, 300)


INF, NAN, LARGEST = float("inf"), float("nan"), float(np.finfo(np.float32).max)


@pytest.mark.parametrize("kind", ["map", "curves", "bars"])
@pytest.mark.parametrize(
    ("low", "high"),
    [
        (0.0, 1.0),
        (-1.0, INF),
        (-INF, INF),
        (NAN, NAN),
        (0.0, 0.0),
        (1e30, 1e30),
        (-LARGEST, LARGEST),
        (0.0, 1e-40),
    ],
)
def test_a_figure_is_drawn_whatever_its_numbers_and_scale(qapp, tmp_path, kind, low, high):
    rows = [[0.5, NAN, INF, -INF, LARGEST, -LARGEST, 1e-40, 0.0], [NAN] * 8, [0.0] * 8]
    names = tuple("abcdefgh")
    values = np.array(rows, np.float32)
    figure = Figure(kind, "Odd", "x", "y", values, names[:3], names, low=low, high=high)
    draw(figure, tmp_path / "a.png", 400, 300)
    assert QImage(str(tmp_path / "a.png")).width() == 400


@pytest.mark.parametrize("vision", [option.id for option in VISIONS])
def test_the_parts_of_a_bar_differ_in_every_vision_and_from_paper(vision):
    assert not alike((*PARTS, "#ffffff"), vision)


def test_bars_of_two_parts_are_drawn_in_two_tones_with_their_names(qapp, tmp_path):
    values = np.array([[0.5, 0.25], [0.25, 0.25], [0.25, 0.0]], np.float32)
    rows = ("probability", "from memory", "from the network")
    bars = Figure("bars", "t", "x", "y", values, rows, ("a", "b"), high=0.5)
    draw(bars, tmp_path / "a.svg", 600, 400)
    written = (tmp_path / "a.svg").read_text()
    assert "from memory" in written
    assert "from the network" in written
    draw(bars, tmp_path / "a.png", 600, 400)
    image = QImage(str(tmp_path / "a.png"))
    wanted = memory, network = PARTS
    seen = [
        [name for name, _ in groupby(column) if name in wanted]
        for column in (
            [image.pixelColor(x, y).name() for y in range(80, image.height())]
            for x in range(image.width())
        )
    ]
    # From above: the network's part of the first bar stands on the memory's.
    assert [network, memory] in seen
    assert [memory] in seen


def test_bars_end_below_a_round_number_at_the_top(qapp, tmp_path):
    values = np.array([[0.138, 0.05]], np.float32)
    bars = Figure("bars", "t", "x", "y", values, ("p",), ("a", "b"), high=float(values.max()))
    draw(bars, tmp_path / "a.svg", 600, 400)

    assert ">0.15<" in (tmp_path / "a.svg").read_text()


def test_an_svg_is_xml_whatever_is_in_its_texts(tmp_path):
    odd = '<b>&"\v\x00\x1b\ufffe'
    values = np.ones((1, 1), np.float32)
    draw(Figure("bars", odd, odd, odd, values, (odd,), (odd,)), tmp_path / "a.svg", 800, 400)
    root = ElementTree.fromstring((tmp_path / "a.svg").read_bytes())

    titles = [x.text for x in root.iter() if x.tag.endswith("title")]
    assert titles[0].startswith('<b>&"\ufffd')


def test_every_curve_has_dashes_of_its_own(qapp, tmp_path):
    many = Figure(
        "curves", "t", "x", "y", np.zeros((5, 3), np.float32), tuple("pqrst"), tuple("abc")
    )
    draw(many, tmp_path / "a.svg", 600, 400)
    written = ElementTree.fromstring((tmp_path / "a.svg").read_bytes())
    dashes = [
        group.get("stroke-dasharray")
        for group in written.iter("{http://www.w3.org/2000/svg}g")
        if group.find("{http://www.w3.org/2000/svg}polyline") is not None
        and group.get("fill") == "none"
    ]
    # Each is in the legend and in the plot.
    assert len(set(dashes)) == 5


MEASURED = Figure(
    "curves",
    "Measured",
    "set size",
    "accuracy",
    np.array([[1.0, 0.5, 0.0], [0.25, np.nan, 0.75]], np.float32),
    ("a", "b"),
    ("1", "4", "64"),
    places=(0.125, 0.375, 0.875),
    ranges=np.array([[[0.8, 0.4, 0.0], [np.nan] * 3], [[1.0, 0.6, 0.2], [np.nan] * 3]], np.float32),
    marks=(0.625, None),
)
SVG = "{http://www.w3.org/2000/svg}"


def strokes(path):
    """The lines of an SVG: the colour, whether it is dotted, and the points."""
    for group in ElementTree.fromstring(path.read_bytes()).iter(f"{SVG}g"):
        for line in group.findall(f"{SVG}polyline"):
            points = [tuple(map(float, pair.split(","))) for pair in line.get("points").split()]
            yield group.get("stroke"), group.get("stroke-dasharray") == "1,2", points


def in_plot(path, points):
    """Points as shares of the plot, which is framed, from its lower left corner."""
    root = ElementTree.fromstring(path.read_bytes())
    *_, frame = root.iter(f"{SVG}rect")
    left, top, wide, high = (float(frame.get(name)) for name in ("x", "y", "width", "height"))
    return [((x - left) / wide, 1 - (y - top) / high) for x, y in points]


def test_points_of_curves_stand_at_their_places(qapp, tmp_path):
    draw(MEASURED, tmp_path / "a.svg", 600, 400)
    (line,) = [points for _, _, points in strokes(tmp_path / "a.svg") if len(points) == 3]

    for found, wanted in zip(
        in_plot(tmp_path / "a.svg", line), [(0.125, 1.0), (0.375, 0.5), (0.875, 0.0)], strict=True
    ):
        assert found == pytest.approx(wanted, abs=0.01)


def test_a_value_between_unknown_ones_is_a_dot(qapp, tmp_path):
    draw(MEASURED, tmp_path / "a.svg", 600, 400)
    root = ElementTree.fromstring((tmp_path / "a.svg").read_bytes())
    dots = [
        (group.get("fill"), (float(dot.get("cx")), float(dot.get("cy"))))
        for group in root.iter(f"{SVG}g")
        for dot in [*group.findall(f"{SVG}circle"), *group.findall(f"{SVG}ellipse")]
    ]

    assert [colour for colour, _ in dots] == [LINES[1]] * 2
    first, last = in_plot(tmp_path / "a.svg", [at for _, at in dots])
    assert first == pytest.approx((0.125, 0.25), abs=0.01)
    assert last == pytest.approx((0.875, 0.75), abs=0.01)


def test_ranges_are_bars_from_the_lowest_to_the_highest(qapp, tmp_path):
    path = tmp_path / "a.svg"
    draw(MEASURED, path, 600, 400)
    bars = [
        in_plot(path, points)
        for colour, dotted, points in strokes(path)
        if not dotted and colour in LINES and points[0][0] == points[-1][0]
    ]

    assert [bar[0] for bar in bars] == [
        pytest.approx(low, abs=0.01) for low in ((0.125, 0.8), (0.375, 0.4), (0.875, 0.0))
    ]
    assert [bar[-1][1] for bar in bars] == [pytest.approx(y, abs=0.01) for y in (1.0, 0.6, 0.2)]


def test_marks_are_dotted_verticals_in_the_colour_of_their_curve(qapp, tmp_path):
    draw(MEASURED, tmp_path / "a.svg", 600, 400)
    found = [
        (colour, in_plot(tmp_path / "a.svg", points))
        for colour, dotted, points in strokes(tmp_path / "a.svg")
        if dotted
    ]

    assert [colour for colour, _ in found] == [LINES[0]]
    for at, wanted in zip(found[0][1], ((0.625, 0.0), (0.625, 1.0)), strict=True):
        assert at == pytest.approx(wanted, abs=0.01)
