"""What is drawn with: the fonts that ship, whatever is installed."""

import ast
import shutil
from pathlib import Path
from unicodedata import category

import pytest
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QFontMetricsF, QRawFont

import wmstudio
from wmstudio import paths
from wmstudio.app.log import log
from wmstudio.gui.base import fonts

SHIPPED = paths.resources() / "fonts"
LOOKED_FOR = {"\N{ARABIC DECIMAL SEPARATOR}", "\N{OBJECT REPLACEMENT CHARACTER}", "\ufdff"}
"""Signs that the window looks for in what people write, and does not show by itself."""


@pytest.fixture
def own_font(qapp):
    """Puts the application's font back."""
    before = qapp.font()
    yield before
    qapp.setFont(before)


@pytest.mark.parametrize("name", fonts.FILES)
def test_each_file_is_a_font_of_its_family(qapp, name):
    number = QFontDatabase.addApplicationFont(str(SHIPPED / name))
    try:
        # Some platforms name the style as a family of its own beside it.
        assert QFontDatabase.applicationFontFamilies(number)[0] == fonts.FILES[name]
    finally:
        QFontDatabase.removeApplicationFont(number)


def test_all_the_font_files_that_ship_are_loaded():
    assert {file.name for file in SHIPPED.glob("*.[ot]tf")} == set(fonts.FILES)


@pytest.mark.parametrize(
    ("font", "family"),
    [
        (lambda: QFont(fonts.INTERFACE), "Inter"),
        (fonts.text, "Noto Serif"),
        (fonts.code, "JetBrains Mono"),
    ],
)
def test_each_purpose_has_its_font_in_normal_weight(qapp, font, family):
    assert QFontInfo(font()).family() == family
    assert QFontInfo(font()).weight() == QFont.Weight.Normal


@pytest.mark.parametrize(
    ("family", "weight"), [(fonts.INTERFACE, fonts.HEAVY), (fonts.CODE, QFont.Weight.Bold)]
)
def test_heavy_text_has_a_font_of_its_own(qapp, family, weight):
    font = QFont(family)
    font.setWeight(weight)
    raw = QRawFont.fromFont(font)
    assert (raw.familyName(), raw.weight()) == (family, weight)


def test_the_window_is_in_the_fonts_of_the_design(make_window):
    window = make_window()

    assert QFontInfo(window.font()).family() == fonts.INTERFACE
    assert QFontInfo(window.editor.font()).family() == fonts.WRITING


@pytest.mark.parametrize("weight", [QFont.Weight.Normal, fonts.HEAVY])
def test_the_interface_font_has_every_sign_of_the_window(qapp, weight):
    font = QFont(fonts.INTERFACE)
    font.setWeight(weight)
    raw = QRawFont.fromFont(font)
    root = Path(wmstudio.__file__).parent
    trees = [ast.parse(file.read_text("utf-8")) for file in (root / "gui").rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    texts = [one.value for one in nodes if isinstance(one, ast.Constant)]
    found = {sign for text in (*texts, "␣⏎") if isinstance(text, str) for sign in text}
    signs = {sign for sign in found - LOOKED_FOR if category(sign)[0] in "SP"}

    assert signs > {*"→−×…·⌄‖"}
    assert {sign for sign in signs if not raw.supportsCharacter(ord(sign))} == set()


@pytest.mark.parametrize("damage", ["missing", "empty", "no font", "cut short", "another font"])
def test_a_font_that_cannot_be_used_is_logged_and_does_no_harm(
    qapp, own_font, tmp_path, monkeypatch, damage
):
    folder = shutil.copytree(SHIPPED, tmp_path / "fonts")
    file = folder / "NotoSerif-Regular.ttf"
    whole = file.read_bytes()
    file.unlink()
    if damage != "missing":
        other = (folder / "Inter-Regular.ttf").read_bytes()
        bad = {"empty": b"", "no font": b"words" * 99, "cut short": whole[:99]}
        file.write_bytes(bad.get(damage, other))
    said = []
    monkeypatch.setattr(log, "warning", lambda text, *values: said.append(text % values))

    assert fonts.load(qapp, folder) == ("NotoSerif-Regular.ttf",)
    assert len(said) == 1
    assert "NotoSerif-Regular.ttf" in said[0]


def test_without_any_file_the_system_font_stands_in(qapp, own_font, tmp_path):
    assert fonts.load(qapp, tmp_path) == tuple(fonts.FILES)
    families = qapp.font().families()
    assert families[0] == fonts.INTERFACE
    assert set(own_font.families()) <= set(families)
    assert len(families) == len(set(families))


def test_the_text_has_the_letters_that_ship_in_higher_lines(qapp):
    fonts.load(qapp)
    plain, spaced = fonts.text(), fonts.writing()
    for font in (plain, spaced):
        font.setPixelSize(100)
    narrow, high = QFontMetricsF(plain), QFontMetricsF(spaced)
    assert QFontInfo(spaced).family() == fonts.WRITING
    assert high.height() == pytest.approx(100 * fonts.PITCH, abs=2)
    assert high.height() > narrow.height() + 20
    for words in ("remember", "Ärger, naïve: “1,234”"):
        assert high.horizontalAdvance(words) == narrow.horizontalAdvance(words)
    # As much room above as below.
    above, below = high.ascent() - narrow.ascent(), high.descent() - narrow.descent()
    assert above == pytest.approx(below, abs=2)
