"""The window in other languages: nothing is English, and what is longer has room."""

import re

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QDialog, QWidget

from tests import support
from tests.gui.pseudo_language import DATA, Pseudo, are_keys, texts
from tests.gui.reading_window import begin, look_at, real_window
from tests.gui.test_room import LAPTOP, cut
from wmstudio.app.languages import ENGLISH
from wmstudio.app.presets import PRESETS, preset_command
from wmstudio.app.settings import Settings
from wmstudio.gui.base.translation import install, tr
from wmstudio.gui.shell.languages import chinese_fonts
from wmstudio.gui.shell.languages.retelling import Languages
from wmstudio.models.registry import FAMILIES

CHINESE = re.compile("[\u3400-\u9fff]")
ENGLISH_WORD = re.compile(r"[A-Za-z]{3}")
NAMES = re.compile(
    r"\b(tiny|slots|cpu|auto|WM Studio|English|CPU|CUDA|MPS|NVIDIA|Apple|[ms]?LSTM|lstm|Top-[kp]|"
    r"GRU|Mamba(-2)?|RG-LRU|RWKV|"
    r"PNG|SVG|GIF|Inter|logit)\b|⟨[^⟩]*⟩"
)
"""What is called the same in Chinese."""


@pytest.fixture
def window(qtbot, folder):
    with real_window(qtbot, Settings(device="cpu")) as window:
        window.resize(*LAPTOP)
        begin(qtbot, window, folder, "the cat sat on the mat and the cat")
        yield window


@pytest.fixture
def pseudo():
    translator = Pseudo()
    yield translator
    QCoreApplication.removeTranslator(translator)


@pytest.fixture
def in_chinese(qapp, monkeypatch):
    monkeypatch.setattr(chinese_fonts, "has_chinese", lambda: True)
    yield
    install(qapp, ENGLISH)


def in_each_layout(qtbot, window):
    for preset in PRESETS:
        window.actions_[preset_command(preset.id)].trigger()
        qtbot.waitUntil(lambda: window.complete and window.clock.idle)
        yield preset.id


def test_longer_texts_are_not_cut_in_any_layout(qtbot, window, pseudo):
    QCoreApplication.installTranslator(pseudo)
    window.findChild(Languages).tell_again()
    QCoreApplication.processEvents()
    found = {tab: cut(window) for tab in in_each_layout(qtbot, window)}
    assert {tab: words for tab, words in found.items() if words} == {}


def left_in_english(window):
    """What has English words and none in Chinese, but for names, keys and the text itself."""
    found = set()
    for one in (window, *window.findChildren(QWidget)):
        if one.objectName().startswith(("qt_", "Scroll")):
            continue
        for what, text in texts(one):
            words = text or ""
            for name in sorted((name for name in DATA if len(name) > 2), key=len, reverse=True):
                words = words.replace(name, "")
            words = NAMES.sub("", words)
            quoted = re.sub("“[^”]*”", "", words)
            if ENGLISH_WORD.search(quoted) and not CHINESE.search(text) and not are_keys(text):
                found.add((type(one).__name__, what, text))
    return found


@pytest.mark.usefixtures("in_chinese")
def test_nothing_is_english_in_a_chinese_window(qtbot, window):
    # A text that is in no catalogue must not stand in the way of one that is.
    tr("layer 0")
    window.preferences.set("language", "zh_CN")
    QCoreApplication.processEvents()
    qtbot.waitUntil(lambda: window.complete and window.clock.idle)
    for menu in window.actions_.menus.values():
        menu.aboutToShow.emit()
    window.find_bar.show_replace()
    window.palette_.toggle()
    found = {tab: left_in_english(window) for tab in in_each_layout(qtbot, window)}
    assert set().union(*found.values()) == set()


@pytest.mark.usefixtures("in_chinese")
def test_nothing_stays_english_where_the_language_is_changed_after_reading(qtbot):
    with real_window(qtbot, Settings(device="cpu")) as window:
        window.resize(*LAPTOP)
        # It ships with the record of its training.
        begin(qtbot, window, "tales-slots", "the cat sat on the mat and the cat")
        look_at(qtbot, window, 3)
        for _ in in_each_layout(qtbot, window):
            window.actions_["copies.pin"].trigger()
        window.actions_["export.figure"].trigger()
        window.preferences.set("language", "zh_CN")
        QCoreApplication.processEvents()
        form = window.exporting.form
        names = {text for what, text in texts(form.figures) if what == "choice"}
        found = left_in_english(window)
        form.reject()
    assert names
    assert not {name for name in names if not CHINESE.search(name)}
    assert found == set()


@pytest.mark.usefixtures("in_chinese")
@pytest.mark.parametrize("id", ["help.shortcuts", "edit.preferences", "help.glossary"])
def test_nothing_is_english_in_a_chinese_dialog(qtbot, window, id):
    window.preferences.set("language", "zh_CN")
    QCoreApplication.processEvents()
    window.actions_[id].trigger()
    (dialog,) = (d for d in window.findChildren(QDialog) if d.isVisible())
    assert left_in_english(dialog) == set()


@pytest.mark.usefixtures("in_chinese")
@pytest.mark.parametrize("family", FAMILIES)
def test_nothing_is_english_in_a_chinese_window_of_any_family(qtbot, tmp_path, family):
    model = support.checkpoint(tmp_path / "model", family, name="tiny")
    with real_window(qtbot, Settings(device="cpu", language="zh_CN")) as window:
        window.resize(*LAPTOP)
        begin(qtbot, window, model, "the cat sat on the mat")
        look_at(qtbot, window, 3)
        found = set().union(*(left_in_english(window) for _ in in_each_layout(qtbot, window)))
    assert found == set()


@pytest.mark.usefixtures("in_chinese")
def test_the_engine_speaks_chinese_in_a_chinese_window(qtbot, window):
    window.preferences.set("language", "zh_CN")
    window.models.begin("/nowhere/model")
    qtbot.waitUntil(lambda: "/nowhere/model" in window.messages.text)
    in_words = window.messages.text
    window.preferences.set("language", "en")
    QCoreApplication.processEvents()

    assert CHINESE.search(in_words)
    assert not CHINESE.search(window.messages._label.text())
