"""Every model is measured without and with what it can switch on."""

import pytest

from tests import support
from wmstudio.evaluation.variants import SWITCHES, variants


@pytest.mark.parametrize("family", support.SIZES)
def test_a_switch_gives_two_variants_whatever_the_default(family):
    model = support.model(family)
    found = variants(model)
    switch = next((name for name in SWITCHES if name in model.settings), None)
    if switch is None:
        assert [(one.end, one.title, one.model) for one in found] == [("", "as it is", model)]
        return
    for opened in (model, model.configured(**{switch: True})):
        off, on = variants(opened)
        assert (off.end, on.end) == ("", f" + {switch}")
        assert off.model.settings[switch].value is False
        assert on.model.settings[switch].value is True


def test_a_memory_goes_before_a_cache():
    assert list(SWITCHES) == ["memory", "cache"]
