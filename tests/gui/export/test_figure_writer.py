"""Figures on a page: their size, font, letters and caption, and text that stays text."""

import re
import zlib
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest
from PySide6.QtGui import QImage

from tests.gui.export.figures import BARS, CURVES
from wmstudio.gui.base.fonts import TEXT
from wmstudio.gui.export.figure_style import (
    NO_FONT,
    WRONG_DOTS,
    WRONG_POINTS,
    WRONG_SIZE,
    FigureStyle,
)
from wmstudio.gui.export.figure_writer import TOO_MANY, caption_of, picture_of, write_figure

SVG = "{http://www.w3.org/2000/svg}"


def texts(path):
    """Every text of an SVG with its font's size and family, in order."""
    drawn = ElementTree.fromstring(path.read_bytes()).iter(f"{SVG}text")
    return [(one.text, float(one.get("font-size")), one.get("font-family")) for one in drawn]


def streams(path):
    """The streams of a PDF, unpacked."""
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", path.read_bytes(), re.DOTALL):
        try:
            yield zlib.decompress(found[1])
        except zlib.error:
            continue


def test_a_png_has_its_resolution_and_the_same_layout_at_each(qapp, tmp_path):
    ends = []
    for dots, size in ((100, (500, 300)), (300, (1500, 900))):
        write_figure([CURVES], tmp_path / "a.png", FigureStyle(12.7, 7.62, dots=dots))
        image = QImage(str(tmp_path / "a.png"))

        assert image.size().toTuple() == size
        assert image.dotsPerMeterX() == round(dots / 0.0254)
        assert image.text("Description") == "Model: tiny."
        ink = [
            (x / size[0], y / size[1])
            for x in range(size[0])
            for y in range(size[1])
            if image.pixelColor(x, y).lightness() < 200
        ]
        ends.append([end(one) for one in zip(*ink, strict=True) for end in (min, max)])
    assert ends[0] == pytest.approx(ends[1], abs=0.01)


def test_sizes_of_svg_and_pdf_are_those_of_the_page(qapp, tmp_path):
    style = FigureStyle(2.54 * 4, 2.54 * 3)
    write_figure([CURVES], tmp_path / "a.svg", style)
    write_figure([CURVES], tmp_path / "a.pdf", style)

    root = ElementTree.fromstring((tmp_path / "a.svg").read_bytes())
    assert float(root.get("width").removesuffix("mm")) == pytest.approx(101.6, abs=0.1)
    assert re.search(rb"/MediaBox \[0 0 288\.?0* 216", (tmp_path / "a.pdf").read_bytes())


@pytest.mark.parametrize(("width", "height"), [(8.5, 6.3), (10.17, 3.52)])
def test_a_pdf_has_the_exact_size_and_its_parts_in_their_places(qapp, tmp_path, width, height):
    write_figure([CURVES], tmp_path / "a.pdf", FigureStyle(width, height))
    data = (tmp_path / "a.pdf").read_bytes()

    boxes = re.findall(rb"/(?:Media|Trim)Box \[0 0 ([\d.]+) ([\d.]+)\]", data)
    assert len(boxes) == 2
    for box in boxes:
        assert [float(x) / 72 * 2.54 for x in box] == pytest.approx([width, height], abs=1e-6)
    # The table of objects says where each begins.
    places = re.findall(rb"(\d{10}) 00000 n", data)
    assert all(re.match(rb"\d+ 0 obj", data[int(place) :]) for place in places)


def test_an_svg_has_its_texts_in_the_chosen_font_and_size(qapp, tmp_path):
    write_figure([CURVES], tmp_path / "a.svg", FigureStyle(font=TEXT, points=12.0))

    families = {name.split(",")[0].strip("' ") for _, _, name in texts(tmp_path / "a.svg")}
    assert families == {TEXT}
    assert {size for _, size, _ in texts(tmp_path / "a.svg")} == {16.0}


def test_text_of_a_pdf_is_characters_of_a_font_and_not_outlines(qapp, tmp_path):
    write_figure([CURVES], tmp_path / "a.pdf", FigureStyle())
    data, found = (tmp_path / "a.pdf").read_bytes(), list(streams(tmp_path / "a.pdf"))

    assert set(re.findall(rb"/BaseFont /(?:\w+\+)?(Inter-\w+)", data)) == {
        b"Inter-Regular",
        b"Inter-SemiBold",
    }
    (page,) = (one for one in found if b" Tj" in one)
    assert page.count(b" Tj") > 20
    # Outlines of letters would need curves.
    assert not re.search(rb"\d c\n", page)
    # With these tables readers find and copy the text.
    assert data.count(b"/ToUnicode") == 2


def test_several_figures_are_panels_with_letters_in_rows(qapp, tmp_path):
    style = FigureStyle(16.0, 16.0, columns=2)
    write_figure([CURVES, BARS, CURVES], tmp_path / "a.svg", style)
    root = ElementTree.fromstring((tmp_path / "a.svg").read_bytes())

    places = {}
    for group in root.iter(f"{SVG}g"):
        for text in group.findall(f"{SVG}text"):
            if text.text in ("a", "b", "c") and text.get("font-weight") == "600":
                places[text.text] = [
                    float(n) for n in group.get("transform")[len("matrix(") : -1].split(",")[4:]
                ]
    width, height = style.pixels()
    assert places["b"] == pytest.approx([places["a"][0] + width / 2, places["a"][1]])
    assert places["c"] == pytest.approx([places["a"][0], places["a"][1] + height / 2])
    titles = [text for text, _, _ in texts(tmp_path / "a.svg")]
    assert titles.count("Two curves") == 2
    assert "Bars" in titles


def test_one_figure_has_no_letter(qapp, tmp_path):
    write_figure([CURVES], tmp_path / "a.svg", FigureStyle())

    assert "a" not in [text for text, _, _ in texts(tmp_path / "a.svg")]


def test_a_caption_is_written_below_only_if_asked_for(qapp, tmp_path):
    for wanted in (True, False):
        write_figure([CURVES], tmp_path / "a.svg", FigureStyle(caption=wanted))
        assert ("Model: tiny." in [text for text, _, _ in texts(tmp_path / "a.svg")]) is wanted
        # It is always in the description.
        root = ElementTree.fromstring((tmp_path / "a.svg").read_bytes())
        assert root.find(f"{SVG}desc").text == "Model: tiny."


def test_captions_that_differ_name_the_letters_of_their_panels():
    other = replace(CURVES, caption="Model: large.")

    assert caption_of([CURVES, other, CURVES]) == "(a, c) Model: tiny.\n(b) Model: large."
    assert caption_of([CURVES, CURVES]) == "Model: tiny."


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"width": 0.0}, WRONG_SIZE),
        ({"height": 1e6}, WRONG_SIZE),
        ({"points": 0.0}, WRONG_POINTS),
        ({"dots": 5}, WRONG_DOTS),
        ({"font": "No such font"}, NO_FONT),
        ({"font": ""}, NO_FONT),
        ({"width": 100.0, "height": 100.0, "dots": 1200}, TOO_MANY),
        ({"points": 72.0}, "no room for the plot"),
        ({"width": 2.0, "height": 2.0, "caption": True}, "no room for the plot"),
    ],
)
def test_what_cannot_be_drawn_is_told_and_nothing_is_written(qapp, tmp_path, changed, message):
    path = tmp_path / "a.png"
    path.write_bytes(b"before")
    with pytest.raises(ValueError, match=re.escape(message)):
        write_figure([CURVES], path, replace(FigureStyle(), **changed))
    assert path.read_bytes() == b"before"


def test_a_legend_that_is_wider_than_the_plot_has_more_lines(qapp):
    names = tuple(f"a quantity with a long name, number {i}" for i in range(5))
    many = replace(CURVES, rows=names, values=np.zeros((5, 4), np.float32))
    picture = picture_of([many], FigureStyle(8.0, 8.0), 96)
    ink = [
        x
        for x in range(picture.width() - 5, picture.width())
        for y in range(picture.height())
        if picture.pixelColor(x, y).lightness() < 250
    ]
    assert not ink
