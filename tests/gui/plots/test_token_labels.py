"""Numbers and texts of tokens under a picture."""

import pytest

from wmstudio.gui.base.theme import LIGHT
from wmstudio.gui.plots.token_labels import TokenLabels


@pytest.mark.parametrize("tall", [False, True])
def test_there_is_room_for_labels_of_any_size(stage, tall):
    labels = TokenLabels()
    labels.set_tall(tall=tall)
    before = labels.size().height()
    for _ in range(8):
        stage.window.actions_["font.bigger"].trigger()
    labels.apply_theme(LIGHT)
    lines = 2 if tall else 1
    assert labels.laid.height > 20
    assert labels.size().height() >= 1 + lines * labels.laid.height
    for _ in range(8):
        stage.window.actions_["font.smaller"].trigger()
    labels.apply_theme(LIGHT)
    assert labels.size().height() == before


def test_labels_that_are_left_to_another_picture_take_no_room(stage):
    labels = TokenLabels()
    labels.setFixedHeight(0)
    labels.apply_theme(LIGHT)

    assert labels.size().height() == 0
