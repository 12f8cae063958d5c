"""Everything that people read goes through the translation: a made-up language reaches it all."""

import re
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QDialog

from tests import support
from tests.gui.pseudo_language import Pseudo, read, untranslated
from wmstudio.app import examples
from wmstudio.app.languages import ENGLISH, LANGUAGES
from wmstudio.app.settings import Settings
from wmstudio.backends.registry import open_model
from wmstudio.engine.engine import Engine
from wmstudio.gui.base.translation import CONTEXT, counted, install, tr
from wmstudio.gui.shell.main_window import MainWindow
from wmstudio.models.registry import FAMILIES, build, tiny
from wmstudio.runtime.sync import SyncEngine

sys.path.insert(0, str(Path(__file__).parents[3] / "scripts"))
import strings


@pytest.fixture
def pseudo(qapp):
    translator = Pseudo()
    QCoreApplication.installTranslator(translator)
    yield translator
    QCoreApplication.removeTranslator(translator)


@pytest.fixture
def window(pseudo, make_shown):
    return make_shown()


def test_every_word_of_the_window_and_its_menus_is_translated(window):
    for menu in window.actions_.menus.values():
        menu.aboutToShow.emit()
    window.picker.made.aboutToShow.emit()
    window.find_bar.show_replace()
    window.messages.say(tr("No model is open."), "a", details="x")
    window.palette_.toggle()

    assert untranslated(window) == set()


@pytest.fixture
def real_window(pseudo, qtbot, tmp_path):
    """A window with a real model of a family, which has read a text."""
    windows = []

    def make(family):
        folder = support.checkpoint(tmp_path / "tiny", family)
        window = MainWindow(
            lambda on_ready: SyncEngine(lambda: Engine(open_model), on_ready),
            Settings(device="cpu"),
        )
        windows.append(window)
        window.show()
        window.models.begin(str(folder))
        window.editor.set_text("The cat sat on the mat.")
        window.editor.place_caret(12)
        qtbot.waitUntil(lambda: window.models.open_model is not None and window.reading.complete)
        qtbot.waitUntil(lambda: window.intervening.interventions.frame is not None)
        return window

    yield make
    for window in windows:
        window.close()
        window.deleteLater()


def own_words(widget):
    """What is not translated of a widget, but for what it quotes of the text."""
    found = {text for _, _, text, _ in untranslated(widget)}
    return {text for text in found if read(re.sub("“[^”]*”", "", text))}


@pytest.mark.parametrize("family", FAMILIES)
def test_what_a_real_model_offers_and_tells_is_translated(real_window, family):
    window = real_window(family)
    edits, form = window.intervening.interventions, window.intervening.form
    window.intervening.show_menu()
    menu = window.intervening.menu
    assert own_words(menu) == set()
    menu.close()
    for spec in edits.offered:
        if spec.arguments:
            form.ask_for(spec, edits.opened.pieces)
            assert own_words(form) == set()
    assert edits.request("clear_all", {})
    assert read(edits.held[0].words) == ""
    foot = window.panels["memory"].foot
    assert foot.gauges.gauges
    assert own_words(foot) == set()
    assert {
        read(gauge.name) + read(gauge.text) + read(gauge.sentence) for gauge in foot.gauges.gauges
    } == {""}


@pytest.mark.parametrize(
    "id", ["help.notices", "help.shortcuts", "edit.preferences", "export.animation"]
)
def test_every_word_of_a_dialog_is_translated(window, id):
    window.actions_[id].trigger()
    (dialog,) = (d for d in window.findChildren(QDialog) if d.isVisible())

    assert untranslated(dialog) == set()


def test_what_the_catalogue_lists_is_what_the_program_asks_for(window, pseudo):
    for id in ("help.notices", "edit.preferences", "help.shortcuts", "view.palette"):
        window.actions_[id].trigger()
    for example in examples.offered():
        tr(example.look)
    listed = set(strings.found())
    # What a model declares of itself is listed where it is written; this one is the test's own.
    missing = {text for text in pseudo.asked - listed if " " in text and text != "the cell"}

    assert missing == set()


@pytest.mark.parametrize("family", FAMILIES)
def test_what_a_model_tells_of_itself_is_the_same_for_all_sizes(family):
    small = tiny(family, 300)
    large = {name: 2 * n if isinstance(n, int) else n for name, n in small.items()}
    told = [set(strings.told_by(build(family, sizes))) for sizes in (small, large)]
    assert told[0] == told[1]
    assert told[0] <= set(strings.found())


def test_translators_get_every_text_once_and_plurals_as_such():
    texts = strings.found()
    root = ElementTree.fromstring(strings.catalogue(texts))
    sources = [message.findtext("source") for message in root.iter("message")]

    assert sources == list(texts)
    assert len(sources) > 400
    plural = "{n} interventions"
    assert [m.get("numerus") for m in root.iter("message") if m.findtext("source") == plural] == [
        "yes"
    ]


@pytest.fixture
def german(tmp_path, monkeypatch):
    """A language of one text."""
    folder = tmp_path / "translations"
    folder.mkdir()
    monkeypatch.setattr("wmstudio.paths.resources", lambda: tmp_path)
    monkeypatch.setitem(LANGUAGES, "de", "Deutsch")
    monkeypatch.setitem(LANGUAGES, "fr", "Français")
    written = strings.catalogue({"No model is open.": False}, "de").replace(
        '<translation type="unfinished" />', "<translation>Kein Modell ist offen.</translation>"
    )
    (folder / "wmstudio_de.ts").write_text(written, encoding="utf-8")
    strings.compile_catalogue(folder / "wmstudio_de.ts")


@pytest.mark.usefixtures("german")
def test_the_catalogue_of_a_chosen_language_is_loaded(qapp):
    try:
        assert install(qapp, "de") == "de"
        assert tr("No model is open.") == "Kein Modell ist offen."
        assert tr("Nobody knows this") == "Nobody knows this"
    finally:
        assert install(qapp, ENGLISH) == ENGLISH
    assert tr("No model is open.") == "No model is open."


@pytest.mark.usefixtures("german")
def test_a_language_without_a_catalogue_leaves_the_window_english(qapp):
    assert install(qapp, "fr") == ENGLISH
    assert tr("No model is open.") == "No model is open."


def test_what_was_translated_stays_when_the_catalogue_is_written_again():
    first = strings.catalogue({"One": False, "{n} things": True}, "xx")
    done = first.replace('<translation type="unfinished" />', "<translation>Eins</translation>")
    again = strings.catalogue({"Two": False, "One": False}, "xx", done)

    assert "<translation>Eins</translation>" in again
    assert again.count("unfinished") == 1


def test_numbers_have_a_form_of_their_own_and_values_are_put_in():
    assert counted(1, "{n} edit", "{n} edits") == "1 edit"
    assert counted(3, "{n} edit", "{n} edits") == "3 edits"
    assert tr("{a} of {b}", a=1, b="x{y}") == "1 of x{y}"


def test_a_slip_in_a_catalogue_costs_the_translation_and_not_the_sentence(qapp):
    class Slip(Pseudo):
        def translate(self, context, text, disambiguation=None, n=-1):
            return "{nobody} {" if context == CONTEXT else text

    translator = Slip()
    QCoreApplication.installTranslator(translator)
    try:
        assert tr("{a} of {b}", a=1, b=2) == "1 of 2"
    finally:
        QCoreApplication.removeTranslator(translator)
