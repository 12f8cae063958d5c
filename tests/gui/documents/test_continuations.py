"""Continuing a text with and without its interventions, in the real window."""

import pytest

from tests.gui.reading_window import begin, real_window, settle
from wmstudio.app.settings import Settings
from wmstudio.engine.messages import GenerationFinished, Patch, PlacedPatch
from wmstudio.gui.interventions.held import Held
from wmstudio.library import open_checkpoint

TEXT = "The cat sat on"
PATCH = Patch("lstm.0.output_gate", "set", 0.0)


@pytest.fixture
def window(qtbot, folder, late_engines):
    settings = Settings(device="cpu", tokens=12, temperature=1.0, seed=3)
    with real_window(qtbot, settings, late_engines) as made:
        begin(qtbot, made, folder, TEXT)
        yield made


def branches(window):
    return {branch.name: branch.text for branch in window.branching.whole().branches}


def test_both_continuations_are_branches_that_the_library_gives_too(window, folder, qtbot):
    window.intervening.interventions.add(Held(PlacedPatch(PATCH), "no output"))
    settle(qtbot, window)
    sampling = window.generate_bar.sampling
    window.actions_["generate.both"].trigger()
    qtbot.waitUntil(lambda: len(branches(window)) == 3)

    model, found = open_checkpoint(folder), branches(window)
    plain = "".join(model.generate(TEXT, sampling))
    changed = "".join(model.generate(TEXT, sampling, patches=[PATCH]))
    assert found["untouched"] == TEXT + plain
    assert found["with interventions"] == TEXT + changed == window.editor.text
    assert plain != changed

    window.editor.undo()
    assert window.editor.text == TEXT


def test_without_interventions_it_says_what_to_do(window):
    window.actions_["generate.both"].trigger()
    assert "no interventions" in window.messages.text
    assert len(branches(window)) == 1


def test_both_are_drawn_alike_even_if_the_seed_is_changed_between_them(
    window, folder, qtbot, late_engines
):
    window.intervening.interventions.add(Held(PlacedPatch(PATCH), "no output"))
    settle(qtbot, window)
    (engine,), sampling = late_engines.made, window.generate_bar.sampling
    engine.hold(GenerationFinished)
    window.actions_["generate.both"].trigger()
    qtbot.waitUntil(lambda: bool(engine.kept))
    window.settings.seed = 4
    engine.release()
    qtbot.waitUntil(lambda: len(branches(window)) == 3)
    plain = "".join(open_checkpoint(folder).generate(TEXT, sampling))
    assert branches(window)["untouched"] == TEXT + plain
