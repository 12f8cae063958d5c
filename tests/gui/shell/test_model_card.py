"""The card of a foreign model: shown at once, filled when it is measured, gone with the model."""

from dataclasses import replace

import pytest

from tests.gui.stage import opened
from wmstudio.engine import proof as proofs
from wmstudio.engine.messages import Configure, Failure, Open, Origin, Proof, Prove, Proven
from wmstudio.gui.base.theme import DARK
from wmstudio.gui.shell.help import TextDialog
from wmstudio.gui.shell.model_card import TITLES

ORIGIN = Origin("PyTorch state_dict", "LSTM language model", ("Its tokens are bytes.",), True)
RIGHT = Proof(characters=100, tokens=100, bits=210.0, uniform=800.0, step=2e-7, resume=1e-7)
WRONG = replace(RIGHT, bits=799.0, step=0.5)


def foreign(name="theirs"):
    return replace(opened(name), origin=ORIGIN)


@pytest.fixture
def shown(stage, qtbot):
    """A window in which a foreign model was opened."""
    stage.window.open_checkpoint("/theirs.pt")
    stage.port.say(foreign())
    qtbot.waitUntil(lambda: stage.window.model_card.isVisible())
    return stage


def lines(stage):
    return [line.text() for line in stage.window.model_card.lines]


def test_the_titles_are_those_of_the_report():
    assert TITLES == proofs.TITLES


def test_the_card_is_there_at_once_and_the_text_keeps_the_keys(shown):
    what, assumed, reads, runs = lines(shown)
    assert what.startswith("LSTM language model; ")
    assert assumed == "Its tokens are bytes."
    assert "being measured" in reads
    assert "being measured" in runs
    assert shown.posted(Prove) == [Prove()]
    # The name is in the bar.
    assert shown.window.model_card.heading.isHidden()
    assert not shown.window.model_card.isAncestorOf(shown.window.focusWidget())


def test_what_was_measured_fills_the_card(shown, qtbot):
    shown.port.say(Proven(RIGHT))
    qtbot.waitUntil(lambda: "being measured" not in lines(shown)[2])
    assert lines(shown)[2].startswith("2.10 bits per character")
    assert "guess needs 8.00" in lines(shown)[2]
    assert lines(shown)[3].startswith("yes: ")
    assert lines(shown)[3].endswith("yes, by our tests")


def test_a_model_that_is_wrong_is_told_in_words_and_in_red(shown, qtbot):
    shown.window.model_card.apply_theme(DARK)
    shown.port.say(Proven(WRONG))
    qtbot.waitUntil(lambda: lines(shown)[3].startswith("NO: "))
    assert "reads no better than a guess" in lines(shown)[2]
    for line in shown.window.model_card.lines[2:]:
        assert line.palette().windowText().color().name() == DARK.error
    assert shown.window.model_card.lines[0].palette().windowText().color().name() == DARK.text


def test_why_nothing_could_be_measured_is_told(shown, qtbot):
    shown.port.say(Proven(None, "The weights are gone."))
    qtbot.waitUntil(lambda: lines(shown)[2:] == ["The weights are gone."] * 2)


def test_a_model_of_ours_has_no_card_and_is_not_measured(stage, qtbot):
    stage.window.open_checkpoint("ours")
    stage.port.say(opened("ours"))
    qtbot.waitUntil(lambda: stage.window.models.open_model is not None)
    assert not stage.window.model_card.isVisible()
    assert stage.posted(Prove) == []


def test_another_model_takes_the_card_away_and_a_failure_does_not(shown, qtbot):
    shown.window.open_checkpoint("/broken.pt")
    shown.port.say(Failure("broken.pt cannot be opened: it is cut short."))
    qtbot.waitUntil(lambda: bool(shown.window.messages.text))
    assert shown.window.model_card.isVisible()
    shown.window.open_checkpoint("ours")
    shown.port.say(opened("ours"))
    qtbot.waitUntil(lambda: not shown.window.model_card.isVisible())


def test_a_closed_card_stays_closed_when_settings_change(shown, qtbot):
    shown.window.model_card.close_button.click()
    shown.window.models.configure((("capacity", 4),))
    assert isinstance(shown.port.commands[-1], Configure)
    with qtbot.waitSignal(shown.window.models.opened):
        shown.port.say(foreign())
    assert not shown.window.model_card.isVisible()
    assert len(shown.posted(Prove)) == 1
    shown.port.say(Proven(RIGHT))
    qtbot.waitUntil(lambda: shown.window.models.proof is not None)
    assert not shown.window.model_card.isVisible()


def test_another_device_has_it_measured_again(shown, qtbot):
    shown.port.say(Proven(RIGHT))
    qtbot.waitUntil(lambda: shown.window.models.proof is not None)
    shown.window.models.move("cuda")
    assert isinstance(shown.port.commands[-1], Open)
    shown.port.say(foreign())
    qtbot.waitUntil(lambda: len(shown.posted(Prove)) == 2)
    assert "being measured" in lines(shown)[2]


def test_about_this_model_has_the_lines_and_follows_them(shown, qtbot):
    shown.window.model_card.close_button.click()
    shown.window.actions_["model.about"].trigger()
    (dialog,) = shown.window.findChildren(TextDialog)
    assert "being measured" in dialog.body.toPlainText()
    assert len(shown.posted(Prove)) == 1
    shown.port.say(Proven(RIGHT))
    qtbot.waitUntil(lambda: "2.10 bits per character" in dialog.body.toPlainText())
    dialog.close()


def test_about_a_model_of_ours_measures_it(stage, qtbot):
    stage.window.open_checkpoint("ours")
    stage.port.say(opened("ours"))
    qtbot.waitUntil(lambda: stage.window.models.open_model is not None)
    stage.window.actions_["model.about"].trigger()
    (dialog,) = stage.window.findChildren(TextDialog)
    assert stage.posted(Prove) == [Prove()]
    stage.port.say(Proven(RIGHT))
    qtbot.waitUntil(lambda: "2.10 bits per character" in dialog.body.toPlainText())
    dialog.close()


def test_the_second_model_has_a_card_with_its_mark(shown, qtbot):
    window = shown.window
    window.comparison.open("/others.pt")
    shown.ports[1].say(foreign("others"))
    qtbot.waitUntil(lambda: window.model_card.heading.text() == "B  others")
    assert shown.ports[1].commands[-1] == Prove()
    window.comparison.end()
    qtbot.waitUntil(lambda: not window.model_card.isVisible())
