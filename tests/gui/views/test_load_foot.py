"""Memory use in words."""

import math

import pytest

from wmstudio.gui.views.load_foot import SENTENCES, sentence


@pytest.mark.parametrize("name", SENTENCES)
def test_memory_use_that_is_no_number_is_not_told_as_none(name):
    assert sentence(name, 0.0) == SENTENCES[name][0]
    assert sentence(name, 0.25) == SENTENCES[name][1].format(share="25.0")
    assert sentence(name, math.nan) == SENTENCES[name][1].format(share="—")
