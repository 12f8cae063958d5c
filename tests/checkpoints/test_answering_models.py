"""The checkpoints that have learned to answer prompts: small, finished, and with honest cards."""

import json

import pytest

from wmstudio import paths
from wmstudio.app import examples
from wmstudio.checkpoints import bundled

ANSWERING = {one.name: one for one in bundled.bundled() if one.exact is not None}
PAGE = (paths.assets().parent / "docs" / "applications.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ANSWERING)
def test_that_it_is_small_finished_and_its_card_says_what_was_measured(name):
    one = ANSWERING[name]
    record = json.loads((one.folder / "training.json").read_text())
    card = (one.folder / "README.md").read_text()
    assert one.bytes < 3_000_000
    assert record["steps"] == record["of_steps"]
    assert f"{one.exact:.1%} of held-out targets written exactly" in card
    assert "licence of the data | not named" not in card
    recipe = paths.assets() / "recipes" / f"{name}.toml"
    assert recipe.read_text(encoding="utf-8").strip() in card


@pytest.mark.parametrize("name", ANSWERING)
def test_that_it_is_on_the_page_of_applications_and_in_an_example_of_the_menu(name):
    one = ANSWERING[name]
    assert f"`{name}`" in PAGE
    assert f"{one.parameters:,}" in PAGE
    assert any(example.checkpoint == name for example in examples.offered())
