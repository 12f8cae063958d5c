"""Every colour stands out from everything that it may lie on."""

from dataclasses import fields
from itertools import product

import pytest
from PySide6.QtGui import QColor

from tests.gui.contrast import contrast, tinted
from wmstudio.gui.base.theme import DARK, LIGHT, MARKS, SURFACES, TEXTS, THEMES, in_high_contrast
from wmstudio.gui.editor.text_shades import STRONGEST as STRONGEST_SHADE
from wmstudio.gui.plots.lit import STRONGEST as STRONGEST_LIGHT

EACH = pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
DECORATION = {"hairline", "empty_bar"}
BUTTON = {"primary", "on_primary"}


@EACH
@pytest.mark.parametrize(("role", "surface"), [*product(TEXTS, SURFACES)])
def test_text_can_be_read_on_every_surface(theme, role, surface):
    # The specification gives two decimals less than WCAG: 4.45 is its 4.5.
    assert contrast(getattr(theme, role), getattr(theme, surface)) >= 4.45


@EACH
@pytest.mark.parametrize(("role", "surface"), [*product(MARKS, SURFACES)])
def test_marks_stand_out_from_every_surface(theme, role, surface):
    assert contrast(getattr(theme, role), getattr(theme, surface)) >= 3


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_high_contrast_keeps_lightness_and_has_seven_to_one(theme):
    strong = in_high_contrast(theme)
    assert strong == in_high_contrast(strong)
    assert (QColor(strong.panel).lightness() > 128) == (QColor(theme.panel).lightness() > 128)
    for roles, least in ((TEXTS, 7), (MARKS, 4.5)):
        for role, surface in product(roles, SURFACES):
            found = contrast(getattr(strong, role), getattr(strong, surface))
            assert found >= least, (role, surface)


@EACH
def test_the_primary_button_can_be_read(theme):
    assert contrast(theme.on_primary, theme.primary) >= 4.5


@EACH
@pytest.mark.parametrize(
    "role", ["memory", "network", "below_zero", "above_zero", "costs", "saves"]
)
def test_text_can_be_read_on_the_strongest_shade(theme, role):
    strongest = max(STRONGEST_SHADE, STRONGEST_LIGHT)
    for ground in (theme.panel, theme.selected):
        shade = tinted(ground, getattr(theme, role), strongest * theme.tint)
        assert contrast(theme.text, shade) >= (7 if "contrast" in theme.name else 4.5)


@EACH
def test_every_role_is_a_colour_with_a_known_use(theme):
    named = {field.name for field in fields(theme)} - {"name", "tint"}
    assert named == {*SURFACES, *TEXTS, *MARKS, *DECORATION, *BUTTON, "found"}
    for role in named:
        assert QColor(getattr(theme, role)).isValid()
